"""The past of the demonstration: what a verb does now is set to the moment at which the story has it happen."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pgtrigger
from django.db import connection
from django.utils import timezone

from closeknit.access.actors import Actor, declare
from closeknit.records.models import Entry, Tie
from closeknit.records.tracking import TRACKED

# The clock of a transaction stands still, so every entry written in it has one moment until this gives each its own.
ENTRIES = """
update records_entry e set happened_at = m.moment, created_at = m.moment
from unnest(%s::uuid[], %s::timestamptz[]) as m(change, moment) where e.change = m.change
"""
TIES = """
update records_tie t set happened_at = e.happened_at from records_entry e
where e.id = t.entry_id and t.happened_at <> e.happened_at
"""
RECORDS = """
update records_record r set created_at = h.first, updated_at = h.last
from (select t.record_id, min(t.happened_at) as first, max(t.happened_at) filter (where e.kind like 'record.%%') as last
      from records_tie t join records_entry e on e.id = t.entry_id group by t.record_id) h
where r.id = h.record_id
"""
OLD_ROWS = """
update {table} w set pgh_created_at = m.moment
from unnest(%s::uuid[], %s::timestamptz[]) as m(change, moment) where w.change = m.change
"""
OLD_RECORDS = "update records_recordwas w set created_at = r.created_at from records_record r where r.id = w.pgh_obj_id"


@dataclass(frozen=True, slots=True)
class Told:
    """One entry to write: its kind, who wrote it when, the records that it concerns, and what it says."""

    kind: str
    by: int
    at: datetime
    records: tuple[int, ...]
    data: dict[str, Any]


def tell(told: Iterable[Told]) -> None:
    """Write many entries that already have their moment, in two statements."""
    many = list(told)
    made = Entry.objects.bulk_create(
        [
            Entry(
                kind=one.kind, by_id=one.by, happened_at=one.at, created_at=one.at, change=uuid.uuid4(), data=one.data
            )
            for one in many
        ],
        batch_size=2000,
    )
    pairs = [
        Tie(entry=entry, record_id=pk, happened_at=one.at)
        for entry, one in zip(made, many, strict=True)
        for pk in one.records
    ]
    Tie.objects.bulk_create(pairs, batch_size=4000)


class Past:
    """Remembers which change of the story happens when; `settle` moves them all there at once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._moments: dict[uuid.UUID, datetime] = {}

    def at(self, moment: datetime, actor: Actor) -> Actor:
        """The actor beginning a change that will have happened at `moment`."""
        fresh = actor.anew()
        declare(fresh)
        self._moments[fresh.change] = min(moment, self.now)
        return fresh

    def ago(self, days: float, clock: str = "") -> datetime:
        """The moment so many days before now, at a time of day such as 14:32; never later than now."""
        moment = self.now - timedelta(days=days)
        if clock:
            hour, minute = clock.split(":")
            local = timezone.localtime(moment)
            moment = datetime.combine(local.date(), time(int(hour), int(minute)), local.tzinfo)
        if moment > self.now:  # that hour has not come today
            moment = self.now - timedelta(days=days)
        return min(moment, self.now - timedelta(minutes=4)).astimezone(UTC)

    def settle(self) -> None:
        """Move everything that was done under `at` to its moment: entries, what they are tied to, and the old rows."""
        moments: list[Any] = [list(self._moments), list(self._moments.values())]
        with pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute(
                "analyze records_entry, records_tie, records_record"
            )  # of tables that were empty nothing is known
            cursor.execute(ENTRIES, moments)
            cursor.execute(TIES)
            cursor.execute(RECORDS)
            for was in TRACKED.values():
                cursor.execute(OLD_ROWS.format(table=connection.ops.quote_name(was._meta.db_table)), moments)
            cursor.execute(OLD_RECORDS)
