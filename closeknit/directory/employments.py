"""Employments as people ask about them: who works, or worked, at an organization, and where somebody works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import any_of, number, prepared
from closeknit.catalogue.kinds import kinds
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
    return [
        Worker(pk, name, title or "", department or "", since, until, phone or "", email or "")
        for pk, name, title, department, since, until, phone, email in _workers(
            actor, limit, now_only, organization=organization
        )
    ]


@prepared
def _workers(actor: Actor, limit: int, now_only: bool) -> QuerySet[Any, Any]:
    rows = _there(actor)
    if now_only:
        rows = rows.filter(WORKING)
    over = F("until").desc(nulls_first=True)
    return (
        rows.annotate(phone=_first(Telephone, "number", "record_id"), email=_first(Email, "address", "record_id"))
        .order_by(over, "record__sort_key", "record_id")
        .values_list("record_id", "record__name", "title", "department", "since", "until", "phone", "email")[:limit]
    )


def of_several(organizations: list[int], actor: Actor, limit: int) -> list[tuple[int, Worker]]:
    """Who works now at any of these, which the actor sees, each with the id of the organization, by name. One query."""
    rows = _of_several(actor, max(limit, 0), organizations=organizations)
    return [(at, Worker(pk, name, title or "", department or "", since, until, "", "")) for at, pk, name, title, department, since, until in rows]  # fmt: skip


@prepared
def _of_several(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    seen = gate.rows(Individual, actor).filter(pk=OuterRef("record_id"))
    rows = Employment.objects.filter(WORKING, Exists(seen)).filter(any_of("organization_id", "organizations"))
    told = ("organization_id", "record_id", "record__name", "title", "department", "since", "until")
    return rows.order_by("record__sort_key", "record_id").values_list(*told)[:limit]


def count(organization: int, actor: Actor) -> int:
    """How many people whom the actor sees work there now; somebody with two posts is one."""
    found = _number_of_workers(actor, organization=organization)
    return int(found[0][0]) if found else 0


@prepared
def _number_of_workers(actor: Actor) -> QuerySet[Any, Any]:
    number_of = Count("record_id", distinct=True)
    return (
        _there(actor).filter(WORKING).values("organization_id").annotate(number_of=number_of).values_list("number_of")
    )


def _there(actor: Actor) -> QuerySet[Employment]:
    """Employments there of people whom the actor sees; of each their identity is asked, which says all that counts here."""
    person, allowed = kinds["individual"], gate.of_kind("individual", actor)
    if allowed is None:
        return Employment.objects.none()
    identity = gate.identities(person)._default_manager.filter(allowed, kind=person.key, binned_at=None)
    return Employment.objects.filter(
        Exists(identity.filter(pk=OuterRef("record_id"))), organization_id=number("organization")
    )


def of_individual(individual: int, actor: Actor) -> list[Workplace]:
    """Where somebody works, then where they worked, the last first; names only of organizations the actor sees. One query."""
    return [_workplace(row) for row in _workplaces(actor, individual=individual)]


@prepared
def _workplaces(actor: Actor) -> QuerySet[Any, Any]:
    seen = gate.rows(Organization, actor).filter(pk=OuterRef("organization_id"))
    own = Telephone.objects.filter(record_id=OuterRef("record_id"))
    return (
        Employment.objects.filter(record_id=number("individual"))
        .annotate(
            visible=Subquery(seen.values("name")[:1]),
            reachable=Exists(own),
            phone=_first(Telephone, "number", "organization_id"),
        )
        .order_by(F("until").desc(nulls_first=True), "-primary", "position", "id")
        .values_list("organization_id", "visible", "title", "department", "since", "until", "reachable", "phone")[:50]
    )


def _workplace(row: tuple[Any, ...]) -> Workplace:
    pk, name, title, department, since, until, reachable, main_number = row
    shown = name is not None
    phone = main_number if shown and until is None and not reachable else None
    return Workplace(
        pk if shown else None,
        name or "",
        title or "",
        department or "",
        since,
        until,
        phone or "",
        hidden=pk is not None and not shown,
    )


def editable(people: list[int], actor: Actor) -> set[int]:
    """Those of these people whom the actor may edit."""
    return (
        set(gate.rows(Individual, actor, "edit").filter(pk__in=people).values_list("pk", flat=True))
        if people
        else set()
    )


def colleagues(individual: int, actor: Actor, limit: int) -> list[Worker]:
    """Who else works now where somebody works now, by name, at organizations that the actor sees. One query."""
    rows = _colleagues(actor, limit * 2, individual=individual)
    found = {pk: Worker(pk, name, title or "", "", None, None, "", "") for pk, name, title in rows}
    return list(found.values())[:limit]


@prepared
def _colleagues(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    own = Employment.objects.filter(record_id=number("individual")).filter(WORKING).values("organization_id")
    places = gate.rows(Organization, actor).filter(pk__in=own)
    seen = gate.rows(Individual, actor).filter(pk=OuterRef("record_id"))
    return (
        Employment.objects.filter(Exists(seen), organization__in=places.values("pk"))
        .filter(WORKING)
        .exclude(record_id=number("individual"))
        .order_by("record__sort_key", "record_id")
        .values_list("record_id", "record__name", "title")[:limit]
    )


def _first(model: type[Any], column: str, outer: str) -> Subquery:
    """The first choice among a record's rows of one table."""
    rows = model.objects.filter(record_id=OuterRef(outer)).order_by("-primary", "position", "id")
    return Subquery(rows.values(column)[:1])
