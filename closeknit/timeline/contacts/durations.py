"""How long a contact took: as people type it, “12 min” or “1:30 h”, and as it is told. Kept in seconds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.duration import said, seconds

__all__ = ["LONGEST", "checked", "read", "said", "told"]

LONGEST = 7 * 24 * 3600  # seconds


def read(text: str) -> int | None:
    """The seconds of a typed duration, None for nothing; a bare number is minutes. Raises Refused."""
    try:
        found = seconds(text[:60])
    except ValueError:
        raise _unreadable() from None
    return None if found is None else _checked(found)


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


def told(seconds: int | None) -> str:
    """A duration as history tells it: in minutes where it took one or more."""
    return said(60 * round(seconds / 60) if seconds is not None and seconds >= 60 else seconds)
