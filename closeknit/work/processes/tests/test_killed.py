"""Workers that are killed while they carry out runs: nothing is lost, nothing is done twice."""

from __future__ import annotations

from time import monotonic, sleep

import pytest

from tests import killed_runs
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_and_repeat_nothing() -> None:
    cast = Cast()
    killed_runs.begun(cast, 6)
    patience = monotonic() + 60
    with killed_runs.killing(4, 0.15, 1) as tick:
        left = 6
        while (left or sum(tick().values()) < 4) and monotonic() < patience:
            left = killed_runs.people(cast)
            sleep(0.02)
    assert killed_runs.faults() == []
