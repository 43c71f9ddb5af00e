"""Names in history: what an entry points to is kept by id, and named as the reader may know it when it is told."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import RowType, names
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.records.models import Record

type Data = dict[str, Any]


def named(told: list[Data], kind: Kind, actor: Actor) -> list[Data]:
    """The data of entries with the names of the users and records that their changes point to; one query for all.

    A name that the reader may not know stays "", whatever was known when the entry was written.
    """
    told = [copy.deepcopy(data) if "changes" in data else data for data in told]
    hidden = _hidden(told, actor)
    spots = [spot for data in told for spot in _pointing(data.get("changes", ()), kind)]
    wanted: dict[RowType, set[int]] = {}
    for type_, value in spots:
        wanted.setdefault(type_, set()).add(value["id"])
    found = names(wanted, actor)
    for type_, value in spots:
        there = found[type_].get(value["id"])
        value["name"] = there.name if there else ""
    return [_hushed(data) if data.get("record") in hidden else data for data in told]


def _hidden(told: list[Data], actor: Actor) -> set[int]:
    """The records that entries on other records tell of and the reader sees neither here nor in the bin."""
    ids = {data["record"] for data in told if "record" in data and "name" in data}
    for to in ("see", "restore"):
        if ids:
            ids -= set(gate.rows(Record, actor, to).filter(pk__in=ids).values_list("pk", flat=True))
    return ids


def _hushed(data: Data) -> Data:
    """The same entry without a word of the record that it tells of."""
    return {key: _("something you may not see") if isinstance(one, str) else one for key, one in data.items()}


def _pointing(changes: list[Data], kind: Kind) -> Iterator[tuple[RowType, Data]]:
    """Every value in these changes that points to a row, with its type."""
    fields = kind.fields
    for change in changes:
        details = kind.details.get(change["field"])
        for side in (change["was"], change["became"]):
            if details is None:
                yield from _of_field(fields.get(change["field"]), side)
                continue
            for row in side or ():
                for field in details.fields:
                    yield from _of_field(field, row.get(field.key))


def _of_field(field: Field | None, stored: Any) -> Iterator[tuple[RowType, Data]]:
    if field is not None and isinstance(field.type, RowType) and isinstance(stored, dict):
        yield field.type, stored
