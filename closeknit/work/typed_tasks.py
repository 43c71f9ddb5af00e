"""A task in one line, as people type it: “call Hannah tomorrow 15:00 every month !high @Priya”."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import get_day_names
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from closeknit.access.models import Hat, Team, User
from closeknit.catalogue.types import amounts, calendar_dates
from closeknit.work import due, rule_words, series, typed_rules
from closeknit.work.models import Priority
from closeknit.work.occurrences import occurrences
from closeknit.work.recurrence import Recurrence

LONGEST = 500
PEOPLE = 2_000  # names that are looked through
NEAR = {0: "today heute aujourd'hui hoy", 1: "tomorrow morgen demain mañana", 2: "übermorgen après-demain"}
AWAY = re.compile(
    r"\bin (\d{1,3}) (day|days|tag|tage|tagen|week|weeks|woche|wochen)\b|\bdans (\d{1,3}) (jours?|semaines?)\b",
    re.IGNORECASE,
)
NEXT = re.compile(r"\b(?:(?:on|am|next|nächsten|le) )?([^\W\d_]{2,12})\b\.?", re.IGNORECASE)
CLOCK = re.compile(
    r"(?:\b(?:at|um|à) )?\b(\d{1,2}):(\d{2})\b(?: uhr)?|\b(?:at |um |à )?(\d{1,2})(?: ?(am|pm)| uhr)\b", re.IGNORECASE
)
DATE = re.compile(r"(?:\b(?:on|am|le) )?(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})\b")
MARK = re.compile(r"(?:^|\s)!(\S+)")
PERSON = re.compile(r"(?:^|\s)@(\S+(?: \S+)?)")
WORDS = {"high": Priority.HIGH, "hoch": Priority.HIGH, "haute": Priority.HIGH, "alta": Priority.HIGH, "!": Priority.HIGH, "1": Priority.HIGH, "low": Priority.LOW, "niedrig": Priority.LOW, "basse": Priority.LOW, "baja": Priority.LOW}  # fmt: skip


type Called = tuple[str, int, str]  # the field that a person, a team or a role is put into, their id and name


@dataclass
class Typed:
    """What was understood: the values of a new task, and each part as (icon, words)."""

    values: dict[str, Any] = field(default_factory=dict)
    parts: list[tuple[str, str]] = field(default_factory=list)


def read(line: str) -> Typed:
    """What a line says; whatever is not understood stays in the name of the task."""
    found = Typed()
    text = " ".join(line[:LONGEST].split())
    rule = typed_rules.find(text)
    if rule:
        text = text[: rule.start] + text[rule.end :]
    text = _person(found, _priority(found, text))
    text, clock = _clock(text)
    text, day = _day(text)
    if rule and day is None:
        day = next((one for one in occurrences(Recurrence(timezone.localdate(), rule.rule))), None)
    _due(found, day, clock)
    if rule:
        found.values["recurrence"] = series.written(rule.rule, rule.after_done)
        found.parts.append(("repeat", rule_words.say(rule.rule, after_done=rule.after_done)))
    found.values["name"] = " ".join(text.split()).strip(" ,;")
    return found


def _due(found: Typed, day: date | None, clock: time | None) -> None:
    """Set when it is due: a time without a day is the next such time."""
    now = timezone.localtime()
    if clock is not None:
        if day is None:
            day = now.date() if clock > now.time() else now.date() + timedelta(days=1)
        at = timezone.make_aware(datetime.combine(day, clock))
        found.values["due_at"] = at
        word = due.said(day, at)
        found.parts.insert(0, ("clock", _("today %(time)s") % {"time": word} if day == now.date() else word))
    elif day is not None:
        found.values["due_on"] = day
        found.parts.insert(0, ("calendar", due.said(day, None)))


def _priority(found: Typed, text: str) -> str:
    for one in MARK.finditer(text):
        if priority := WORDS.get(one[1].casefold()):
            found.values["priority"] = priority
            found.parts.append(("flag", str(priority.label)))
            return text[: one.start()] + text[one.end() :]
    return text


def _person(found: Typed, text: str) -> str:
    """Whom it is given to: a person, a team or a role by the beginning of its name, the longest that fits."""
    named = lru_cache(_names)  # asked once for a line, however many it names
    for one in PERSON.finditer(text):
        words = one[1].rstrip(".,;")
        for said in dict.fromkeys((words, *words.split()[:1])):
            if match := _named(said.casefold(), named):
                key, pk, name = match
                found.values[key] = pk
                found.parts.append(("user-round-check" if key == "owner" else "users-round", name))
                return text[: one.start()] + text[one.start(1) + len(said) :]
    return text


def _named(said: str, named: Callable[[str], list[Called]]) -> Called | None:
    """The one person, else team, else role, whose name is this or is the only one that begins with it."""
    for key in ("owner", "team", "hat"):
        exact = [one for one in named(key) if one[2].casefold() == said]
        near = [one for one in named(key) if one[2].casefold().startswith(said) or said in one[2].casefold().split()]
        if len(exact or near) == 1:
            return (exact or near)[0]
    return None


def _names(key: str) -> list[Called]:
    rows: Any = {"owner": User.objects.filter(is_active=True), "team": Team.objects, "hat": Hat.objects}[key]
    return [(key, pk, name) for pk, name in rows.order_by("pk").values_list("pk", "name")[:PEOPLE]]


def _clock(text: str) -> tuple[str, time | None]:
    for one in CLOCK.finditer(text):
        hour, minute = int(one[1] or one[3]), int(one[2] or 0)
        half = (one[4] or "").lower()
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        if hour < 24 and minute < 60:
            return text[: one.start()] + text[one.end() :], time(hour, minute)
    return text, None


def _day(text: str) -> tuple[str, date | None]:
    """The day that a text names, and the text without it."""
    for pattern, meant in ((DATE, _date), (AWAY, _away), (NEXT, _near)):
        for one in pattern.finditer(text):
            if (day := meant(one)) is not None:
                return text[: one.start()] + text[one.end() :], day
    return text, None


def _date(found: re.Match[str]) -> date | None:
    try:
        return calendar_dates.read(found[1])
    except ValueError:
        return None


def _away(found: re.Match[str]) -> date:
    number, unit = int(found[1] or found[3]), (found[2] or found[4]).lower()
    return timezone.localdate() + timedelta(days=number * (7 if unit[0] in "ws" else 1))


def _near(found: re.Match[str]) -> date | None:
    """“Tomorrow”, or the next day of that name after today."""
    means = _days(get_language() or "en").get(found[1].casefold())
    return means(timezone.localdate()) if means else None


@lru_cache(maxsize=16)
def _days(language: str) -> dict[str, Callable[[date], date]]:
    def after(days: int) -> Callable[[date], date]:
        return lambda today: today + timedelta(days=days)

    def weekday(number: int) -> Callable[[date], date]:
        return lambda today: today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)

    known = {word: after(days) for days, words in NEAR.items() for word in words.split()}
    for where in ("en", amounts.locale_of(language)):
        for width in ("wide", "abbreviated"):
            for number, name in get_day_names(width, "format", where).items():
                known[name.casefold().strip(".")] = weekday(number)
    return known
