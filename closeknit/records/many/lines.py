"""Pages of a list read for a file: the texts of its cells are made by the database, set by set instead of row by row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Cast

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue import exported
from closeknit.catalogue.fields import Classification, Detail, Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.types.value import Type

# Everything is SQL that Django composed or that stands in `catalogue/exported.py`; nothing of a user's stands in it.
OWN = "unnest(%s::bigint[]) with ordinality page(id, place) join ({}) q on q.k = page.id"
LINES = """select string_agg({line}, E'\\r\\n' order by place) from (
  select page.place, {texts} from {sources} offset 0) made"""
ROWS = "select q.k, {parts} from {sources} order by page.place"
UNSURE = "select {pk}, {parts} from {sources} where {unsure}"
TOLD = "left join unnest(%s::bigint[], %s::text[]) {alias}(id, text) on {alias}.id = q.k"


def among(column: str, ids: str) -> Func:
    """The condition that a column is one of these ids, which the planner counts, as it cannot count those of a query."""
    numbers = Cast(Value(ids), ArrayField(BigIntegerField()))
    return Func(F(column), numbers, template="%(expressions)s)", arg_joiner=" = any(", output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Cell:
    """How one field is read: the SQL of its parts, of its text, of the condition under which only Python can tell the text."""

    of: Field
    parts: tuple[str, ...]
    text: str
    unsure: str
    is_json: bool = False

    @property
    def own(self) -> bool:
        """Whether a spreadsheet holds something else than the text."""
        return type(self.of.type).spreadsheet is not Type.spreadsheet

    def value(self, parts: Sequence[Any]) -> Any:
        """The value, of its parts as the driver gives them."""
        if self.is_json:
            parts = [part if part is None else json.loads(part) for part in parts]
        return self.of.home.value(self.of, tuple(parts))


@dataclass(frozen=True, slots=True)
class Table:
    """A table from which a page is read: the SQL of its id, of itself alone, and of how it is joined, with what it is asked."""

    pk: str
    alone: str
    join: str
    params: list[Any]
    before: list[Any] = field(default_factory=list)


class Columns:
    """Some fields of a kind, and the tables from which a page of them is read."""

    def __init__(self, kind: Kind, actor: Actor, fields: Sequence[Field], ids: list[int]) -> None:
        self.kind, self.actor, self.fields = kind, actor, fields
        self.ids = f"{{{','.join(map(str, ids))}}}"  # one text, which costs nothing to send
        self.tables: dict[str, Table] = {}
        own = [one for one in self.fields if not isinstance(one.home, Detail)]
        named = {
            one.key: [f"c{place}_{part}" for part in range(len(one.home.shown(one)))] for place, one in enumerate(own)
        }
        self._read_own(own, named)
        self.beneath = self._join_details()
        self.cells = [self._cell(one, named) for one in self.fields]

    def _read_own(self, own: list[Field], named: dict[str, list[str]]) -> None:
        read = {name: part for one in own for name, part in zip(named[one.key], one.home.shown(one), strict=True)}
        rows = gate.rows(self.kind.model, self.actor).filter(among("pk", self.ids))
        self._join("q", "k", rows.order_by().values(k=F("pk"), **read), OWN, self.ids)

    def _join(self, alias: str, pk: str, query: QuerySet[Any, Any], join: str, *before: Any) -> None:
        sql, params = query.query.sql_with_params()
        self.tables[alias] = Table(f"{alias}.{pk}", f"({sql}) {alias}", join.format(sql), list(params), list(before))

    def _join_details(self) -> dict[tuple[str, str], str]:
        """One join for each set of details that a field shows: the row that comes first of each record."""
        wanted: dict[tuple[str, str], list[tuple[Detail, Field]]] = {}
        for one in self.fields:
            if isinstance(one.home, Detail):
                wanted.setdefault((one.home.details.key, one.home.of_kind), []).append((one.home, one))
        names = {}
        for place, (key, shown) in enumerate(wanted.items()):
            names[key] = f"d{place}"
            home = shown[0][0]
            rows = home.among(home.details.model._default_manager.filter(among("record_id", self.ids)))
            first = rows.order_by("record_id", "-primary", "position", "id").distinct("record_id")
            columns = {each.column + suffix for each, one in shown for suffix in one.type.columns}
            join = f"left join ({{}}) d{place} on d{place}.record_id = q.k"
            self._join(f"d{place}", "record_id", first.values("record_id", *sorted(columns)), join)
        return names

    def _cell(self, field: Field, named: dict[str, list[str]]) -> Cell:
        home = field.home
        if isinstance(home, Detail):
            alias = self.beneath[home.details.key, home.of_kind]
            parts = tuple(f"{alias}.{connection.ops.quote_name(home.column + suffix)}" for suffix in field.type.columns)
        else:
            parts = tuple(f"q.{name}" for name in named[field.key])
        if hasattr(field.type, "nameable"):
            pk = f"({parts[0]} ->> 'id')::bigint" if isinstance(home, Classification) else parts[0]
            text = self._named(field, pk)
            return Cell(field, parts, text, exported.NEVER, is_json=isinstance(home, Classification))
        if isinstance(home, Classification):
            return Cell(field, parts, *exported.in_profile(field.type, parts[0]), is_json=True)
        return Cell(field, parts, *exported.in_sql(field.type, parts))

    def _named(self, field: Field, pk: str) -> str:
        """The name of the row that a field points to, or its id for who may not know the name."""
        alias = f"n{len(self.tables)}"
        known = field.type.nameable(self.actor).order_by().values("pk", "name")  # type: ignore[attr-defined]
        self._join(alias, "pk", known, f"left join ({{}}) {alias} on {alias}.pk = {pk}")
        return f"coalesce(nullif({alias}.name, ''), {pk}::text)"

    def rows(self, statement: str, **parts: str) -> list[tuple[Any, ...]]:
        """The rows of a statement over all these tables."""
        tables = self.tables.values()
        sources = " ".join(one.join for one in tables)
        return self._run(
            statement.format(sources=sources, **parts), [part for one in tables for part in (*one.before, *one.params)]
        )

    def _run(self, sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return list(cursor.fetchall())

    def ask_python(self) -> None:
        """Where the database cannot tell the text of a value, let the type write it, and join what it wrote."""
        for place, one in enumerate(self.cells):
            if one.unsure == exported.NEVER:
                continue
            table = self.tables[one.parts[0].partition(".")[0]]
            parts = ", ".join((one.text, *one.parts))
            sql = UNSURE.format(pk=table.pk, parts=parts, sources=table.alone, unsure=one.unsure)
            write = one.of.type.exported
            told = ((row[0], row[1], write(one.value(row[2:]), one.of)) for row in self._run(sql, table.params))
            self._tell(place, [(pk, text) for pk, made, text in told if text != made])

    def _tell(self, place: int, texts: list[tuple[int, str]]) -> None:
        """Join texts of one field by the ids of their rows."""
        if texts:
            alias, one = f"t{place}", self.cells[place]
            told = [[pk for pk, _text in texts], [text for _pk, text in texts]]
            self.tables[alias] = Table(f"{alias}.id", "", TOLD.format(alias=alias), told)
            self.cells[place] = replace(one, text=f"coalesce({alias}.text, {one.text})")


def csv(kind: Kind, actor: Actor, fields: Sequence[Field], ids: list[int]) -> str:
    """These rows, in this order, as the lines of a CSV file, the last without its end; "" when none of them is left."""
    columns = Columns(kind, actor, fields, ids)
    columns.ask_python()
    texts = ", ".join(["q.k::text t", *(f"{one.text} t{place}" for place, one in enumerate(columns.cells))])
    line = " || ',' || ".join(["t", *(exported.cell(f"t{place}") for place in range(len(columns.cells)))])
    (found,) = columns.rows(LINES, texts=texts, line=line)
    return found[0] or ""


def cells(kind: Kind, actor: Actor, fields: Sequence[Field], ids: list[int]) -> Iterator[list[object]]:
    """These rows, in this order, as the cells of a spreadsheet."""
    columns = Columns(kind, actor, fields, ids)
    columns.ask_python()
    places: list[tuple[Cell | None, int, int]] = []
    parts: list[str] = []
    for one in columns.cells:
        read = one.parts if one.own else (one.text,)
        places.append((one if one.own else None, 1 + len(parts), 1 + len(parts) + len(read)))
        parts += read
    for row in columns.rows(ROWS, parts=", ".join(parts)):
        yield [
            row[0],
            *(
                row[start] if one is None else one.of.type.spreadsheet(one.value(row[start:end]), one.of)
                for one, start, end in places
            ),
        ]
