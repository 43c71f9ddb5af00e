"""Reminders of meetings: whoever takes part is told once before each time, whatever is killed and however clocks jump."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django import app

from closeknit.work import notices
from closeknit.work.calendars import meetings, spread
from closeknit.work.calendars.models import Meeting, Status
from closeknit.work.calendars.spread import Span
from closeknit.work.models import Notice

KIND = "meeting.reminder"
BATCH = 500  # meetings that are looked at in one transaction


def send(now: datetime | None = None) -> int:
    """Write the notices of each time that begins soon, or began and is not over, and of which nobody was told; gives how many times."""
    now, sent, after = now or timezone.now(), 0, 0
    ahead = Meeting.objects.aggregate(most=Max("remind"))["most"]
    if ahead is None:
        return 0
    near = Meeting.objects.filter(
        status=Status.PLANNED,
        remind__isnull=False,
        binned_at=None,
        last_at__gt=now,
        first_at__lte=now + timedelta(minutes=int(ahead)) + spread.DAY,
    )
    while True:
        with transaction.atomic():
            found = list(near.filter(pk__gt=after).order_by("pk")[:BATCH])
            sent += _tell([(one, span) for one in found for span in _due(one, now)])
        if len(found) < BATCH:
            return sent
        after = found[-1].pk


def _due(meeting: Meeting, now: datetime) -> Iterator[Span]:
    """The times of which it is time to be told."""
    before = timedelta(minutes=int(meeting.remind or 0))
    for span in spread.spans(meeting, now, now + before + timedelta(seconds=1)):
        if span.first - before <= now < span.last:
            yield span


def _tell(due: list[tuple[Meeting, Span]]) -> int:
    """Tell who takes part, of each time once: a notice for it is there once."""
    keys = {f"{one.pk} {span.key}": one for one, span in due}
    told = set(Notice.objects.filter(kind=KIND, key__in=keys).values_list("key", flat=True)) if keys else set()
    for key, meeting in keys.items():
        if key not in told:
            notices.tell(meetings.taking_part(meeting.pk), meeting, KIND, key)
    return len(keys) - len(told)


@app.periodic(cron="* * * * *")
@app.task(name="work.remind_of_meetings", queueing_lock="work.remind_of_meetings")
def remind(timestamp: int) -> None:
    """Each minute: what begins soon."""
    send()
