"""How long a step waits: “3 days” as a definition keeps it, and the moment that lies so far ahead."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.refusal import Refused

UNITS = {
    "minutes": _("minutes"),
    "hours": _("hours"),
    "days": _("days"),
    "weekdays": _("weekdays"),
    "weeks": _("weeks"),
    "months": _("months"),
}
PATTERN = re.compile(r"(\d{1,4}) (minutes|hours|days|weekdays|weeks|months)")


def read(given: object, field: str = "period") -> tuple[int, str]:
    """The number and the unit of a period such as “3 days”; raises Refused."""
    found = PATTERN.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        sentence = now("A period is a whole number and one of %(units)s, such as “3 days”.")
        raise Refused(sentence % {"units": ", ".join(UNITS)}, field=field, code="not_a_period")
    return int(found[1]), found[2]


def ahead(moment: datetime, given: str, way: int = 1) -> datetime:
    """The moment that lies a period after another, or before with -1: whole days keep the time of day in the zone that is active."""
    number, unit = read(given)
    if unit in ("minutes", "hours"):
        return moment + way * timedelta(**{unit: number})
    local = timezone.localtime(moment)
    day = local.date()
    if unit == "months":
        months = day.year * 12 + day.month - 1 + way * number
        year, month = divmod(months, 12)
        day = day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
    elif unit == "weekdays":
        for _number in range(number):
            day += way * timedelta(days=1)
            while day.weekday() > 4:
                day += way * timedelta(days=1)
    else:
        day += way * timedelta(days=number * (7 if unit == "weeks" else 1))
    return datetime.combine(day, local.time(), tzinfo=local.tzinfo)


def said(given: str) -> str:
    """A period as people read it."""
    number, unit = read(given)
    return f"{number} {UNITS[unit]}"
