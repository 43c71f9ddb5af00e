"""Reminders of meetings: each time once, for all who come, however often and late it is looked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from closeknit.work.calendars import meetings, reminders
from closeknit.work.calendars.models import Meeting
from closeknit.work.models import Notice
from tests.cast import Cast

BEGINS = datetime.fromisoformat("2026-12-01T09:00:00+01:00")
QUARTER = timedelta(minutes=15)


def told(cast: Cast) -> list[int]:
    rows = Notice.objects.filter(kind=reminders.KIND).order_by("pk").values_list("user_id", flat=True)
    return list(rows)


def test_whoever_comes_is_reminded_of_each_time_once(cast: Cast) -> None:
    people = [{"user": cast.priya_user.pk}, {"user": cast.ada_user.pk, "answer": "no"}]
    cast.make("meeting", name="Round", starts_at=BEGINS, recurrence="FREQ=DAILY", remind=15, participants=people)
    assert reminders.send(BEGINS - QUARTER - timedelta(seconds=1)) == 0
    assert [reminders.send(BEGINS - QUARTER), reminders.send(BEGINS), reminders.send(BEGINS - QUARTER)] == [1, 0, 0]
    assert told(cast) == [cast.tomas_user.pk, cast.priya_user.pk]
    assert reminders.send(BEGINS + timedelta(days=1, minutes=30)) == 1
    assert reminders.send(BEGINS + timedelta(days=2, hours=3)) == 0


def test_what_is_cancelled_binned_or_moved_is_not_called_to_mind(cast: Cast) -> None:
    one = cast.make("meeting", name="Review", starts_at=BEGINS, zone="Europe/Berlin", remind=15)
    with timezone.override("Europe/Berlin"):
        meetings.move(one, "2026-12-03T09:00", by=cast.tomas)
    assert reminders.send(BEGINS) == 0
    meetings.cancel(Meeting.objects.get(), by=cast.tomas)
    assert reminders.send(BEGINS + timedelta(days=2)) == 0
    meetings.plan_again(Meeting.objects.get(), by=cast.tomas)
    assert reminders.send(BEGINS + timedelta(days=2)) == 1


def test_batches_go_on_after_one_another(cast: Cast) -> None:
    for number in range(3):
        cast.make("meeting", name=f"M {number}", starts_at=BEGINS, remind=0)
    before, reminders.BATCH = reminders.BATCH, 2
    try:
        assert reminders.send(BEGINS) == 3
    finally:
        reminders.BATCH = before
