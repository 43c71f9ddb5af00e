"""Our own company, kept like everybody's."""

from __future__ import annotations

import time

import pytest

from closeknit.directory.models import Telephone
from closeknit.directory.ours import forget, ours
from tests.cast import Cast


def test_its_name_stands_over_every_page(cast: Cast) -> None:
    client = cast.browser("ada")
    assert client.get("/").context["shell"]["company"] == "Closeknit"
    head = cast.organization("Brightwell Weighing", status="ours", country="GB", city="Leeds")
    cast.organization("Brightwell Rotterdam", status="ours", country="NL", parent=head.pk)
    forget()  # in a test nothing is ever committed, so nobody is told
    assert client.get("/").context["shell"]["company"] == "Brightwell Weighing"


def test_a_number_without_a_country_is_read_as_one_of_ours(cast: Cast) -> None:
    cast.organization("Brightwell Weighing", status="ours", country="GB")
    forget()
    made = cast.organization(phone="0113 496 0000")
    assert ours().country == "GB"
    assert Telephone.objects.get(record=made.pk).number_e164 == "+441134960000"


def test_a_change_in_another_thread_takes_nothing_out_of_our_hands(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.organization("Brightwell Weighing", status="ours")
    forget()
    assert ours().name == "Brightwell Weighing"
    clock = time.monotonic

    def monotonic() -> float:
        forget()  # just then, between the look at the clock and the reading
        return clock()

    monkeypatch.setattr(time, "monotonic", monotonic)
    assert ours().name == "Brightwell Weighing"
