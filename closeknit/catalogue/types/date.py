"""Date: a whole day, the same in every zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import calendar_dates, controls, periods, reading
from closeknit.catalogue.types.stretches import SPREADSHEETS_FROM, Ends, Stretches, not_a_period
from closeknit.catalogue.types.value import Json, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field


@register
class Date(Stretches):
    """Days compare as whole days; a filter takes a day, or words such as “last 30 days” with every operator."""

    key = "date"
    label = _("Date")
    icon = "calendar"
    example = "2026-12-31"

    def parse(self, given: object, field: Field, actor: Any = None) -> date | None:
        if isinstance(given, datetime):
            return timezone.localtime(given).date() if timezone.is_aware(given) else given.date()
        if isinstance(given, date):
            return given
        text = reading.line(given, field)
        return None if text is None else self.understood(calendar_dates.read, text, field)

    def refusal(self, field: Field) -> Exception:
        sentence = now("“%(field)s” is a date, such as %(example)s or 2026-12-31.")
        return reading.refusal(field, sentence, "not_a_date", example=calendar_dates.example())

    def stored(self, value: Any) -> Json:
        return None if value is None else value.isoformat()

    def loaded(self, stored: Any) -> date | None:
        return None if stored is None else date.fromisoformat(stored)

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else calendar_dates.day_writer(get_language() or "en")(value)

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.input_("date", self.typed(value, field), attributes, min="0001-01-01", max="9999-12-31")

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else value.isoformat()

    def spreadsheet(self, value: Any, field: Field) -> object:
        return value if value is not None and value.year >= SPREADSHEETS_FROM else self.exported(value, field)

    def ends(self, given: object, field: Field, actor: Any) -> Ends:
        period = periods.read(given) if isinstance(given, str) else None
        if period is None:
            day = self.operand(given, field, actor)
            return day, day + periods.DAY if day < date.max else None
        if isinstance(period.start, datetime) or isinstance(period.until, datetime):
            raise not_a_period(field)
        return period

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date"}
