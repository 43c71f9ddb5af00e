"""The list: a window into the rows of a kind that an actor may see, filtered, searched, sorted, paged by key."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice, repeat
from typing import Any

from django.db.models import F, OrderBy, Q, QuerySet
from django.db.models.expressions import Col
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import IsNull
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named, RowType, names
from closeknit.catalogue import filters, statements
from closeknit.catalogue.fields import Column, Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import folding
from closeknit.catalogue.types.value import Storage
from closeknit.web import marks
from closeknit.web.cursors import packed, unpacked

PAGE = 50
LIMIT = 500
CAP = 10_000
FEW = 2_000  # hits that are sooner gathered and sorted than sought in the order of the list
BEFORE = 3  # of each row read before its fields: id, name, what the list is sorted by
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


type Place = (
    tuple[Any, int] | None
)  # the value that the list is sorted by, and the id, of the row after which a page begins


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

    @property
    def standing(self) -> Hashable:
        """What decides which rows the actor reaches; the same for all who see everything."""
        everything = gate.sees_all(self.kind.key, self.actor) and "all" in self.actor.reaches(self.kind.key, self.to)
        return everything or gate.standing(self.actor)

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
    beyond = order.beyond(*unpacked(after, order.types)) if after else Q()
    return Window(_ahead(listing, order, beyond, limit).order_by(*order.terms), order.selected)


def _ahead(listing: Listing, order: _Order, beyond: Q, limit: int) -> QuerySet[Any]:
    """Rows among which the next ones are."""
    if _walks(listing):
        return listing.query().filter(beyond)
    return gate.among(listing.kind.model, _tops(listing, order, beyond, limit))


def _walks(listing: Listing) -> bool:
    """Whether one walk along the order of the list finds the next rows quickly: for who sees everything."""
    return gate.sees_all(listing.kind.key, listing.actor) and not listing.q


def _tops(listing: Listing, order: _Order, beyond: Q, limit: int) -> list[QuerySet[Any]]:
    """The queries among whose rows the next ones are, found in the way that is quick for this reader and this question."""
    kind, actor = listing.kind, listing.actor
    walked = listing.open and order.by_name  # each reach has an index in the order of names
    # Who sees little, and what fits, have to do with one another in ways that the planner cannot know: it would walk the
    # order of the list until enough are found. So few are gathered first and sorted; only of many the first are sought.
    if not walked and count(listing, FEW)[1]:
        few = gate.tops(kind.model, kind, actor, lambda rows: listing.narrowed(rows)[:FEW])
        return [gate.among(kind.model, few).filter(beyond)]
    return gate.tops(
        kind.model, kind, actor, lambda rows: listing.narrowed(rows).filter(beyond).order_by(*order.terms)[: limit + 1]
    )


def page(listing: Listing, after: str = "", limit: int = PAGE) -> Page:
    """The rows after a cursor, at most `limit`; raises Refused for what cannot be asked."""
    order, fields = _Order.of(listing), tuple(listing.fields)
    place = unpacked(after, order.types) if after else None
    found = _read(listing, order, fields, place, limit + 1)
    kept = found[:limit]
    columns = _named(_columns(fields, kept), fields, listing.actor) if kept else []
    values = zip(*columns, strict=True) if columns else repeat((), len(kept))
    rows = [Row(row[0], row[1], each) for row, each in zip(kept, values, strict=True)]
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, None if last is None else packed(last[2], last[0]))


def _read(
    listing: Listing, order: _Order, fields: tuple[Field, ...], place: Place, most: int
) -> Sequence[tuple[Any, ...]]:
    """The next rows: id, name, what the list is sorted by, then what each field shows. The statement is composed once for a shape."""
    key = (listing.kind, fields, order.key, most)
    if listing.open and (_walks(listing) or order.by_name):
        value, pk = place or ("", 0)
        walk = statements.kept(
            (*key, listing.standing, listing.to, place is None, value is None),
            lambda: _shown(_ahead(listing, order, order.beyond_slots(place), most - 1), order, fields, most),
        )
        return walk.run(value=value, pk=pk)
    around = statements.kept(key, lambda: _shown(_among(listing.kind), order, fields, most))
    return around.run(among=_next_ids(listing, order, order.beyond(*place) if place else Q(), most))


def _among(kind: Kind) -> QuerySet[Any]:
    """The rows of a kind whose ids another query gives."""
    rows: QuerySet[Any] = kind.model._default_manager.filter(statements.Among(F("pk")))
    return rows


def _next_ids(listing: Listing, order: _Order, beyond: Q, most: int) -> QuerySet[Any]:
    """The ids of rows among which the next ones are."""
    if _walks(listing):
        return listing.query().filter(beyond).order_by(*order.terms).values("pk")[:most]
    return gate.united(listing.kind.model, _tops(listing, order, beyond, most - 1))


def _shown(rows: QuerySet[Any], order: _Order, fields: Sequence[Field], most: int) -> QuerySet[Any]:
    """The first of some rows as tuples."""
    parts = chain.from_iterable(one.home.shown(one) for one in fields)
    named = {f"c{place}": one for place, one in enumerate([F("id"), F("name"), order.expression, *parts])}
    found: QuerySet[Any] = rows.annotate(**named).order_by(*order.terms).values_list(*named)[:most]
    return found


@lru_cache(maxsize=1024)
def _widths(fields: tuple[Field, ...]) -> tuple[int, ...]:
    """How many expressions each field is read by."""
    return tuple(len(one.home.shown(one)) for one in fields)


def _columns(fields: tuple[Field, ...], rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """The values of each field in all rows, from the parts that it shows."""
    parts = iter(list(zip(*rows, strict=True))[BEFORE:])
    columns = []
    for one, width in zip(fields, _widths(fields), strict=True):
        value = one.home.value
        columns.append([value(one, each) for each in zip(*islice(parts, width), strict=True)])
    return columns


def _named(columns: list[list[Any]], fields: Sequence[Field], actor: Actor) -> list[list[Any]]:
    """The columns with the names of what their fields point to, as far as the actor may know them; one query for all."""
    pointing: dict[RowType, set[int]] = {}
    for one, column in zip(fields, columns, strict=True):
        if isinstance(one.type, RowType):
            pointing.setdefault(one.type, set()).update(value.id for value in column if value is not None)
    found: dict[Any, dict[int, Named]] = names({kind: ids for kind, ids in pointing.items() if ids}, actor)
    return [
        [value and known.get(value.id, value) for value in column] if (known := found.get(one.type)) else column
        for one, column in zip(fields, columns, strict=True)
    ]


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
    key = ("count", listing.kind, listing.standing, listing.to, cap)
    kept = statements.kept(key, lambda: _counted(listing, cap)) if listing.open else None
    found = (kept or statements.composed(_counted(listing, cap))).count()
    return min(found, cap), found <= cap


def _counted(listing: Listing, cap: int) -> QuerySet[Any]:
    """The rows to count, found reach by reach, and one more than `cap` at most of each."""
    # With nothing asked of the kind's own table, an index of `record` answers alone.
    model = gate.identities(listing.kind) if listing.open else listing.kind.model
    return gate.united(
        model, gate.tops(model, listing.kind, listing.actor, lambda rows: listing.narrowed(rows)[: cap + 1])
    )


class _Order:
    """How a list is ordered, and how a page goes on where another ended."""

    def __init__(self, field: Field | None, expression: Any, down: bool, types: tuple[type, ...]) -> None:
        self.expression, self.down, self.types = expression, down, types
        self.always = field is None or (field.indexed and isinstance(field.home, Column))
        self.key = (field, down)
        self.by_name = expression == F("sort_key")

    @classmethod
    def of(cls, listing: Listing) -> _Order:
        sort = listing.sort
        if sort.field == "name":
            return cls(None, F("sort_key"), sort.down, (str,))
        one = listing.scope.field(sort.field)
        if not one.sortable or not one.type.sortable:
            raise Refused(
                _("A list cannot be sorted by “%(field)s”.") % {"field": one.label}, field="sort", code="not_sortable"
            )
        if not (isinstance(one.home, Column) and one.indexed) and not count(listing, UNINDEXED)[1]:
            raise Refused(
                _("There are too many rows to sort by “%(field)s”. Filter first, to %(most)s or fewer.")
                % {"field": one.label, "most": number_format(UNINDEXED, force_grouping=True)},
                field="sort",
                code="too_many_to_sort",
            )
        return cls(one, one.home.order(one), sort.down, one.type.sorts_as or _SORTED_AS[one.type.storage])

    @property
    def selected(self) -> list[Any]:
        return [self.expression]

    def beyond_slots(self, place: Place) -> Q:
        """What comes after a place of this shape, whose value and id are given when the statement runs."""
        if place is None:
            return Q()
        return self.beyond(None if place[0] is None else statements.Slot("value"), statements.Slot("pk"))

    @property
    def terms(self) -> list[OrderBy]:
        last = None if self.always else True
        return [
            OrderBy(self.expression, descending=self.down, nulls_last=last),
            OrderBy(Identity(), descending=self.down),
        ]

    def beyond(self, value: Any, pk: Any) -> Q:
        """What comes after the row with this value and id."""
        further = TupleLessThan if self.down else TupleGreaterThan
        if value is None:
            return Q(IsNull(self.expression, True)) & (Q(id__lt=pk) if self.down else Q(id__gt=pk))
        passed = Q(further(Tuple(self.expression, Identity()), (value, pk)))
        return passed if self.always else passed | Q(IsNull(self.expression, True))


_SORTED_AS: dict[Storage, tuple[type, ...]] = {
    Storage.TEXT: (str,),
    Storage.TOKEN: (str,),
    Storage.NUMBER: (int, Decimal),
    Storage.MOMENT: (datetime, date),
}


def all_rows(listing: Listing, batch: int = 1000) -> Iterable[Row]:
    """Every row of a listing, for an export: page after page, so that memory stays small."""
    after = ""
    while True:
        found = page(listing, after, batch)
        yield from found.rows
        if found.after is None:
            return
        after = found.after
