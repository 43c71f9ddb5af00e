"""A series of tasks: its rule as a task keeps it, its first, and when the next is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils import timezone

from closeknit.work import occurrences, recurrence
from closeknit.work.recurrence import Recurrence, Rule, When

AFTER_DONE = ";AFTER=DONE"  # behind a rule that counts from when the one before was done


def read(text: str) -> tuple[Rule, bool]:
    """The rule that a task keeps, and whether it counts from when the task is done; raises Refused."""
    bare = text.strip().upper().removeprefix("RRULE:")
    return recurrence.read_rule(bare.removesuffix(AFTER_DONE)), bare.endswith(AFTER_DONE)


def written(rule: Rule, after_done: bool) -> str:
    """The rule as a task keeps it."""
    return f"{rule}{AFTER_DONE if after_done else ''}"


def begin(task: Any) -> None:
    """Let the series of a task begin with it: its due, or the first day that its rule names from today on; raises Refused."""
    if not task.recurrence:
        task.series_from = None
        return
    rule, _after_done = read(task.recurrence)
    if task.due_on is None and task.due_at is None:
        today = Recurrence(timezone.localdate(), rule)
        occurrences.check(today)
        task.due_on = next(occurrences.occurrences(today), None)
    first = Recurrence(due_of(task), rule)
    occurrences.check(first)
    task.series_from = str(first).partition("\n")[0]


def due_of(task: Any) -> Any:
    """The day a task is due, or the moment in the zone of whoever asks."""
    return timezone.localtime(task.due_at) if task.due_at else task.due_on


def due_by(task: Any) -> datetime | None:
    """The moment that a list of tasks is sorted by: a day lasts until its end, in the company's zone."""
    if task.due_at is not None:
        return task.due_at  # type: ignore[no-any-return]
    if task.due_on is None:
        return None
    return datetime.combine(task.due_on, time.max, tzinfo=timezone.get_default_timezone())


def following(task: Any, done: datetime) -> tuple[When, Recurrence] | None:
    """When the next of its series is due, and the series as the next keeps it; None when it has ended.

    Counted from the due, days that went by meanwhile are not made up for: the next lies after the due and not before it was done.
    """
    rule, after_done = read(task.recurrence)
    series = recurrence.read(f"{task.series_from}\nRRULE:{rule}")
    if after_done:
        return _after_done(series, done)
    zone = series.start.tzinfo if isinstance(series.start, datetime) else None
    if isinstance(series.start, datetime):
        after: When = max(task.due_at or done, done).astimezone(zone or UTC)
    else:
        today = timezone.localdate(done)
        after = max(task.due_on or today, date.fromordinal(today.toordinal() - 1))
    due = occurrences.following(series, after)
    return None if due is None else (due, series)


def _after_done(series: Recurrence, done: datetime) -> tuple[When, Recurrence] | None:
    """The next of a series that begins anew on the day it is done; one less is to come."""
    if series.rule.count == 1:
        return None
    begun = series.start
    if isinstance(begun, datetime):
        day = done.astimezone(begun.tzinfo).date()
        start: When = datetime.combine(day, begun.time(), tzinfo=begun.tzinfo)
    else:
        start = timezone.localdate(done)
    found = occurrences.following(replace(series, start=start, rule=replace(series.rule, count=None)), start)
    count = None if series.rule.count is None else series.rule.count - 1
    return None if found is None else (found, Recurrence(found, replace(series.rule, count=count)))
