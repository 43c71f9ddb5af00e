"""Keeping customers: with whom nobody was in contact for a while, and whom nobody of us knows yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Organization, Status
from closeknit.timeline.contacts import columns

SHOWN = 50
LEAST, USUAL, MOST = 7, 60, 3650  # days without a contact


@dataclass(frozen=True, slots=True)
class Quiet:
    """An organization, when the last contact was and with whom of us, and how strong the tie still is, of 100."""

    id: int
    name: str
    last_at: datetime | None
    last_by: str
    strength: int

    @property
    def url(self) -> str:
        """The address of its page."""
        return kinds["organization"].address(self.id, self.name)


def days(text: str) -> int:
    """How many days without a contact are asked for."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else USUAL
    return min(max(asked, LEAST), MOST)


def quiet(actor: Actor, days: int) -> list[Quiet]:
    """Customers without a contact for so many days, those with the strongest tie first."""
    rows = gate.rows(Organization, actor).filter(status=Status.CUSTOMER)
    rows = rows.filter(dealings__last_at__lt=timezone.now() - timedelta(days=days)).order_by("-dealings__warmth", "pk")
    told: Any = rows.values_list(
        "pk", "name", "dealings__last_at", "dealings__last_by__name", columns.strength(F("dealings__warmth"))
    )
    return [Quiet(pk, name, at, by or "", int(strong)) for pk, name, at, by, strong in told[:SHOWN]]


def unknown(actor: Actor) -> list[Quiet]:
    """Prospects with whom nobody of us ever was in contact, by name."""
    rows = (
        gate.rows(Organization, actor).filter(status=Status.PROSPECT, dealings__isnull=True).order_by("sort_key", "pk")
    )
    return [Quiet(pk, name, None, "", 0) for pk, name in rows.values_list("pk", "name")[:SHOWN]]
