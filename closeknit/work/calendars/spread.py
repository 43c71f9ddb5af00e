"""When a meeting takes place: its occurrences within a stretch of time, found without walking through all that lie before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from closeknit.access.sessions import zone_called
from closeknit.catalogue.refusal import Refused
from closeknit.work import occurrences, recurrence
from closeknit.work.recurrence import Recurrence, When

DAY = timedelta(days=1)
NEVER = datetime(9999, 12, 1, tzinfo=UTC)  # when a series without an end is over
MOST = 1_000  # occurrences that anybody is shown of one meeting
COLUMNS = ("starts_at", "ends_at", "starts_on", "ends_on", "zone", "recurrence", "exceptions")


@dataclass(frozen=True, slots=True)
class Span:
    """One time at which a meeting takes place: two moments in its zone, or its first and its last day."""

    begins: When
    ends: When

    @property
    def whole(self) -> bool:
        """Whether it takes whole days."""
        return not isinstance(self.begins, datetime)

    @property
    def key(self) -> str:
        """What the occurrence is called in addresses: its beginning, in UTC."""
        return recurrence.written(self.begins.astimezone(UTC) if isinstance(self.begins, datetime) else self.begins)

    @property
    def first(self) -> datetime:
        """The moment it begins; a whole day begins at midnight where one is."""
        return moment_of(self.begins)

    @property
    def last(self) -> datetime:
        """The moment it is over."""
        return self.ends if isinstance(self.ends, datetime) else moment_of(self.ends + DAY)


def moment_of(one: When) -> datetime:
    """A moment as it is, a day as its beginning where one is."""
    return one if isinstance(one, datetime) else timezone.make_aware(datetime.combine(one, time()))


def zone_of(name: str) -> ZoneInfo:
    """The zone of a meeting, the company's where this machine does not know it."""
    found: Any = zone_called(name) or timezone.get_default_timezone()
    return found  # type: ignore[no-any-return]


def start_of(meeting: Any) -> When:
    """The beginning of a meeting, of its series: a moment in its own zone, or a day."""
    if meeting.starts_at is not None:
        return meeting.starts_at.astimezone(zone_of(meeting.zone))  # type: ignore[no-any-return]
    return meeting.starts_on  # type: ignore[no-any-return]


def length_of(meeting: Any) -> timedelta:
    """How long it takes; of whole days from the first to the last."""
    if meeting.starts_at is not None:
        return meeting.ends_at - meeting.starts_at  # type: ignore[no-any-return]
    return meeting.ends_on - meeting.starts_on  # type: ignore[no-any-return]


def series_of(meeting: Any) -> Recurrence | None:
    """The recurrence of a meeting with its exceptions; None for one that takes place once. Raises Refused where it cannot be read."""
    if not meeting.recurrence:
        return None
    start = start_of(meeting)
    bare = Recurrence(start, recurrence.read_rule(meeting.recurrence))
    text = f"{str(bare).partition(chr(10))[0]}\nRRULE:{meeting.recurrence}"
    return replace(recurrence.read(f"{text}\n{meeting.exceptions}" if meeting.exceptions else text), start=start)


def exceptions_text(series: Recurrence) -> str | None:
    """The lines that a meeting keeps of the exceptions of its series, all in its own zone."""

    def here(one: When) -> When:
        zone = series.start.tzinfo if isinstance(series.start, datetime) else None
        return one.astimezone(zone) if isinstance(one, datetime) and one.tzinfo else one

    added, left_out = sorted(map(here, series.added)), frozenset(map(here, series.left_out))
    series = replace(series, added=tuple(added), left_out=left_out)
    lines = str(series).split("\n")[2:]
    return "\n".join(lines) or None


def spans(meeting: Any, since: datetime, until: datetime, most: int = MOST) -> list[Span]:
    """The times at which a meeting takes place and that touch the stretch from one moment to another, in order."""
    length, series = length_of(meeting), series_of(meeting)
    if series is None:
        found: Iterator[When] = iter((start_of(meeting),))
    else:
        whole = not isinstance(series.start, datetime)
        found = _from(series, since - length - 2 * DAY if whole else since - length - DAY)
    near = (_span(one, length) for one in found)
    return list(islice(_touching(near, since, until), most))


