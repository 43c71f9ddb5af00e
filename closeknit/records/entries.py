"""Timeline entries: the kinds there are, how they are written, and the kinds that every record has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from closeknit.access.actors import Actor, declare
from closeknit.records.models import Entry


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of entry: its sentence with {actor}, {changes} and its own words; `bare` is the sentence where there are no changes to tell.

    `undoable` says whether what it did can be taken back; `unmakes`, that what it puts into the bin counts as never made.
    `between(data, record)` are the words of a tie between two records, read from one of them: such an entry is told in the history of
    both as {between} {other}, changes neither itself, and is taken back by whoever may edit either and sees the other.
    One that is `told` changes the record whose id is data["record"] alone: the others that it is tied to are told of it.
    """

    key: str
    sentence: str | Promise
    icon: str = "circle"
    undoable: bool = False
    unmakes: bool = False
    group: str = "changes"
    bare: str | Promise = ""
    text: Callable[[dict[str, Any]], str] = lambda data: str(data.get("text", ""))
    between: Callable[[dict[str, Any], int], str] | None = None
    told: bool = False


ENTRY_KINDS: dict[str, EntryKind] = {}


WRITE = """with entry as (
  insert into records_entry (kind, happened_at, created_at, by_id, change, undoes, data, seconds)
  values (%s, coalesce(%s, statement_timestamp()), statement_timestamp(), %s, %s, %s, %s, %s) returning id, happened_at, created_at),
 tied as (insert into records_tie (entry_id, record_id, happened_at) select id, r, happened_at
  from entry, unnest(%s::bigint[]) r on conflict do nothing)
 select id, happened_at, created_at from entry"""


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
    given: list[Any] = [ENTRY_KINDS[kind].key, at, by.user_id, by.change, undoes, Jsonb(data or {}), seconds]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [*given, list(records)])
        pk, happened_at, created_at = cursor.fetchone()
    made = {"id": pk, "kind": kind, "happened_at": happened_at, "created_at": created_at, "by_id": by.user_id}
    made |= {"change": by.change, "undoes": undoes, "data": data or {}, "seconds": seconds}
    return Entry.from_db(DEFAULT_DB_ALIAS, list(made), list(made.values()))


def tie(entry: int, records: list[int]) -> None:
    """Tie an entry to these records, in one statement however many they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into records_tie (entry_id, record_id, happened_at) select e.id, r, e.happened_at "
            "from records_entry e, unnest(%s::bigint[]) r where e.id = %s on conflict do nothing",
            [records, entry],
        )


def form_key(given: str, *said: object) -> UUID:
    """The key of what a form says, from the key it was shown with: the same said again has the same, anything else another.

    A form that was shown without a key gets a new one every time.
    """
    try:
        shown = UUID(given)
    except ValueError:
        return uuid4()
    return uuid5(shown, "\n".join(str(one) for one in said).encode("utf-8", "surrogatepass"))


def once[T](key: UUID, kind: str, by: Actor, act: Callable[[Actor], T], again: Callable[[Entry], T]) -> T:
    """What `act` gives, done once for a key; sent again, even at the same moment, what `again` finds by the first one's entry.

    `act` is given the actor whose change is the key, and writes an entry of this kind.
    """
    actor = replace(by, change=key)
    with transaction.atomic():
        declare(actor, alone=str(key))
        before = Entry.objects.filter(change=key, kind=kind, by_id=by.user_id).first()
        return act(actor) if before is None else again(before)


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
