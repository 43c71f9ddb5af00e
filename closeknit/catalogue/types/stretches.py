"""Types of dates and moments: each value is a stretch of time when it is compared, and so are words such as “last 30 days”."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext as now

from closeknit.catalogue.types import calendar_dates, periods, reading
from closeknit.catalogue.types.value import (
    EQUALITY,
    ORDERED,
    PRESENCE,
    Condition,
    Operator,
    Storage,
    Type,
    compared,
)

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

SPREADSHEETS_FROM = 1901
type Ends = tuple[date | None, date | None]


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


class Stretches(Type):
    """A type whose values lie on the calendar. `ends` says from when until when a value of a filter reaches."""

    storage = Storage.MOMENT
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *ORDERED, Operator.WITHIN, *PRESENCE)
    usual = Operator.WITHIN
    any_of = Type.one_by_one

    @abstractmethod
    def ends(self, given: object, field: Field, actor: Any) -> Ends:
        """From when until before when a filter asks; raises Refused for what is no stretch of time."""

    @abstractmethod
    def refusal(self, field: Field) -> Exception:
        """The refusal of a text that is no value, with an example of one."""

    def understood[D: date](self, read: Callable[[str], D], text: str, field: Field) -> D:
        """What a text means; raises Refused."""
        try:
            return read(text)
        except calendar_dates.ShortYear:
            raise reading.refusal(field, now("Write the year of “%(field)s” with four digits."), "short_year") from None
        except ValueError:
            raise self.refusal(field) from None

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        return between(expression, answered(operator, self.ends(given, field, actor), field))
