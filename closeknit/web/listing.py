"""The list: a window into the rows of a kind that an actor may see, filtered, searched, sorted, paged by key."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.db.models.expressions import Col
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import IsNull
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Column, Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import folding
from closeknit.catalogue.types.value import Storage
from closeknit.web import marks

PAGE = 50
LIMIT = 500
CAP = 10_000
FEW = 2_000  # hits that are sooner gathered and sorted than sought in the order of the list
UNINDEXED = 20_000  # above this many rows a sort without an index would keep everybody waiting


class Identity(F):
    """The record's id in the table that holds the sort key: Django would take a child's copy of it, which no index knows."""

    def __init__(self) -> None:
        super().__init__("sort_key")

    def resolve_expression(self, *arguments: Any, **more: Any) -> Col:
        """The column `id` of the table in which `sort_key` is."""
        beside: Any = super().resolve_expression(*arguments, **more)
        return Col(beside.alias, beside.target.model._meta.pk)


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is ordered by; the name comes first where nothing else is said."""

    field: str = "name"
    down: bool = False

    @classmethod
    def read(cls, text: str) -> Sort:
        """The sort in an address or a call: `name`, or `-updated_at` for downwards."""
        return cls(text.removeprefix("-") or "name", text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.field}" if self.down else self.field


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the record's id and name, and the values of the asked fields."""

    id: int
    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor after the last of them; None at the end."""

    rows: list[Row]
    after: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What somebody asks of a kind. `q` is searched in the words of the record, `tree` is the filter; `to` is what they also must be
    allowed to do with each row, where seeing it is not enough."""

    kind: Kind
    actor: Actor
    columns: tuple[str, ...] = ()
    sort: Sort = field(default_factory=Sort)
    tree: filters.Filter = filters.EVERYTHING
    q: str = ""
    to: str = "see"

    @property
    def scope(self) -> gate.Readable:
        """What the actor may ask."""
        return gate.Readable(self.kind, self.actor)

    @property
    def fields(self) -> list[Field]:
        """The columns that exist for the actor; an unknown one is refused."""
        return [self.scope.field(key) for key in self.columns]

    @property
    def open(self) -> bool:
        """Whether nothing narrows the list."""
        return self.tree == filters.EVERYTHING and not self.q

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the rows that are asked for."""
        rows = rows.filter(filters.condition(self.tree, self.scope))
        if self.to != "see" and "all" not in self.actor.reaches(self.kind.key, self.to):
            rows = rows.filter(pk__in=gate.rows(self.kind.model, self.actor, self.to).values("pk"))
        return rows.filter(searched(self.q)) if self.q else rows

    def query(self) -> QuerySet[Any]:
        """The rows, unsorted and whole."""
        return self.narrowed(gate.rows(self.kind.model, self.actor))


def searched(text: str) -> Q:
    """The condition that every word of `text` stands in the record's search text; each its own LIKE, so that the index helps."""
    found = Q()
    for word in text.replace("\x00", "").split()[:8]:
        found &= Q(folding.holds(F("search"), word))
    return found


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a listing, still unread: its rows in order, and how a cursor is made from the last of them."""

    query: QuerySet[Any]
    selected: list[Any]

    def cursor(self, value: Any, pk: int) -> str:
        """The cursor after the row in which `selected` reads this value."""
        return packed(value, pk)


def window(listing: Listing, after: str = "", limit: int = LIMIT) -> Window:
    """At most `limit` rows, and one, after a cursor, for whoever reads them in another form than `page`; raises Refused for what cannot be asked."""
    order = _Order.of(listing)
    query = _ahead(listing, order, order.beyond(after) if after else Q(), limit)
    return Window(query.order_by(*order.terms), order.selected)


def _ahead(listing: Listing, order: _Order, beyond: Q, limit: int) -> QuerySet[Any]:
    """Rows among which the next ones are, found in the way that is quick for this reader and this question."""
    kind, actor = listing.kind, listing.actor
    walked = listing.open and order.by_name  # each reach has an index in the order of names
    if gate.sees_all(kind.key, actor) and not listing.q:
        return listing.query().filter(beyond)
    # Who sees little, and what fits, have to do with one another in ways that the planner cannot know: it would walk the
    # order of the list until enough are found. So few are gathered first and sorted; only of many the first are sought.
    if not walked and count(listing, FEW)[1]:
        few = gate.tops(kind.model, kind, actor, lambda rows: listing.narrowed(rows)[:FEW])
        return gate.among(kind.model, few).filter(beyond)
    first = gate.tops(
        kind.model, kind, actor, lambda rows: listing.narrowed(rows).filter(beyond).order_by(*order.terms)[: limit + 1]
    )
    return gate.among(kind.model, first)


def page(listing: Listing, after: str = "", limit: int = PAGE) -> Page:
    """The rows after a cursor, at most `limit`; raises Refused for what cannot be asked."""
    seen = window(listing, after, limit)
    fields = listing.fields
    shown = [one.home.shown(one) for one in fields]
    selected = [F("id"), F("name"), *seen.selected, *chain.from_iterable(shown)]
    found = list(_tuples(seen.query, selected)[: limit + 1])
    kept, more = found[:limit], len(found) > limit
    width = 2 + len(seen.selected)
    rows = [Row(row[0], row[1], _values(fields, shown, row[width:])) for row in kept]
    return Page(resolved(rows, fields, listing.actor), seen.cursor(kept[-1][2], kept[-1][0]) if more and kept else None)


def _tuples(query: QuerySet[Any], selected: Sequence[Any]) -> QuerySet[Any]:
    """Rows as plain tuples, in the order of the expressions."""
    named = {f"c{place}": one for place, one in enumerate(selected)}
    found: QuerySet[Any] = query.annotate(**named).values_list(*named)
    return found


def _values(fields: list[Field], shown: Sequence[Sequence[Any]], parts: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of a row, from the parts that each field's expressions read; these are made once for all rows."""
    left = iter(parts)
    return tuple(one.home.value(one, tuple(islice(left, len(read)))) for one, read in zip(fields, shown, strict=True))


