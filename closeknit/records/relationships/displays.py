"""Displays of relationships: each way in which those around a record are shown, registered by the folder that knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records.relationships import graph, relationships
from closeknit.records.relationships.relationships import Related
from closeknit.records.relationships.types import SHIPPED
from closeknit.web import marks

SHOWN = 200
# Ties that a panel of their own shows beside a record: the key of the type, and whether it is read from its other end.
SHOWN_ELSEWHERE: set[tuple[str, bool]] = set()


@dataclass(frozen=True, slots=True)
class Display:
    """A way of looking: `show(record, actor)` gives the context of its template. `kinds` are those that have it, empty for all."""

    key: str
    label: str | Promise
    icon: str
    template: str
    show: Callable[[Any, Actor], dict[str, Any]]
    kinds: tuple[str, ...] = ()


DISPLAYS: dict[str, Display] = {}


def register(display: Display) -> None:
    """Make a display known; called once by its owner when the program starts."""
    if display.key in DISPLAYS:
        raise ValueError(f"two displays of relationships are called {display.key}")
    DISPLAYS[display.key] = display


def of(kind: str) -> list[Display]:
    """The displays that a kind has, in the order in which they were registered."""
    return [display for display in DISPLAYS.values() if not display.kinds or kind in display.kinds]


def switch(record: Any, current: str) -> list[dict[str, Any]]:
    """The displays of a record as links, the current one marked; none where there is but one."""
    url = address("relationships", record)
    return [
        {"label": one.label, "icon": one.icon, "url": f"{url}?view={one.key}", "current": one.key == current}
        for one in of(record.kind)
    ]


def address(name: str, record: Any, *more: object) -> str:
    """The address of a page about the relationships of a record."""
    return reverse(name, args=[kinds[record.kind].plural, record.pk, *more])


# ------------------------------------------------------------------------------------------------ the list


def listed(record: Any, actor: Actor) -> dict[str, Any]:
    """The relationships of a record by what they are, those that are over last. Two queries at most."""
    found = relationships.of(record, actor, SHOWN + 1)
    binned = record.binned_at is not None
    editable = "edit" in gate.rights(kinds[record.kind], record.pk, actor, ("edit",), binned=binned)
    return {
        "groups": grouped(found[:SHOWN], (lambda one: _line(one, record)) if editable else line),
        "more": len(found) > SHOWN,
        "add_url": address("relate", record) if editable else "",
    }


def grouped(found: Iterable[Related], shown: Callable[[Related], dict[str, Any]]) -> list[dict[str, Any]]:
    """Relationships under the words that they have in common, in the order of the types; those that are over last."""
    order = list(SHIPPED)

    def place(one: Related) -> tuple[Any, ...]:
        at = order.index(one.type.key) if one.type.key in order else len(order)
        alike = one.type.symmetric  # from both ends, and so it stands together
        return at, one.type.key, one.backward and not alike

    ordered = sorted(found, key=lambda one: (*place(one), one.over, one.name.casefold(), one.id))
    return [
        {"words": some[0].words, "ties": [shown(one) for one in some]}
        for some in (list(each) for _place, each in groupby(ordered, key=place))
    ]


def line(one: Related) -> dict[str, Any]:
    """A relationship for a template: the other's mention, and from when until when."""
    return {"tie": one, "ref": mention(one.other, one.kind, one.name), "verbs": []}


def _line(one: Related, record: Any) -> dict[str, Any]:
    urls = {name: address(name, record, one.id) for name in ("relationship", "relationship_end", "relationship_remove")}
    return {**line(one), "change_url": urls["relationship"], "remove_url": urls["relationship_remove"],
            "end_url": "" if one.over else urls["relationship_end"]}  # fmt: skip


def mention(pk: int, kind: str, name: str) -> str:
    """A record as a link with its face."""
    found: Kind = kinds[kind]
    return marks.ref(found.address(pk, name), name, pk, found.shape)


# ------------------------------------------------------------------------------------------------ the graph


def drawn(record: Any, actor: Actor) -> dict[str, Any]:
    """The record in the middle, its ties around it, two steps far; and the same in words."""
    found = graph.around(record, actor)
    return {"graph": found, "wide": graph.wide(found), "narrow": graph.narrow(found), "words": list(_in_words(found))}


def _in_words(found: graph.Graph) -> Iterator[dict[str, Any]]:
    for one in found.ties:
        near = found.nodes[one.near]
        yield {"near": mention(near.id, near.kind, near.name), "words": one.words, "far": line(one)["ref"]}


register(Display("list", _("List"), "list", "records/ties_list.html", listed))
register(Display("graph", _("Graph"), "waypoints", "records/ties_graph.html", drawn))