def _touching(found: Iterator[Span], since: datetime, until: datetime) -> Iterator[Span]:
    for one in found:
        if one.first >= until:
            return
        if one.last > since:
            yield one


def _span(begins: When, length: timedelta) -> Span:
    if not isinstance(begins, datetime):
        return Span(begins, begins + length)
    return Span(begins, (begins.astimezone(UTC) + length).astimezone(begins.tzinfo))


def one_span(meeting: Any, key: str) -> Span | None:
    """The occurrence of a meeting that is called so, or None. A series names those it has, and none that is left out."""
    try:
        wanted = recurrence.when(key)
    except Refused:
        return None
    if isinstance(wanted, datetime) == (meeting.starts_at is None):
        return None
    at = moment_of(wanted)
    return next((one for one in spans(meeting, at - DAY, at + 2 * DAY) if one.begins == wanted), None)


def coming(meeting: Any, after: datetime) -> Span | None:
    """The first time at which a meeting begins after a moment."""
    length, series = length_of(meeting), series_of(meeting)
    found = iter((start_of(meeting),)) if series is None else _from(series, after - 2 * DAY)
    return next((one for one in (_span(begins, length) for begins in found) if one.first > after), None)


def over(meeting: Any) -> datetime:
    """The moment at which the last time of a meeting is over; NEVER for a series that does not end."""
    series = series_of(meeting)
    length = length_of(meeting)
    if series is None:
        return _span(start_of(meeting), length).last
    rule = series.rule
    if rule.count is None and rule.until is None:
        return NEVER
    if rule.count is None:
        end = rule.until
        assert end is not None
        aware = moment_of(end if not isinstance(end, datetime) else _aware(end, series.start)) + 2 * DAY + length
        return max([aware, *(moment_of(one) + length + DAY for one in series.added)])
    last = None
    for last in occurrences.occurrences(replace(series, left_out=frozenset())):  # noqa: B007 - the last of them
        pass
    return NEVER if last is None else _span(last, length).last


def _aware(one: datetime, start: When) -> datetime:
    zone = start.tzinfo if isinstance(start, datetime) else None
    return one if one.tzinfo else one.replace(tzinfo=zone or UTC)


# ------------------------------------------------------------------------------------------------ leaping ahead


def _from(series: Recurrence, since: datetime) -> Iterator[When]:
    """The occurrences of a series from about a moment on: what counts its times is walked from its first, all else leaps."""
    return occurrences.occurrences(_leapt(series, since))


def _leapt(series: Recurrence, since: datetime) -> Recurrence:
    """The same recurrence as if it had begun with a later one of its periods, so that those before are not walked through."""
    rule, start = series.rule, series.start
    day = since.astimezone(UTC).date() - DAY
    first = start.date() if isinstance(start, datetime) else start
    if rule.count is not None or day <= first or rule.freq not in ("DAILY", "WEEKLY", "MONTHLY"):
        return series
    later = [one for one in series.added if moment_of(one) >= since]
    if rule.freq == "MONTHLY":
        months = (day.year - first.year) * 12 + day.month - first.month - 1
        month = first.year * 12 + first.month - 1 + months // rule.interval * rule.interval
        if months < rule.interval:
            return series
        if not (rule.days or rule.month_days or rule.year_days or rule.weeks):
            rule = replace(rule, month_days=(first.day,))
        leapt = date(month // 12, month % 12 + 1, 1)
    else:
        size = rule.interval * (7 if rule.freq == "WEEKLY" else 1)
        leapt = first + (day - first).days // size * size * DAY - size * DAY
        if leapt <= first:
            return series
        if rule.freq == "WEEKLY" and not rule.days:
            rule = replace(rule, days=(recurrence.Weekday(first.weekday()),))
    moved = datetime.combine(leapt, start.timetz()) if isinstance(start, datetime) else leapt
    return replace(series, start=moved, rule=rule, added=tuple(later))
