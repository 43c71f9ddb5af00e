"""The rows under a record: read at once, replaced as whole sets or changed through single fields in memory, then written at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Case, F, OuterRef, QuerySet, When
from django.db.models.functions import JSONObject
from django.db.models.sql import InsertQuery
from django.utils.translation import gettext as _

from closeknit.access.prepared import number
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import DetailSet
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.statements import kept
from closeknit.records.models import Record, Row

type Json = dict[str, Any]


def columns(field: Field) -> list[str]:
    """The columns of the row's table that hold a field."""
    return [field.home.name + suffix for suffix in field.type.columns]  # type: ignore[attr-defined]


def values(details: DetailSet, row: Any) -> dict[str, Any]:
    """The values of one row, by field."""
    return {field.key: field.home.take(field, row) for field in details.fields}


def identity(details: DetailSet, given: dict[str, Any]) -> tuple[Any, ...]:
    """What a row is known again by, as its columns hold it: a name beside an id does not count."""
    fields = {field.key: field for field in details.fields}
    return tuple(part for key in details.identity for part in fields[key].type.split(given[key]))


def column_field(field: Field) -> Field:
    """The field of the row that a single field shows."""
    home: Detail = field.home  # type: ignore[assignment]
    return next(one for one in home.details.fields if one.home.name == home.column)  # type: ignore[attr-defined]


def as_json(details: DetailSet, names: Iterable[str]) -> ArraySubquery:
    """These columns of the rows of a record, the primary first, and whether each counts for the single fields."""
    rows = details.model._default_manager.filter(record_id=OuterRef("pk")).order_by("-primary", "position", "id")
    read: dict[str, Any] = {name: F(name) for name in ("id", "primary", *names)}
    if details.live:
        read["live"] = Case(When(details.live, then=True), default=False)
    return ArraySubquery(rows.values(json=JSONObject(**read)))


@functools.cache
def _made(details: DetailSet) -> dict[str, Callable[[Any], Any]]:
    """The columns of a set's table, with what makes their values of JSON."""
    return {field.attname: field.to_python for field in details.model._meta.concrete_fields}


@dataclass(slots=True, eq=False)
class Line:
    """One row at hand. `was` holds its columns as they are written, None for one that is not; `live` whether it counts for the
    single fields, None where only the database can tell."""

    row: Any
    was: dict[str, Any] | None = None
    live: bool | None = None

    @property
    def changed(self) -> list[str]:
        """The names of the columns that have another value than the database."""
        return [name for name, value in (self.was or {}).items() if getattr(self.row, name) != value]


def _place(line: Line) -> tuple[int, float]:
    return line.row.position, line.row.pk or float("inf")


