"""A calendar as other programs read it (RFC 5545): meetings as VEVENT with their series, tasks as VTODO."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
from icalendar.prop import vRecur

from closeknit.work.calendars import spread
from closeknit.work.calendars.models import Meeting, Status
from closeknit.work.models import Priority, Task
from closeknit.work.models import Status as TaskStatus
from closeknit.work.recurrence import Rule, When

PRODUCT = "-//Closeknit//Calendar//EN"
FRESH = timedelta(minutes=15)  # how often a program may look again
STANDS = {Status.PLANNED: "CONFIRMED", Status.HELD: "CONFIRMED", Status.CANCELLED: "CANCELLED"}
PRIORITIES = {Priority.HIGH: 1, Priority.NORMAL: 5, Priority.LOW: 9}
TASK_STANDS = {TaskStatus.OPEN: "NEEDS-ACTION", TaskStatus.DONE: "COMPLETED", TaskStatus.DROPPED: "CANCELLED"}


def calendar(name: str, meetings: Iterable[Meeting], tasks: Iterable[Task], site: str) -> bytes:
    """The calendar of this name; `site` is the address under which records are found, such as https://crm.example."""
    found = icalendar.Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    found.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        found.add_component(event(meeting, site))
    for task in tasks:
        found.add_component(todo(task, site))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def uid_of(record: Any) -> str:
    """What a record is called in every calendar, for good; a meeting that came from elsewhere keeps its own."""
    return getattr(record, "uid", None) or f"{record.kind}-{record.pk}-{record.made_in or 0}@closeknit"


def event(meeting: Meeting, site: str) -> icalendar.Event:
    """A meeting with its series and what is left out of it."""
    one = icalendar.Event()
    _head(one, meeting, site)
    start = spread.start_of(meeting)
    one.add("dtstart", start)
    one.add("dtend", _end(meeting))
    one.add("status", STANDS[Status(meeting.status)])
    if meeting.place:
        one.add("location", meeting.place)
    if (series := spread.series_of(meeting)) is not None:
        one.add("rrule", vRecur.from_ical(str(_rule(series.rule, start))))
        for name, days in (("exdate", sorted(series.left_out)), ("rdate", series.added)):
            if days:
                one.add(name, [_in_zone(each, start) for each in days])
    if meeting.remind is not None:
        one.add_component(_alarm(meeting))
    return one


def todo(task: Task, site: str) -> icalendar.Todo:
    """A task with its due and how it stands; the next of a series comes once it is done."""
    one = icalendar.Todo()
    _head(one, task, site)
    if task.due_at or task.due_on:
        one.add("due", task.due_at.astimezone(UTC) if task.due_at else task.due_on)
    one.add("priority", PRIORITIES[Priority(task.priority)])
    one.add("status", TASK_STANDS[TaskStatus(task.status)])
    if task.done_at:
        one.add("completed", task.done_at.astimezone(UTC))
    return one


def _head(one: icalendar.Component, record: Any, site: str) -> None:
    """What every component says: who it is, its version, its words, where it stands here."""
    one.add("uid", uid_of(record))
    one.add("dtstamp", record.updated_at.astimezone(UTC))
    one.add("created", record.created_at.astimezone(UTC))
    one.add("last-modified", record.updated_at.astimezone(UTC))
    one.add("sequence", record.version - 1)
    one.add("summary", _plain(record.name))
    if words := _plain("\n".join(filter(None, (record.description, getattr(record, "link", None))))):
        one.add("description", words)
    one.add("url", f"{site}{record.address}")


def _plain(text: str) -> str:
    """A text without what no calendar can hold: signs that control a terminal."""
    return "".join(one for one in text.replace("\r\n", "\n") if one in "\n\t" or (ord(one) >= 32 and ord(one) != 127))


def _end(meeting: Meeting) -> When:
    """When it ends; of whole days the day after the last, as calendars count."""
    if meeting.ends_at is not None:
        return meeting.ends_at.astimezone(spread.zone_of(meeting.zone or ""))
    assert meeting.ends_on is not None
    return meeting.ends_on + spread.DAY


def _rule(rule: Rule, start: When) -> Rule:
    """The rule with its end as the standard wants it: a day where the series has days, else a moment in UTC."""
    if rule.until is None:
        return rule
    if not isinstance(start, datetime):
        return replace(rule, until=rule.until.date() if isinstance(rule.until, datetime) else rule.until)
    until = (
        rule.until
        if isinstance(rule.until, datetime)
        else datetime.combine(rule.until, time.max.replace(microsecond=0))
    )
    return replace(rule, until=(until if until.tzinfo else until.replace(tzinfo=start.tzinfo)).astimezone(UTC))


def _in_zone(one: When, start: When) -> date:
    """A day or a moment in the zone in which the series begins."""
    if isinstance(one, datetime) and isinstance(start, datetime) and one.tzinfo:
        return one.astimezone(start.tzinfo)
    return one


def _alarm(meeting: Meeting) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _plain(meeting.name))
    alarm.add("trigger", -timedelta(minutes=int(meeting.remind or 0)))
    return alarm
