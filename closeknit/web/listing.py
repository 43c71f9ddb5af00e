"""The list: a window into the rows of a kind that an actor may see, filtered, searched, sorted, paged by key."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, islice, repeat
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named, RowType, names
from closeknit.catalogue import filters, statements
from closeknit.catalogue.fields import Classification, Column, Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import folding
from closeknit.web import marks, panels
from closeknit.web.cursors import packed, unpacked
from closeknit.web.orders import Order, Place, slots

NOTHING = SafeString("")
PAGE = 50
LIMIT = 500
CAP = 10_000
FEW = 2_000  # hits that are sooner gathered and sorted than sought in the order of the list
BEFORE = 3  # of each row read before its fields: id, name, what the list is sorted by
UNINDEXED = 20_000  # above this many rows a sort without an index would keep everybody waiting


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
    allowed to do with each row, where seeing it is not enough; `only` are the ids of the rows that were chosen among them."""

    kind: Kind
    actor: Actor
    columns: tuple[str, ...] = ()
    sort: Sort = field(default_factory=Sort)
    tree: filters.Filter = filters.EVERYTHING
    q: str = ""
    to: str = "see"
    only: frozenset[int] | None = None

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
        return self.tree == filters.EVERYTHING and not self.q and self.only is None

    @property
    def standing(self) -> Hashable:
        """What decides which rows the actor reaches; the same for all who see everything."""
        everything = gate.sees_all(self.kind.key, self.actor) and "all" in self.actor.reaches(self.kind.key, self.to)
        return everything or gate.standing(self.actor)

    @property
    def counted_in(self) -> type[Model]:
        """Where its rows are counted: among all records, of which one index may answer alone, where what is asked stands in that table."""
        records, fields = gate.identities(self.kind), self.scope.fields()
        theirs = {one.name for one in records._meta.get_fields()}
        homes = [fields[key].home if key in fields else None for key in filters.asked(self.tree)]
        there = all(
            isinstance(one, Classification) or (isinstance(one, Column) and one.name in theirs) for one in homes
        )
        return records if there else self.kind.model

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the rows that are asked for."""
        rows = rows.filter(filters.condition(self.tree, self.scope))
        if self.to != "see" and "all" not in self.actor.reaches(self.kind.key, self.to):
            rows = rows.filter(pk__in=gate.rows(self.kind.model, self.actor, self.to).values("pk"))
        if self.only is not None:
            rows = rows.filter(pk__in=self.only)
        return rows.filter(self._fits()) if self.q else rows

    def _fits(self) -> Q:
        """The condition that a row fits the words: in its own search text, or by what its domain knows beside it."""
        beside = BESIDE.get(self.kind.key)
        if beside is None:
            return searched(self.q)
        found = Q()
        for word in words_of(self.q):
            found &= searched(word) | beside(word, self.actor)
        return found | beside(self.q, self.actor)

    def query(self) -> QuerySet[Any]:
        """The rows, unsorted and whole."""
        return self.narrowed(gate.rows(self.kind.model, self.actor))


# What of a kind fits words beside its own search text, as a condition on its rows: by the key of the kind, filled by its domain.
BESIDE: dict[str, Callable[[str, Actor], Q]] = {}


def words_of(text: str) -> list[str]:
    """The words of what somebody searches; as many as count."""
    return text.replace("\x00", "").split()[:8]


def searched(text: str) -> Q:
    """The condition that every word of `text` stands in the record's search text; each its own LIKE, so that the index helps."""
    found = Q()
    for word in words_of(text):
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
    order = order_of(listing)
    place = unpacked(after, order.types) if after else None
    return Window(_ahead(listing, order, place, limit).order_by(*order.terms), order.selected)


def _ahead(listing: Listing, order: Order, place: Place, limit: int) -> QuerySet[Any]:
    """Rows among which the next ones are."""
    if _walks(listing, order):
        return listing.query().filter(order.beyond(place))
    return gate.among(listing.kind.model, _tops(listing, order, place, limit))


