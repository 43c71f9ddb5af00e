"""Types that only tasks have: a hat they are given to, and how they recur."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from closeknit.access.models import Hat
from closeknit.access.types import RowType
from closeknit.catalogue.fields import Field
from closeknit.catalogue.types.calendar_dates import day_writer
from closeknit.catalogue.types.moment import Moment
from closeknit.catalogue.types.reading import line
from closeknit.catalogue.types.text import Text
from closeknit.work import rule_words, series, typed_rules


class HatType(RowType):
    """One of the roles; every colleague may know its name."""

    key: ClassVar[str] = "hat"
    label: ClassVar[Any] = _("Role")
    icon: ClassVar[str] = "users-round"
    model: ClassVar[type[Any]] = Hat
    unknown: ClassVar[Any] = _("“%(field)s”: there is no role “%(given)s”. Give the name of a role.")


class DueType(Moment):
    """When a task is due: a moment, or the end of a day in the company's zone, which is shown as that day."""

    def shown(self, value: Any, field: Field) -> str:
        if value is None:
            return ""
        end = timezone.localtime(value, timezone.get_default_timezone())
        return day_writer(get_language() or "en")(end.date()) if end.time() == time.max else super().shown(value, field)


class RepeatsType(Text):
    """A rule as people type it, or as iCalendar writes it; kept as the latter, told as a sentence."""

    key = "repeats"
    label = _("Repeats")
    icon = "repeat"

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = line(given, field, 500)
        if text is None:
            return None
        if "FREQ=" in text.upper():
            return series.written(*series.read(text))
        found = typed_rules.read(text)
        return series.written(found.rule, found.after_done)

    def shown(self, value: Any, field: Field) -> str:
        if not value:
            return ""
        rule, after_done = series.read(value)
        return rule_words.say(rule, after_done=after_done)
