"""Where things stand on the page of a calendar: in rows of five minutes, those that overlap side by side, whole days as bars above."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from closeknit.work.calendars.items import Item

ROW = 5  # minutes
ROWS = 24 * 60 // ROW
LEAST = 6  # rows that a thing takes at least, so that its name can be read
LANES = (1, 2, 3, 4, 6)  # numbers of things side by side that a column can be cut into


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a thing that lies on one day: its first row of five minutes and how many, which lane of how many."""

    item: Item
    row: int
    rows: int
    lane: int = 0
    lanes: int = 1

    @property
    def hour(self) -> int:
        """The hour in which it begins."""
        return self.row // 12

    @property
    def five(self) -> int:
        """The rows from that hour on."""
        return self.row % 12

    @property
    def hours(self) -> int:
        """How many whole hours of rows it takes."""
        return self.rows // 12

    @property
    def fives(self) -> int:
        """The rows beside those."""
        return self.rows % 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A thing of whole days in a week: on which of its days, from 1, and on how many."""

    item: Item
    day: int
    days: int


def bars(items: Iterable[Item], days: list[date]) -> list[Bar]:
    """What takes whole days, as bars over these days."""
    found = []
    for one in items:
        if one.whole and one.last >= days[0] and one.first <= days[-1]:
            first, last = max(one.first, days[0]), min(one.last, days[-1])
            found.append(Bar(one, (first - days[0]).days + 1, (last - first).days + 1))
    return found


def column(items: Iterable[Item], day: date) -> tuple[list[Piece], int]:
    """What has its times on a day, each in its lane, and how many found no room."""
    pieces = sorted(
        (_piece(one, day) for one in items if not one.whole and one.first <= day <= one.last),
        key=lambda piece: (piece.row, -piece.rows, piece.item.name),
    )
    placed = [one for group in _groups(pieces) for one in _in_lanes(group)]
    return [one for one in placed if one.lane < LANES[-1]], sum(1 for one in placed if one.lane >= LANES[-1])


def _piece(one: Item, day: date) -> Piece:
    row = _row(one.begins, day, 0)
    until = max(_row(one.ends, day, ROWS, up=True), row + LEAST)
    row = min(row, ROWS - LEAST)
    return Piece(one, row, min(until, ROWS) - row)


def _row(when: date | datetime, day: date, otherwise: int, *, up: bool = False) -> int:
    """The row of a moment on a day by its clock; another where it lies on another day."""
    if not isinstance(when, datetime) or when.date() != day:
        return otherwise
    minutes = when.hour * 60 + when.minute
    return -(-minutes // ROW) if up else minutes // ROW


def _groups(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Those that overlap, directly or through others."""
    group: list[Piece] = []
    end = 0
    for one in pieces:
        if group and one.row >= end:
            yield group
            group, end = [], 0
        group.append(one)
        end = max(end, one.row + one.rows)
    if group:
        yield group


def _in_lanes(group: list[Piece]) -> list[Piece]:
    """Each in the first lane that is free; the lanes are as many as the group needs, in a number that a column can be cut into."""
    ends: list[int] = []
    lanes = []
    for one in group:
        lane = next((place for place, end in enumerate(ends) if end <= one.row), len(ends))
        ends[lane : lane + 1] = [one.row + one.rows]
        lanes.append(lane)
    number = next((one for one in LANES if one >= len(ends)), LANES[-1])
    return [Piece(one.item, one.row, one.rows, lane, number) for one, lane in zip(group, lanes, strict=True)]


def hours() -> list[time]:
    """The hours of a day."""
    return [time(one) for one in range(24)]


def week_of(day: date, first_weekday: int) -> list[date]:
    """The seven days of a day's week; the first is a Monday for 0."""
    first = day - timedelta(days=(day.weekday() - first_weekday) % 7)
    return [first + timedelta(days=one) for one in range(7)]


def month_of(day: date, first_weekday: int) -> list[list[date]]:
    """The weeks of a day's month."""
    week = week_of(day.replace(day=1), first_weekday)
    weeks: list[list[date]] = []
    while week[0].month == day.month or not weeks:
        weeks.append(week)
        week = [one + timedelta(days=7) for one in week]
    return weeks
