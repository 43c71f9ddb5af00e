"""Duration: how long something takes, in whole minutes, as people type and read it: “90 min”, “1:30 h”, “1,5 h”, “2 days”."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import amounts, reading
from closeknit.catalogue.types.decimals import Decimals
from closeknit.catalogue.types.value import Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

DAY = 8 * 3600  # seconds of work
LONGEST = 999_999 * 60  # minutes
CLOCK = re.compile(r"(\d{1,6}):([0-5]\d)\s*(?:h|std|hours?|heures?|horas?)?\.?", re.IGNORECASE)
PART = re.compile(
    r"(\d{1,8}(?:[.,]\d{1,2})?)\s*(?:"
    r"(?P<days>d|days?|t|tage?n?|j|jours?|días?|dias?)|"
    r"(?P<hours>h|std|stunden?|hours?|hrs?|heures?|horas?)|"
    r"(?P<minutes>m|mins?|minutes?|minuten?|minutos?)|"
    r"(?P<seconds>s|secs?|sek|seconds?|sekunden?|secondes?|segundos?))?\.?(?:\s*(?=\d)|\s*$)",
    re.IGNORECASE,
)
UNITS = {"days": DAY, "hours": 3600, "minutes": 60, "seconds": 1}


def seconds(text: str) -> int | None:
    """The seconds of a typed duration, None for nothing; a bare number is minutes, a day eight hours. Raises ValueError."""
    bare = " ".join(reading.digits(text).split())
    if not bare:
        return None
    if clock := CLOCK.fullmatch(bare):
        return int(clock[1]) * 3600 + int(clock[2]) * 60
    found, place = Decimal(0), 0
    for part in PART.finditer(bare):
        if part.start() != place or (part.lastgroup is None and part.end() != len(bare)):
            break
        found += Decimal(part[1].replace(",", ".")) * UNITS[part.lastgroup or "minutes"]
        place = part.end()
    if place != len(bare):
        raise ValueError(text[:80])
    return int(found.to_integral_value(ROUND_HALF_UP))


def said(seconds: int | None) -> str:
    """A duration as it is read, and can be typed again; "" for none."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if number]
    return " ".join(parts) or "0 min"


@register
class Duration(Decimals):
    """Kept as a number of minutes, which is also what programs and files give and get."""

    key = "duration"
    label = _("Duration")
    icon = "timer"
    example = "1:30 h"

    def unit(self, field: Field) -> str:
        return ""

    def bare(self, text: str, field: Field) -> str:
        return text

    def _read(self, given: object, field: Field) -> Decimal | None:
        if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
            number = amounts.exact(given)
            return self._checked(number if number.is_finite() else None, field)
        text = reading.line(given, field)
        if text is None:
            return None
        try:
            found = seconds(text)
        except ValueError:
            return self._checked(None, field)
        return self._checked(None if found is None else Decimal(found) / 60, field)

    def _checked(self, minutes: Decimal | None, field: Field) -> Decimal:
        if minutes is None or minutes < 0:
            sentence = now("“%(field)s” is how long it takes, such as “90 min” or “1:30 h”.")
            raise reading.refusal(field, sentence, "not_a_duration")
        if minutes > LONGEST:
            raise reading.refusal(field, now("“%(field)s” takes up to 999,999 hours."), "number_too_long")
        return minutes.to_integral_value(ROUND_HALF_UP)

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else said(int(value) * 60).replace(" ", "\N{NO-BREAK SPACE}")

    def typed(self, value: Any, field: Field) -> str:
        return "" if value is None else said(int(value) * 60)

    def operand(self, given: object, field: Field, actor: Any = None) -> Any:
        number = self._read(given, field)  # “2m” are two minutes here, not two millions
        return Type.operand(self, None, field, actor) if number is None else number

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["integer", "null"], "minimum": 0, "maximum": LONGEST, "description": "minutes"}
