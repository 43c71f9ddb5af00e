"""Employments as people ask about them: who works, or worked, at an organization, and where somebody works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.directory.models import WORKING, Email, Employment, Individual, Organization, Telephone


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody at an organization: `until` is None for who works there now. `phone` is as it was typed."""

    id: int
    name: str
    title: str
    department: str
    since: date | None
    until: date | None
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where somebody works or worked, if not on their own; without id and name, and `hidden`, when the reader may not see it.

    `phone` is the organization's main number, asked for only because the person has none.
    """

    id: int | None
    name: str
    title: str
    department: str
    since: date | None
    until: date | None
    phone: str
    hidden: bool


def of_organization(organization: int, actor: Actor, limit: int, *, now_only: bool = False) -> list[Worker]:
    """Who works there, by name, then who left, the last first: as many as `limit`, of those the actor sees. One query."""
    rows = _there(organization, actor)
    if now_only:
        rows = rows.filter(WORKING)
    over = F("until").desc(nulls_first=True)
    found = (
        rows.annotate(phone=_first(Telephone, "number", "record_id"), email=_first(Email, "address", "record_id"))
        .order_by(over, "record__sort_key", "record_id")
        .values_list("record_id", "record__name", "title", "department", "since", "until", "phone", "email")
    )
    return [
        Worker(pk, name, title or "", department or "", since, until, phone or "", email or "")
        for pk, name, title, department, since, until, phone, email in found[:limit]
    ]


def count(organization: int, actor: Actor) -> int:
    """How many people whom the actor sees work there now; somebody with two posts is one."""
    return _there(organization, actor).filter(WORKING).values("record_id").distinct().count()


def _there(organization: int, actor: Actor) -> QuerySet[Employment]:
    seen = gate.rows(Individual, actor).filter(pk=OuterRef("record_id"))
    return Employment.objects.filter(Exists(seen), organization_id=organization)


def of_individual(individual: int, actor: Actor) -> list[Workplace]:
    """Where somebody works, then where they worked, the last first; names only of organizations the actor sees. One query."""
    seen = gate.rows(Organization, actor).filter(pk=OuterRef("organization_id"))
    own = Telephone.objects.filter(record_id=OuterRef("record_id"))
    rows = (
        Employment.objects.filter(record_id=individual)
        .annotate(
            visible=Subquery(seen.values("name")[:1]),
            reachable=Exists(own),
            phone=_first(Telephone, "number", "organization_id"),
        )
        .order_by(F("until").desc(nulls_first=True), "-primary", "position", "id")
    )
    return [_workplace(row) for row in rows[:50]]


def _workplace(row: Any) -> Workplace:
    shown = row.visible is not None
    phone = row.phone if shown and row.until is None and not row.reachable else None
    return Workplace(
        row.organization_id if shown else None,
        row.visible or "",
        row.title or "",
        row.department or "",
        row.since,
        row.until,
        phone or "",
        hidden=row.organization_id is not None and not shown,
    )


def colleagues(individual: int, actor: Actor, limit: int) -> list[Worker]:
    """Who else works now where somebody works now, by name, at organizations that the actor sees. One query."""
    own = Employment.objects.filter(record_id=individual).filter(WORKING).values("organization_id")
    places = gate.rows(Organization, actor).filter(pk__in=own)
    seen = gate.rows(Individual, actor).filter(pk=OuterRef("record_id"))
    rows = (
        Employment.objects.filter(Exists(seen), organization__in=places.values("pk"))
        .filter(WORKING)
        .exclude(record_id=individual)
        .order_by("record__sort_key", "record_id")
        .values_list("record_id", "record__name", "title")
    )
    found = {pk: Worker(pk, name, title or "", "", None, None, "", "") for pk, name, title in rows[: limit * 2]}
    return list(found.values())[:limit]


def _first(model: type[Any], column: str, outer: str) -> Subquery:
    """The first choice among a record's rows of one table."""
    rows = model.objects.filter(record_id=OuterRef(outer)).order_by("-primary", "position", "id")
    return Subquery(rows.values(column)[:1])
