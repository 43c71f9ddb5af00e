"""Names in history: what an entry points to is kept by id, and named as the reader may know it when it is told."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from closeknit.access.actors import Actor
from closeknit.access.types import RowType, names
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind

type Data = dict[str, Any]


def named(told: list[Data], kind: Kind, actor: Actor) -> list[Data]:
    """The data of entries with the names of the users and records that their changes point to; one query for all.

    A name that the reader may not know stays "", whatever was known when the entry was written.
    """
    told = [copy.deepcopy(data) if "changes" in data else data for data in told]
    spots = [spot for data in told for spot in _pointing(data.get("changes", ()), kind)]
    wanted: dict[RowType, set[int]] = {}
    for type_, value in spots:
        wanted.setdefault(type_, set()).add(value["id"])
    found = names(wanted, actor)
    for type_, value in spots:
        there = found[type_].get(value["id"])
        value["name"] = there.name if there else ""
    return told


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
