"""What is due: for somebody, given to others, there to be claimed, and about a record; in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import get_day_names
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access import types as rows
from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types import TYPES, amounts, calendar_dates
from closeknit.web import marks
from closeknit.work.models import Status, Task

SHOWN, FEW, AHEAD = 100, 20, 7  # tasks of one's own, of others, and days
MINE, GIVEN, FREE, DONE = range(4)  # the parts that one query brings
COLUMNS = (
    "pk",
    "name",
    "status",
    "priority",
    "due_on",
    "due_at",
    "due_by",
    "done_at",
    "about_id",
    "owner_id",
    "owner__name",
    "recurrence",
    "asked_at",
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
    asked: bool = False  # it is done, and waits for approval
    level: int = 0  # of the ladder, where somebody is asked about it

    @property
    def face(self) -> str:
        """What that which it is about looks like."""
        return kinds[self.about.kind].shape if self.about else "thing"

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
    """What somebody has to do by when, what they gave to others, and what they could claim. Four queries at most."""
    today = timezone.localdate()
    found = list(_of_day(actor))
    known = {line.id: line for line in lines(found, actor)}
    mine, given, free = ([known[one["pk"]] for one in _by_due(found, part)] for part in (MINE, GIVEN, FREE))
    dated = [one for one in mine if one.day is not None and not one.late]
    return Day(
        late=[one for one in mine if one.late],
        today=[one for one in dated if one.day == today],
        ahead=[one for one in dated if one.day and today < one.day <= today + timedelta(days=AHEAD)],
        undated=[one for one in mine if one.day is None][:FEW],
        later=sum(1 for one in dated if one.day and one.day > today + timedelta(days=AHEAD)),
        given=given,
        free=free[:FEW],
    )


def _of_day(actor: Actor) -> QuerySet[Task, dict[str, Any]]:
    """The first of each part of Today, those of each team and each hat apart: every one has them in an index by their due."""
    seen = gate.rows(Task, actor).filter(status=Status.OPEN).order_by("due_by", "pk")
    free = [*(Q(crew_id=team) for team in actor.teams), *(Q(hat_id=hat) for hat in actor.hats)]
    others = Q(given_by_id=actor.user_id) & (~Q(doer_id=actor.user_id) | Q(doer_id=None))
    mine = _part(seen.filter(doer_id=actor.user_id), MINE, SHOWN)
    rest = [_part(seen.filter(one, doer_id=None), FREE) for one in free]
    found: QuerySet[Task, dict[str, Any]] = mine.union(_part(seen.filter(others), GIVEN), *rest, all=True)
    return found


def _part(tasks: QuerySet[Task], part: int, most: int = FEW) -> QuerySet[Task, dict[str, Any]]:
    top: QuerySet[Task, dict[str, Any]] = tasks.annotate(part=Value(part)).values("part", *COLUMNS)[:most]
    return top


def _by_due(found: Iterable[dict[str, Any]], part: int) -> list[dict[str, Any]]:
    """Those of a part, each once, the first due first: a team's and a hat's may be the same."""
    once = {one["pk"]: one for one in found if one["part"] == part}
    return sorted(once.values(), key=lambda one: (one["due_by"] is None, one["due_by"] or timezone.now(), one["pk"]))


def of_record(record: Any, actor: Actor) -> tuple[list[Line], list[Line]]:
    """The tasks about a record, those about its people where it is an organization: the open ones by their due, and what is done, the newest first."""
    seen = gate.rows(Task, actor).filter(**{_tied(record.kind): record.pk})
    still = _part(seen.filter(status=Status.OPEN).order_by("due_by", "pk"), MINE)
    found = list(still.union(_part(seen.exclude(status=Status.OPEN).order_by("-done_at", "-pk"), DONE), all=True))
    known = {line.id: line for line in lines(found, actor, here=record.pk)}
    closed = [one for one in found if one["part"] == DONE]
    closed.sort(key=lambda one: (one["done_at"] is None, one["done_at"] or timezone.now(), one["pk"]), reverse=True)
    return [known[one["pk"]] for one in _by_due(found, MINE)], [known[one["pk"]] for one in closed]


def counted(kind: str, actor: Actor) -> Coalesce | Value:
    """How many open tasks there are about a record, as an expression on its row."""
    if not actor.may("task", "see"):
        return Value(0)
    tied = _tied(kind)
    seen = gate.rows(Task, actor).filter(**{tied: OuterRef("pk")}, status=Status.OPEN).order_by()
    return Coalesce(Subquery(seen.values(tied).annotate(number_of=Count("pk")).values("number_of")), 0)


def _tied(kind: str) -> str:
    """The column in which tasks have what they are shown at."""
    return "at_id" if kind == "organization" else "about_id"


def lines(found: list[dict[str, Any]], actor: Actor, here: int | None = None) -> list[Line]:
    """These tasks as lines; what the reader may not know is not named, nor the record on whose page they stand."""
    editable = _editable({one["pk"] for one in found}, actor)
    known = names({one["about_id"] for one in found} - {None, here}, actor)
    return [_line(one, actor, known, one["pk"] in editable) for one in found]


def _editable(ids: set[int], actor: Actor) -> set[int]:
    """Those of these tasks that the actor may edit; asked only of who may edit some."""
    if not ids or "all" in actor.reaches("task", "edit"):
        return ids
    return set(gate.rows(Task, actor, "edit").filter(pk__in=ids).values_list("pk", flat=True))


def names(ids: set[int], actor: Actor) -> dict[int, Named]:
    """The records with these ids, such as what tasks are about, as far as the reader may know them."""
    wanted: Any = {TYPES["reference"]: ids}
    return next(iter(rows.names(wanted, actor).values())) if ids else {}


def _line(one: dict[str, Any], actor: Actor, known: dict[int, Named], editable: bool) -> Line:
    at = one["due_at"]
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
        due=said(day, at) if one["status"] == Status.OPEN else _ended(one["done_at"]),
        late=late,
        about=known.get(one["about_id"]),
        who=one["owner__name"] or one["hat__name"] or one["crew__name"] or "",
        mine=one["owner_id"] == actor.user_id,
        repeats=bool(one["recurrence"]),
        asked=one["asked_at"] is not None,
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


def _ended(at: datetime | None) -> str:
    """When something was done, in words; nothing of what was dropped."""
    return marks.day_said(timezone.localdate(at)) if at else ""
