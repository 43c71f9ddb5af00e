"""Date: a whole day, the same in every zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import calendar_dates, controls, periods, reading
from closeknit.catalogue.types.value import (
    EQUALITY,
    ORDERED,
    PRESENCE,
    Condition,
    Json,
    Operator,
    Storage,
    Type,
    compared,
    register,
)

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

SPREADSHEETS_FROM = 1901
Ends = tuple[date | None, date | None]


def between(expression: Any, ends: Ends) -> Condition:
    """From the first end until before the second; an open side asks nothing."""
    condition = Q()
    for end, lookup in zip(ends, (GreaterThanOrEqual, LessThan), strict=True):
        if end is not None:
            subject, (value,) = compared(expression, [end])
            condition &= Q(lookup(subject, value))
    return condition


def beside_period(operator: Operator, ends: Ends) -> Ends:
    """The ends of what an operator asks of a period: before a week is before its first day, at the latest within it is until its end."""
    start, until = ends
    match operator:
        case Operator.LT:
            return None, start
        case Operator.LTE:
            return None, until
        case Operator.GT:
            return until, None
        case Operator.GTE:
            return start, None
    return ends


def answered(operator: Operator, ends: Ends, field: Field) -> Ends:
    """The ends that an operator asks for; raises Refused where the period has no such end."""
    asked = beside_period(operator, ends)
    if asked == (None, None):
        raise not_a_period(field)
    return asked


def not_a_period(field: Field) -> Exception:
    """The refusal of words that are no stretch of time."""
    return reading.refusal(
        field, now("“%(field)s” takes a time such as: %(examples)s."), "not_a_period", examples=periods.EXAMPLES
    )


@register
class Date(Type):
    """Days compare as whole days; a filter takes a day, or words such as “last 30 days” with every operator."""

    key = "date"
    label = _("Date")
    storage = Storage.MOMENT
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *ORDERED, Operator.WITHIN, *PRESENCE)
    icon = "calendar"

    def parse(self, given: object, field: Field, actor: Any = None) -> date | None:
        if isinstance(given, datetime):
            return timezone.localtime(given).date() if timezone.is_aware(given) else given.date()
        if isinstance(given, date):
            return given
        text = reading.line(given, field)
        if text is None:
            return None
        try:
            return calendar_dates.read(text)
        except calendar_dates.ShortYear:
            raise reading.refusal(field, now("Write the year of “%(field)s” with four digits."), "short_year") from None
        except ValueError:
            raise reading.refusal(
                field,
                now("“%(field)s” is a date, such as %(example)s or 2026-12-31."),
                "not_a_date",
                example=calendar_dates.example(),
            ) from None

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

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        return between(expression, answered(operator, self._ends(given, field, actor), field))

    def any_of(
        self, expression: Any, given: list[object], field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        either = Q(self.compare(Operator.IS, expression, given[0], field, actor, beside))
        for one in given[1:]:
            either |= Q(self.compare(Operator.IS, expression, one, field, actor, beside))
        return either

    def _ends(self, given: object, field: Field, actor: Any) -> Ends:
        period = periods.read(given) if isinstance(given, str) else None
        if period is None:
            day = self.operand(given, field, actor)
            return day, day + periods.DAY if day < date.max else None
        if isinstance(period.start, datetime) or isinstance(period.until, datetime):
            raise not_a_period(field)
        return period

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "date"}
