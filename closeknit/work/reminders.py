"""Reminders: who asked to be told of a task by a moment is told once, whatever is killed and however clocks jump."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from closeknit.work import notices
from closeknit.work.notices import NoticeKind

BATCH = 5_000  # tasks for which notices are written at once
FIRST = datetime(1, 1, 1, tzinfo=UTC)

# Whoever has to do it; while nobody has taken it, everybody who could. A notice for this moment of this task is there once; all of one task
# are written by one statement. A batch is taken by the index before anything else is asked of it, and the next begins after its last.
SEND = """
with come as materialized (
  select record_ptr_id as id, remind_at, doer_id, crew_id, hat_id, record_ptr_id || ' ' || extract(epoch from remind_at) as key
  from work_task where status = 'open' and remind_at is not null and remind_at <= %(now)s
    and (remind_at, record_ptr_id) > (%(at)s, %(id)s)
  order by remind_at, record_ptr_id limit %(most)s),
due as (
  select come.* from come left join lateral (
    select 1 as told from work_notice n where n.record_id = come.id and n.kind = 'task.reminder' and n.key = come.key limit 1) n on true
  where n.told is null and exists (select 1 from records_record r where r.id = come.id and r.binned_at is null)),
sent as (
  insert into work_notice (user_id, record_id, kind, key, data, created_at)
  select w.who, due.id, 'task.reminder', due.key, '{}', now() from due cross join lateral (
    select due.doer_id where due.doer_id is not null
    union select user_id from access_user_teams where team_id = due.crew_id and due.doer_id is null
    union select user_id from access_user_hats where hat_id = due.hat_id and due.doer_id is null) as w(who)
  on conflict do nothing returning 1)
select (select count(*) from sent), remind_at, id from come order by remind_at desc, id desc limit 1"""


def register() -> None:
    """Make their kind of notice known; called once when the program starts."""
    notices.register(NoticeKind("task.reminder", _("You wanted to be reminded")))


def send(now: datetime | None = None) -> int:
    """Write the notices of every reminder whose moment has come, batch by batch, each kept at once; gives how many."""
    sent = 0
    asked: dict[str, Any] = {"now": now or timezone.now(), "at": FIRST, "id": 0, "most": BATCH}
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SEND, asked)
            found = cursor.fetchone()
        if found is None:
            return sent
        sent, asked["at"], asked["id"] = sent + found[0], found[1], found[2]


@app.periodic(cron="* * * * *")
@app.task(name="work.remind", queueing_lock="work.remind")
def remind(timestamp: int) -> None:
    """Each minute: the reminders whose moment has come."""
    send()
