"""Records read whole: every field and every detail of some records in one query, with the names of what they point to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.db.models import F, QuerySet

from closeknit.access import gate, types
from closeknit.access.actors import Actor
from closeknit.access.prepared import number, prepared
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import DetailSet, Kind
from closeknit.records.details import as_json, columns

type Beside = Callable[[str, Actor], Any]  # an expression on the row of a record of this kind, of what the actor sees

ALWAYS = ("id", "name", "version", "binned_at")


@dataclass(slots=True)
class Reading:
    """A record as values: of its fields by key, and of its details by set, each row with its id and whether it is primary."""

    kind: Kind
    id: int
    name: str
    version: int
    binned_at: datetime | None
    values: dict[str, Any]
    details: dict[str, list[dict[str, Any]]]
    beside: tuple[Any, ...] = ()

    @property
    def url(self) -> str:
        """The address of its page."""
        return self.kind.address(self.id, self.name)


def read(
    query: QuerySet[Any], kind: Kind, actor: Actor, only: Iterable[str] | None = None, beside: Sequence[Any] = ()
) -> list[Reading]:
    """The records of a query that came from the gate, in its order, with the fields that the actor may see.

    `only` narrows it to these keys of fields and details; `beside` are further expressions, read in the same query.
    """
    asked = Asked.of(kind, actor, only)
    return asked.readings(asked.selected(query, beside), actor)


def one(kind: Kind, pk: int, actor: Actor, beside: tuple[Beside, ...] = ()) -> Reading:
    """One record whole, also out of the bin for whoever may restore it; raises Absent. `beside` make further expressions of it."""
    asked = Asked.of(kind, actor)
    for to in ("see", "restore"):
        if rows := _one(actor, to, asked, beside, pk=pk):
            return asked.readings(rows, actor)[0]
    raise gate.Absent


@prepared
def _one(actor: Actor, to: str, asked: Asked, beside: tuple[Beside, ...]) -> QuerySet[Any, Any]:
    query = gate.rows(asked.kind.model, actor, to).filter(pk=number("pk"))
    return asked.selected(query, [each(asked.kind.key, actor) for each in beside])


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields and the sets of details of a kind that are read."""

    kind: Kind
    fields: tuple[Field, ...]
    sets: tuple[DetailSet, ...]

    @classmethod
    def of(cls, kind: Kind, actor: Actor, only: Iterable[str] | None = None) -> Asked:
        """Those that the actor may see, narrowed to these keys."""
        wanted = None if only is None else set(only)
        fields = (one for key, one in kind.readable(actor.classes).items() if wanted is None or key in wanted)
        sets = (one for key, one in kind.details_for(actor.classes).items() if wanted is None or key in wanted)
        return cls(kind, tuple(fields), tuple(sets))

    def selected(self, query: QuerySet[Any], beside: Sequence[Any] = ()) -> QuerySet[Any, Any]:
        """The tuples of these records, of which `readings` makes readings."""
        own = chain.from_iterable(one.home.shown(one) for one in self._own())
        selected = [*(F(name) for name in ALWAYS), *own, *(as_json(one, _names(one)) for one in self.sets), *beside]
        named = {f"c{place}": one for place, one in enumerate(selected)}
        found: QuerySet[Any, Any] = query.annotate(**named).values_list(*named)
        return found

    def readings(self, rows: Iterable[tuple[Any, ...]], actor: Actor) -> list[Reading]:
        """The records of these tuples, with the names that the actor may know."""
        widths = [(one, len(one.home.shown(one))) for one in self._own()]
        found = [self._reading(widths, row) for row in rows]
        _resolve(found, self, actor)
        return found

    def _own(self) -> Iterator[Field]:
        """The fields that are read by themselves; those that show a row of a set that is read anyway would double its work."""
        return (one for one in self.fields if not (isinstance(one.home, Detail) and one.home.details in self.sets))

    def _reading(self, widths: list[tuple[Field, int]], row: tuple[Any, ...]) -> Reading:
        parts = iter(row[len(ALWAYS) :])
        own = {one.key: one.home.value(one, tuple(islice(parts, width))) for one, width in widths}
        rows = {one.key: next(parts) or [] for one in self.sets}
        details = {one.key: [_detail(one, found) for found in rows[one.key]] for one in self.sets}
        values = {one.key: own[one.key] if one.key in own else _first(one.home, rows, details) for one in self.fields}
        pk, name, version, binned_at = row[: len(ALWAYS)]
        return Reading(self.kind, pk, name, version, binned_at, values, details, tuple(parts))


def _first(home: Any, rows: dict[str, list[dict[str, Any]]], details: dict[str, list[dict[str, Any]]]) -> Any:
    """What a field shows of a set: the value in the first row that counts for it."""
    target = next(field for field in home.details.fields if home.column in columns(field))
    key = home.details.key
    for found, value in zip(rows[key], details[key], strict=True):
        if found.get("live", True) and (not home.of_kind or found["kind"] == home.of_kind):
            return value[target.key]
    return None


def _detail(details: DetailSet, found: dict[str, Any]) -> dict[str, Any]:
    value = {"id": found["id"], "primary": found["primary"]}
    for field, parts in _parts(details):
        value[field.key] = field.type.joined(tuple(made(found[column]) for column, made in parts))
    return value


def _names(details: DetailSet) -> list[str]:
    """The columns that hold the fields of a row."""
    return [column for field in details.fields for column in columns(field)]


@functools.cache
def _parts(details: DetailSet) -> list[tuple[Field, list[tuple[str, Callable[[Any], Any]]]]]:
    """The columns of each field of a row, with what makes their values of JSON."""
    meta = details.model._meta
    return [(one, [(column, meta.get_field(column).to_python) for column in columns(one)]) for one in details.fields]


def _spots(found: list[Reading], asked: Asked) -> Iterator[tuple[types.RowType, dict[str, Any], str]]:
    """Every place that points to a row: the type, the mapping that holds the value, and its key."""
    pointing = [(one.type, one.key) for one in asked.fields if isinstance(one.type, types.RowType)]
    pointing_in = [
        (each.key, one.type, one.key)
        for each in asked.sets
        for one in each.fields
        if isinstance(one.type, types.RowType)
    ]
    for reading in found:
        for kind, key in pointing:
            yield kind, reading.values, key
        for place, kind, key in pointing_in:
            for row in reading.details[place]:
                yield kind, row, key


def _resolve(found: list[Reading], asked: Asked, actor: Actor) -> None:
    spots = [one for one in _spots(found, asked) if one[1][one[2]] is not None]
    wanted: dict[types.RowType, set[int]] = {}
    for kind, holder, key in spots:
        wanted.setdefault(kind, set()).add(holder[key].id)
    names = types.names(wanted, actor)
    for kind, holder, key in spots:
        # A profile keeps a name as it was: whoever does not see the row learns of no name.
        holder[key] = names[kind].get(holder[key].id, types.Named(holder[key].id))


def stored(reading: Reading) -> dict[str, Any]:
    """A reading as the JSON of the API: fields by key, details as lists."""
    known = reading.kind.fields
    fields = {key: known[key].type.stored(value) for key, value in reading.values.items()}
    details = {
        key: [_stored_row(reading.kind.details[key], row) for row in rows] for key, rows in reading.details.items()
    }
    return {
        "id": reading.id,
        "kind": reading.kind.key,
        "version": reading.version,
        "name": reading.name,
        **fields,
        **details,
    }


def _stored_row(details: DetailSet, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "primary": row["primary"],
        **{field.key: field.type.stored(row[field.key]) for field in details.fields},
    }
