"""The rows under a record: read as values, replaced as a whole set, or changed through the single field that shows one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import DetailSet
from closeknit.catalogue.refusal import Refused
from closeknit.records.models import Record, Row


def columns(field: Field) -> list[str]:
    """The columns of the row's table that hold a field."""
    return [field.home.name + suffix for suffix in field.type.columns]  # type: ignore[attr-defined]


def current(record: Record, details: DetailSet) -> list[Any]:
    """The rows of one set, the primary first."""
    return list(details.model._default_manager.filter(record_id=record.pk).order_by("-primary", "position", "id"))


def values(details: DetailSet, row: Any) -> dict[str, Any]:
    """The values of one row, by field."""
    return {field.key: field.home.take(field, row) for field in details.fields}


def stored(details: DetailSet, row: Any) -> dict[str, Any]:
    """One row as JSON: what the API shows, history keeps, and `replace` takes."""
    shown = {
        key: field.type.stored(value)
        for field in details.fields
        for key, value in [(field.key, values(details, row)[field.key])]
    }
    return {"id": row.pk, "primary": row.primary, **shown}


def _assign(row: Any, details: DetailSet, given: dict[str, Any]) -> bool:
    """Set the row's columns; tells whether any of them changed."""
    changed = False
    for field in details.fields:
        for column, part in zip(columns(field), field.type.split(given[field.key]), strict=True):
            if getattr(row, column) != part:
                setattr(row, column, part)
                changed = True
    return changed


def identity(details: DetailSet, given: dict[str, Any]) -> tuple[Any, ...]:
    """What a row is known again by, as its columns hold it: a name beside an id does not count."""
    fields = {field.key: field for field in details.fields}
    return tuple(part for key in details.identity for part in fields[key].type.split(given[key]))


def replace(record: Record, details: DetailSet, given: list[dict[str, Any]]) -> None:
    """Make the set exactly `given`: rows known by id or by what they say are kept, others come and go."""
    there = current(record, details)
    by_id = {row.pk: row for row in there}
    by_value: dict[tuple[Any, ...], list[Any]] = {}
    for row in there:
        by_value.setdefault(identity(details, values(details, row)), []).append(row)
    kept: list[tuple[Any, dict[str, Any]]] = []
    for one in given:
        row = by_id.get(one["id"]) or next(
            (known for known in by_value.get(identity(details, one), ()) if known.pk in by_id), None
        )
        if row is not None:
            by_id.pop(row.pk, None)
        kept.append((row or details.model(record_id=record.pk), one))
    if by_id:
        details.model._default_manager.filter(pk__in=by_id).delete()
    _save(kept, details)


def _save(kept: list[tuple[Any, dict[str, Any]]], details: DetailSet) -> None:
    first = next((place for place, (_row, given) in enumerate(kept) if given["primary"]), 0)
    # The old primary steps down before the new one steps up: the database allows one at any moment.
    kept_in_order = sorted(enumerate(kept), key=lambda one: one[0] == first)
    for place, (row, given) in kept_in_order:
        changed = _assign(row, details, given)
        if row.pk is None or changed or row.primary != (place == first) or row.position != place:
            row.primary, row.position = place == first, place
            row.save()


def put(record: Record, field: Field, value: Any) -> None:
    """Set the single field that stands for one row: change that row, make one, or, for nothing, empty it."""
    home: Detail = field.home  # type: ignore[assignment]
    rows = list(home.among(details_rows(record, home.details)).order_by("-primary", "position", "id")[:1])
    target = column_field(field)
    parts = field.type.split(value)
    if not rows:
        if value is not None:
            _make(record, field, target, parts)
        return
    row = rows[0]
    for column, part in zip(columns(target), parts, strict=True):
        setattr(row, column, part)
    if (value is None and target.required) or not any(identity(home.details, values(home.details, row))):
        row.delete()
        _promote(record, home.details)
    else:
        row.save()


def details_rows(record: Record, details: DetailSet) -> Any:
    """The query of a record's rows of one set."""
    return details.model._default_manager.filter(record_id=record.pk)


def column_field(field: Field) -> Field:
    """The field of the row that a single field shows."""
    home: Detail = field.home  # type: ignore[assignment]
    return next(one for one in home.details.fields if one.home.name == home.column)  # type: ignore[attr-defined]


def _make(record: Record, field: Field, target: Field, parts: tuple[Any, ...]) -> None:
    home: Detail = field.home  # type: ignore[assignment]
    if lacking := next((one for one in home.details.fields if one.required and one is not target), None):
        raise Refused(
            _("“%(field)s” belongs to “%(set)s”: give “%(lacking)s” first.")
            % {"field": field.label, "set": home.details.label, "lacking": lacking.label},
            field=field.key,
            code="required",
        )
    rows = details_rows(record, home.details)
    row = home.details.model(record_id=record.pk, primary=not rows.filter(primary=True).exists(), position=rows.count())
    if home.of_kind:
        row.kind = home.of_kind
    for column, part in zip(columns(target), parts, strict=True):
        setattr(row, column, part)
    row.save()


def _promote(record: Record, details: DetailSet) -> None:
    """When the primary has gone, the next one takes its place."""
    rows = details_rows(record, details)
    following = rows.order_by("position", "id").first()
    if following is not None and not rows.filter(primary=True).exists():
        following.primary = True
        following.save(update_fields=["primary"])


__all__ = ["Row", "columns", "current", "put", "replace", "stored", "values"]
