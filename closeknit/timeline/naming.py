"""Names in history: what an entry points to is kept by id, and named as the reader may know it when it is told."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind

type Data = dict[str, Any]


def named(told: list[Data], kind: Kind, actor: Actor) -> list[Data]:
    """The data of entries with the names of the users and records that their changes point to; one query for each type.

    A name that the reader may not know stays "", whatever was known when the entry was written.
    """
    told = [copy.deepcopy(data) if "changes" in data else data for data in told]
    spots: dict[Any, list[Data]] = {}
    for data in told:
        for type_, value in _pointing(data.get("changes", ()), kind):
            spots.setdefault(type_, []).append(value)
    for type_, values in spots.items():
        names = type_.resolve({value["id"] for value in values}, actor)
        for value in values:
            found = names.get(value["id"])
            value["name"] = found.name if found else ""
    return told


def _pointing(changes: list[Data], kind: Kind) -> Iterator[tuple[Any, Data]]:
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


def _of_field(field: Field | None, stored: Any) -> Iterator[tuple[Any, Data]]:
    if field is not None and hasattr(field.type, "resolve") and isinstance(stored, dict):
        yield field.type, stored
