"""Who has gone quiet, and whom nobody knows."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from closeknit.insight import keeping
from closeknit.timeline.contacts import contacts
from tests.cast import Cast


def test_customers_without_a_contact_for_long_are_listed_the_strongest_tie_first(cast: Cast) -> None:
    now = timezone.now()
    for name, days in (("Fresh", 3), ("Old", 70), ("Older", 200)):
        made = cast.organization(name, status="customer")
        contacts.log(made, {"form": "call", "happened_at": now - timedelta(days=days)}, by=cast.tomas)
    assert [one.name for one in keeping.quiet(cast.ada, 60)] == ["Old", "Older"]
    assert keeping.quiet(cast.ada, 60)[0].last_by == "Tomás Ferreira"
    page = cast.browser("ada").get("/quiet/").content.decode()
    for press in ("log", "task"):
        assert page.count(f'data-press="{press}"') == 2


def test_whom_one_does_not_see_is_not_listed(cast: Cast) -> None:
    made = cast.organization("Hidden", status="customer")
    contacts.log(made, {"form": "call", "happened_at": timezone.now() - timedelta(days=70)}, by=cast.tomas)
    assert keeping.quiet(cast.priya, 60) == []


def test_prospects_whom_nobody_knows_are_listed(cast: Cast) -> None:
    known, unknown = cast.organization("Known", status="prospect"), cast.organization("Unknown", status="prospect")
    contacts.log(known, {"form": "call"}, by=cast.tomas)
    assert [one.id for one in keeping.unknown(cast.ada)] == [unknown.pk]
    assert b"Unknown" in cast.browser("ada").get("/quiet/?what=unknown").content
