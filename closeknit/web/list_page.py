"""The page of a list: its address read into a listing, and the listing shown with its filter, columns, sorts and exports."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access.actors import Actor
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Field
from closeknit.catalogue.filters import All, Filter, Where
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Operator
from closeknit.web.listing import Listing, Sort, cells, count, page

RESERVED = frozenset(
    {
        "q",
        "sort",
        "column",
        "after",
        "filter",
        "fields",
        "limit",
        "count",
        "part",
        "add_field",
        "add_op",
        "add_value",
    }
)
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

OPERATORS: dict[Operator, Any] = {
    Operator.IS: gettext_lazy("is"),
    Operator.IS_NOT: gettext_lazy("is not"),
    Operator.IN: gettext_lazy("is one of"),
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.STARTS: gettext_lazy("starts with"),
    Operator.LT: gettext_lazy("is below"),
    Operator.LTE: gettext_lazy("is at most"),
    Operator.GT: gettext_lazy("is above"),
    Operator.GTE: gettext_lazy("is at least"),
    Operator.BETWEEN: gettext_lazy("is between"),
    Operator.EMPTY: gettext_lazy("is empty"),
    Operator.NOT_EMPTY: gettext_lazy("is not empty"),
    Operator.WITHIN: gettext_lazy("is within"),
}
WITHOUT_VALUE = (Operator.EMPTY, Operator.NOT_EMPTY)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: `sort` is "", "ascending" or "descending"; `sort_url` the list sorted by it, "" when it cannot be."""

    key: str
    label: str
    icon: str
    width: str
    sort: str
    sort_url: str


