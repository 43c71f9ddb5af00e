"""The next contact of a customer, as lists and filters know it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from closeknit.catalogue.kinds import kinds
from closeknit.records import record
from closeknit.web import listing
from closeknit.web.listing import Listing, Sort
from closeknit.work import tasks
from tests.cast import Cast


def test_the_first_open_task_ahead_is_the_next_contact(cast: Cast) -> None:
    kestrel, kind = cast.organization(), kinds["organization"]
    now = timezone.now().replace(microsecond=0)

    def asked() -> object:
        query = Listing(kind, cast.ada, ("next_contact",), Sort("next_contact"), only=frozenset([kestrel.pk]))
        return listing.page(query).rows[0].values[0]

    assert asked() is None
    made = [
        record.create(
            kinds["task"], {"name": "Call", "about": str(kestrel.pk), "due_at": now + timedelta(days=days)}, by=cast.ada
        )
        for days in (9, 4, -2)
    ]
    assert asked() == now + timedelta(days=4)
    tasks.do(made[1], by=cast.ada)
    assert asked() == now + timedelta(days=9)
