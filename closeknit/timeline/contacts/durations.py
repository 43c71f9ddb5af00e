"""How long something took: as people type it, “12 min” or “1:30 h”, and as it is told. Kept in seconds."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

LONGEST = 7 * 24 * 3600  # seconds
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)\s*(?:h|std|hours?|heures?|horas?)?\.?", re.IGNORECASE)
PART = re.compile(
    r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(?:(h|std|stunden?|hours?|hrs?|heures?|horas?)|(m|mins?|minutes?|minuten?|minutos?)|(s|secs?|sek|seconds?|sekunden?|secondes?|segundos?))?\.?(?:\s*(?=\d)|\s*$)",
    re.IGNORECASE,
)


def read(text: str) -> int | None:
    """The seconds of a typed duration, None for nothing; a bare number is minutes. Raises Refused."""
    text = " ".join(text[:60].split())
    if not text:
        return None
    if clock := CLOCK.fullmatch(text):
        return _checked(int(clock[1]) * 3600 + int(clock[2]) * 60)
    found, place = 0.0, 0
    for part in PART.finditer(text):
        if part.start() != place:
            raise _unreadable()
        found += float(part[1].replace(",", ".")) * (3600 if part[2] else 1 if part[4] else 60)
        place = part.end()
    if place != len(text):
        raise _unreadable()
    return _checked(round(found))


def checked(seconds: object) -> int | None:
    """Seconds as a program gives them. Raises Refused."""
    if seconds is None:
        return None
    if type(seconds) is not int or seconds < 0:
        raise _unreadable()
    return _checked(seconds)


def _checked(seconds: int) -> int:
    if seconds > LONGEST:
        raise Refused(_("A contact lasts up to seven days."), field="duration", code="too_long")
    return seconds


def _unreadable() -> Refused:
    return Refused(_("Say how long it took, such as “12 min” or “1:30 h”."), field="duration", code="not_a_duration")


def said(seconds: int | None) -> str:
    """A duration in words, as it can be typed again; "" for none."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if number]
    return " ".join(parts) or "0 min"


def told(seconds: int | None) -> str:
    """A duration as history tells it: in minutes where it took one or more."""
    return said(60 * round(seconds / 60) if seconds is not None and seconds >= 60 else seconds)