@dataclass(frozen=True, slots=True)
class SortChoice:
    """One way to sort a list."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that may be filtered, or shown as a column."""

    key: str
    label: str
    shown: bool = False


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A form that offers fields: where it goes, the rest of the address that it keeps, and the fields."""

    url: str
    keep: tuple[tuple[str, str], ...]
    choices: tuple[FieldChoice, ...]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as HTML, cell by cell."""

    id: int
    name: str
    cells: list[SafeString]


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a list, taken apart: everything on the page follows from it, and every link changes one part of it."""

    path: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: HttpRequest) -> Address:
        """The address of a request."""
        return cls(request.path, tuple((name, value) for name, values in request.GET.lists() for value in values))

    def one(self, name: str) -> str:
        """The last value under a name, "" for none."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value under a name."""
        return [value for key, value in self.pairs if key == name]

    def without(self, *names: str) -> list[tuple[str, str]]:
        """The pairs but for those names; never the place in the list."""
        return [pair for pair in self.pairs if pair[0] not in names and pair[0] != "after" and _says_something(pair)]

    def to(self, pairs: list[tuple[str, str]]) -> str:
        """This list with other pairs."""
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The pairs that are conditions on fields; a field with nothing to compare it with is none."""
        return [pair for pair in self.pairs if pair[0] not in RESERVED and _says_something(pair)]


def _says_something(pair: tuple[str, str]) -> bool:
    name, value = pair
    return value != "" or name.rpartition("__")[2] in WITHOUT_VALUE


def read(kind: Kind, actor: Actor, address: Address) -> Listing:
    """The listing that an address asks for; raises Refused."""
    asked = [key for key in address.all("column") if key] or list(kind.columns)
    known = kind.readable(actor.classes)
    columns = tuple(dict.fromkeys(["name", *(key for key in asked if key in known)]))
    return Listing(kind, actor, columns, Sort.read(address.one("sort")), tree_of(address), address.one("q")[:200])


def tree_of(address: Address) -> Filter:
    """The filter of an address: its conditions, and a JSON tree under `filter`."""
    flat = filters.from_address(address.conditions, RESERVED)
    given = address.one("filter")
    if not given:
        return flat
    try:
        tree = filters.read(json.loads(given))
    except (ValueError, RecursionError):
        raise Refused(_("The filter in the address is not JSON."), field="filter", code="bad_filter") from None
    return All((*flat.items, tree)) if flat.items else tree


def show(listing: Listing, address: Address) -> dict[str, Any]:
    """The context of `web/list.html`."""
    found = page(listing, address.one("after"))
    counted = None if address.one("after") else _count(listing, found.after is None, len(found.rows))
    return {
        "title": listing.kind.label_plural,
        "count": counted or "",
        "count_url": address.to([*address.without("part"), ("part", "count")]),
        "chips": chips(listing, address),
        "clear_url": address.path,
        "filter": filter_form(listing, address),
        "sorts": _sorts(listing, address),
        "columns_menu": _columns_menu(listing, address),
        "columns": tuple(_column(one, listing, address) for one in listing.fields),
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


def counted(listing: Listing) -> str:
    """How many rows there are, as people write it; "10,000+" for more than we look at."""
    number, exact = count(listing)
    return number_format(number, force_grouping=True) + ("" if exact else "+")


def _column(one: Field, listing: Listing, address: Address) -> Head:
    current = listing.sort.field == one.key
    url = ""
    if one.key == "name" or (one.sortable and one.type.sortable):
        newest_first = one.type.key in ("moment", "date")
        following = Sort(one.key, not listing.sort.down if current else newest_first)
        url = address.to([*address.without("sort"), ("sort", str(following))])
    sort = ("descending" if listing.sort.down else "ascending") if current else ""
    return Head(
        one.key, str(one.label), one.icon or one.type.icon, one.width or WIDTHS.get(one.type.key, "middle"), sort, url
    )


def _sorts(listing: Listing, address: Address) -> tuple[SortChoice, ...]:
    """The sorts that are quick however many rows there are, in both directions."""
    kept = address.without("sort")
    return tuple(
        SortChoice(
            f"{one.label} {_ends(one, sort.down)}", address.to([*kept, ("sort", str(sort))]), sort == listing.sort
        )
        for one in listing.scope.fields().values()
        if one.indexed or one.key == "name"
        for sort in (Sort(one.key), Sort(one.key, True))
    )


def _ends(one: Field, down: bool) -> str:
    if one.type.key in ("moment", "date"):
        return _("newest first") if down else _("oldest first")
    if one.type.numeric:
        return _("largest first") if down else _("smallest first")
    return _("Z to A") if down else _("A to Z")


def _columns_menu(listing: Listing, address: Address) -> FieldForm:
    choices = tuple(
        FieldChoice(key, str(one.label), key in listing.columns)
        for key, one in listing.scope.fields().items()
        if key not in ("name", "id")
    )
    return FieldForm(address.path, tuple(address.without("column")), choices)


def chips(listing: Listing, address: Address) -> list[dict[str, Any]]:
    """The filter as a sentence: one chip for each condition of the address, one for a search, one for a JSON tree."""
    found = []
    for pair in address.conditions:
        name, _mark, op = pair[0].partition("__")
        where = Where(name, filters.operator(op or "is"), pair[1])
        found.append(
            {
                **said(where, listing),
                "remove_url": address.to([one for one in address.without() if one != pair]),
                "edit_url": "",
                "id": pair[0],
            }
        )
    for name, label in (("q", _("Words")), ("filter", _("Filter"))):
        if address.one(name):
            value = address.one(name) if name == "q" else _("made by hand")
            found.append(
                {
                    "field": label,
                    "op": _("contain") if name == "q" else _("is"),
                    "value": value,
                    "remove_url": address.to(address.without(name)),
                    "edit_url": "",
                    "id": name,
                }
            )
    return found


def said(where: Where, listing: Listing) -> dict[str, Any]:
    """One condition in words."""
    one = listing.scope.field(where.field)
    return {
        "field": one.label,
        "op": OPERATORS[where.operator],
        "value": "" if where.operator in WITHOUT_VALUE else _value_said(where, one, listing.actor),
    }


def _value_said(where: Where, one: Field, actor: Actor) -> str:
    given = str(where.value)
    if where.operator in (Operator.BETWEEN, Operator.WITHIN, Operator.CONTAINS, Operator.STARTS):
        return given
    if where.operator is Operator.IN:
        return ", ".join(_value_said(Where(where.field, Operator.IS, part), one, actor) for part in given.split(","))
    if given == "me":
        return _("me")
    try:
        return one.type.shown(one.type.parse(given, one, actor), one)
    except Refused:
        return given


def filter_form(listing: Listing, address: Address) -> FieldForm:
    """The form that adds a condition."""
    choices = tuple(FieldChoice(key, str(one.label)) for key, one in listing.scope.fields().items())
    return FieldForm(f"{address.path}filter/", tuple(address.without("add_field", "add_op", "add_value")), choices)


def filter_parts(one: Field) -> dict[str, Any]:
    """The operators of a field and the control of the value."""
    ops = [{"key": str(each), "label": OPERATORS[each]} for each in one.type.operators]
    attributes = {"name": "add_value", "id": f"filter-{one.key}"}
    return {"ops": ops, "control": one.type.control(None, one, attributes)}


def added(address: Address) -> list[tuple[str, str]]:
    """The pairs of the list with the condition that the filter form added; without it where it compares with nothing."""
    field, op, value = address.one("add_field"), address.one("add_op") or "is", address.one("add_value").strip()
    pairs = address.without("add_field", "add_op", "add_value", "part")
    if op in WITHOUT_VALUE:
        value = "yes"
    name = field if op == "is" else f"{field}__{op}"
    return [*pairs, (name, value)] if field and value else pairs
