"""The ladder: its levels and who leads each team, kept by who manages work; and whom a late task climbs to on each level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any

from django.db.models import Min
from django.utils.translation import gettext as _

from closeknit.access import audit, gate, people
from closeknit.access.actors import Actor
from closeknit.access.models import Hat, Team, User
from closeknit.access.verbs import Refused, RefusedTogether
from closeknit.records.models import Record
from closeknit.work.alerts.models import Lead, Level, Whom
from closeknit.work.hours.hours import RIGHT

MOST, LONGEST = 5, 2_000  # levels, and hours of working time until one
SHIPPED = ((4, Whom.MANAGER), (16, Whom.ABOVE), (40, Whom.HAT))  # hours; the role is that of administrators
MOST_TOLD = 50  # people of a role


@dataclass(frozen=True, slots=True)
class Rung:
    """A level as the ladder has it: after so much working time, to whom."""

    time: timedelta
    whom: str
    hat: int | None = None

    @property
    def hours(self) -> str:
        """Its time in hours, as people type it."""
        return f"{self.time.total_seconds() / 3600:g}"

    @property
    def choice(self) -> str:
        """To whom, as a form says it."""
        return f"hat-{self.hat}" if self.whom == Whom.HAT else self.whom


def rungs() -> list[Rung]:
    """The levels in their order: those that the company keeps, else those that are shipped."""
    kept = [Rung(timedelta(minutes=one.minutes), one.whom, one.hat_id) for one in Level.objects.order_by("position")]
    if kept:
        return kept
    top = Hat.objects.filter(key="administrator").values_list("pk", flat=True).first()
    return [Rung(timedelta(hours=hours), str(whom), top if whom == Whom.HAT else None) for hours, whom in SHIPPED]


# ------------------------------------------------------------------------------------------------ kept


def keep(given: Sequence[tuple[str, str]], *, by: Actor) -> None:
    """Keep these levels: pairs of hours and of whom, as a form says them; what has neither is left out. Refused for what cannot be."""
    gate.check(RIGHT, by, "manage")
    read = [_read(place, hours.strip(), whom) for place, (hours, whom) in enumerate(given) if hours.strip() or whom]
    refusals = [one for one in read if isinstance(one, Refused)]
    levels = [one for one in read if isinstance(one, Level)]
    if not refusals and not levels:
        refusals = [Refused(_("Keep one level at least, so that nothing late is forgotten."), field="hours_0")]
    if not refusals and any(one.minutes >= next_.minutes for one, next_ in pairwise(levels)):
        refusals = [Refused(_("Each level comes later than the one before."), field="hours_0", code="order")]
    if refusals:
        raise RefusedTogether(refusals)
    with people.one_at_a_time():
        Level.objects.all().delete()
        for position, level in enumerate(levels):
            level.position = position
        Level.objects.bulk_create(levels)
        audit.write("ladder.changed", by.user_id)


def _read(place: int, hours: str, whom: str) -> Level | Refused:
    try:
        minutes = round(float(hours.replace(",", ".")) * 60)
    except (ValueError, OverflowError):
        minutes = -1
    if not 0 <= minutes <= LONGEST * 60:
        sentence = _("Give the hours as a number from 0 to %(most)d.") % {"most": LONGEST}
        return Refused(sentence, field=f"hours_{place}", code="not_hours")
    word, _mark, number = whom.partition("-")
    hat = (
        Hat.objects.filter(pk=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 19
        else None
    )
    if word not in Whom.values or (word == Whom.HAT) != (hat is not None):
        return Refused(_("Choose whom it climbs to."), field=f"whom_{place}", code="required")
    return Level(minutes=minutes, whom=word, hat=hat)


def lead(given: dict[int, int], *, by: Actor) -> None:
    """Say who leads teams: ids of teams, each with that of a person, 0 for nobody. Refused for who is not there."""
    gate.check(RIGHT, by, "manage")
    known = set(User.objects.filter(is_active=True, pk__in=given.values()).values_list("pk", flat=True))
    there = set(Team.objects.filter(pk__in=given).values_list("pk", flat=True))
    if {*given.values()} - known - {0} or {*given} - there:
        raise Refused(_("There is nobody like this here. Choose again."), field="lead", code="not_a_user")
    with people.one_at_a_time():
        Lead.objects.filter(team_id__in=given).delete()
        Lead.objects.bulk_create([Lead(team_id=team, user_id=user) for team, user in given.items() if user])
        audit.write("leads.changed", by.user_id)


def leads() -> dict[int, int]:
    """Who leads each team that has a lead."""
    return dict(Lead.objects.filter(user__is_active=True).values_list("team_id", "user_id"))


# ------------------------------------------------------------------------------------------------ whom


@dataclass(frozen=True, slots=True)
class Late:
    """What must be known of a late task to find whom it climbs to."""

    doer: int | None
    crew: int | None
    given_by: int | None
    about: int | None


@dataclass(frozen=True, slots=True)
class Company:
    """Who leads, who is above whom and who wears what, as it stands when this is made."""

    leads: dict[int, int] = field(default_factory=leads)
    above: dict[int, int | None] = field(default_factory=lambda: dict(Team.objects.values_list("pk", "parent_id")))
    wearers: Any = field(default_factory=lambda: cache(_wearers))
    top: list[int] = field(default_factory=lambda: list(people.administrators().values_list("pk", flat=True)))
    first_teams: dict[int, int] = field(
        default_factory=lambda: dict(User.teams.through.objects.values_list("user_id").annotate(Min("team_id")))
    )

    def chain(self, rung: Rung, late: Late, manager: int | None) -> list[list[int]]:
        """Those whom a task may climb to on a level, the first wished first; the administrators when there is nobody else."""
        team = late.crew or self.first_teams.get(late.doer or 0)
        own, higher = [self.leads[team]] if team in self.leads else [], self._higher(team)
        found: list[list[int]]
        match rung.whom:
            case Whom.HAT:
                found = [self.wearers(rung.hat)]
            case Whom.GIVER:
                found = [[late.given_by] if late.given_by else [], own, *higher]
            case Whom.ABOVE:
                found = higher
            case Whom.LEAD:
                found = [own, *higher]
            case _:
                found = [[manager] if manager else [], own, *higher]
        others = [[one for one in some if one != late.doer] for some in found]
        return [*(some for some in others if some), self.top]

    def _higher(self, team: int | None) -> list[list[int]]:
        """The leads of the teams above a team, the nearest first."""
        found, met = [], set[int]()
        above = self.above.get(team) if team else None
        while above is not None and above not in met:
            met.add(above)
            found += [[self.leads[above]]] if above in self.leads else []
            above = self.above.get(above)
        return found


def _wearers(hat: int) -> list[int]:
    worn = User.hats.through.objects.filter(hat_id=hat, user__is_active=True).order_by("user_id")
    return list(worn.values_list("user_id", flat=True)[:MOST_TOLD])


def managers(about: set[int]) -> dict[int, int]:
    """The managers of those of these records that are projects with one."""
    found = Record.objects.filter(pk__in=about, kind="project", owner__is_active=True)
    return dict(found.values_list("pk", "owner_id"))