class Behind:
    """The rows of some sets of one record, which its caller has locked. Nothing is written before `write`."""

    def __init__(self, record: Record, sets: Iterable[DetailSet], *, new: bool = False) -> None:
        self.record = record
        self.lines: dict[DetailSet, list[Line]] = {one: [] for one in sets}
        self.gone: dict[DetailSet, list[int]] = {one: [] for one in self.lines}
        if self.lines and not new:
            self._read()

    def _read(self) -> None:
        sets = tuple(self.lines)
        rows = kept((_rows, sets), lambda: _rows(sets)).run(pk=self.record.pk)
        for one, found in zip(sets, rows[0], strict=True):
            self.lines[one] = [_line(one, row) for row in found or ()]

    def _ordered(self, details: DetailSet) -> list[Line]:
        """The lines of a set as everybody sees them: the primary first, those that are not written yet at the end."""
        return sorted(self.lines[details], key=lambda one: (not one.row.primary, *_place(one)))

    def stored(self, details: DetailSet) -> list[Json]:
        """The set as history keeps it."""
        return [
            {
                "primary": one.row.primary,
                **{field.key: field.type.stored(field.home.take(field, one.row)) for field in details.fields},
            }
            for one in self._ordered(details)
        ]

    def first(self, field: Field) -> Line | None:
        """The line that a single field shows."""
        home: Detail = field.home  # type: ignore[assignment]
        if home.details.live and any(one.live is None for one in self.lines[home.details]):
            self.write()
            self._read()
        return next(
            (
                one
                for one in self._ordered(home.details)
                if (one.live or not home.details.live) and (not home.of_kind or one.row.kind == home.of_kind)
            ),
            None,
        )

    def shown(self, field: Field) -> Any:
        """The stored form of what a single field shows."""
        line, target = self.first(field), column_field(field)
        return field.type.stored(None if line is None else target.home.take(target, line.row))

    def replace(self, details: DetailSet, given: list[dict[str, Any]]) -> None:
        """Make the set exactly `given`: rows known by id or by what they say are kept, others come and go."""
        by_id = {one.row.pk: one for one in self.lines[details]}
        by_value: dict[tuple[Any, ...], list[Line]] = {}
        for line in self.lines[details]:
            by_value.setdefault(identity(details, values(details, line.row)), []).append(line)
        lines: list[Line] = []
        for one in given:
            known = by_id.get(one["id"]) or next(
                (line for line in by_value.get(identity(details, one), ()) if line.row.pk in by_id), None
            )
            if known is not None:
                del by_id[known.row.pk]
            lines.append(known or Line(details.model(record_id=self.record.pk)))
        self.gone[details] += by_id
        self.lines[details] = lines
        _assign(details, lines, given)

    def put(self, field: Field, value: Any) -> None:
        """Set the single field that stands for one row: change that row, make one, or, for nothing, empty it."""
        home: Detail = field.home  # type: ignore[assignment]
        line, target = self.first(field), column_field(field)
        if line is None and value is None:
            return
        line = line or self._begun(field, target)
        for column, part in zip(columns(target), field.type.split(value), strict=True):
            setattr(line.row, column, part)
        if home.details.live and home.column in home.details.live.referenced_base_fields:
            line.live = None
        if (value is None and target.required) or not any(identity(home.details, values(home.details, line.row))):
            self._remove(home.details, line)

    def _begun(self, field: Field, target: Field) -> Line:
        """A new row for a single field to stand in; it counts for that field."""
        home: Detail = field.home  # type: ignore[assignment]
        if lacking := next((one for one in home.details.fields if one.required and one is not target), None):
            raise Refused(
                _("“%(field)s” belongs to “%(set)s”: give “%(lacking)s” first.")
                % {"field": field.label, "set": home.details.label, "lacking": lacking.label},
                field=field.key,
                code="required",
            )
        lines = self.lines[home.details]
        primary = not any(one.row.primary for one in lines)
        row = home.details.model(record_id=self.record.pk, primary=primary, position=len(lines))
        if home.of_kind:
            row.kind = home.of_kind
        lines.append(Line(row, live=True))
        return lines[-1]

    def _remove(self, details: DetailSet, line: Line) -> None:
        """Take a row away; when it was the primary, the next one takes its place."""
        lines = self.lines[details]
        lines.remove(line)
        if line.row.pk is not None:
            self.gone[details].append(line.row.pk)
        if lines and not any(one.row.primary for one in lines):
            min(lines, key=_place).row.primary = True

    def write(self) -> None:
        """Write what changed: for each set what goes and what is changed, then what comes, of all sets together."""
        for details, lines in self.lines.items():
            if self.gone[details]:
                details.model._default_manager.filter(pk__in=self.gone[details]).delete()
                self.gone[details] = []
            _update(details, [one for one in lines if one.changed])
        new = {one: [line.row for line in lines if line.was is None] for one, lines in self.lines.items()}
        _insert({details.model: rows for details, rows in new.items() if rows})


def _rows(sets: tuple[DetailSet, ...]) -> QuerySet[Any, Any]:
    read = {f"c{place}": as_json(one, _made(one)) for place, one in enumerate(sets)}
    return Record.objects.filter(pk=number("pk")).values_list(*read.values())


def _line(details: DetailSet, found: Json) -> Line:
    was = {name: made(found[name]) for name, made in _made(details).items()}
    row = details.model.from_db(DEFAULT_DB_ALIAS, list(was), list(was.values()))
    return Line(row, was, found.get("live", True))


def _assign(details: DetailSet, lines: list[Line], given: list[dict[str, Any]]) -> None:
    """Set the columns of these lines to what is given, in its order; the first is the primary where none is named."""
    first = next((place for place, one in enumerate(given) if one["primary"]), 0)
    for place, (line, one) in enumerate(zip(lines, given, strict=True)):
        line.live, line.row.primary, line.row.position = None, place == first, place
        for field in details.fields:
            for column, part in zip(columns(field), field.type.split(one[field.key]), strict=True):
                setattr(line.row, column, part)


def _update(details: DetailSet, lines: list[Line]) -> None:
    """Write changed rows. The old primary steps down before the new one steps up: the database allows one at any moment."""
    for one in [line for line in lines if line.was and line.was["primary"]] if len(lines) > 1 else lines:
        one.row.save(update_fields=one.changed)
        lines = [line for line in lines if line is not one]
    names = sorted({name.removesuffix("_id") for one in lines for name in one.changed})
    if lines:
        details.model._default_manager.bulk_update([one.row for one in lines], names)


def _insert(new: dict[type[Row], list[Any]]) -> None:
    """Write new rows of several tables in one statement, which Django composes table by table."""
    parts, params = [], []
    for model, rows in new.items():
        query = InsertQuery(model)
        written = (one for one in model._meta.concrete_fields if not (one.primary_key or one.generated))
        own = [one for one in written if one.name != "made_in"]  # by the database: the change that is declared
        query.insert_values(own, rows)
        ((sql, given),) = query.get_compiler(connection=connection).as_sql()
        parts.append(sql)
        params += given
    if parts:
        *before, last = parts
        beside = ", ".join(f"new{place} as ({sql})" for place, sql in enumerate(before))
        with connection.cursor() as cursor:
            cursor.execute(f"with {beside} {last}" if beside else last, params)
