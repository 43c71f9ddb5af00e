"""The page of a calendar: whose it is, which days it shows, and what stands on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_skeleton, get_day_names
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.catalogue.types import amounts
from closeknit.web import marks
from closeknit.work.calendars import company, items, placing
from closeknit.work.calendars.items import Item

VIEWS = ("day", "week", "month", "agenda")
AHEAD = 14  # days of an agenda
IN_CELL = 4  # things on a day of a month; the rest is counted
OPENS = 7  # the hour at which a day is looked at first


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: which view, of which day, of whom; `of` is "" for oneself, user-3 or team-2."""

    view: str
    day: date
    of: str
    whose: str
    people: tuple[int, ...]
    teams: tuple[int, ...]

    @classmethod
    def read(cls, given: QueryDict, actor: Actor) -> Asked:
        """The same from the words of an address; what is not understood is today, a week, oneself."""
        view = given.get("view", "")
        of, name, people, teams = _whose(given.get("of", ""), actor)
        return cls(view if view in VIEWS else "week", _day(given.get("day", "")), of, name, people, teams)

    @property
    def template(self) -> str:
        """The template of its view."""
        return {"month": "month", "agenda": "agenda"}.get(self.view, "week")

    def url(self, **more: Any) -> str:
        """The address of the same with something else."""
        other = replace(self, **more)
        words = {"view": other.view, "day": other.day.isoformat(), **({"of": other.of} if other.of else {})}
        return f"{reverse('calendar')}?{urlencode(words)}"


def _day(given: str) -> date:
    try:
        day = date.fromisoformat(given[:10])
    except ValueError:
        return timezone.localdate()
    return day if 1900 < day.year < 9000 else timezone.localdate()


def _whose(of: str, actor: Actor) -> tuple[str, str, tuple[int, ...], tuple[int, ...]]:
    """Who is meant: the word of it, the name, the users, the teams whose open work is shown too."""
    what, _mark, number = of.partition("-")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
    if what == "team" and (name := company.team(pk)):
        return of, name, tuple(company.members(pk)), (pk,)
    if what == "user" and pk != actor.user_id and (name := company.colleague(pk)):
        return of, name, (pk,), ()
    return "", "", (actor.user_id or 0,), ()


# ------------------------------------------------------------------------------------------------ shown


def show(asked: Asked, request: Request) -> dict[str, Any]:
    """The context of the view's template."""
    language = amounts.locale_of(get_language() or "en")
    found = {"week": _week, "day": _week, "month": _month, "agenda": _agenda}[asked.view](
        asked, request.actor, language
    )
    adding = request.actor.may("meeting", "create")
    return {
        **found,
        "asked": asked,
        "views": [(one, label, asked.url(view=one), one[0]) for one, label in _labels()],
        "today_url": asked.url(day=timezone.localdate()),
        "whose": _offered(asked, request.actor),
        "add_url": reverse("create", args=["meetings"]) if adding else "",
        "on": request.get_full_path(),
        "zone": timezone.get_current_timezone_name(),
        "zone_name": timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " "),
    }


def _labels() -> list[tuple[str, str]]:
    return [("day", _("Day")), ("week", _("Week")), ("month", _("Month")), ("agenda", _("List"))]


