"""What the contacts of a record come to, kept right by the database: what somebody else was summing up, and what 90 days take away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

BATCH = 100  # records that one transaction sums up, so that nobody is in the way of others for long
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)

AFRESH = "select set_config('closeknit.dealt', '0', true)"  # how many this transaction summed up, see the migration
TAKE = """
with taken as (delete from timeline_stale where id in (
  select id from timeline_stale where id <= %s order by id limit %s for update skip locked) returning record_id)
select public.closeknit_deal(array_agg(record_id)), count(*) from taken having count(*) > 0"""
FADE = """
with faded as materialized (select record_id, fades_at from timeline_dealings
  where fades_at <= %(now)s and (fades_at, record_id) > (%(at)s, %(id)s) order by fades_at, record_id limit %(most)s)
select public.closeknit_deal(array_agg(record_id), %(now)s), count(*), max(fades_at),
  (array_agg(record_id order by fades_at desc, record_id desc))[1] from faded having count(*) > 0"""


def catch_up() -> int:
    """Sum up what was left for later when this began; gives how many times something was left."""
    done = 0
    with connection.cursor() as cursor:
        cursor.execute("select max(id) from timeline_stale")
        (last,) = cursor.fetchone() or (None,)
    while last is not None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(AFRESH)
            cursor.execute(TAKE, [last, BATCH])
            found = cursor.fetchone()
        if found is None:
            break
        done += found[1]
    return done


def fade(now: datetime | None = None) -> None:
    """Count again where a contact is no longer one of the last 90 days."""
    asked: dict[str, Any] = {"now": now or timezone.now(), "at": EARLIEST, "id": 0, "most": BATCH}
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(AFRESH)
            cursor.execute(FADE, asked)
            found = cursor.fetchone()
        if found is None:
            return
        asked["at"], asked["id"] = found[2], found[3]


@app.periodic(cron="* * * * *")
@app.task(name="timeline.dealings", queueing_lock="timeline.dealings")
def keep(timestamp: int) -> None:
    """Each minute: what was left for later, and what has faded."""
    catch_up()
    fade()
