"""Reminders and notices: told once, to whom it concerns, while they may see it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.models import Hat
from closeknit.records import record
from closeknit.work import notices, reminders, tasks
from closeknit.work.models import Notice
from tests.cast import Cast


def remindable(cast: Cast, **more: object) -> object:
    return cast.make("task", name="Call", remind_at=(timezone.now() - timedelta(minutes=1)).isoformat(), **more)


def test_a_reminder_is_told_once_however_clocks_jump(cast: Cast) -> None:
    now = timezone.now()
    cast.make("task", name="Call", remind_at=(now + timedelta(hours=1)).isoformat())
    assert [reminders.send(now + timedelta(hours=by)) for by in (0, 2, 72, -2, 2)] == [0, 1, 0, 0, 0]


def test_a_reminder_that_was_moved_is_told_anew(cast: Cast) -> None:
    task = remindable(cast)
    reminders.send()
    record.edit(task, {"remind_at": (timezone.now() - timedelta(seconds=5)).isoformat()}, by=cast.tomas)
    assert reminders.send() == 1


def test_while_nobody_took_it_all_of_the_team_and_the_role_are_reminded(cast: Cast) -> None:
    cast.tomas_user.teams.add(cast.north)
    remindable(cast, team=cast.north.pk)
    remindable(cast, hat=Hat.objects.get(key="own").pk)
    assert reminders.send() == 3


@pytest.mark.parametrize("gone", ["done", "binned"])
def test_what_is_done_or_in_the_bin_reminds_nobody(cast: Cast, gone: str) -> None:
    task = remindable(cast)
    tasks.do(task, by=cast.tomas) if gone == "done" else record.discard(task, by=cast.tomas)
    assert reminders.send() == 0


def test_who_is_given_a_task_is_told_and_reads_it(cast: Cast) -> None:
    task = cast.make("task", "tomas", name="Call", owner=cast.priya_user.pk)
    assert notices.unread(cast.priya) == 1
    told = notices.newest(cast.priya)[0]
    assert told.sentence == "Tomás Ferreira gave you this"
    browser = cast.browser("priya")
    assert browser.get("/notices/?count").content == b"1"
    assert b"Call" in browser.get("/notices/").content
    assert browser.post(f"/notices/{told.id}/")["Location"] == task.address
    assert browser.get("/notices/?count").content == b""


def test_a_notice_about_what_one_may_not_see_any_more_is_not_shown(cast: Cast) -> None:
    task = cast.make("task", "ada", name="Secret", owner=cast.priya_user.pk)
    record.edit(task, {"owner": cast.tomas_user.pk}, by=cast.ada)
    assert notices.newest(cast.priya) == []
    assert cast.browser("priya").post(f"/notices/{Notice.objects.get().pk}/").status_code == 404


def test_nobody_reads_the_notices_of_another(cast: Cast) -> None:
    cast.make("task", "tomas", name="Call", owner=cast.priya_user.pk)
    with pytest.raises(gate.Absent):
        notices.read(cast.ada, Notice.objects.get().pk)
    notices.read(cast.ada)
    assert Notice.objects.get().read_at is None


# A run on the database of this test, in batches small enough to be met in their middle; it says when it begins.
RUN = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from closeknit.work import reminders
reminders.BATCH = 20
connection.ensure_connection()
print("begun", flush=True)
reminders.send()
"""


def test_every_reminder_is_told_where_there_are_more_than_one_batch_takes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    at = (timezone.now() - timedelta(minutes=1)).isoformat()
    for place in range(5):
        cast.make("task", name=f"Call {place}", remind_at=at)
    assert [reminders.send(), reminders.send()] == [5, 0]


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_in_its_middle_loses_and_repeats_nothing() -> None:
    cast, moment = Cast(), timezone.now() - timedelta(hours=1)
    tasks_ = [
        cast.make("task", name=f"Call {n}", remind_at=(moment + timedelta(seconds=n)).isoformat()) for n in range(80)
    ]
    with connection.cursor() as cursor:  # each notice takes a moment, so that the middle lasts
        cursor.execute(
            "create function slowly() returns trigger language plpgsql as $$begin perform pg_sleep(0.01); return new; end$$"
        )
        cursor.execute("create trigger slowly before insert on work_notice for each row execute function slowly()")
    try:
        _run_and_kill()
        assert 0 < Notice.objects.count() < len(tasks_)
        with connection.cursor() as cursor:
            cursor.execute("drop trigger slowly on work_notice")
        reminders.send()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop function slowly() cascade")
    told = list(Notice.objects.filter(kind="task.reminder").values_list("record_id", flat=True))
    assert sorted(told) == sorted(one.pk for one in tasks_)


def _run_and_kill() -> None:
    """Start a run in a process of its own, and kill it once its first batch is kept."""
    command = [sys.executable, "-c", RUN, str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "begun\n"
        patience = time.monotonic() + 30
        while not Notice.objects.exists() and time.monotonic() < patience:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    time.sleep(0.5)  # the server ends the batch that was under way when its client died
