"""Organizations: what must hold of their branches, also when several people move them."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from closeknit.access import actors
from closeknit.access.verbs import Refused
from closeknit.catalogue.refusal import each
from closeknit.records import record
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_the_same_moment_close_no_circle() -> None:
    cast = Cast()
    with transaction.atomic():
        above = cast.organization("Alder")
        free, below = cast.organization("Birch"), cast.organization("Cedar", parent=above.pk)
    first_moved, second_tried, results = Event(), Event(), []

    def first() -> None:
        with actors.acting(actors.of_user(cast.ada_user.pk)) as by:
            record.edit(above, {"parent": free.pk}, by=by)
            first_moved.set()
            second_tried.wait(10)
        results.append("moved")
        connection.close()

    def second() -> None:
        first_moved.wait(10)
        try:
            with actors.acting(actors.of_user(cast.tomas_user.pk)) as by:
                record.edit(free, {"parent": below.pk}, by=by)
            results.append("moved")
        except Refused as refused:
            results.append(refused.code)
        second_tried.set()
        connection.close()

    threads = [Thread(target=first), Thread(target=second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == ["in_progress", "moved"]
    with pytest.raises(Refused) as caught, actors.acting(actors.of_user(cast.tomas_user.pk)) as by:
        record.edit(free, {"parent": below.pk}, by=by)
    assert "circle" in [one.code for one in each(caught.value)]


def test_a_new_branch_waits_for_nobody(cast: Cast) -> None:
    above = cast.organization("Alder")
    with CaptureQueriesContext(connection) as asked:
        cast.organization("Cedar", parent=above.pk)
    assert not [one for one in asked.captured_queries if "organization.parent'" in one["sql"]]
