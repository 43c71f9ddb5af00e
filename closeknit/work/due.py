"""What is due: for somebody, given to others, there to be claimed, and about a record; in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import get_day_names
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access import types as rows
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.access.types import Named
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types import TYPES, amounts, calendar_dates
from closeknit.web import marks
from closeknit.work.models import Status, Task

SHOWN, FEW, AHEAD = 100, 20, 7  # tasks of one's own, of others, and days
COLUMNS = (
    "pk",
    "name",
    "status",
    "priority",
    "due_on",
    "due_at",
    "about_id",
    "owner_id",
    "recurrence",
    "crew__name",
    "hat__name",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A task as a line: when it is due in words and as a day, what it is about and whose it is as far as the reader may know."""

    id: int
    name: str
    url: str
    status: str
    high: bool
    day: date | None
    due: str
    late: bool
    about: Named | None
    who: str
    mine: bool
    repeats: bool
    editable: bool

    @property
    def face(self) -> str:
        """Whether what it is about is a person or a thing, for its face."""
        return "person" if self.about and kinds[self.about.kind].round else "thing"

    @property
    def done(self) -> bool:
        """Whether nothing is to be done about it any more."""
        return self.status != Status.OPEN


@dataclass(frozen=True, slots=True)
class Day:
    """What one person sees of work today."""

    late: list[Line]
    today: list[Line]
    ahead: list[Line]
    undated: list[Line]
    later: int
    given: list[Line]
    free: list[Line]


def of_today(actor: Actor) -> Day:
    """What somebody has to do by when, what they gave to others, and what they could claim. Five queries."""
    today = timezone.localdate()
    seen = gate.rows(Task, actor).filter(status=Status.OPEN).order_by("due_by", "pk")
    mine = lines(seen.filter(doer_id=actor.user_id)[:SHOWN], actor)
    others = Q(given_by_id=actor.user_id) & (~Q(doer_id=actor.user_id) | Q(doer_id=None))
    given = lines(seen.filter(others)[:FEW], actor)
    free = lines(seen.filter(pk__in=_claimable(seen, actor))[:FEW], actor)
    dated = [one for one in mine if one.day is not None and not one.late]
    return Day(
        late=[one for one in mine if one.late],
        today=[one for one in dated if one.day == today],
        ahead=[one for one in dated if one.day and today < one.day <= today + timedelta(days=AHEAD)],
        undated=[one for one in mine if one.day is None][:FEW],
        later=sum(1 for one in dated if one.day and one.day > today + timedelta(days=AHEAD)),
        given=given,
        free=free,
    )


def _claimable(seen: QuerySet[Task], actor: Actor) -> list[int]:
    """Those that nobody has taken yet and the actor may, the first of each team and each hat: every one has them in an index by their due."""
    worn = User.hats.through.objects.filter(user_id=actor.user_id).values_list("hat_id", flat=True)
    apart = [*(Q(crew_id=team) for team in actor.teams), *(Q(hat_id=hat) for hat in worn)]
    tops = [seen.filter(one, doer_id=None)[:FEW] for one in apart]
    return [one["pk"] for one in gate.united(Task, tops)] if tops else []


def of_record(record: Any, actor: Actor, *, done: bool = False) -> list[Line]:
    """The tasks about a record, those about its people where it is an organization: the open ones by their due, or what is done, the newest first."""
    here = Q(at_id=record.pk) if record.kind == "organization" else Q(about_id=record.pk)
    seen = gate.rows(Task, actor).filter(here)
    if done:
        return lines(seen.exclude(status=Status.OPEN).order_by("-done_at", "-pk")[:FEW], actor)
    return lines(seen.filter(status=Status.OPEN).order_by("due_by", "pk")[:FEW], actor)


def count(record: Any, actor: Actor) -> int:
    """How many open tasks there are about a record."""
    here = Q(at_id=record.pk) if record.kind == "organization" else Q(about_id=record.pk)
    return gate.rows(Task, actor).filter(here, status=Status.OPEN).count()


def lines(tasks: QuerySet[Task], actor: Actor) -> list[Line]:
    """These tasks as lines; names that the reader may not know are left out."""
    found = list(tasks.values(*COLUMNS))
    if not found:
        return []
    ids = [one["pk"] for one in found]
    editable = set(gate.rows(Task, actor, "edit").filter(pk__in=ids).values_list("pk", flat=True))
    known = _names(found, actor)
    return [_line(one, actor, known, one["pk"] in editable) for one in found]


def _names(found: Iterable[dict[str, Any]], actor: Actor) -> dict[str, dict[int, Named]]:
    """What the tasks are about and whose they are, by the keys of the types."""
    wanted: Any = {
        TYPES["reference"]: {one["about_id"] for one in found if one["about_id"]},
        TYPES["user"]: {one["owner_id"] for one in found if one["owner_id"]},
    }
    return {one.key: named for one, named in rows.names(wanted, actor).items()}


def _line(one: dict[str, Any], actor: Actor, known: dict[str, dict[int, Named]], editable: bool) -> Line:
    at, owner = one["due_at"], known["user"].get(one["owner_id"])
    day = timezone.localdate(at) if at else one["due_on"]
    late = one["status"] == Status.OPEN and (
        at < timezone.now() if at else day is not None and day < timezone.localdate()
    )
    return Line(
        id=one["pk"],
        name=one["name"],
        url=kinds["task"].address(one["pk"], one["name"]),
        status=one["status"],
        high=one["priority"] == "high",
        day=day,
        due=said(day, at),
        late=late,
        about=known["reference"].get(one["about_id"]),
        who=owner.name if owner else one["hat__name"] or one["crew__name"] or "",
        mine=one["owner_id"] == actor.user_id,
        repeats=bool(one["recurrence"]),
        editable=editable,
    )


def said(day: date | None, at: datetime | None) -> str:
    """When something is due, as people say it: a time today, a day of the week soon, how many days ago, else the date."""
    if day is None:
        return ""
    language = get_language() or "en"
    time = marks.clock(timezone.localtime(at)) if at else ""
    away = (day - timezone.localdate()).days
    if away == 0:
        return time or _("today")
    if away == -1:
        return _("yesterday")
    if away < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -away) % {"days": -away}
    if away == 1:
        word = _("tomorrow")
    elif away < 7:
        word = str(get_day_names("wide", "format", amounts.locale_of(language))[day.weekday()])
    else:
        word = calendar_dates.day_writer(language)(day)
    return f"{word} {time}".strip()