def _offered(asked: Asked, actor: Actor) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Whose calendar can be looked at: the headings, with address, name, and whether it is the one."""
    people, teams = company.colleagues(actor.user_id or 0), company.teams()
    groups = [
        ("", [(asked.url(of=""), _("My calendar"), not asked.of)]),
        (_("Teams"), [_choice(asked, f"team-{pk}", name) for pk, name in teams]),
        (_("People"), [_choice(asked, f"user-{pk}", name) for pk, name in people]),
    ]
    return [(label, choices) for label, choices in groups if choices]


def _choice(asked: Asked, of: str, name: str) -> tuple[str, str, bool]:
    return asked.url(of=of), name, asked.of == of


def _first_weekday(language: str) -> int:
    return int(Locale.parse(language).first_week_day)


def _week(asked: Asked, actor: Actor, language: str) -> dict[str, Any]:
    """Days side by side, with their hours."""
    days = [asked.day] if asked.view == "day" else placing.week_of(asked.day, _first_weekday(language))
    found = items.between(days[0], days[-1] + timedelta(days=1), asked.people, asked.teams, actor)
    step = timedelta(days=len(days))
    now = timezone.localtime()
    return {
        "title": _title(days, language),
        "before_url": asked.url(day=asked.day - step),
        "after_url": asked.url(day=asked.day + step),
        "days": [_column(day, found, asked, language, now) for day in days],
        "bars": placing.bars(found, days),
        "hours": [{"label": marks.clock(_at(days[0], one)), "hour": one.hour} for one in placing.hours()],
        "agenda": _by_day(found, days, asked, language),
        "opens": OPENS,
    }


def _column(day: date, found: list[Item], asked: Asked, language: str, now: datetime) -> dict[str, Any]:
    pieces, hidden = placing.column(found, day)
    return {
        **_head(day, asked, language),
        "pieces": pieces,
        "hidden": hidden,
        "slots": [{"hour": one.hour, "at": f"{day.isoformat()}T{one:%H:%M}", "label": marks.clock(_at(day, one))} for one in placing.hours()],
        "now": {"hour": now.hour, "five": now.minute // placing.ROW} if day == now.date() else None,
    }  # fmt: skip


def _at(day: date, one: time) -> datetime:
    return datetime.combine(day, one)


def _head(day: date, asked: Asked, language: str) -> dict[str, Any]:
    return {
        "date": day,
        "weekday": get_day_names("abbreviated", locale=language)[day.weekday()],
        "label": format_skeleton("MMMEd", day, locale=language),
        "today": day == timezone.localdate(),
        "weekend": day.weekday() >= 5,
        "url": asked.url(view="day", day=day),
        "agenda_url": asked.url(view="agenda", day=day),
    }


def _month(asked: Asked, actor: Actor, language: str) -> dict[str, Any]:
    """The weeks of a month; each day with the first of its things, and how many more there are."""
    weeks = placing.month_of(asked.day, _first_weekday(language))
    days = [day for week in weeks for day in week]
    found = items.between(days[0], days[-1] + timedelta(days=1), asked.people, asked.teams, actor)
    first = asked.day.replace(day=1)
    return {
        "title": format_skeleton("yMMMM", first, locale=language),
        "before_url": asked.url(day=(first - timedelta(days=1)).replace(day=1)),
        "after_url": asked.url(day=(first + timedelta(days=32)).replace(day=1)),
        "weekdays": [get_day_names("abbreviated", locale=language)[one.weekday()] for one in weeks[0]],
        "weeks": [[_cell(day, found, asked, language) for day in week] for week in weeks],
        "agenda": _by_day(found, [one for one in days if one.month == first.month], asked, language),
    }


def _cell(day: date, found: list[Item], asked: Asked, language: str) -> dict[str, Any]:
    there = _on(found, day)
    room = IN_CELL if len(there) <= IN_CELL else IN_CELL - 1
    other = day.month != asked.day.month
    return {
        **_head(day, asked, language),
        "items": there[:room],
        "more": len(there) - len(there[:room]),
        "other": other,
    }


def _on(found: list[Item], day: date) -> list[Item]:
    return [one for one in found if one.first <= day <= one.last]


def _agenda(asked: Asked, actor: Actor, language: str) -> dict[str, Any]:
    """What comes, day by day."""
    days = [asked.day + timedelta(days=one) for one in range(AHEAD)]
    found = items.between(days[0], days[-1] + timedelta(days=1), asked.people, asked.teams, actor)
    return {
        "title": _title(days, language),
        "before_url": asked.url(day=asked.day - timedelta(days=AHEAD)),
        "after_url": asked.url(day=asked.day + timedelta(days=AHEAD)),
        "agenda": _by_day(found, days, asked, language),
    }


def _by_day(found: list[Item], days: list[date], asked: Asked, language: str) -> list[dict[str, Any]]:
    """The days on which there is something, and today."""
    told = [{**_head(day, asked, language), "items": _on(found, day)} for day in days]
    return [one for one in told if one["items"] or one["today"]]


def _title(days: list[date], language: str) -> str:
    if len(days) == 1:
        return str(format_skeleton("yMMMEd", days[0], locale=language))
    first, last = days[0], days[-1]
    short = format_skeleton("MMMd" if first.year == last.year else "yMMMd", first, locale=language)
    return f"{short} – {format_skeleton('yMMMd', last, locale=language)}"
