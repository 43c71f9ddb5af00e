"""Business hours as people type them: the hours of a day, and the days on which nobody works."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.work.hours.working import LAST_MINUTE, Hours

MOST_SPANS, MOST_CLOSED, LONGEST_CLOSED, LONGEST_NAME = 6, 200, 366, 120
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d\d))?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d\d))?")
CLOSED = re.compile(r"(\d{4}-\d\d-\d\d)(?:\s*(?:-|–|to)\s*(\d{4}-\d\d-\d\d))?\s*(.*)")


def day(said: str, field: str) -> Hours:
    """The hours in a text such as “9-12, 13:00-17:30”; raises Refused."""
    wrong = Refused(
        _("Write the hours of a day such as 9:00-12:00, 13:00-17:30, in their order; nothing for a free day."),
        field=field,
        code="not_hours",
    )
    parts = [one.strip() for one in re.split(r"[,;]", said) if one.strip()]
    matches = [SPAN.fullmatch(one) for one in parts]
    found = []
    for match in matches:
        if match is None:
            raise wrong
        since, since_part, until, until_part = (int(one or 0) for one in match.groups())
        if max(since_part, until_part) > 59:
            raise wrong
        found.append((since * 60 + since_part, until * 60 + until_part))
    marks = [mark for span in found for mark in span]
    apart = all(one < next_ for one, next_ in found) and marks == sorted(marks)
    if len(found) > MOST_SPANS or not apart or (marks and marks[-1] > LAST_MINUTE):
        raise wrong
    return tuple(found)


def closed(said: str) -> list[list[str]]:
    """The closed days in a text with one in each line, such as “2026-12-24 to 2026-12-31 Between the years”; raises Refused."""
    lines = [one.strip() for one in said.splitlines() if one.strip()]
    found = []
    for line in lines[: MOST_CLOSED + 1]:
        match = CLOSED.fullmatch(line)
        try:
            first = date.fromisoformat(match[1]) if match else None
            last = date.fromisoformat(match[2]) if match and match[2] else first
        except ValueError:
            first = last = None
        if match is None or first is None or last is None or not 0 <= (last - first).days < LONGEST_CLOSED:
            sentence = _("“%(line)s”: write a day such as 2026-12-24, or 2026-12-24 to 2026-12-31, then its name.")
            raise Refused(sentence % {"line": line[:60]}, field="closed", code="not_a_day")
        found.append([first.isoformat(), last.isoformat(), match[3][:LONGEST_NAME]])
    if len(found) > MOST_CLOSED:
        sentence = _("Keep at most %(most)d closed days or spans of days; take out those that have passed.")
        raise Refused(sentence % {"most": MOST_CLOSED}, field="closed", code="too_many")
    return sorted(found)


def said_day(hours: Any) -> str:
    """The hours of a day as they are typed."""
    return ", ".join(f"{_clock(since)}-{_clock(until)}" for since, until in hours)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"


def said_closed(closed: list[list[str]]) -> str:
    """The closed days as they are typed."""
    spans = ((since if since == until else f"{since} – {until}", name) for since, until, name in closed)
    return "\n".join(f"{span} {name}".strip() for span, name in spans)
