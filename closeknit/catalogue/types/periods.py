"""Stretches of time as people say them: a small closed grammar, read from today in the reader's zone.

`last 30 days` ends with today, `next 7 days` begins with it; `last week` is the whole week before this one, and a week begins
on Monday in every language, so that a saved filter means the same to everybody. The words are English in every language.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone

DAY = timedelta(days=1)
CLOCK = {"hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
UNIT = r"(?P<unit>minute|hour|day|week|month|quarter|year)s?"
MANY = re.compile(rf"(?P<way>last|past|next) (?P<count>\d{{1,5}}) {UNIT}")
WHOLE = re.compile(r"(?P<way>this|last|next) (?P<unit>day|week|month|quarter|year)")
AWAY = re.compile(rf"(?P<in>in )?(?P<count>\d{{1,5}}) {UNIT}(?P<ago> ago)?")
AGED = re.compile(rf"(?P<side>older|more|newer|less) than (?P<count>\d{{1,5}}) {UNIT}(?: ago)?")
SIDE = re.compile(r"(?P<side>before|after|since|until|from|on or before|on or after) (?P<rest>.+)")
YEAR = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})|-?q(?P<quarter>[1-4])|-?w(?P<week>\d{2}))?")
QUARTER = re.compile(r"q(?P<quarter>[1-4]) (?P<year>\d{4})")
EXAMPLES = "today, last 30 days, this month, older than 14 days"


class Period(NamedTuple):
    """From `start` until before `until`, each a day or an aware moment; None leaves that side open."""

    start: date | datetime | None
    until: date | datetime | None


def read(text: str) -> Period | None:
    """The period that the words mean now, in the active zone; None for words outside the grammar."""
    if len(text) > 80:
        return None
    try:
        return _read(" ".join(text.lower().split()), timezone.localtime())
    except (ValueError, OverflowError):
        return None


def _read(words: str, now: datetime) -> Period | None:
    today = now.date()
    match words:
        case "today":
            return _day(today)
        case "yesterday":
            return _day(today - DAY)
        case "tomorrow":
            return _day(today + DAY)
        case "past" | "overdue":
            return Period(None, today)
        case "future":
            return Period(today + DAY, None)
    if ".." in words:
        return _between(words, now)
    return _counted(words, now) or _named(words, today) or _sided(words, now)


def _day(day: date) -> Period:
    return Period(day, day + DAY)


def _between(words: str, now: datetime) -> Period | None:
    first, last = words.split("..", 1)
    one, other = _read(first.strip(), now), _read(last.strip(), now)
    return Period(one.start, other.until) if one and other else None


def _counted(words: str, now: datetime) -> Period | None:
    if found := MANY.fullmatch(words):
        ahead = found["way"] == "next"
        end = _moved(now, int(found["count"]) * (1 if ahead else -1), found["unit"])
        if found["unit"] in CLOCK:
            return Period(now, end) if ahead else Period(end, now)
        return Period(now.date(), _as_day(end) + DAY) if ahead else Period(end, now.date() + DAY)
    if found := AGED.fullmatch(words):
        edge = _moved(now, -int(found["count"]), found["unit"])
        return Period(None, edge) if found["side"] in ("older", "more") else Period(edge, None)
    found = AWAY.fullmatch(words)
    if found is None or bool(found["in"]) == bool(found["ago"]) or found["unit"] in CLOCK:
        return None
    return _day(_as_day(_moved(now, int(found["count"]) * (1 if found["in"] else -1), found["unit"])))


def _moved(now: datetime, count: int, unit: str) -> date | datetime:
    """The moment (hours, minutes) or the day (all else) that lies so many units from now."""
    if unit in CLOCK:
        return now + count * CLOCK[unit]
    if unit in DAYS:
        return now.date() + timedelta(days=count * DAYS[unit])
    return _months(now.date(), count * MONTHS[unit])


def _months(day: date, count: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _as_day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _named(words: str, today: date) -> Period | None:
    if found := WHOLE.fullmatch(words):
        steps = {"last": -1, "this": 0, "next": 1}[found["way"]]
        return _unit_of(
            _as_day(_moved(datetime.combine(_first_of(today, found["unit"]), time()), steps, found["unit"])),
            found["unit"],
        )
    if found := QUARTER.fullmatch(words):
        return _unit_of(date(int(found["year"]), int(found["quarter"]) * 3 - 2, 1), "quarter")
    found = YEAR.fullmatch(words)
    if found is None:
        return _day(date.fromisoformat(words)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words) else None
    year = int(found["year"])
    if found["week"]:
        return _unit_of(date.fromisocalendar(year, int(found["week"]), 1), "week")
    if found["quarter"]:
        return _unit_of(date(year, int(found["quarter"]) * 3 - 2, 1), "quarter")
    return _unit_of(date(year, int(found["month"] or 1), 1), "month" if found["month"] else "year")


def _first_of(day: date, unit: str) -> date:
    match unit:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def _unit_of(first: date, unit: str) -> Period:
    return Period(first, first + timedelta(days=DAYS[unit]) if unit in DAYS else _months(first, MONTHS[unit]))


def _sided(words: str, now: datetime) -> Period | None:
    found = SIDE.fullmatch(words)
    inner = _read(found["rest"], now) if found and not SIDE.fullmatch(found["rest"]) else None
    if found is None or inner is None:
        return None
    match found["side"]:
        case "before":
            return Period(None, inner.start)
        case "after":
            return Period(inner.until, None)
        case "until" | "on or before":
            return Period(None, inner.until)
    return Period(inner.start, None)


def in_moments(period: Period) -> tuple[datetime | None, datetime | None]:
    """The ends of a period as moments: a day begins at midnight in the active zone."""
    return _moment(period.start), _moment(period.until)


def _moment(end: date | datetime | None) -> datetime | None:
    if end is None or isinstance(end, datetime):
        return end
    return timezone.make_aware(datetime.combine(end, time()))
