"""What is late climbs: once for each level, by working hours, to who may answer, and what they answer ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from closeknit.access.models import Team
from closeknit.records import record, undoing
from closeknit.records.models import Entry
from closeknit.work import notices, tasks
from closeknit.work.alerts import alerts, climbing, ladder
from closeknit.work.alerts.models import Alert, AlertTo, Lead
from closeknit.work.models import Notice, Task
from tests.cast import Cast

HOUR = timedelta(hours=1)
# A Monday far ahead, so that what is due then was not late when it was entered.
MONDAY = datetime(2040, 3, 5, 9, tzinfo=UTC)


@pytest.fixture
def late(cast: Cast) -> Any:
    """A task of Priya's that is due on that Monday morning; Ada can sign in, and so administers."""
    cast.ada_user.set_password("x" * 20)
    cast.ada_user.save()
    return cast.make("task", "ada", name="Send the quote", owner=cast.priya_user.pk, due_at=MONDAY.isoformat())


def raised() -> list[tuple[int, str]]:
    found = AlertTo.objects.order_by("alert_id", "user_id").values_list("alert__level", "user__name")
    return list(found)


def test_what_is_late_climbs_level_by_level_to_administrators_where_nobody_leads(cast: Cast, late: Any) -> None:
    assert [climbing.climb(MONDAY + by * HOUR) for by in (3, 4, 5, 7)] == [0, 1, 0, 0]
    assert climbing.climb(MONDAY + timedelta(days=2)) == 1  # 16 working hours later
    assert raised() == [(1, "Ada Brightwell"), (2, "Ada Brightwell")]


def test_leads_are_asked_upwards_and_never_the_one_who_is_late(cast: Cast, late: Any) -> None:
    company = Team.objects.create(name="Company")
    Team.objects.filter(pk=cast.north.pk).update(parent=company)
    Lead.objects.create(team=cast.north, user=cast.priya_user)
    Lead.objects.create(team=company, user=cast.tomas_user)
    climbing.climb(MONDAY + 4 * HOUR)
    assert raised() == [(1, "Tomás Ferreira")]


def test_who_may_not_change_it_is_passed_over(cast: Cast) -> None:
    cast.ada_user.set_password("x" * 20)
    cast.ada_user.save()
    Lead.objects.create(team=cast.north, user=cast.omar_user)
    cast.tomas_user.teams.add(cast.north)
    cast.make("task", "tomas", name="Secret", due_at=MONDAY.isoformat())
    climbing.climb(MONDAY + 4 * HOUR)
    assert raised() == [(1, "Ada Brightwell")]


def test_nothing_is_doubled_or_missed_when_the_clock_jumps(cast: Cast, late: Any) -> None:
    moments = [MONDAY + timedelta(hours=by) for by in (4, 76, 2, 4, 24, 76, 300)]
    assert [climbing.climb(one) for one in moments] == [1, 1, 0, 0, 0, 0, 1]
    assert list(Alert.objects.order_by("level").values_list("level", flat=True)) == [1, 2, 3]
    assert Notice.objects.filter(kind="alert.raised").count() == 3


def test_what_passed_two_levels_at_once_is_raised_once_to_those_of_both(cast: Cast, late: Any) -> None:
    ladder.keep([("1", "giver"), ("2", "manager")], by=cast.ada)
    Lead.objects.create(team=cast.north, user=cast.tomas_user)
    assert climbing.climb(MONDAY + 5 * HOUR) == 1
    assert raised() == [(2, "Ada Brightwell"), (2, "Tomás Ferreira")]


def test_working_hours_of_the_team_count(cast: Cast, late: Any) -> None:
    record.edit(late, {"due_at": (MONDAY - timedelta(days=3) + 7 * HOUR).isoformat()}, by=cast.ada)  # Friday 16:00
    assert climbing.climb(MONDAY + 2 * HOUR) == 0
    assert climbing.climb(MONDAY + 3 * HOUR) == 1


@pytest.mark.parametrize("answer", ["do", "move", "drop", "bin"])
def test_an_answer_ends_the_alert_and_what_is_taken_back_climbs_again(cast: Cast, late: Any, answer: str) -> None:
    climbing.climb(MONDAY + 4 * HOUR)
    ada = cast.ada
    assert [(one.name, one.level) for one in alerts.asked_of(ada)] == [("Send the quote", 1)]
    match answer:
        case "do":
            tasks.do(late, by=ada)
        case "move":
            tasks.move(late, (MONDAY + timedelta(days=9)).date(), by=ada)
        case "drop":
            tasks.drop(late, "They bought elsewhere", by=ada)
        case "bin":
            record.discard(late, by=ada)
    assert alerts.asked_of(cast.ada) == []
    assert climbing.climb(MONDAY + 5 * HOUR) == 0
    undoing.undo(ada.change, by=cast.ada)
    assert climbing.climb(MONDAY + timedelta(days=20)) == 1


