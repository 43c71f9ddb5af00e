"""Statements composed once: Django writes the SQL of a shape, and each run sends only what differs.

Composing the query of a list takes longer than running it. A statement is kept under a key that names all that its SQL depends
on; what differs from run to run are its slots: values, and a whole query whose ids decide which rows are read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, Expression, Field, Func, QuerySet

MOST = 2_000  # kept statements of a process, of about 5 kB; then it begins anew
ROWS = "/* rows */"


class Slot(Expression):
    """A place for a value that is given, by this name and as the driver takes it, when the statement runs."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Among(Func):
    """The condition that an id is among those of the query that is given when the statement runs."""

    template = f"%(expressions)s IN ({ROWS})"
    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler: Any, connection: Any, *arguments: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        sql, params = super().as_sql(compiler, connection, *arguments, **more)
        return sql, (*params, ROWS)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, of which some are slots, and what makes Python's values of the columns that need it."""

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]
    steady: bool = False  # whether one plan serves every time that it is asked

    def run(self, among: QuerySet[Any] | None = None, **values: Any) -> Sequence[tuple[Any, ...]]:
        """Its rows; `among` is the query of ids for `Among`, `values` are those of the slots."""
        if not self.sql:
            return []
        try:
            sql, params = self._filled(among, values)
        except EmptyResultSet:  # `among` can have no rows at all
            return []
        # What is among another query's rows may be few or many, so that no plan serves for all.
        with asking() if self.steady and among is None else connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        return [self._converted(row) for row in rows] if self.converters else rows

    def count(self) -> int:
        """How many rows it has."""
        return counts([self])[0]

    def _filled(self, among: QuerySet[Any] | None, values: dict[str, Any]) -> tuple[str, list[Any]]:
        inner, ids = ("", ()) if among is None else among.query.sql_with_params()
        params: list[Any] = []
        for one in self.params:
            if isinstance(one, Slot):
                params.append(values[one.name])
            elif one is ROWS:
                params.extend(ids)
            else:
                params.append(one)
        return self.sql.replace(ROWS, inner), params

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        parts = list(row)
        for place, converters, expression in self.converters:
            for convert in converters:
                parts[place] = convert(parts[place], expression, connection)
        return tuple(parts)


def asking() -> CursorWrapper:
    """A cursor that sends values apart from the SQL: what it asks again and again is planned once by the database."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    cursor: CursorWrapper = connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[attr-defined, call-arg]
    return cursor


def composed(query: QuerySet[Any]) -> Statement:
    """The statement of a query that was narrowed to `values_list`; an empty one where it can have no rows."""
    compiler = query.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return Statement("", (), ())
    found = compiler.get_converters([one for one, _sql, _alias in compiler.select or ()])
    return Statement(sql, tuple(params), tuple((place, tuple(each), of) for place, (each, of) in found.items()))


def counts(asked: Sequence[Statement]) -> list[int]:
    """How many rows each of these has; one query for all."""
    parts = [(place, one) for place, one in enumerate(asked) if one.sql]
    found = dict.fromkeys(range(len(asked)), 0)
    if parts:
        each = (f"SELECT {place}, COUNT(*) FROM ({one.sql}) AS found" for place, one in parts)  # noqa: S608 - composed by Django
        with asking() if all(one.steady for _place, one in parts) else connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(each), [value for _place, one in parts for value in one.params])
            found.update(cursor.fetchall())
    return list(found.values())


_kept: dict[Hashable, Statement] = {}


def kept(key: Hashable, query: Callable[[], QuerySet[Any]]) -> Statement:
    """The statement under a key, composed from `query` the first time; the key holds everything that the query depends on."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[key] = replace(composed(query()), steady=True)
    return found
