"""Moment: a point in time, kept in UTC and shown in the reader's zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import calendar_dates, controls, periods, reading
from closeknit.catalogue.types.stretches import SPREADSHEETS_FROM, Ends, Stretches
from closeknit.catalogue.types.value import Json, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

CLOCK = re.compile(
    r"(?P<day>\S.*?)[,،\s]+(?:um |at )?(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})(?::(?P<second>\d{2}))?)?\s*(?P<half>[ap]\.?\s?m\.?|uhr)?",
    re.IGNORECASE,
)
EARLIEST, LATEST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - compared with the local time
TICK = timedelta(microseconds=1)


def typed_moment(text: str) -> datetime:
    """The moment in a text: ISO 8601, or a date and a time as the active language writes them; raises ValueError."""
    bare = reading.digits(text)
    try:
        return datetime.fromisoformat(bare)
    except ValueError:
        found = CLOCK.fullmatch(bare) if len(bare) <= 60 else None
    if found is None or not (found["minute"] or found["half"]):
        return datetime.combine(calendar_dates.read(bare), time())
    hour, half = int(found["hour"]), (found["half"] or "")[:1].lower()
    if half in ("a", "p"):
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime.combine(
        calendar_dates.read(found["day"].rstrip(",")), time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    )


def is_twofold(local: datetime) -> bool:
    """Whether a clock shows this time twice, or never: when it is set back or forward."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@register
class Moment(Stretches):
    """A time without a zone is the reader's; a filter takes a moment, a whole day, or words such as “last 24 hours”."""

    key = "moment"
    label = _("Date and time")
    icon = "clock"
    example = "2026-12-31 14:30"

    def parse(self, given: object, field: Field, actor: Any = None) -> datetime | None:
        if isinstance(given, datetime):
            return self._in_utc(given, field)
        if isinstance(given, date):
            return self._in_utc(datetime.combine(given, time()), field)
        text = reading.line(given, field)
        return None if text is None else self._in_utc(self.understood(typed_moment, text, field), field)

    def _in_utc(self, moment: datetime, field: Field) -> datetime:
        """The moment in UTC, far enough from the ends of the calendar to be shown in every zone."""
        if not EARLIEST <= moment.replace(tzinfo=None) <= LATEST:
            raise self.refusal(field)
        return (timezone.make_aware(moment) if timezone.is_naive(moment) else moment).astimezone(UTC)

    def refusal(self, field: Field) -> Exception:
        sentence = now("“%(field)s” is a date with a time, such as %(example)s 14:30 or 2026-12-31T14:30.")
        return reading.refusal(field, sentence, "not_a_moment", example=calendar_dates.example())

    def stored(self, value: Any) -> Json:
        return None if value is None else value.astimezone(UTC).isoformat()

    def loaded(self, stored: Any) -> datetime | None:
        return None if stored is None else datetime.fromisoformat(stored)

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else calendar_dates.moment_writer(get_language() or "en")(timezone.localtime(value))

    def cell(self, value: Any, field: Field) -> SafeString:
        if value is None:
            return SafeString("")
        return SafeString(f'<time datetime="{value.isoformat()}">{escape(self.shown(value, field))}</time>')

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        typed = self.typed(value, field)
        if value is not None and "+" in typed:
            return controls.input_("text", typed, attributes, autocomplete="off")
        step = {"step": "1"} if value is not None and value.second else {}
        return controls.input_("datetime-local", typed, attributes, **step)

    def typed(self, value: Any, field: Field) -> str:
        """The time in the reader's zone; with its offset where the clock shows it twice or a control has no room for its fractions."""
        if value is None:
            return ""
        local = timezone.localtime(value)
        if value.microsecond or is_twofold(local):
            return self.exported(value, field)
        return local.replace(tzinfo=None).isoformat(timespec="seconds" if value.second else "minutes")

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else value.astimezone(UTC).isoformat()

    def spreadsheet(self, value: Any, field: Field) -> object:
        if value is None:
            return ""
        local = timezone.localtime(value)
        if local.year < SPREADSHEETS_FROM or value.microsecond or is_twofold(local):
            return self.exported(value, field)
        return local.replace(tzinfo=None)

    def ends(self, given: object, field: Field, actor: Any) -> Ends:
        """The stretch that a filter names: words, a whole day, or one instant."""
        try:
            period = (
                periods.read(given) or periods.read(calendar_dates.read(given.strip()).isoformat())
                if isinstance(given, str)
                else None
            )
        except ValueError:
            period = None
        try:
            if period is not None:
                return periods.in_moments(period)
        except (ValueError, OverflowError):
            raise self.refusal(field) from None
        instant = self.operand(given, field, actor)
        return instant, instant + TICK

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date-time"}
