"""A recurrence said as a sentence in the reader's language: “every third Tuesday of the month”."""

from __future__ import annotations

from babel.dates import get_day_names, get_month_names
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from closeknit.catalogue.types import amounts, calendar_dates
from closeknit.work.recurrence import Rule, Weekday, When

WORKING_DAYS = tuple(range(5))


def say(rule: Rule, *, after_done: bool = False) -> str:
    """The sentence of a rule; what is too rare for words is told by its letters."""
    said = _said(rule) or _("by the rule %(rule)s") % {"rule": rule}
    if rule.count is not None:
        said = ngettext("%(said)s, %(count)d time", "%(said)s, %(count)d times", rule.count) % {
            "said": said,
            "count": rule.count,
        }
    if rule.until is not None:
        said = _("%(said)s until %(day)s") % {"said": said, "day": _day(rule.until)}
    return _("%(said)s after it is done") % {"said": said} if after_done else said


def _day(when: When) -> str:
    return calendar_dates.day_writer(get_language() or "en")(when)


def _said(rule: Rule) -> str:
    rare = rule.weeks or rule.year_days or rule.hours or rule.minutes or rule.seconds or rule.positions
    if rare or (rule.months and rule.freq != "YEARLY"):
        return ""
    match rule.freq:
        case "DAILY" if not rule.days and not rule.month_days:
            return ngettext("every day", "every %(number)d days", rule.interval) % {"number": rule.interval}
        case "WEEKLY" if not rule.month_days:
            return _weekly(rule)
        case "MONTHLY":
            return _monthly(rule)
        case "YEARLY":
            return _yearly(rule)
    return ""


def _weekly(rule: Rule) -> str:
    days = sorted(one.day for one in rule.days)
    if tuple(days) == WORKING_DAYS and rule.interval == 1:
        return _("every working day")
    if len(days) == 1 and rule.interval == 1:
        return _("every %(day)s") % {"day": _name(days[0])}
    every = ngettext("every week", "every %(number)d weeks", rule.interval) % {"number": rule.interval}
    named = _listed([_name(day, short=len(days) > 1) for day in days])
    return _("%(every)s on %(days)s") % {"every": every, "days": named} if days else every


def _monthly(rule: Rule) -> str:
    every = ngettext("every month", "every %(number)d months", rule.interval) % {"number": rule.interval}
    if rule.days and rule.month_days:
        return ""
    if rule.days:
        if not all(one.nth in _ordinals() for one in rule.days):
            return ""
        named = _listed([_nth(one) for one in rule.days])
        if rule.interval == 1:
            return _("every %(days)s of the month") % {"days": named}
        return _("%(every)s on the %(days)s") % {"every": every, "days": named}
    return _("%(every)s on %(days)s") % {"every": every, "days": _month_days(rule)} if rule.month_days else every


def _month_days(rule: Rule) -> str:
    if rule.month_days == (-1,):
        return _("the last day")
    return _("day %(days)s") % {"days": _listed([str(one) for one in rule.month_days])}


def _yearly(rule: Rule) -> str:
    every = ngettext("every year", "every %(number)d years", rule.interval) % {"number": rule.interval}
    if not rule.months:
        return every if not rule.days and not rule.month_days else ""
    months = _listed([_month(one) for one in rule.months])
    if rule.month_days and not rule.days:
        return _("%(every)s in %(months)s on %(days)s") % {"every": every, "months": months, "days": _month_days(rule)}
    if rule.days and not rule.month_days and all(one.nth in _ordinals() for one in rule.days):
        named = _listed([_nth(one) for one in rule.days])
        return _("%(every)s on the %(days)s of %(months)s") % {"every": every, "days": named, "months": months}
    return "" if rule.days else _("%(every)s in %(months)s") % {"every": every, "months": months}


def _ordinals() -> dict[int, str]:
    return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}


def _nth(one: Weekday) -> str:
    """A weekday with its place: “third Tuesday”."""
    return _("%(nth)s %(day)s") % {"nth": _ordinals()[one.nth], "day": _name(one.day)}


def _name(day: int, *, short: bool = False) -> str:
    names = get_day_names("abbreviated" if short else "wide", "format", amounts.locale_of(get_language() or "en"))
    return str(names[day])


def _month(number: int) -> str:
    return str(get_month_names("wide", "format", amounts.locale_of(get_language() or "en"))[number])


def _listed(words: list[str]) -> str:
    return ", ".join(words)
