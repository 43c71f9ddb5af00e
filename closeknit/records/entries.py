"""Timeline entries: the kinds there are, how they are written, and the kinds that every record has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.records.models import Entry


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: its sentence with {actor}, {changes} and its own words; `bare` is the sentence where there are no changes to tell.

    `undoable` says whether what it did can be taken back.
    """

    key: str
    sentence: str | Promise
    icon: str = "circle"
    undoable: bool = False
    group: str = "changes"
    bare: str | Promise = ""
    text: Callable[[dict[str, Any]], str] = lambda data: str(data.get("text", ""))


ENTRY_KINDS: dict[str, EntryKind] = {}


def register(*kinds: EntryKind) -> None:
    """Make kinds of entry known; called once by each folder when the program starts."""
    for kind in kinds:
        if kind.key in ENTRY_KINDS:
            raise ValueError(f"two kinds of entry are called {kind.key}")
        ENTRY_KINDS[kind.key] = kind


def write(
    kind: str,
    *,
    by: Actor,
    records: Iterable[int],
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
    seconds: int | None = None,
    undoes: UUID | None = None,
) -> Entry:
    """Write one entry, tied to every record that it concerns, in the transaction of the change."""
    entry = Entry(
        kind=ENTRY_KINDS[kind].key, by_id=by.user_id, data=data or {}, seconds=seconds, change=by.change, undoes=undoes
    )
    if at is not None:
        entry.happened_at = at
    entry.save()
    tie(entry.pk, list(records))
    return entry


def tie(entry: int, records: list[int]) -> None:
    """Tie an entry to these records, in one statement however many they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records_tie (entry_id, record_id, happened_at) select e.id, r, e.happened_at "
            "from records_entry e, unnest(%s::bigint[]) r where e.id = %s on conflict do nothing",
            [records, entry],
        )


register(
    EntryKind("record.created", _("{actor} added this"), "plus", undoable=True),
    EntryKind("record.edited", _("{actor} changed {changes}"), "pencil", undoable=True),
    EntryKind("record.binned", _("{actor} put this into the bin"), "trash-2", undoable=True),
    EntryKind("record.restored", _("{actor} took this out of the bin"), "archive-restore"),
    EntryKind(
        "record.undone",
        _("{actor} took back a change: {changes}"),
        "undo-2",
        undoable=True,
        bare=_("{actor} took back a change"),
    ),
    EntryKind("list.exported", _("{actor} exported a list"), "download"),
    EntryKind("file.added", _("{actor} attached {name}"), "paperclip", undoable=True, group="files"),
    EntryKind("file.removed", _("{actor} removed {name}"), "paperclip", undoable=True, group="files"),
)
