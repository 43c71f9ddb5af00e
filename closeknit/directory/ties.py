"""Ties of the people of an organization: who works there, whom they know inside, outside and among us; by person, organization and role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import any_of, prepared
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.directory import employments
from closeknit.directory.employments import Worker
from closeknit.directory.models import WORKING, Employment, Individual, Organization, Status
from closeknit.directory.profiles import SALES_ROLE
from closeknit.records import reading
from closeknit.records.relationships import relationships
from closeknit.records.relationships.relationships import Related
from closeknit.records.relationships.types import PEOPLE, PLACES, Type

WORKS_FOR = Type("works_for", _("works for"), _("employs"), PEOPLE, PLACES)
REPORTS_TO = "reports_to"
KNOWN = (
    "organization",
    "title",
    SALES_ROLE,
    "owner",
    "assignments",
)  # of a person, where these fields are there for the reader
MOST_PEOPLE, MOST = 200, 1_000


def employed(records: list[int], actor: Actor, limit: int) -> list[Related]:
    """Who works for whom now, as ties of these people and organizations, among what the actor sees. One query."""
    wanted, found = set(records), []
    for person, name, place, place_name in _employed(actor, limit, records=records):
        if person in wanted:
            found.append(Related(0, WORKS_FOR, False, person, place, "organization", place_name, None, None, ""))
        else:
            found.append(Related(0, WORKS_FOR, True, place, person, "individual", name, None, None, ""))
    return found


@prepared
def _employed(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    either = Q(any_of("record_id", "records")) | Q(any_of("organization_id", "records"))
    seen = Exists(gate.rows(Individual, actor).filter(pk=OuterRef("record_id")))
    there = Exists(gate.rows(Organization, actor).filter(pk=OuterRef("organization_id")))
    rows = Employment.objects.filter(either).filter(WORKING).filter(seen, there)
    return rows.order_by("pk").values_list("record_id", "record__name", "organization_id", "organization__name")[:limit]


@dataclass(slots=True)
class Person:
    """Somebody as their ties show them: where they work, as what, their role in a sale, who of us looks after them."""

    id: int
    name: str
    organization: Any = None
    title: str = ""
    branch: str = ""
    role: str = ""
    care: list[str] = field(default_factory=list)
    ties: list[Related] = field(default_factory=list)
    below: list[Person] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """The people of a record (of an organization those who work there now), their ties, and everybody at the ends of these."""

    inside: dict[int, str]
    ties: list[Related]
    people: dict[int, Person]


def around(record: Any, actor: Actor, below: Mapping[int, str] = MappingProxyType({})) -> Around:
    """The ties of a person, or of an organization and all who work there now. A handful of queries, however many.

    `below` are branches whose people belong to it too: their names by id.
    """
    workers: list[Worker] = []
    if record.kind == "organization":
        workers = employments.of_organization(record.pk, actor, MOST_PEOPLE, now_only=True)
    there = {one.id for one in workers}
    elsewhere = employments.of_several([*below], actor, MOST_PEOPLE - len(workers)) if below else []
    branches = {one.id: below[at] for at, one in elsewhere if one.id not in there}
    workers += [one for _at, one in elsewhere if one.id in branches]
    inside = {record.pk: record.name, **{one.id: one.name for one in workers}}
    ties = relationships.among([*inside], actor, MOST)
    met = {one.other for one in ties if one.kind == "individual"} | {one.id for one in workers}
    people = _known(met | ({record.pk} if record.kind == "individual" else set()), actor)
    for worker in workers:  # the title that they have here, whatever they are elsewhere
        people[worker.id].title = worker.title or people[worker.id].title
        people[worker.id].branch = branches.get(worker.id, "")
    return Around(inside, ties, people)


def _known(ids: Iterable[int], actor: Actor) -> dict[int, Person]:
    kind = kinds["individual"]
    rows = reading.read(gate.rows(Individual, actor).filter(pk__in=set(ids)), kind, actor, KNOWN)
    return {one.id: _person(one) for one in rows}


def _person(one: reading.Reading) -> Person:
    known = one.kind.fields
    said = {key: known[key].type.shown(value, known[key]) for key, value in one.values.items() if value is not None}
    care = [
        f"{row['user'].name} ({_function(one.kind, row['function'])})" for row in one.details.get("assignments", ())
    ]
    place, title, role = one.values.get("organization"), said.get("title", ""), said.get(SALES_ROLE, "")
    return Person(one.id, one.name, place, title, role=role, care=care)


def _function(kind: Kind, value: str) -> str:
    """A function of an assignment in words."""
    known = kind.details["assignments"].field("function")
    return known.type.shown(value, known) if known else value


def both_ways(found: Around) -> list[Related]:
    """The ties read from everybody inside: one between two of them stands twice, once for each."""
    turned = [
        replace(one, near=one.other, other=one.near, backward=not one.backward, name=found.inside[one.near],
                kind="individual" if one.near in found.people else "organization")
        for one in found.ties
        if one.other in found.inside
    ]  # fmt: skip
    return [*found.ties, *turned]


def of_us(people: Iterable[int]) -> set[int]:
    """Those of these people who work for our own company now. One query."""
    ours = Employment.objects.filter(WORKING, record_id__in=set(people), organization__status=Status.OURS)
    return set(ours.values_list("record_id", flat=True))


def tree(found: Around) -> tuple[list[Person], list[Person]]:
    """The people of an organization under those whom they report to, and those of whom that is not known.

    A circle is cut where it closes; who reports to two stands under the first.
    """
    staff = {pk: one for pk, one in found.people.items() if pk in found.inside}
    above: dict[int, int] = {}
    for one in both_ways(found):
        if one.near in staff:
            staff[one.near].ties.append(one)
        reports = one.type.key == REPORTS_TO and not one.backward and one.near in staff and one.other in staff
        if reports and one.near not in above and not _is_above(above, one.near, one.other):
            above[one.near] = one.other
    for pk in sorted(above, key=lambda each: (staff[each].name.casefold(), each)):
        staff[above[pk]].below.append(staff[pk])
    tops = [one for pk, one in staff.items() if pk not in above]
    by_name = sorted(tops, key=lambda one: (one.name.casefold(), one.id))
    return [one for one in by_name if one.below], [one for one in by_name if not one.below]


def _is_above(above: dict[int, int], one: int, other: int) -> bool:
    """Whether `one` stands somewhere above `other`."""
    while other in above:
        other = above[other]
        if other == one:
            return True
    return False