def _walks(listing: Listing, order: Order) -> bool:
    """Whether one walk along the order of the list finds the next rows quickly: for who sees everything and asks nothing.

    What a filter finds the planner guesses only: of an answer that hardly anybody gave it would walk through everybody.
    """
    return gate.sees_all(listing.kind.key, listing.actor) and listing.open and not order.sparse


def _tops(listing: Listing, order: Order, place: Place, limit: int) -> list[QuerySet[Any]]:
    """The queries among whose rows the next ones are, found in the way that is quick for this reader and this question."""
    model, parts = listing.kind.model, gate.tops(listing.kind.model, listing.kind, listing.actor, listing.narrowed)
    walked = listing.open and order.by_name  # each reach has an index in the order of names
    # Who sees little, and what fits, have to do with one another in ways that the planner cannot know: it would walk the
    # order of the list until enough are found. So few are gathered first and sorted; only of many the first are sought.
    few = [False] * len(parts) if walked else little([listing])[0]
    gathered = [part[:FEW] for part, is_few in zip(parts, few, strict=True) if is_few]
    sought = [part for part, is_few in zip(parts, few, strict=True) if not is_few]
    found: list[QuerySet[Any]] = []
    for beyond, terms in order.phases(place) if sought else ():
        # Of a part that follows only what the first left open is sought: it may be far away, or nowhere.
        if found and gate.united(model, found).count() > limit:
            break
        found += [part.filter(beyond).order_by(*terms)[: limit + 1] for part in sought]
    return [*found, *([gate.among(model, gathered).filter(order.beyond(place))] if gathered or not found else [])]


def little(listings: Sequence[Listing]) -> list[list[bool]]:
    """Of each reach of each listing, in the order of `gate.tops`, whether it finds so few that all are sooner gathered than the first
    sought; one query for all."""
    each = [_parts_of(one) for one in listings]
    found = iter(statements.counts([part for parts in each for part in parts]))
    return [[next(found) <= FEW for _part in parts] for parts in each]


def _parts_of(listing: Listing) -> list[statements.Statement]:
    """The ids that each reach of a listing finds, one more than are few at most; composed once where nothing is asked."""
    model = listing.counted_in

    def some(rows: QuerySet[Any]) -> QuerySet[Any]:
        return listing.narrowed(rows).values_list("pk")[: FEW + 1]

    parts = gate.tops(model, listing.kind, listing.actor, some)
    if not listing.open:
        return [statements.composed(part) for part in parts]
    key = ("little", listing.kind, listing.standing, listing.to)
    return [statements.kept((*key, place), partial(_itself, part)) for place, part in enumerate(parts)]


def _itself(query: QuerySet[Any]) -> QuerySet[Any]:
    return query


def page(listing: Listing, after: str = "", limit: int = PAGE) -> Page:
    """The rows after a cursor, at most `limit`; raises Refused for what cannot be asked."""
    order, fields = order_of(listing), tuple(listing.fields)
    place = unpacked(after, order.types) if after else None
    found = _read(listing, order, fields, place, limit + 1)
    kept = found[:limit]
    columns = _named(_columns(fields, kept), fields, listing.actor) if kept else []
    values = zip(*columns, strict=True) if columns else repeat((), len(kept))
    rows = [Row(row[0], row[1], each) for row, each in zip(kept, values, strict=True)]
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, None if last is None else packed(last[2], last[0]))


def _read(
    listing: Listing, order: Order, fields: tuple[Field, ...], place: Place, most: int
) -> Sequence[tuple[Any, ...]]:
    """The next rows: id, name, what the list is sorted by, then what each field shows. The statement is composed once for a shape."""
    key = (listing.kind, fields, order.key, most)
    if listing.open and (_walks(listing, order) or order.by_name):
        value, pk = place or ("", 0)
        walk = statements.kept(
            (*key, listing.standing, listing.to, place is None, value is None),
            lambda: _shown(_ahead(listing, order, slots(place), most - 1), order, fields, most),
        )
        return walk.run(value=value, pk=pk)
    around = statements.kept(key, lambda: _shown(_among(listing.kind), order, fields, most))
    return around.run(among=_next_ids(listing, order, place, most))


