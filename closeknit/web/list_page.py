"""The page of a list: its address read into a listing, and the listing shown with its filter, columns, sorts and exports."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.types.stretches import Stretches
from closeknit.web import conditions
from closeknit.web.conditions import FieldChoice
from closeknit.web.list_address import Address
from closeknit.web.listing import CAP, Listing, Sort, cells, count, page

SECONDS, LISTS = 5.0, 1_000  # for which a list is still said to be long, and of how many that is kept

WIDTHS = {
    "date": "date",
    "moment": "date",
    "reference": "wide",
    "email": "wide",
    "url": "wide",
    "number": "number",
    "money": "number",
    "percent": "number",
    "country": "middle",
}


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: `sort` is "", "ascending" or "descending"; `sort_url` the list sorted by it, "" when it cannot be;
    `pixels` is the width that the reader gave it, 0 for that of its type; `editable` says that its cells can be changed, `hint` what it holds where that is computed."""

    key: str
    label: str
    icon: str
    width: str
    sort: str
    sort_url: str
    pixels: int = 0
    editable: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SortChoice:
    """One way to sort a list."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class SortMenu:
    """By which field a list is sorted, in which of both directions, and by which it could be."""

    label: str
    directions: tuple[SortChoice, ...]
    fields: tuple[SortChoice, ...]


@dataclass(frozen=True, slots=True)
class ColumnsMenu:
    """The columns that are shown, in their order, then those that could be; `then` is the rest of the list's address."""

    url: str
    then: str
    choices: tuple[FieldChoice, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as HTML, cell by cell."""

    id: int
    name: str
    cells: list[SafeString]


def read(kind: Kind, actor: Actor, address: Address, mine: Sequence[str] = ()) -> Listing:
    """The listing that an address asks for; without columns in it, those that the actor has chosen. Raises Refused."""
    known = gate.Readable(kind, actor).fields()
    every = list(known) if address.one("columns") == "all" else []
    asked = every or [key for key in address.all("column") if key] or mine or kind.columns
    columns = tuple(dict.fromkeys(["name", *(key for key in asked if key in known)]))
    return Listing(kind, actor, columns, Sort.read(address.one("sort")), address.tree, address.one("q")[:200])


class Wanted(Protocol):
    """What the reader wants of the list: columns of their own, and widths in pixels by column."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns; none where they are as they came."""

    @property
    def widths(self) -> Mapping[str, int]:
        """The widths that differ from the usual ones."""


def show(listing: Listing, address: Address, wanted: Wanted) -> dict[str, Any]:
    """The context of `web/list.html`."""
    found = page(listing, address.one("after"))
    counted = None if address.one("after") else _count(listing, found.after is None, len(found.rows))
    return {
        "title": listing.kind.label_plural,
        "count": counted or "",
        "count_url": address.to([*address.without("part"), ("part", "count")]),
        "chips": conditions.chips(listing, address),
        "clear_url": address.to(
            [pair for pair in address.without() if pair[0] in ("sort", "column", "columns", "from")]
        ),
        "filter": conditions.form(listing, address),
        "sorts": _sorts(listing, address),
        "columns_menu": _columns_menu(listing, address, bool(wanted.columns or wanted.widths or address.one("column"))),
        "columns": _heads(listing, address, wanted.widths),
        "cells_url": f"{address.path}ID/fact/KEY/",
        "rows": [
            ShownRow(row.id, row.name, shown) for row, shown in zip(found.rows, cells(listing, found.rows), strict=True)
        ],
        "next_url": address.to([*address.without(), ("after", found.after)]) if found.after else "",
        "foot": [],
    }


def _count(listing: Listing, whole: bool, rows: int) -> str | None:
    """The count where it costs nothing or the list is open; None when it is better asked for by itself."""
    if whole:
        return number_format(rows, force_grouping=True)
    return counted(listing) if listing.open else None


# Open lists that had more rows than are counted, by what decides which rows those are: until when that is still said.
_long: dict[Hashable, float] = {}


def counted(listing: Listing, cap: int = CAP, at: float | None = None) -> str:
    """How many rows there are, as people write it; "10,000+" for more than we look at, and then we look again after some seconds.

    `at` is when this is asked, in seconds of `monotonic`; now without it.
    """
    at = monotonic() if at is None else at
    key = (listing.kind, listing.standing, listing.to, cap)
    known = listing.open and _long.get(key, 0.0) > at
    number, exact = (cap, False) if known else count(listing, cap)
    if listing.open and not exact and not known:
        if len(_long) >= LISTS:
            _long.clear()
        _long[key] = at + SECONDS
    return number_format(number, force_grouping=True) + ("" if exact else "+")


def _heads(listing: Listing, address: Address, widths: Mapping[str, int]) -> tuple[Head, ...]:
    link = _sorted_by(address)
    found = []
    for one in listing.fields:
        current = listing.sort.field == one.key
        following = Sort(one.key, not listing.sort.down) if current else natural(one)
        found.append(
            Head(
                one.key,
                str(one.label),
                one.icon or one.type.icon,
                one.width or WIDTHS.get(one.type.key, "middle"),
                ("descending" if listing.sort.down else "ascending") if current else "",
                link(following) if sortable(one) else "",
                widths.get(one.key, 0),
                one.writable and one.key != "name" and listing.actor.may(listing.kind.key, "edit"),
                "" if one.writable else str(one.hint),
            )
        )
    return tuple(found)


def sortable(one: Field) -> bool:
    """Whether a list can be sorted by the field."""
    return one.key == "name" or (one.sortable and one.type.sortable)


def natural(one: Field) -> Sort:
    """The direction in which people look first: the newest, else from A to Z and from the smallest up."""
    return Sort(one.key, isinstance(one.type, Stretches))


def _sorted_by(address: Address) -> Callable[[Sort], str]:
    """What makes the address of the list in another order."""
    kept = urlencode(address.without("sort"))
    start = f"{address.path}?{kept}&sort=" if kept else f"{address.path}?sort="
    return lambda sort: f"{start}{sort}"


def _sorts(listing: Listing, address: Address) -> SortMenu:
    """Every field by which the list can be sorted: those that are shown first, in their order."""
    link, now, shown = _sorted_by(address), listing.sort, listing.fields
    every = [*shown, *(one for one in listing.scope.fields().values() if one.key not in listing.columns)]
    current = listing.scope.field(now.field)
    return SortMenu(
        str(current.label),
        tuple(
            SortChoice(_end(current, sort.down), link(sort), sort == now)
            for sort in (Sort(now.field), Sort(now.field, True))
        ),
        tuple(SortChoice(str(one.label), link(natural(one)), one.key == now.field) for one in every if sortable(one)),
    )


def _end(one: Field, down: bool) -> str:
    if isinstance(one.type, Stretches):
        return _("Newest first") if down else _("Oldest first")
    if one.type.numeric:
        return _("Largest first") if down else _("Smallest first")
    if one.options:
        return _("Last answer first") if down else _("First answer first")
    return _("Z to A") if down else _("A to Z")


def _columns_menu(listing: Listing, address: Address, chosen: bool) -> ColumnsMenu:
    known = listing.scope.fields()
    order = [*listing.columns, *(key for key in known if key not in listing.columns)]
    choices = tuple(
        FieldChoice(key, str(known[key].label), key in listing.columns) for key in order if key not in ("name", "id")
    )
    then = urlencode(address.without("column", "columns"))
    return ColumnsMenu(f"{address.path}columns/", then, choices, chosen)
