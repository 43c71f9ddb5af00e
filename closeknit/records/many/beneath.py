"""A field that lives in rows below a record, set for many records at once: what is to change about each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from closeknit.catalogue.fields import Detail, Field
from closeknit.records.details import column_field, identity, values
from closeknit.records.many.bulk import Change


def changes(one: Field, value: Any, pks: Sequence[int]) -> tuple[list[Change], list[int]]:
    """What sets a field to a value that is not empty: changes, and the ids of the records that cannot have it.

    The row that shows the field gets the value; a record without such a row gets one, unless that would lack what it needs.
    Records that have the value already are in neither.
    """
    home: Detail = one.home  # type: ignore[assignment]
    shown, target = _shown(home, pks), column_field(one)
    became, found, refused = one.type.stored(value), [], []
    for pk in pks:
        row = shown.get(pk)
        was = one.type.stored(None if row is None else target.home.take(target, row))
        if was == became:
            continue
        change = Change(pk, {one.key: value}, {}, {}, [{"field": one.key, "was": was, "became": became}])
        if row is not None:
            change.filled = {home.details.key: {row.pk: {target.key: value}}}
        elif made := _begun(home, target, value):
            change.added = {home.details.key: [made]}
        else:
            refused.append(pk)
            continue
        found.append(change)
    return found, refused


def _shown(home: Detail, pks: Sequence[int]) -> dict[int, Any]:
    """Of each record the row that its single field shows."""
    rows = home.among(home.details.model._default_manager.filter(record_id__in=pks))
    first = rows.order_by("record_id", "-primary", "position", "id").distinct("record_id")
    return {row.record_id: row for row in first}


def _begun(home: Detail, target: Field, value: Any) -> dict[str, Any] | None:
    """A new row that holds the value, by field; None where it needs more than this, or would say nothing."""
    if any(field.required and field is not target for field in home.details.fields):
        return None
    row = home.details.model()
    if home.of_kind:
        row.kind = home.of_kind
    made = {**values(home.details, row), target.key: value}
    return made if any(identity(home.details, made)) else None