def resolved(rows: list[Row], fields: Sequence[Field], actor: Actor) -> list[Row]:
    """The rows with the names of what their fields point to, as far as the actor may know them; one query for each type."""
    pointing: dict[Any, list[int]] = {}
    for place, one in enumerate(fields):
        if hasattr(one.type, "resolve"):
            pointing.setdefault(one.type, []).append(place)
    for kind, places in pointing.items():
        ids = {row.values[place].id for row in rows for place in places if row.values[place] is not None}
        names = kind.resolve(ids, actor) if ids else {}
        rows = [
            replace(
                row,
                values=tuple(
                    names.get(value.id, value) if place in places and value is not None else value
                    for place, value in enumerate(row.values)
                ),
            )
            for row in rows
        ]
    return rows


def cells(listing: Listing, rows: Iterable[Row]) -> list[list[SafeString]]:
    """The cells of each row as HTML; the name is the link to the record."""
    fields, kind = listing.fields, listing.kind
    shape = "person" if kind.round else "thing"
    return [
        [
            marks.ref(kind.address(row.id, row.name), row.name, row.id, shape)
            if one.key == "name"
            else one.type.cell(value, one)
            for one, value in zip(fields, row.values, strict=True)
        ]
        for row in rows
    ]


def count(listing: Listing, cap: int | None = CAP) -> tuple[int, bool]:
    """How many rows there are, and whether that is exact; never looks at more than `cap` of them."""
    if cap is None:
        return listing.query().count(), True
    # With nothing asked of the kind's own table, an index of `record` answers alone.
    model = gate.identities(listing.kind) if listing.open else listing.kind.model
    parts = gate.tops(model, listing.kind, listing.actor, lambda rows: listing.narrowed(rows)[: cap + 1])
    found = gate.united(parts).count() if parts else 0
    return min(found, cap), found <= cap


