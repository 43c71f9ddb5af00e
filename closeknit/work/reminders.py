"""Reminders: who asked to be told of a task by a moment is told once, whatever is killed and however clocks jump."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from closeknit.work import notices
from closeknit.work.notices import NoticeKind

# Whoever has to do it; while nobody has taken it, everybody who could. A notice for this moment of this task is there once.
SEND = """
with due as (
  select t.record_ptr_id as id, t.doer_id, t.crew_id, t.hat_id, t.record_ptr_id || ' ' || extract(epoch from t.remind_at) as key
  from work_task t join records_record r on r.id = t.record_ptr_id and r.binned_at is null
  where t.status = 'open' and t.remind_at is not null and t.remind_at <= %s and not exists (
    select 1 from work_notice n where n.record_id = t.record_ptr_id and n.kind = 'task.reminder'
      and n.key = t.record_ptr_id || ' ' || extract(epoch from t.remind_at)))
insert into work_notice (user_id, record_id, kind, key, data, created_at)
select w.who, due.id, 'task.reminder', due.key, '{}', now() from due cross join lateral (
  select due.doer_id where due.doer_id is not null
  union select user_id from access_user_teams where team_id = due.crew_id and due.doer_id is null
  union select user_id from access_user_hats where hat_id = due.hat_id and due.doer_id is null) as w(who)
on conflict do nothing"""


def register() -> None:
    """Make their kind of notice known; called once when the program starts."""
    notices.register(NoticeKind("task.reminder", _("You wanted to be reminded")))


def send(now: datetime | None = None) -> int:
    """Write the notices of every reminder whose moment has come; gives how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SEND, [now or timezone.now()])
        return int(cursor.rowcount)


@app.periodic(cron="* * * * *")
@app.task(name="work.remind", queueing_lock="work.remind")
def remind(timestamp: int) -> None:
    """Each minute: the reminders whose moment has come."""
    send()
