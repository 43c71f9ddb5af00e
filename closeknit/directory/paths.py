"""Paths to a person or an organization: who of us knows them, and who of those we know could introduce us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.directory.models import WORKING, Employment, Today
from closeknit.records.models import Record, Relationship
from closeknit.timeline.contacts import columns, ties

PEOPLE, SHOWN = 200, 8
KINDS = ("organization", "individual")


@dataclass(frozen=True, slots=True)
class Introducer:
    """Somebody who has to do with them and whom we know: how strong our tie is, and who of us was in contact last."""

    kind: str
    id: int
    name: str
    strength: int
    last_at: datetime
    last_by: str

    @property
    def word(self) -> str:
        """The strength as people say it."""
        return ties.word(self.strength)


def introducers(kind: str, pk: int, actor: Actor) -> list[Introducer]:
    """Whom we know of those who are related to them, or worked there, the strongest tie first: as many as are shown, whom the actor sees."""
    theirs, former = _people(pk) if kind == "organization" else ([], [])
    near = [pk, *theirs]
    open_ones = Relationship.objects.filter(Q(until=None) | Q(until__gt=Today()))
    others = (
        open_ones.filter(record_id__in=near).values("other_id"),
        open_ones.filter(other_id__in=near).values("record_id"),
    )
    reached = Q(pk__in=others[0]) | Q(pk__in=others[1]) | Q(pk__in=former)
    rows = gate.rows(Record, actor).filter(reached, kind__in=KINDS, dealings__isnull=False).exclude(pk__in=near)
    told: Any = rows.order_by("-dealings__warmth", "pk").values_list(
        "kind", "pk", "name", columns.strength(F("dealings__warmth")), "dealings__last_at", "dealings__last_by__name"
    )
    return [Introducer(kind, pk, name, int(strong), at, by or "") for kind, pk, name, strong, at, by in told[:SHOWN]]


def _people(organization: int) -> tuple[list[int], list[int]]:
    """Who works there, and who worked there before."""
    rows = Employment.objects.filter(organization_id=organization)
    working = list(rows.filter(WORKING).values_list("record_id", flat=True)[:PEOPLE])
    former = list(rows.exclude(WORKING).exclude(record_id__in=working).values_list("record_id", flat=True)[:PEOPLE])
    return working, former
