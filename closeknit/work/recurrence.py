"""A recurrence as iCalendar writes it (RFC 5545): read, checked, written; `occurrences.py` works out its days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST = 2_000  # characters
MOST = 999  # of any number in a rule

DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
LINE = re.compile(r"(?P<name>[A-Z]+)(?P<more>(?:;[A-Z]+=[^:;]+)*):(?P<value>.*)")

type When = date | datetime


class Weekday(NamedTuple):
    """A day of the week, Monday is 0; `nth` of the month or year, from the end below zero, 0 for every one."""

    day: int
    nth: int = 0

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.day]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE; `until` is the last moment that counts, naive where no zone was given."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: When | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    days: tuple[Weekday, ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={written(self.until)}")
        for name, (key, _low, _high) in LISTS.items():
            if found := getattr(self, key):
                parts.append(f"{name}={','.join(map(str, found))}")
        if self.week_start:
            parts.append(f"WKST={WEEKDAYS[self.week_start]}")
        return ";".join(parts)


# Of each list in a rule: where it is kept, and the least and the most that its numbers may be (their size, where they may be negative).
LISTS: dict[str, tuple[str, int, int]] = {
    "BYMONTH": ("months", 1, 12),
    "BYWEEKNO": ("weeks", -53, 53),
    "BYYEARDAY": ("year_days", -366, 366),
    "BYMONTHDAY": ("month_days", -31, 31),
    "BYDAY": ("days", 0, 0),
    "BYHOUR": ("hours", 0, 23),
    "BYMINUTE": ("minutes", 0, 59),
    "BYSECOND": ("seconds", 0, 59),
    "BYSETPOS": ("positions", -366, 366),
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule with its first day or moment, and the days that are added and left out. A moment knows its zone."""

    start: When
    rule: Rule
    added: tuple[When, ...] = ()
    left_out: frozenset[When] = field(default_factory=frozenset)

    def __str__(self) -> str:
        lines = [f"DTSTART{_zone(self.start)}:{written(self.start)}", f"RRULE:{self.rule}"]
        for name, found in (("RDATE", self.added), ("EXDATE", tuple(sorted(self.left_out)))):
            if found:
                lines.append(f"{name}{_zone(found[0])}:{','.join(written(one) for one in found)}")
        return "\n".join(lines)

    def begun(self, start: When) -> Recurrence:
        """The same recurrence with another beginning."""
        return replace(self, start=start)


def bad(sentence: str, **words: object) -> Refused:
    """The refusal of a recurrence; the sentence is translated already."""
    return Refused(sentence % words if words else sentence, field="recurrence", code="bad_recurrence")


# ------------------------------------------------------------------------------------------------ reading


def read(text: str) -> Recurrence:
    """The recurrence in the lines DTSTART, RRULE, RDATE and EXDATE; raises Refused with one sentence."""
    if len(text) > LONGEST:
        raise bad(_("A recurrence takes at most %(most)d characters."), most=LONGEST)
    start: When | None = None
    rule: Rule | None = None
    added: list[When] = []
    left_out: list[When] = []
    for line in text.split("\n"):
        found = LINE.fullmatch(line.strip())
        match found["name"] if found else "":
            case "DTSTART" if found:
                start = _whens(found)[0]
            case "RRULE" if found:
                rule = read_rule(found["value"])
            case "RDATE" if found:
                added += _whens(found)
            case "EXDATE" if found:
                left_out += _whens(found)
            case _:
                raise bad(_("“%(line)s” is not part of a recurrence."), line=line[:60])
    if start is None or rule is None:
        raise bad(_("A recurrence needs a first day (DTSTART) and a rule (RRULE)."))
    return Recurrence(start, rule, tuple(sorted(added)), frozenset(left_out))


def read_rule(text: str) -> Rule:
    """The rule in `FREQ=WEEKLY;BYDAY=MO` and the like; raises Refused with one sentence."""
    given: dict[str, str] = {}
    for part in text.strip().upper().rstrip(";").split(";"):
        name, _mark, value = part.partition("=")
        if not value or name in given or name not in READERS:
            raise bad(_("“%(part)s” is not part of a rule for recurrence."), part=part[:40])
        given[name] = value
    if given.get("FREQ") not in FREQUENCIES:
        raise bad(_("A rule says how often it recurs: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))
    if "COUNT" in given and "UNTIL" in given:
        raise bad(_("A rule ends after a number of times or on a day, not both."))
    return Rule(**dict(READERS[name](name, value) for name, value in given.items()))  # type: ignore[arg-type]


def _number(name: str, text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,5}", text) or not low <= int(text) <= high or (low < 0 and int(text) == 0):
        raise bad(_("“%(name)s” takes numbers from %(low)d to %(high)d."), name=name, low=low, high=high)
    return int(text)


def _list(name: str, text: str) -> tuple[str, object]:
    key, low, high = LISTS[name]
    parts = text.split(",")
    if len(parts) > 400:
        raise bad(_("“%(name)s” takes at most %(most)d numbers."), name=name, most=400)
    if name == "BYDAY":
        found = [DAY.fullmatch(one) for one in parts]
        if not all(found):
            raise bad(_("“BYDAY” takes days such as MO, or 3TU for the third Tuesday."))
        return key, tuple(
            dict.fromkeys(
                Weekday(WEEKDAYS.index(one[2]), _number(name, one[1] or "0", -53, 53) if one[1] else 0)
                for one in found
                if one
            )
        )
    return key, tuple(sorted({_number(name, one, low, high) for one in parts}))


def _week_start(name: str, text: str) -> tuple[str, object]:
    if text not in WEEKDAYS:
        raise bad(_("“WKST” takes one day, such as MO."))
    return "week_start", WEEKDAYS.index(text)


READERS: dict[str, Callable[[str, str], tuple[str, object]]] = {
    "FREQ": lambda name, text: ("freq", text),
    "INTERVAL": lambda name, text: ("interval", _number(name, text, 1, MOST)),
    "COUNT": lambda name, text: ("count", _number(name, text, 1, MOST)),
    "UNTIL": lambda name, text: ("until", when(text)),
    "WKST": _week_start,
    **dict.fromkeys(LISTS, _list),
}


def _whens(line: re.Match[str]) -> list[When]:
    zone = re.search(r"TZID=([^;:]+)", line["more"])
    return [when(one, zone[1] if zone else "") for one in line["value"].split(",")]


def when(text: str, zone: str = "") -> When:
    """The day, or the moment in its zone, that iCalendar writes as 20261231 or 20261231T090000 (Z for UTC); raises Refused."""
    bare = text.strip()
    try:
        if "T" not in bare:
            return datetime.strptime(bare, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        moment = datetime.strptime(bare.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - it comes below
        return moment.replace(tzinfo=UTC if bare.endswith("Z") else ZoneInfo(zone) if zone else None)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise bad(_("“%(text)s” is not a day or a moment as iCalendar writes it."), text=text[:40]) from None


def written(one: When) -> str:
    """A day or a moment as iCalendar writes it; its zone stands elsewhere."""
    if not isinstance(one, datetime):
        return one.strftime("%Y%m%d")
    return one.strftime("%Y%m%dT%H%M%S") + ("Z" if one.tzinfo is UTC else "")


def _zone(one: When) -> str:
    zone = one.tzinfo if isinstance(one, datetime) else None
    return f";TZID={zone.key}" if isinstance(zone, ZoneInfo) else "" if isinstance(one, datetime) else ";VALUE=DATE"
