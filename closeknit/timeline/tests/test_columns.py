"""Columns that fill themselves: right after every way in which contacts come, change and go, and while time passes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from closeknit.access.verbs import Refused
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.records import record, undoing
from closeknit.timeline.contacts import contacts, dealings
from closeknit.timeline.models import Dealings, Stale
from closeknit.web import listing
from closeknit.web.listing import Listing, Sort
from tests.cast import Cast

COLUMNS = ("first_contact", "last_contact", "last_contact_by", "contacts_90", "strength")


def logged(cast: Cast, subject: Any, days: float, form: str = "call", **more: Any) -> Any:
    moment = timezone.now() - timedelta(days=days)
    return contacts.log(subject, {"form": form, "happened_at": moment, **more}, by=cast.tomas)


def shown(cast: Cast, subject: Any) -> tuple[Any, ...]:
    asked = Listing(kinds[subject.kind], cast.ada, COLUMNS, only=frozenset([subject.pk]))
    return listing.page(asked).rows[0].values


def test_nobody_was_in_contact_yet(cast: Cast) -> None:
    assert shown(cast, cast.organization()) == (None, None, None, 0, None)


def test_they_follow_from_the_contacts(cast: Cast) -> None:
    kestrel = cast.organization()
    early, late = logged(cast, kestrel, 200), logged(cast, kestrel, 2)
    first, last, by, recent, strength = shown(cast, kestrel)
    assert (first, last, by.name, recent) == (early.happened_at, late.happened_at, "Tomás Ferreira", 1)
    assert 0 < strength < 100


def test_a_withdrawn_contact_counts_no_more_and_one_brought_back_again(cast: Cast) -> None:
    kestrel = cast.organization()
    made = logged(cast, kestrel, 3)
    actor = cast.tomas
    contacts.withdraw(kestrel, made.pk, by=actor)
    assert shown(cast, kestrel) == (None, None, None, 0, None)
    undoing.undo(actor.change, by=cast.ada)
    assert shown(cast, kestrel)[1] == made.happened_at


def test_a_corrected_moment_moves_them(cast: Cast) -> None:
    kestrel = cast.organization()
    made = logged(cast, kestrel, 3)
    then = timezone.now() - timedelta(days=120)
    contacts.correct(kestrel, made.pk, {"happened_at": then}, by=cast.tomas)
    first, last, _by, recent, _strength = shown(cast, kestrel)
    assert (first, last, recent) == (then, then, 0)


def test_an_undone_contact_is_gone(cast: Cast) -> None:
    kestrel = cast.organization()
    made = logged(cast, kestrel, 3)
    undoing.undo(made.entry.change, by=cast.ada)
    assert shown(cast, kestrel)[3] == 0


def test_ninety_days_pass_by_themselves(cast: Cast) -> None:
    kestrel = cast.organization()
    logged(cast, kestrel, 10)
    logged(cast, kestrel, 30)
    now = timezone.now()
    dealings.fade(now + timedelta(days=65))
    assert Dealings.objects.get(pk=kestrel.pk).recent == 1
    dealings.fade(now + timedelta(days=85))
    one = Dealings.objects.get(pk=kestrel.pk)
    assert (one.recent, one.fades_at) == (0, None)


def test_contacts_by_the_hundred_are_summed_up_by_the_worker(cast: Cast) -> None:
    kestrel = cast.organization()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('closeknit.dealt', '200', true)")  # as after two hundred in this transaction
    logged(cast, kestrel, 1)
    assert Stale.objects.filter(record=kestrel.pk).exists()
    assert shown(cast, kestrel)[3] == 0
    dealings.catch_up()
    assert not Stale.objects.exists()
    assert shown(cast, kestrel)[3] == 1


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("key", ["first_contact", "last_contact", "contacts_90", "strength"])
def test_lists_are_sorted_by_them_page_by_page(cast: Cast, key: str, down: bool) -> None:
    made = [cast.organization(f"Company {number}") for number in range(5)]
    for number, one in enumerate(made[:3]):
        logged(cast, one, 10 * number + 1)
        if number == 1:
            logged(cast, one, 12)
    asked = Listing(kinds["organization"], cast.ada, (key,), Sort(key, down))
    rows: list[int] = []
    page = listing.page(asked, limit=2)
    while True:
        rows += [row.id for row in page.rows]
        if page.after is None:
            break
        page = listing.page(asked, page.after, limit=2)
    assert len(rows) == len(set(rows))
    assert set(rows[:3]) == {one.pk for one in made[:3]}
    assert {one.pk for one in made} <= set(rows)


@pytest.mark.parametrize(
    ("key", "operator", "given", "found"),
    [
        ("last_contact", "empty", None, {"none"}),
        ("contacts_90", "lt", 1, {"none", "old"}),
        ("contacts_90", "gte", 1, {"fresh"}),
        ("strength", "gt", 10, {"fresh"}),
        ("last_contact_by", "is", "me", {"fresh", "old"}),
    ],
)
def test_filters_ask_for_them(cast: Cast, key: str, operator: str, given: Any, found: set[str]) -> None:
    made = {name: cast.organization(name) for name in ("none", "old", "fresh")}
    logged(cast, made["old"], 400)
    logged(cast, made["fresh"], 1)
    tree = filters.read({"field": key, "op": operator, **({} if given is None else {"value": given})})
    rows = listing.page(Listing(kinds["organization"], cast.tomas, tree=tree)).rows
    assert {row.name for row in rows} & set(made) == found


def test_a_tie_is_stronger_the_newer_the_more_often_and_the_more_they_want_it(cast: Cast) -> None:
    def strength(*told: tuple[float, str, str]) -> Any:
        subject = cast.organization()
        for days, form, direction in told:
            logged(cast, subject, days, form, direction=direction)
        return shown(cast, subject)[4]

    assert strength((1, "call", "out")) > strength((90, "call", "out"))
    assert strength((1, "call", "out"), (30, "call", "out")) > strength((1, "call", "out"))
    assert strength((1, "call", "in")) > strength((1, "call", "out"))
    assert strength((1, "meeting", "")) > strength((1, "call", "in"))
    assert strength((1, "call", "out")) > strength((1, "message", "out"))
    assert strength(*((number / 4, "meeting", "") for number in range(60))) <= 100


def test_nobody_types_them(cast: Cast) -> None:
    with pytest.raises(Refused):
        record.edit(cast.organization(), {"strength": 99}, by=cast.ada)