class _Order:
    """How a list is ordered, and how a page goes on where another ended."""

    def __init__(self, expression: Any, down: bool, types: tuple[type, ...], *, always: bool) -> None:
        self.expression, self.down, self.types, self.always = expression, down, types, always
        self.by_name = expression == F("sort_key")

    @classmethod
    def of(cls, listing: Listing) -> _Order:
        sort = listing.sort
        if sort.field == "name":
            return cls(F("sort_key"), sort.down, (str,), always=True)
        one = listing.scope.field(sort.field)
        if not one.sortable or not one.type.sortable:
            raise Refused(
                _("A list cannot be sorted by “%(field)s”.") % {"field": one.label}, field="sort", code="not_sortable"
            )
        if not (isinstance(one.home, Column) and one.indexed) and not count(listing, UNINDEXED)[1]:
            raise Refused(
                _("There are too many rows to sort by “%(field)s”. Filter first, to %(most)d or fewer.")
                % {"field": one.label, "most": UNINDEXED},
                field="sort",
                code="too_many_to_sort",
            )
        return cls(
            one.home.order(one), sort.down, one.type.sorts_as or _SORTED_AS[one.type.storage], always=one.indexed
        )

    @property
    def selected(self) -> list[Any]:
        return [self.expression]

    @property
    def terms(self) -> list[OrderBy]:
        last = None if self.always else True
        return [
            OrderBy(self.expression, descending=self.down, nulls_last=last),
            OrderBy(Identity(), descending=self.down),
        ]

    def beyond(self, after: str) -> Q:
        value, pk = unpacked(after, self.types)
        further = TupleLessThan if self.down else TupleGreaterThan
        if value is None:
            return Q(IsNull(self.expression, True)) & (Q(id__lt=pk) if self.down else Q(id__gt=pk))
        passed = Q(further(Tuple(self.expression, Identity()), (value, pk)))
        return passed if self.always else passed | Q(IsNull(self.expression, True))


_PACKERS = {str: "s", bool: "b", int: "i", Decimal: "n", datetime: "m", date: "d"}
_SORTED_AS: dict[Storage, tuple[type, ...]] = {
    Storage.TEXT: (str,),
    Storage.TOKEN: (str,),
    Storage.NUMBER: (int, Decimal),
    Storage.MOMENT: (datetime, date),
}
_UNPACKERS: dict[str, Callable[[str], Any]] = {
    "s": str,
    "b": lambda text: text == "True",
    "i": int,
    "n": Decimal,
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
}


def packed(value: Any, pk: int) -> str:
    """A cursor: the value that a list is sorted by, and the id, of the last row shown."""
    mark = "-" if value is None else _PACKERS[type(value)]
    text = value.isoformat() if isinstance(value, date) else str(value)
    return base64.urlsafe_b64encode(json.dumps([mark, text, pk]).encode()).decode().rstrip("=")


def unpacked(after: str, types: tuple[type, ...]) -> tuple[Any, int]:
    """The value, of one of these types or none, and the id in a cursor; raises Refused for one that this list did not give."""
    try:
        mark, text, pk = json.loads(base64.urlsafe_b64decode(after[:4000] + "=" * (-len(after) % 4)))
        value = None if mark == "-" else _UNPACKERS[mark](text)
        if (
            (value is not None and type(value) not in types)
            or "\x00" in text
            or not _fits(value)
            or not 0 < int(pk) < 2**63
        ):
            raise ValueError(text)
        return value, int(pk)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError):
        raise Refused(
            _("The list has changed. Begin again at its first page."), field="after", code="bad_cursor"
        ) from None


def _fits(value: Any) -> bool:
    """Whether a number is one of the database's; anything else is no number."""
    return not isinstance(value, int | Decimal) or -(2**63) < value < 2**63


def all_rows(listing: Listing, batch: int = 1000) -> Iterable[Row]:
    """Every row of a listing, for an export: page after page, so that memory stays small."""
    after = ""
    while True:
        found = page(listing, after, batch)
        yield from found.rows
        if found.after is None:
            return
        after = found.after
