"""Business hours: those of the company and of teams, changed by who manages work, and the calendars that follow from them."""

from __future__ import annotations

import zoneinfo
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from babel.dates import get_day_names
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from closeknit.access import audit, gate, people, teams
from closeknit.access.actors import Actor
from closeknit.access.models import Team
from closeknit.access.verbs import Refused, RefusedTogether
from closeknit.catalogue.types import amounts, country
from closeknit.work.hours import typed
from closeknit.work.hours.models import BusinessHours
from closeknit.work.hours.working import Calendar, Hours

RIGHT = "work"  # what who may change hours, the ladder and who approves may manage
OFFICE: Hours = ((9 * 60, 17 * 60),)
SHIPPED: tuple[Hours, ...] = (*(OFFICE,) * 5, (), ())


@dataclass(frozen=True, slots=True)
class Given:
    """Business hours as a form gives them: a text for each day of the week, and for the closed days."""

    days: tuple[str, ...]
    zone: str = ""
    country: str = ""
    region: str = ""
    closed: str = ""


# ------------------------------------------------------------------------------------------------ calendars


@dataclass(frozen=True, slots=True)
class FreeDays(Container[date]):
    """The public holidays of a region, and the days on which somebody is closed beside them."""

    public: Container[date]
    own: frozenset[date]

    def __contains__(self, day: object) -> bool:
        return day in self.own or day in self.public


class Calendars:
    """The calendars of all teams, as they stand when this is made: a team without hours of its own has those of the team above it."""

    def __init__(self) -> None:
        rows = {one.team_id: one for one in BusinessHours.objects.all()}
        self._above = dict(Team.objects.values_list("pk", "parent_id"))
        self._own = {team: calendar(one) for team, one in rows.items()}
        self._company = self._own.get(None) or calendar(BusinessHours(week=list(SHIPPED)))

    def of(self, team: int | None) -> Calendar:
        """The calendar of a team, or of the company."""
        while team is not None and team not in self._own:
            team = self._above.get(team)
        return self._company if team is None else self._own[team]

    def every(self) -> list[Calendar]:
        """Each calendar there is."""
        return list({id(one): one for one in (self._company, *self._own.values())}.values())


def calendar(hours: BusinessHours) -> Calendar:
    """What a row of business hours says."""
    week = tuple(tuple((since, until) for since, until in day) for day in hours.week)
    zone = zoneinfo.ZoneInfo(hours.zone) if hours.zone else timezone.get_default_timezone()
    return Calendar(zone, week, FreeDays(holidays_of(hours.country, hours.region), _days(hours.closed)))


def _days(closed: list[list[str]]) -> frozenset[date]:
    found = set()
    for since, until, _name in closed:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        found |= {first + timedelta(days=away) for away in range((last - first).days + 1)}
    return frozenset(found)


def holidays_of(country: str, region: str) -> Container[date]:
    """The public holidays of a region; none without a country."""
    import holidays  # takes a quarter of a second, which a process that counts no hours need not wait for

    if country not in holidays.list_supported_countries(include_aliases=False):
        return ()
    known: Container[date] = holidays.country_holidays(country, subdiv=region or None)
    return known


def regions_of(country: str) -> list[str]:
    """The regions of a country whose holidays differ; none of a country that nobody keeps holidays of."""
    import holidays  # the same

    return list(holidays.list_supported_countries(include_aliases=False).get(country, ()))


def countries() -> list[str]:
    """The countries whose holidays are known."""
    import holidays  # the same

    return sorted(holidays.list_supported_countries(include_aliases=False))


# ------------------------------------------------------------------------------------------------ kept


def all_of(actor: Actor) -> dict[int | None, BusinessHours]:
    """What is kept, by team; NotAllowed for who may not manage work."""
    gate.check(RIGHT, actor, "manage")
    return {one.team_id: one for one in BusinessHours.objects.all()}


def team_of(pk: int, actor: Actor) -> Team | None:
    """The team of an id, the company for 0; Absent where there is none, NotAllowed for who may not manage work."""
    gate.check(RIGHT, actor, "manage")
    found = Team.objects.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None and pk:
        raise gate.Absent
    return found


def shown(team: Team | None, actor: Actor) -> Given:
    """The hours that a team has, as its form shows them."""
    rows, above = all_of(actor), team
    while above is not None and above.pk not in rows:
        above = above.parent
    kept = rows.get(above.pk if above else None) or BusinessHours(week=list(SHIPPED))
    days = tuple(typed.said_day(day) for day in kept.week)
    return Given(days, kept.zone, kept.country, kept.region, typed.said_closed(kept.closed))


