"""Records read whole: every field and every detail of some records in one query, with the names of what they point to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, QuerySet, When
from django.db.models.functions import JSONObject

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import DetailSet, Kind
from closeknit.records.details import columns

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
    wanted = None if only is None else set(only)
    fields = [one for key, one in kind.readable(actor.classes).items() if wanted is None or key in wanted]
    sets = [one for key, one in kind.details.items() if wanted is None or key in wanted]
    shown = {one.key: one.home.shown(one) for one in fields if not _among(one, sets)}
    selected: list[Any] = [*(F(name) for name in ALWAYS), *chain.from_iterable(shown.values())]
    selected.extend(_rows_as_json(one) for one in sets)
    selected.extend(beside)
    named = {f"c{place}": one for place, one in enumerate(selected)}
    found = [_reading(kind, fields, shown, sets, row) for row in query.annotate(**named).values_list(*named)]
    _resolve(found, fields, sets, actor)
    return found


def one(kind: Kind, pk: int, actor: Actor) -> Reading:
    """One record whole, also out of the bin for whoever may restore it; raises Absent."""
    for to in ("see", "restore"):
        if found := read(gate.rows(kind.model, actor, to).filter(pk=pk), kind, actor):
            return found[0]
    raise gate.Absent


def _among(field: Field, sets: list[DetailSet]) -> bool:
    """Whether the field shows a row of a set that is read anyway: asking the database for it again would double its work."""
    return isinstance(field.home, Detail) and field.home.details in sets


def _rows_as_json(details: DetailSet) -> ArraySubquery:
    rows = details.model._default_manager.filter(record_id=OuterRef("pk")).order_by("-primary", "position", "id")
    names: dict[str, Any] = {column: F(column) for field in details.fields for column in columns(field)}
    if details.live:
        names["live"] = Case(When(details.live, then=True), default=False)
    return ArraySubquery(rows.values(json=JSONObject(id=F("id"), primary=F("primary"), **names)))


def _reading(
    kind: Kind, fields: list[Field], shown: dict[str, Sequence[Any]], sets: list[DetailSet], row: tuple[Any, ...]
) -> Reading:
    parts = iter(row[len(ALWAYS) :])
    own = {
        one.key: one.home.value(one, tuple(islice(parts, len(shown[one.key])))) for one in fields if one.key in shown
    }
    rows = {one.key: next(parts) or [] for one in sets}
    details = {one.key: [_detail(one, found) for found in rows[one.key]] for one in sets}
    values = {one.key: own[one.key] if one.key in own else _first(one.home, rows, details) for one in fields}
    pk, name, version, binned_at = row[: len(ALWAYS)]
    return Reading(kind, pk, name, version, binned_at, values, details, tuple(parts))


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
    for field in details.fields:
        parts = tuple(details.model._meta.get_field(column).to_python(found[column]) for column in columns(field))
        value[field.key] = field.type.joined(parts)
    return value


def _spots(
    found: list[Reading], fields: list[Field], sets: list[DetailSet]
) -> Iterator[tuple[Any, dict[str, Any], str]]:
    """Every place that points to a row: the type, the mapping that holds the value, and its key."""
    pointing = [one for one in fields if hasattr(one.type, "resolve")]
    pointing_in = [(one.key, field) for one in sets for field in one.fields if hasattr(field.type, "resolve")]
    for reading in found:
        for field in pointing:
            yield field.type, reading.values, field.key
        for key, field in pointing_in:
            for row in reading.details[key]:
                yield field.type, row, field.key


def _resolve(found: list[Reading], fields: list[Field], sets: list[DetailSet], actor: Actor) -> None:
    spots: dict[Any, list[tuple[dict[str, Any], str]]] = {}
    for kind, holder, key in _spots(found, fields, sets):
        if holder[key] is not None:
            spots.setdefault(kind, []).append((holder, key))
    for kind, places in spots.items():
        names = kind.resolve({holder[key].id for holder, key in places}, actor)
        for holder, key in places:
            holder[key] = names.get(holder[key].id, holder[key])


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
