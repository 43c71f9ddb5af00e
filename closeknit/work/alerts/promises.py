"""Promises: tasks with a due, as far as the reader sees them: open, late, kept or broken, counted by team and person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Team, User
from closeknit.catalogue.refusal import Refused
from closeknit.work.models import OPEN, Task

STATES = ("open", "late", "kept", "broken")
OVER = ("kept", "broken")
LATE = OPEN & Q(due_by__lt=Now())
KEPT = Q(status="done", done_at__lte=F("due_by"))
USUAL, LONGEST = 30, 3_700  # days of a period
MOST = 1_000  # lines of people in teams


def state() -> Case:
    """How the promise of a task stands, as an expression on its row; nothing where it has no due."""
    said = [When(due_by=None, then=Value(None)), When(LATE, then=Value("late")), When(OPEN, then=Value("open"))]
    return Case(*said, When(KEPT, then=Value("kept")), default=Value("broken"), output_field=CharField())


@dataclass(frozen=True, slots=True)
class Period:
    """Days from one to another, both included, in which what was kept and broken was due."""

    since: date
    until: date

    def around(self) -> tuple[datetime, datetime]:
        """The moments in which it begins and ends, in the reader's zone."""
        ends = (self.since, self.until + timedelta(days=1))
        first, last = (timezone.make_aware(datetime.combine(day, time())) for day in ends)
        return first, last


def period(since: str, until: str) -> Period:
    """The period that a form says; the last 30 days where it says nothing. Refused for what is none."""
    today = timezone.localdate()
    try:
        last = date.fromisoformat(until) if until else today
        first = date.fromisoformat(since) if since else last - timedelta(days=USUAL - 1)
    except (ValueError, OverflowError):
        raise Refused(_("Say the days such as 2026-12-31."), field="since", code="not_a_date") from None
    if not 0 <= (last - first).days <= LONGEST or not 1900 < first.year <= last.year < 9000:
        raise Refused(_("The first day is not after the last, and at most ten years before it."), field="since")
    return Period(first, last)


@dataclass(frozen=True, slots=True)
class Row:
    """The promises of a team, or of a person in it: how many are in each state, each with the list behind it."""

    name: str
    depth: int
    counts: dict[str, int]
    lists: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> list[tuple[str, int, str]]:
        """For each state its key, the number and the address of the list."""
        return [(one, self.counts[one], self.lists.get(one, "")) for one in STATES]

    @property
    def share(self) -> int | None:
        """Of a hundred that were due and are over, how many were kept; rounded down, so that 100 means all."""
        over = self.counts["kept"] + self.counts["broken"]
        return self.counts["kept"] * 100 // over if over else None


type Key = tuple[int | None, int | None]  # team and person


def told(actor: Actor, within: Period) -> tuple[Row, list[Row]]:
    """All promises together, then each team with its people. NotAllowed for who sees no tasks; four queries."""
    gate.check("task", actor, "see")
    counts = _counts(actor, within)
    teams = dict(Team.objects.filter(pk__in={team for team, _doer in counts if team}).values_list("pk", "name"))
    people = dict(User.objects.filter(pk__in={doer for _team, doer in counts if doer}).values_list("pk", "name"))
    every = Row(_("Everything you see"), 0, _sum(counts.values()), _lists(within))
    rows: list[Row] = []
    for team, name in [*sorted(teams.items(), key=lambda one: one[1].casefold()), (None, _("No team"))]:
        inside = {doer: found for (of, doer), found in counts.items() if of == team}
        if inside:
            rows += [
                Row(name, 0, _sum(inside.values()), _lists(within, team=team)),
                *_people(inside, people, team, within),
            ]
    return every, rows[:MOST]


def _people(
    inside: dict[int | None, dict[str, int]], names: dict[int, str], team: int | None, within: Period
) -> list[Row]:
    """The people of a team by name, and last what nobody has taken."""
    known = sorted((doer for doer in inside if doer), key=lambda doer: names[doer].casefold())
    rows = [Row(names[doer], 1, inside[doer], _lists(within, team=team, owner=doer)) for doer in known]
    if None in inside:
        rows.append(Row(_("Not taken"), 1, inside[None], _lists(within, team=team, owner=None)))
    return rows


def _lists(within: Period, **whose: int | None) -> dict[str, str]:
    """The address of the list behind each number."""
    asked = [(key, str(value)) if value else (f"{key}__empty", "") for key, value in whose.items()]
    due = [("due_by__gte", within.since.isoformat()), ("due_by__lte", within.until.isoformat())]
    return {
        one: f"{reverse('list', args=['tasks'])}?{urlencode([('promise', one), *asked, *(due if one in OVER else [])])}"
        for one in STATES
    }


def _counts(actor: Actor, within: Period) -> dict[Key, dict[str, int]]:
    """How many promises are in each state, by team and person."""
    since, until = within.around()
    seen = gate.rows(Task, actor).filter(due_by__isnull=False).order_by()
    open_ = _grouped(seen.filter(OPEN), late=Count("pk", filter=LATE), open=Count("pk", filter=~LATE))
    over = seen.exclude(OPEN).filter(due_by__gte=since, due_by__lt=until)
    closed = _grouped(over, kept=Count("pk", filter=KEPT), broken=Count("pk", filter=~KEPT))
    found: dict[Key, dict[str, int]] = {}
    for one in (*open_, *closed):
        key = (one.pop("crew_id"), one.pop("doer_id"))
        found.setdefault(key, dict.fromkeys(STATES, 0)).update(one)
    return found


def _grouped(tasks: QuerySet[Task], **counts: Count) -> list[dict[str, Any]]:
    found: Any = tasks.values("crew_id", "doer_id").annotate(**counts)
    return list(found)


def _sum(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    together = dict.fromkeys(STATES, 0)
    for one in counts:
        for key in STATES:
            together[key] += one[key]
    return together