def keep(team: Team | None, given: Given, *, by: Actor) -> BusinessHours:
    """Keep the hours of a team, or of the company. Refused for what cannot be read, each beside its field."""
    gate.check(RIGHT, by, "manage")
    values, refusals = _read(given)
    if refusals:
        raise RefusedTogether(refusals)
    with people.one_at_a_time():
        kept, _made = BusinessHours.objects.update_or_create(team=team, defaults=values)
        audit.write("hours.changed", by.user_id, team=team.name if team else "")
    return kept


def forget(team: Team | None, *, by: Actor) -> None:
    """Let a team have the hours of the team above it again, or the company those that every company begins with."""
    gate.check(RIGHT, by, "manage")
    with people.one_at_a_time():
        if BusinessHours.objects.filter(team=team).delete()[0]:
            audit.write("hours.changed", by.user_id, team=team.name if team else "")


def _read(given: Given) -> tuple[dict[str, Any], list[Refused]]:
    values: dict[str, Any] = {"zone": given.zone, "country": given.country, "region": given.region}
    refusals: list[Refused] = []
    week: list[Hours] = []
    for place, said in enumerate(given.days):
        try:
            week.append(typed.day(said, f"day_{place}"))
        except Refused as refused:
            refusals.append(refused)
    if not refusals and not any(week):
        refusals.append(Refused(_("Say for one day at least when you work, such as 9:00-17:00."), field="day_0"))
    try:
        values["closed"] = typed.closed(given.closed)
    except Refused as refused:
        refusals.append(refused)
    if given.zone and given.zone not in zoneinfo.available_timezones():
        refusals.append(Refused(_("Choose one of the time zones in the list."), field="zone", code="unknown_zone"))
    if given.country and given.country not in countries():
        refusals.append(Refused(_("Choose one of the countries in the list."), field="country", code="unknown_country"))
    elif given.region and given.region not in regions_of(given.country):
        refusals.append(Refused(_("Choose one of the regions of this country."), field="region", code="unknown_region"))
    return {**values, "week": week}, refusals


# ------------------------------------------------------------------------------------------------ told


@dataclass(frozen=True, slots=True)
class Told:
    """The hours of a team, or of the company without one, as people read them; `own` where it has some of its own."""

    team: Team | None
    depth: int
    own: bool
    week: list[tuple[str, str]]
    zone: str
    holidays: str

    @property
    def pk(self) -> int:
        """The id of the team, 0 for the company."""
        return self.team.pk if self.team else 0


def tell(actor: Actor) -> list[Told]:
    """The company's hours, then those of each team right after the one above it. NotAllowed for who may not manage work."""
    rows = all_of(actor)
    company = _told(None, 0, rows.get(None), rows.get(None) or BusinessHours(week=list(SHIPPED)))
    found, above = [company], {0: rows.get(None) or BusinessHours(week=list(SHIPPED))}
    for one in teams.placed():
        above[one.depth + 1] = rows.get(one.team.pk) or above[one.depth]
        found.append(_told(one.team, one.depth + 1, rows.get(one.team.pk), above[one.depth + 1]))
    return found


def _told(team: Team | None, depth: int, own: BusinessHours | None, kept: BusinessHours) -> Told:
    zone = kept.zone or str(timezone.get_default_timezone())
    where = " ".join(one for one in (country_names().get(kept.country, ""), kept.region) if one)
    return Told(team, depth, own is not None, _said_week(kept.week), zone, where)


def _said_week(week: Any) -> list[tuple[str, str]]:
    """The days of a week as people read them, those with the same hours together: “Mon–Fri” and “9:00-17:00”."""
    names = get_day_names("abbreviated", "format", amounts.locale_of(get_language() or "en"))
    told: list[tuple[str, str]] = []
    for said, days in groupby(range(7), lambda day: typed.said_day(week[day])):
        first, *others = days
        span = f"{names[first]}–{names[others[-1]]}" if others else str(names[first])
        if said:
            told.append((span, said))
    return told


def country_names() -> dict[str, str]:
    """The names of the countries whose holidays are known, in the reader's language."""
    names = country.names(get_language() or "en")
    return {code: names.get(code, code) for code in countries()}
