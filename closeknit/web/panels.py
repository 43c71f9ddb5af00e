"""Panels: parts that one domain shows on another's page, registered by their owners, each also an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from closeknit.access.actors import Actor


class Place(StrEnum):
    """Where on a record's page a panel stands: in the middle, beside it, or behind a tab of its own."""

    MIDDLE = "middle"
    SIDE = "side"
    TAB = "tab"


@dataclass(frozen=True, slots=True)
class Subject:
    """The record on whose page a panel stands: what panels may know of it without asking, named as in `Record`.

    `rights` are the verbs that the reader may do to it, `counts` the numbers of panels that were read with it, by key.
    """

    pk: int
    kind: str
    name: str
    binned_at: datetime | None
    rights: frozenset[str]
    counts: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a record's page. `show(record, actor)` gives the template's context, `count(record, actor)` the number beside its title.

    Both are given a `Subject`, or a record itself.
    `counted(kind, actor)` is that number as an expression on the record's row instead, which is read with the record.
    `kinds` are the keys of the kinds that have it, empty for all but those in `but`; `first` puts it before the others of its place,
    and `rank` says how far up it stands among these: who they are, then what goes on, then what is kept.
    """

    key: str
    label: str | Promise
    place: Place
    template: str
    show: Callable[[Any, Actor], dict[str, Any]]
    count: Callable[[Any, Actor], int | None] = lambda record, actor: None
    kinds: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    icon: str = ""
    first: bool = False
    rank: int = 50
    counted: Callable[[str, Actor], Any] | None = None


PANELS: dict[str, Panel] = {}


def known_empty(record: Any, key: str) -> bool:
    """Whether the number of this panel was read with the record, and is none: then there is nothing to ask for."""
    return getattr(record, "counts", {}).get(key) == 0


# What stands before the names of a kind's rows in lists and on boards, such as a box to tick: (ids, actor) -> HTML by id. Its buttons
# send the page's form `press`, which says where to come back to.
BEFORE_NAMES: dict[str, Callable[[Sequence[int], Actor], Mapping[int, SafeString]]] = {}


def register(panel: Panel) -> None:
    """Make a panel known; called once by its owner when the program starts."""
    if panel.key in PANELS:
        raise ValueError(f"two panels are called {panel.key}")
    PANELS[panel.key] = panel


def counting(kind: str) -> tuple[Panel, ...]:
    """The panels of a kind's page whose numbers are read with the record."""
    return tuple(one for place in Place for one in of(kind, place) if one.counted)


def of(kind: str, place: Place) -> list[Panel]:
    """The panels of a kind's page in one place: those that stand first, then the others by their rank, then as they were registered."""
    there = [panel for panel in PANELS.values() if panel.place is place and kind not in panel.but]
    found = [panel for panel in there if not panel.kinds or kind in panel.kinds]
    return sorted(found, key=lambda panel: (not panel.first, panel.rank))
