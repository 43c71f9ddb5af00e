"""Tasks: what must hold of them, what becomes of them, and who sees them."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.actors import acting
from closeknit.access.models import Hat
from closeknit.catalogue.refusal import Refused
from closeknit.directory.models import Organization
from closeknit.records import record, undoing
from closeknit.records.models import Entry, Record
from closeknit.work import tasks
from closeknit.work.models import Step, Task
from tests.cast import Cast


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def told(subject: Any) -> list[str]:
    return list(Entry.objects.filter(records=subject.pk).order_by("pk").values_list("kind", flat=True))


# ---------------------------------------------------------------- what must hold


def test_a_task_is_its_makers_unless_it_is_given(cast: Cast) -> None:
    mine = cast.make("task", name="Call Hannah")
    assert (mine.owner_id, mine.given_by_id, mine.doer_id) == (cast.tomas_user.pk,) * 3
    teams_ = cast.make("task", name="Look", team=cast.north.pk)
    assert (teams_.owner_id, teams_.crew_id) == (None, cast.north.pk)


def test_a_day_stays_a_day_and_a_moment_a_moment(cast: Cast) -> None:
    task = cast.make("task", name="Call", due_on="2026-12-01")
    changed = record.edit(task, {"due_at": "2026-12-02T15:00+01:00"}, by=cast.tomas)
    assert changed.due_on is None
    assert changed.due_by == changed.due_at == datetime(2026, 12, 2, 14, tzinfo=UTC)
    back = record.edit(changed, {"due_on": "2026-12-03"}, by=cast.tomas)
    assert (back.due_on, back.due_at) == (date(2026, 12, 3), None)


def test_a_task_is_not_due_twice(cast: Cast) -> None:
    with pytest.raises(Refused, match="not both"):
        cast.make("task", name="Call", due_on="2026-12-01", due_at="2026-12-02T15:00Z")
    task = cast.make("task", name="Call", due_on="2026-12-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(due_at=timezone.now())


def test_a_task_about_a_person_concerns_their_organization_too(cast: Cast) -> None:
    kestrel = cast.organization()
    hannah = cast.individual(organization=kestrel.pk)
    task = cast.make("task", name="Call", about=hannah.pk)
    assert task.at_id == kestrel.pk
    assert "task.added" in told(hannah)
    assert "task.added" in told(kestrel)


def test_a_task_is_about_no_task(cast: Cast) -> None:
    task = cast.make("task", name="Call")
    with pytest.raises(Refused, match="about a record"):
        cast.make("task", name="Again", about=task.pk)


def test_tasks_never_wait_for_each_other(cast: Cast) -> None:
    first = cast.make("task", name="First")
    second = cast.make("task", name="Second", waits_for=first.pk)
    with pytest.raises(Refused, match="wait for each other"):
        record.edit(first, {"waits_for": second.pk}, by=cast.tomas)
    with pytest.raises(Refused, match="another task"):
        tasks.do(second, by=cast.tomas)
    tasks.do(first, by=cast.tomas)
    assert tasks.do(second, by=cast.tomas).status == "done"


# ---------------------------------------------------------------- what becomes of it


def test_done_is_told_on_what_it_is_about_and_taken_back_by_its_owner(cast: Cast) -> None:
    kestrel = cast.organization(by="tomas")
    task = cast.make("task", by="tomas", name="Call", about=kestrel.pk, owner=cast.priya_user.pk)
    actor = cast.priya
    tasks.do(task, by=actor)
    done = fresh(task)
    assert (done.status, done.done_by_id) == ("done", cast.priya_user.pk)
    assert told(kestrel)[-1] == "task.done"
    version = Organization.objects.get(pk=kestrel.pk).version
    undoing.undo(actor.change, by=cast.priya)  # she may not edit Kestrel, which is only told
    assert (fresh(task).status, fresh(task).done_at) == ("open", None)
    assert Organization.objects.get(pk=kestrel.pk).version == version


def test_a_dropped_task_says_why_and_can_be_taken_up_again(cast: Cast) -> None:
    task = cast.make("task", name="Call")
    with pytest.raises(Refused):
        tasks.drop(task, " ", by=cast.tomas)
    tasks.drop(task, "They called themselves", by=cast.tomas)
    with pytest.raises(Refused, match="not open"):
        tasks.move(task, date(2026, 12, 1), by=cast.tomas)
    assert tasks.reopen(task, by=cast.tomas).cause is None


def test_a_moved_moment_keeps_its_time_of_day(cast: Cast) -> None:
    with timezone.override("Europe/London"):
        task = cast.make("task", name="Call", due_at="2026-10-24T09:00", remind_at="2026-10-24T08:30")
        moved = tasks.move(task, date(2026, 10, 26), by=cast.tomas)
        assert timezone.localtime(moved.due_at).hour == 9
        assert moved.due_at - moved.remind_at == task.due_at - task.remind_at


def test_only_one_of_a_team_claims_a_task(cast: Cast) -> None:
    cast.tomas_user.teams.add(cast.north)
    task = cast.make("task", name="Look", team=cast.north.pk)
    tasks.claim(task, by=cast.priya)
    with pytest.raises(Refused, match="taken this already"):
        tasks.claim(task, by=cast.tomas)
    assert tasks.release(task, by=cast.priya).owner_id is None


def test_who_gives_a_task_still_sees_it(cast: Cast) -> None:
    task = cast.make("task", by="priya", name="Look")
    tasks.give(task, person=cast.tomas_user.pk, by=cast.priya)
    assert gate.rows(Task, cast.priya).get().owner_id == cast.tomas_user.pk


def test_steps_are_ticked_off(cast: Cast) -> None:
    task = cast.make("task", name="Visit", checklist=[{"text": "Book a car"}, {"text": "Ring Laura"}])
    step = Step.objects.filter(record_id=task.pk).first()
    assert step is not None
    actor = cast.tomas
    tasks.tick(task, step.pk, by=actor)
    assert Step.objects.get(pk=step.pk).done
    undoing.undo(actor.change, by=cast.tomas)
    assert not Step.objects.get(pk=step.pk).done


# ---------------------------------------------------------------- series


def test_done_makes_the_next_once_and_undo_takes_it_away(cast: Cast) -> None:
    task = cast.make(
        "task", name="Calibrate", due_on="2999-01-31", recurrence="every month", checklist=[{"text": "Zero"}]
    )
    actor = cast.tomas
    tasks.do(task, by=actor)
    tasks.do(task, by=cast.tomas)
    coming = Task.objects.get(after=task)
    assert coming.due_on == date(2999, 3, 31)  # a month without that day is left out
    assert Step.objects.filter(record_id=coming.pk, done=False).count() == 1
    undoing.undo(actor.change, by=cast.tomas)
    assert Record.objects.get(pk=coming.pk).binned_at is not None
    tasks.do(fresh(task), by=cast.tomas)
    assert Task.objects.filter(after=task, binned_at=None).count() == 1


def test_a_series_goes_on_from_its_due_or_from_when_it_is_done(cast: Cast) -> None:
    today = timezone.localdate()
    weekly = cast.make("task", name="Report", due_on="2026-01-05", recurrence="every Monday")
    tasks.do(weekly, by=cast.tomas)
    following = Task.objects.get(after=weekly).due_on
    assert following is not None
    assert following.weekday() == 0
    assert 0 <= (following - today).days < 7
    after = cast.make("task", name="Filter", due_on="2026-01-05", recurrence="every 10 days after done")
    tasks.do(after, by=cast.tomas)
    assert (Task.objects.get(after=after).due_on - today).days == 10  # type: ignore[operator]


def test_a_series_ends_after_its_times(cast: Cast) -> None:
    task = cast.make("task", name="Twice", due_on="2999-01-01", recurrence="FREQ=DAILY;COUNT=2")
    tasks.do(task, by=cast.tomas)
    second = Task.objects.get(after=task)
    tasks.do(second, by=cast.tomas)
    assert not Task.objects.filter(after=second).exists()


def test_a_moved_day_does_not_move_its_series(cast: Cast) -> None:
    task = cast.make("task", name="Report", due_on="2999-01-07", recurrence="every 2 weeks")
    tasks.move(task, date(2999, 1, 9), by=cast.tomas)
    tasks.do(fresh(task), by=cast.tomas)
    assert Task.objects.get(after=task).due_on == date(2999, 1, 21)


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "now and then"])
def test_a_rule_for_no_day_is_refused(cast: Cast, rule: str) -> None:
    with pytest.raises(Refused):
        cast.make("task", name="Odd", due_on="2026-12-01", recurrence=rule)


# ---------------------------------------------------------------- who sees it


def seen_by(cast: Cast, who: str, task: Task) -> bool:
    actor = cast.actor(who)
    by_kind = gate.rows(Task, actor).filter(pk=task.pk).exists()
    assert gate.rows(Record, actor).filter(pk=task.pk).exists() == by_kind
    return by_kind


def test_whoever_sees_what_it_is_about_sees_a_task_and_may_not_change_it(cast: Cast) -> None:
    hers = cast.organization("Alder", by="priya")
    task = cast.make("task", name="Call", about=hers.pk)
    assert seen_by(cast, "priya", task)
    with pytest.raises(gate.NotAllowed):
        tasks.do(task, by=cast.priya)
    assert not seen_by(cast, "omar", task)


def test_a_task_of_somebody_elses_is_not_seen(cast: Cast) -> None:
    theirs = cast.organization("Alder")
    assert not seen_by(cast, "priya", cast.make("task", name="Call", about=theirs.pk))
    assert not seen_by(cast, "priya", cast.make("task", name="Think"))


def test_who_wears_the_hat_sees_a_task_and_may_claim_it(cast: Cast) -> None:
    task = cast.make("task", name="Look", hat=Hat.objects.get(key="own").pk)
    assert seen_by(cast, "priya", task)
    assert tasks.claim(task, by=cast.priya).owner_id == cast.priya_user.pk


def test_a_team_sees_its_tasks(cast: Cast) -> None:
    assert seen_by(cast, "priya", cast.make("task", name="Look", team=cast.north.pk))


@pytest.mark.django_db(transaction=True)
def test_two_who_click_at_once_make_one_next(cast: Cast) -> None:
    task = cast.make("task", name="Calibrate", due_on="2999-01-01", recurrence="every day")
    ready = threading.Barrier(2)

    def click() -> None:
        try:
            ready.wait(10)
            with acting(cast.tomas) as actor:
                tasks.do(task, by=actor)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert Task.objects.filter(after=task).count() == 1
