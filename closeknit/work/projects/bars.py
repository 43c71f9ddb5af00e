"""The bars of a project: its tasks over its days, each drawn in a picture of its own beside its name and days in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString

from closeknit.work.due import Line

HIGH, BAR = 40, 12  # pixels: of a row, of its bar
MARGIN = 3  # days before the first and after the last
WORKDAY = 8 * 60  # minutes
LONG, LONGEST = 1_100, 3_660  # days from which each is a pixel only, and that are drawn
WIDE = 620  # pixels into which it goes, if its days are then no narrower than NARROW
NARROW, BROAD = 2, 22


@dataclass(frozen=True, slots=True)
class Span:
    """A task over its days; `line` is how it reads, `before` the id of the task that it waits for."""

    line: Line
    first: date
    last: date
    before: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the picture: the task, its days in words, the name of what it waits for, and the drawing."""

    line: Line
    days: str
    waits_for: str
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class Chart:
    """All rows of a project, the head over them, and the tasks that have no day."""

    head: SafeString
    bars: list[Bar]
    undated: list[Line]


def span(line: Line, row: dict[str, Any]) -> Span | None:
    """The days of a task: from its first day, else as many before its due as its planned time takes; None where it has no day."""
    last = line.day
    first = row["starts_on"]
    takes = timedelta(days=max(0, (int(row["planned"] or 0) - 1) // WORKDAY))
    if first is None and last is None:
        return None
    first = first or (last - takes if last else None)
    last = last or (first + takes if first else None)
    assert first is not None
    assert last is not None
    return Span(line, min(first, last), last, row["waits_for_id"])


def chart(spans: list[Span], undated: list[Line], begin: date | None, end: date | None) -> Chart:
    """The picture of these tasks, as long as the project that they are under, at least."""
    days = [day for one in spans for day in (one.first, one.last)] + [day for day in (begin, end) if day]
    if not spans:
        return Chart(SafeString(""), [], undated)
    scale = Scale.over(min(days), max(days))
    known = {one.line.id: one for one in spans}
    ordered = sorted(spans, key=lambda one: (one.first, one.last, one.line.id))
    return Chart(scale.head(), [_bar(one, known.get(one.before or 0), scale) for one in ordered], undated)


@dataclass(frozen=True, slots=True)
class Scale:
    """The days of the picture, and how many pixels each of them is wide."""

    first: date
    days: int
    day: int

    @classmethod
    def over(cls, first: date, last: date) -> Scale:
        """The scale on which these days and a margin stand."""
        days = min((last - first).days + 1 + 2 * MARGIN, LONGEST)
        begins = first - timedelta(days=MARGIN) if first.toordinal() > MARGIN else first
        return cls(begins, days, max(NARROW if days < LONG else 1, min(WIDE // days, BROAD)))

    @property
    def width(self) -> int:
        """The pixels of the whole."""
        return self.days * self.day

    def at(self, day: date) -> int:
        """Where a day begins; what lies beyond is at the edge."""
        return max(0, min((day - self.first).days, self.days)) * self.day

    def ticks(self) -> Iterator[tuple[int, date, bool]]:
        """Where months begin, and weeks where there is room: the place, the day, and whether it is a month."""
        for away in range(self.days):
            day = self.first + timedelta(days=away)
            if day.day == 1 or (self.day >= 5 and day.weekday() == 0 and away):
                yield away * self.day, day, day.day == 1

    def lines(self, high: int) -> str:
        """The months, the weeks and today, as lines behind whatever is drawn."""
        found = [f'<line class="{"month" if month else "week"}" x1="{x}" x2="{x}" y1="0" y2="{high}"/>' for x, _day, month in self.ticks()]  # fmt: skip
        today = timezone.localdate()
        if self.first <= today < self.first + timedelta(days=self.days):
            x = self.at(today) + self.day // 2
            found.append(f'<line class="today" x1="{x}" x2="{x}" y1="0" y2="{high}"/>')
        return "".join(found)

    def head(self) -> SafeString:
        """The names of the months, and the days on which weeks begin."""
        words = [f'<text class="month" x="4" y="16">{_month(self.first)}</text>'] if self.first.day < 25 else []
        for x, day, month in self.ticks():
            if month and x + 60 < self.width:
                words.append(f'<text class="month" x="{x + 4}" y="16">{_month(day)}</text>')
            if day.weekday() == 0 and self.day >= 5:
                words.append(f'<text x="{x + 3}" y="32">{day.day}</text>')
        return self.drawn("".join(words))

    def drawn(self, inside: str) -> SafeString:
        """A picture of one row."""
        return SafeString(
            f'<svg class="bar-row" width="{self.width}" height="{HIGH}" aria-hidden="true" focusable="false">{self.lines(HIGH)}{inside}</svg>'
        )


def _month(day: date) -> str:
    return escape(date_format(day, "F Y" if day.month == 1 else "F"))


def _bar(one: Span, before: Span | None, scale: Scale) -> Bar:
    left, right = scale.at(one.first), scale.at(one.last + timedelta(days=1))
    top = (HIGH - BAR) // 2
    state = "done" if one.line.done else "late" if one.line.late else "open"
    drawn = f'<rect class="{state}" x="{left + 1}" y="{top}" width="{max(right - left - 2, 4)}" height="{BAR}" rx="3"/>'
    if before is not None:
        drawn = _mark(scale.at(before.last + timedelta(days=1)), left) + drawn
    return Bar(one.line, _days(one), before.line.name if before else "", scale.drawn(drawn))


def _mark(ends: int, begins: int) -> str:
    """The mark that a task waits for another: from where that one ends down to where this one begins."""
    middle = HIGH // 2
    tip = max(begins, 6)
    return (
        f'<path class="waits" d="M{min(ends, tip) - 5} 0V{middle}H{tip - 4}"/>'
        f'<path class="tip" d="M{tip - 5} {middle - 3}L{tip} {middle}L{tip - 5} {middle + 3}Z"/>'
    )


def _days(one: Span) -> str:
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (one.first, one.last))
    return first if first == last else f"{first} – {last}"


def split(found: Iterable[tuple[Line, dict[str, Any]]]) -> tuple[list[Span], list[Line]]:
    """The tasks that have a day, over their days, and those that have none."""
    spans, undated = [], []
    for line, row in found:
        one = span(line, row)
        if one is None:
            undated.append(line)
        else:
            spans.append(one)
    return spans, undated