def _among(kind: Kind) -> QuerySet[Any]:
    """The rows of a kind whose ids another query gives."""
    rows: QuerySet[Any] = kind.model._default_manager.filter(statements.Among(F("pk")))
    return rows


def _next_ids(listing: Listing, order: Order, place: Place, most: int) -> QuerySet[Any]:
    """The ids of rows among which the next ones are."""
    if _walks(listing, order):
        return listing.query().filter(order.beyond(place)).order_by(*order.terms).values("pk")[:most]
    return gate.united(listing.kind.model, _tops(listing, order, place, most - 1))


def _shown(rows: QuerySet[Any], order: Order, fields: Sequence[Field], most: int) -> QuerySet[Any]:
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
        [value and found[one.type].get(value.id, Named(value.id)) for value in column] if one.type in found else column
        for one, column in zip(fields, columns, strict=True)
    ]


def cells(listing: Listing, rows: Iterable[Row]) -> list[list[SafeString]]:
    """The cells of each row as HTML; the name is the link to the record, behind what its domain puts before it."""
    fields, kind, rows = listing.fields, listing.kind, list(rows)
    before = panels.BEFORE_NAMES.get(kind.key)
    pressed = before([row.id for row in rows], listing.actor) if before else {}
    shape = kind.shape if kind.shape in marks.SHAPES else ""  # the same sign in every row says nothing
    return [
        [
            pressed.get(row.id, NOTHING) + marks.ref(kind.address(row.id, row.name), row.name, row.id, shape)
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
    return counts([listing], cap)[0]


def counts(listings: Sequence[Listing], cap: int = CAP) -> list[tuple[int, bool]]:
    """How many rows each has, as `count` says it; one query for all."""
    return [(min(found, cap), found <= cap) for found in statements.counts([_count_of(one, cap) for one in listings])]


def _count_of(listing: Listing, cap: int) -> statements.Statement:
    key = ("count", listing.kind, listing.standing, listing.to, cap)
    kept = statements.kept(key, lambda: _counted(listing, cap)) if listing.open else None
    return kept or statements.composed(_counted(listing, cap))


def _counted(listing: Listing, cap: int) -> QuerySet[Any]:
    """The rows to count, found reach by reach, and one more than `cap` at most of each."""
    model = listing.counted_in
    return gate.united(
        model, gate.tops(model, listing.kind, listing.actor, lambda rows: listing.narrowed(rows)[: cap + 1])
    )


def order_of(listing: Listing) -> Order:
    """How a listing is ordered; raises Refused for a field by which it cannot be, or not quickly."""

    def seen() -> QuerySet[Any]:
        return gate.rows(listing.kind.model, listing.actor)

    if listing.sort.field == "name":
        return Order(None, listing.sort.down, seen)
    one = listing.scope.field(listing.sort.field)
    if not one.sortable or not one.type.sortable:
        raise Refused(
            _("A list cannot be sorted by “%(field)s”.") % {"field": one.label}, field="sort", code="not_sortable"
        )
    if not one.indexed and not count(listing, UNINDEXED)[1]:
        raise Refused(
            _("There are too many rows to sort by “%(field)s”. Filter first, to %(most)s or fewer.")
            % {"field": one.label, "most": number_format(UNINDEXED, force_grouping=True)},
            field="sort",
            code="too_many_to_sort",
        )
    return Order(one, listing.sort.down, seen)


def all_rows(listing: Listing, batch: int = 1000) -> Iterable[Row]:
    """Every row of a listing, for an export: page after page, so that memory stays small."""
    after = ""
    while True:
        found = page(listing, after, batch)
        yield from found.rows
        if found.after is None:
            return
        after = found.after
