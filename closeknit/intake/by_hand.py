"""What people wrote by hand over what an import had brought: the next import does not overwrite it unasked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from closeknit.catalogue.fields import Detail
from closeknit.catalogue.kinds import Kind
from closeknit.records.models import Tie
from closeknit.records.values import Values

BROUGHT = ("import.brought", "import.changed")
EDITED = ("record.edited", "record.undone")

type Ticks = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Edit:
    """Who wrote a value by hand, by id, and when."""

    by: int | None
    at: datetime


def edited(kind: Kind, pks: Collection[int]) -> dict[int, dict[str, Edit]]:
    """The fields and sets of these records that somebody edited after an import had written the record last."""
    found: dict[int, dict[str, Edit]] = {}
    if not pks:
        return found
    told = Tie.objects.filter(record__in=pks, entry__kind__in=(*BROUGHT, *EDITED)).order_by("entry")
    for pk, what, by, at, data in told.values_list(
        "record_id", "entry__kind", "entry__by_id", "happened_at", "entry__data"
    ):
        keys = {_whole(kind, each["field"]) for each in data.get("changes", ())}
        if what in BROUGHT:
            there = found.setdefault(pk, {})
            for key in keys & there.keys():
                del there[key]
        elif pk in found:
            found[pk] |= dict.fromkeys(keys, Edit(by, at))
    return found


def _whole(kind: Kind, key: str) -> str:
    """The set that a single field stands for, such as the e-mails for the e-mail; else the field itself."""
    field = kind.fields.get(key)
    return field.home.details.key if field and isinstance(field.home, Detail) else key


def parted(given: Values, edits: Mapping[str, Edit], ticks: Ticks) -> tuple[Values, Values]:
    """What is to be taken of these values, and what stays as it is: unticked, or written by hand and not ticked."""

    def taken(key: str) -> bool:
        return ticks.get(key, key not in edits)

    return _those(given, taken), _those(given, lambda key: not taken(key))


def _those(given: Values, wanted: Any) -> Values:
    return Values(
        {key: value for key, value in given.fields.items() if wanted(key)},
        {key: rows for key, rows in given.details.items() if wanted(key)},
    )


def kept(told: dict[str, Any], edits: Mapping[str, Edit]) -> dict[str, Any]:
    """A change that is not made, for the eye: with whoever wrote what stays, and when."""
    edit = edits.get(told["field"])
    return {**told, "kept": True, **({"by": edit.by, "at": edit.at.isoformat()} if edit else {})}