def test_a_task_given_to_another_climbs_anew_from_then(cast: Cast) -> None:
    cast.ada_user.set_password("x" * 20)
    cast.ada_user.save()
    task = cast.make("task", "ada", name="Call", owner=cast.priya_user.pk, due_on="2020-01-01")
    entered = Task.objects.get(pk=task.pk).late_from
    assert entered is not None
    assert timezone.now() - entered < HOUR, "late since it was entered, not for years"
    Task.objects.filter(pk=task.pk).update(late_from=entered - timedelta(days=9), climbed=0)
    assert climbing.climb() == 1
    assert len(alerts.asked_of(cast.ada)) == 1
    tasks.give(task, person=cast.tomas_user.pk, by=cast.ada)
    assert (Task.objects.get(pk=task.pk).climbed, climbing.climb(), alerts.asked_of(cast.ada)) == (0, 0, [])
    assert climbing.climb(timezone.now() + timedelta(days=30)) == 1
    assert Alert.objects.count() == 2


def test_undo_of_a_move_leaves_a_task_that_can_climb(cast: Cast, late: Any) -> None:
    climbing.climb(MONDAY + 4 * HOUR)
    ada = cast.ada
    tasks.move(late, (MONDAY + timedelta(days=90)).date(), by=ada)
    undoing.undo(ada.change, by=cast.ada)
    assert Task.objects.get(pk=late.pk).late_from == MONDAY
    assert climbing.climb(MONDAY + timedelta(days=20)) == 1


def test_an_alert_is_told_by_the_bell_and_on_the_record(cast: Cast) -> None:
    cast.ada_user.set_password("x" * 20)
    cast.ada_user.save()
    kestrel = cast.organization()
    cast.make("task", "tomas", name="Call", about=kestrel.pk, due_at=MONDAY.isoformat())
    climbing.climb(MONDAY + 4 * HOUR)
    assert [one.sentence for one in notices.newest(cast.ada)] == ["This is late, and you are asked"]
    assert cast.history(kestrel)[-1] == "alert.raised"
    page = cast.browser("tomas").get(kestrel.address).content.decode()
    assert "is late: Ada Brightwell was asked" in page


def test_many_climb_in_batches_and_two_workers_raise_nothing_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climbing, "BATCH", 2)
    for place in range(5):
        cast.make("task", "tomas", name=f"Call {place}", due_at=MONDAY.isoformat())
    assert climbing.climb(MONDAY + 4 * HOUR) == 5
    assert climbing.climb(MONDAY + 4 * HOUR) == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_raise_each_alert_once() -> None:
    cast = Cast()
    for place in range(30):
        cast.make("task", "tomas", name=f"Call {place}", due_at=MONDAY.isoformat())
    counts: list[int] = []

    def work() -> None:
        counts.append(climbing.climb(MONDAY + 4 * HOUR))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(counts) == Alert.objects.count() == Entry.objects.filter(kind="alert.raised").count() == 30


def test_who_was_asked_is_forgotten_long_after_the_answer(cast: Cast, late: Any) -> None:
    climbing.climb(MONDAY + 4 * HOUR)
    far = timezone.now() + timedelta(days=40)
    assert climbing.forget(far) == 0
    tasks.do(late, by=cast.ada)
    assert [climbing.forget(timezone.now()), climbing.forget(far)] == [0, 1]


# A run on the database of this test, in batches small enough to be met in their middle; it says when it begins.
RUN = """
import sys, django
from datetime import datetime
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from closeknit.work.alerts import climbing
climbing.BATCH = 10
connection.ensure_connection()
print("begun", flush=True)
climbing.climb(datetime.fromisoformat(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_in_its_middle_loses_and_repeats_nothing() -> None:
    cast, moment = Cast(), MONDAY + 4 * HOUR
    made = [cast.make("task", "tomas", name=f"Call {place}", due_at=MONDAY.isoformat()) for place in range(40)]
    with connection.cursor() as cursor:  # each alert takes a moment, so that the middle lasts
        cursor.execute(
            "create function slowly() returns trigger language plpgsql as $$begin perform pg_sleep(0.02); return new; end$$"
        )
        cursor.execute("create trigger slowly before insert on work_alert for each row execute function slowly()")
    try:
        with subprocess.Popen(
            [sys.executable, "-c", RUN, str(connection.settings_dict["NAME"]), moment.isoformat()],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout
            assert process.stdout.readline() == "begun\n"
            patience = time.monotonic() + 30
            while not Alert.objects.exists() and time.monotonic() < patience:
                time.sleep(0.005)
            os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.5)  # the server ends the batch that was under way when its client died
        assert 0 < Alert.objects.count() < len(made)
        climbing.climb(moment)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop function slowly() cascade")
    raised_for = list(Alert.objects.values_list("record_id", flat=True))
    told = Entry.objects.filter(kind="alert.raised").values_list("data__record", flat=True)
    assert sorted(raised_for) == sorted(told) == sorted(one.pk for one in made)
