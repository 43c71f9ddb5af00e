"""Working time: when a team works, how much of it lies between two moments, and when so much of it will have passed. No tables here."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY, LAST_MINUTE = timedelta(days=1), 24 * 60
LONGEST = 1_100  # days without working time after which every hour counts: what is late climbs all the same

type Hours = tuple[tuple[int, int], ...]  # from and until, in minutes of the clock after midnight, in order and apart


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works: the hours of each day of the week from Monday on, by the clocks of a zone, but on no day that is `free`."""

    zone: tzinfo
    week: tuple[Hours, ...]
    free: Container[date] = ()

    def hours_of(self, day: date) -> Hours:
        """The hours of a day."""
        return () if day in self.free else self.week[day.weekday()]


def spans(calendar: Calendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    """The working time of a day as moments in UTC, in order and apart; an hour that clocks leave out or repeat is counted as it passes."""
    ended = None
    for since, until in calendar.hours_of(day):
        begins, ends = _moment(calendar, day, since), _moment(calendar, day, until)
        begins = begins if ended is None else max(begins, ended)
        if ends > begins:
            yield begins, ends
            ended = ends


def _moment(calendar: Calendar, day: date, minute: int) -> datetime:
    if minute == LAST_MINUTE:
        day, minute = day + DAY, 0
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=calendar.zone).astimezone(UTC)


def _day(calendar: Calendar, moment: datetime) -> date:
    return moment.astimezone(calendar.zone).date()


def between(calendar: Calendar, since: datetime, until: datetime) -> timedelta:
    """The working time between two moments; none where the second is not after the first."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)  # two moments of one zone are compared by its clocks
    total, day, last = timedelta(), _day(calendar, since), _day(calendar, until)
    while day <= last:
        for begins, ends in spans(calendar, day):
            total += max(min(ends, until) - max(begins, since), timedelta())
        day += DAY
    return total


def after(calendar: Calendar, moment: datetime, much: timedelta) -> datetime:
    """The first moment by which so much working time has passed since `moment`."""
    moment = moment.astimezone(UTC)
    left, day, passed = much, _day(calendar, moment), 0
    while left > timedelta() and passed < LONGEST:
        for begins, ends in spans(calendar, day):
            begins = max(begins, moment)
            if ends - begins >= left:
                return begins + left
            if ends > begins:
                left, passed = left - (ends - begins), 0
        day, passed = day + DAY, passed + 1
    return moment + much if left > timedelta() else moment


def before(calendar: Calendar, moment: datetime, much: timedelta) -> datetime:
    """The last moment since which so much working time has passed by `moment`."""
    moment = moment.astimezone(UTC)
    left, day, passed = much, _day(calendar, moment), 0
    while left > timedelta() and passed < LONGEST:
        for begins, ends in reversed(list(spans(calendar, day))):
            ends = min(ends, moment)
            if ends - begins >= left:
                return ends - left
            if ends > begins:
                left, passed = left - (ends - begins), 0
        day, passed = day - DAY, passed + 1
    return moment - much if left > timedelta() else moment
