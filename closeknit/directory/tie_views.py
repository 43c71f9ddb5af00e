"""Displays of relationships that only the directory can give: by person, by organization, by role, and the map of an organization."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.directory import branches, ties
from closeknit.directory.models import Organization
from closeknit.directory.ties import Around, Person
from closeknit.records import reading
from closeknit.records.relationships import displays, relationships
from closeknit.records.relationships.displays import Display, mention
from closeknit.records.relationships.relationships import Related

BOTH = ("organization", "individual")
BRANCHES = 100  # whose people stand on one map

type Head = tuple[
    bool, str, SafeString | str, str
]  # a group of ties: whether it comes last, its order, its heading, a note


def register() -> None:
    """Add the displays, and employments to the graph; called once when the program starts."""
    relationships.FURTHER.append(ties.employed)
    place = "directory/"
    for display in (
        Display("people", _("By person"), "user-round", f"{place}ties_by.html", by_person, ("organization",)),
        Display("organizations", _("By organization"), "building-2", f"{place}ties_by.html", by_organization, BOTH),
        Display("roles", _("By role"), "badge-check", f"{place}ties_by.html", by_role, BOTH),
        Display("map", _("Map"), "network", f"{place}people_map.html", people_map, ("organization",)),
    ):
        displays.register(display)


def by_person(record: Any, actor: Actor) -> dict[str, Any]:
    """The ties of an organization under each of its people, and under itself."""
    found = ties.around(record, actor)

    def head(one: Related) -> Head:
        person = found.people.get(one.near)
        if person is None:
            return False, "", mention(record.pk, record.kind, record.name), now("the organization itself")
        return False, person.name.casefold(), mention(person.id, "individual", person.name), _beside(person)

    return _groups(found, ties.both_ways(found), head, near=False)


def by_organization(record: Any, actor: Actor) -> dict[str, Any]:
    """The ties under the organization at their other end: its own first, then the others."""
    found = ties.around(record, actor)

    def head(one: Related) -> Head:
        if one.kind == "organization":
            return False, one.name.casefold(), mention(one.other, one.kind, one.name), ""
        place = found.people[one.other].organization if one.other in found.people else None
        if one.other in found.inside and record.kind == "organization":
            return False, "", mention(record.pk, record.kind, record.name), now("among its own people")
        if place is None or not place.name:
            return True, "", now("No organization that you see"), ""
        return False, place.name.casefold(), mention(place.id, "organization", place.name), ""

    return _groups(found, found.ties, head, near=len(found.inside) > 1, place=False)


def by_role(record: Any, actor: Actor) -> dict[str, Any]:
    """The ties under the role in a sale: of an organization's own people, of a person those of the others."""
    found = ties.around(record, actor)

    def head(one: Related) -> Head:
        person = found.people.get(one.near if record.kind == "organization" else one.other)
        role = person.role if person else ""
        return not role, role.casefold(), role or now("No role is known"), ""

    ties_of = ties.both_ways(found) if record.kind == "organization" else found.ties
    return _groups(found, ties_of, head, near=record.kind == "organization")


def _groups(
    found: Around, shown: list[Related], head: Callable[[Related], Head], *, near: bool, place: bool = True
) -> dict[str, Any]:
    """Ties under their heads; `near` also names the one that each is read from."""
    groups: dict[Head, list[Related]] = {}
    for one in shown:
        groups.setdefault(head(one), []).append(one)
    return {
        "by": [
            {
                "head": heading,
                "note": note,
                "ties": [_line(found, one, near=near, place=place) for one in _sorted(some)],
            }
            for (_last, _order, heading, note), some in sorted(groups.items(), key=lambda each: each[0][:2])
        ]
    }


def _sorted(some: list[Related]) -> list[Related]:
    return sorted(some, key=lambda one: (one.words, one.name.casefold(), one.id, one.backward))


def _line(found: Around, one: Related, *, near: bool, place: bool) -> dict[str, Any]:
    person = found.people.get(one.other)
    kind = "individual" if one.near in found.people else "organization"
    return {
        **displays.line(one),
        "near": mention(one.near, kind, _name(found, one.near)) if near else "",
        "beside": _beside(person, place=place) if person else "",
    }


def _name(found: Around, pk: int) -> str:
    return found.inside[pk] if pk in found.inside else found.people[pk].name


def _beside(person: Person, *, place: bool = False) -> str:
    """What tells who somebody is: title, and where."""
    where = person.organization.name if place and person.organization else ""
    return " · ".join(filter(None, (person.title, where)))


# ------------------------------------------------------------------------------------------------ the map


def people_map(organization: Any, actor: Actor) -> dict[str, Any]:
    """Who works there and in its branches under whom, in which role, who influences whom, and who of us knows them."""
    found = ties.around(organization, actor, branches.below(organization, actor, BRANCHES))
    tops, loose = ties.tree(found)
    outside = {one.other for one in found.ties if one.other not in found.inside and one.kind == "individual"}
    us = ties.of_us(outside)
    return {
        "tops": [_card(one, found, us) for one in tops],
        "loose": [_card(one, found, us) for one in loose],
        "care": _care(organization, actor),
        "cut": len(found.inside) > ties.MOST_PEOPLE,
    }


def _card(person: Person, found: Around, us: set[int]) -> dict[str, Any]:
    inside = [one for one in person.ties if one.other in found.people and one.other in found.inside]
    return {
        "ref": mention(person.id, "individual", person.name),
        "title": ", ".join(filter(None, (person.title, person.branch))),
        "role": person.role,
        "care": ", ".join(person.care),
        "known_by": [displays.line(one) for one in _sorted(person.ties) if one.other in us],
        "others": [displays.line(one) for one in _sorted(inside) if one.type.key != ties.REPORTS_TO],
        "below": [_card(one, found, us) for one in person.below],
    }


def _care(organization: Any, actor: Actor) -> list[dict[str, Any]]:
    """Who of us looks after the organization, by function."""
    kind = kinds["organization"]
    rows = reading.read(gate.rows(Organization, actor).filter(pk=organization.pk), kind, actor, ("assignments",))
    functions = {one.key: one for one in (kind.details["assignments"].fields if "assignments" in kind.details else ())}
    return [
        {"function": functions["function"].type.shown(row["function"], functions["function"]), "name": row["user"].name}
        for one in rows
        for row in one.details.get("assignments", ())
    ]
