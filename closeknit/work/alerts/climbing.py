"""Late tasks climb: each minute those that have come to a further level are told to whom it leads, once, whatever is killed and however clocks jump."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app

from closeknit.access import actors, gate
from closeknit.access.actors import Actor, acting
from closeknit.access.models import User
from closeknit.records import entries
from closeknit.work.alerts import ladder
from closeknit.work.alerts.ladder import Company, Late, Rung
from closeknit.work.alerts.models import Alert, AlertTo
from closeknit.work.hours.hours import Calendars
from closeknit.work.hours.working import Calendar, before
from closeknit.work.models import OPEN, Notice, Task

BATCH = 200  # tasks that climb at once
FIRST = datetime(1, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=30)  # that somebody is asked stays so long after it was answered: it may be taken back
MOST_FORGOTTEN = 1_000  # at once
COLUMNS = ("pk", "name", "doer_id", "crew_id", "given_by_id", "about_id", "at_id", "late_from", "climbed")


@dataclass(frozen=True, slots=True)
class Climb:
    """One run: the ladder, the calendars and the people as they stand at its beginning, and the moment that it goes by."""

    now: datetime
    rungs: list[Rung] = field(default_factory=ladder.rungs)
    calendars: Calendars = field(default_factory=Calendars)
    company: Company = field(default_factory=Company)
    known: Any = field(default_factory=lambda: cache(_actor))
    limits: Any = field(default_factory=dict)

    def limit(self, calendar: Calendar, level: int) -> datetime:
        """What is late since then or longer has come to a level, counted from 1."""
        key = (id(calendar), level)
        if key not in self.limits:
            self.limits[key] = before(calendar, self.now, self.rungs[level - 1].time)
        found: datetime = self.limits[key]
        return found

    def latest(self, level: int) -> datetime:
        """The latest of these moments of any calendar: what is late since after it has come to the level nowhere."""
        return max(self.limit(one, level) for one in self.calendars.every())

    def reached(self, task: dict[str, Any]) -> int:
        """The level that a task has come to by the hours of its team."""
        team = task["crew_id"] or self.company.first_teams.get(task["doer_id"] or 0)
        calendar = self.calendars.of(team)
        passed = (level for level in range(len(self.rungs), 0, -1) if task["late_from"] <= self.limit(calendar, level))
        return next(passed, 0)


def climb(now: datetime | None = None) -> int:
    """Let everything late climb as far as it has come, batch by batch, each kept at once; gives how many alerts were raised."""
    run, raised = Climb(now or timezone.now()), 0
    for climbed in range(len(run.rungs)):
        since, pk = FIRST, 0
        while True:
            with acting(actors.system("alerts")) as by:
                found = _waiting(run, climbed, since, pk)
                raised += _raise(run, found, by)
            if len(found) < BATCH:
                break
            since, pk = found[-1]["late_from"], found[-1]["pk"]
    return raised


def _waiting(run: Climb, climbed: int, since: datetime, pk: int) -> list[dict[str, Any]]:
    """The next tasks, after one, that stand on a level and may have come to a further one; locked, but for what others hold."""
    late = Task.objects.filter(OPEN, climbed=climbed, late_from__lte=run.latest(climbed + 1), binned_at=None)
    after = late.filter(late_from__gte=since).exclude(late_from=since, pk__lte=pk)
    locked = after.order_by("late_from", "record_ptr").select_for_update(skip_locked=True)
    return list(locked.values(*COLUMNS)[:BATCH])


def _raise(run: Climb, found: list[dict[str, Any]], by: Actor) -> int:
    """Raise an alert for each task that has come further, to those of all levels that it passed."""
    come = {one["pk"]: one | {"level": level} for one in found if (level := run.reached(one)) > one["climbed"]}
    made = [Alert(record_id=pk, since=one["late_from"], level=one["level"]) for pk, one in come.items()]
    Alert.objects.bulk_create(made, ignore_conflicts=True)
    wished = {(pk, one["late_from"], one["level"]) for pk, one in come.items()}
    there = Alert.objects.filter(record_id__in=come).values_list("record_id", "since", "level", "pk")
    alerts = {record: alert for record, since, level, alert in there if (record, since, level) in wished}
    told = _whom(run, list(come.values()))
    actors.declare(by)  # asking what somebody may do declared them
    AlertTo.objects.bulk_create(
        [AlertTo(alert_id=alerts[pk], user_id=user) for pk, users in told.items() for user in users],
        ignore_conflicts=True,
    )
    _tell(come, told, by)
    for level in {one["level"] for one in come.values()}:
        Task.objects.filter(pk__in=[pk for pk, one in come.items() if one["level"] == level]).update(climbed=level)
    return len(come)


def _tell(come: dict[int, dict[str, Any]], told: dict[int, list[int]], by: Actor) -> None:
    """A notice to each, and an entry on the task and on what it is about."""
    names = dict(
        User.objects.filter(pk__in={one for users in told.values() for one in users}).values_list("pk", "name")
    )
    notices = []
    for pk, one in come.items():
        key = f"{pk} {one['late_from'].timestamp():.6f} {one['level']}"
        notices += [Notice(user_id=user, record_id=pk, kind="alert.raised", key=key) for user in told[pk]]
        records = dict.fromkeys(each for each in (pk, one["about_id"], one["at_id"]) if each)
        data = {"record": pk, "name": one["name"], "to": ", ".join(names[user] for user in told[pk])}
        entries.write("alert.raised", by=by.anew(), records=records, data={**data, "level": one["level"]})
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _whom(run: Climb, come: list[dict[str, Any]]) -> dict[int, list[int]]:
    """Who is asked about each task: of each level that it passed the first who may change it."""
    managers = ladder.managers({one["about_id"] for one in come if one["about_id"]})
    chains: list[tuple[int, list[list[int]]]] = []
    for one in come:
        late = Late(one["doer_id"], one["crew_id"], one["given_by_id"], one["about_id"])
        for rung in run.rungs[one["climbed"] : one["level"]]:
            chains.append((one["pk"], run.company.chain(rung, late, managers.get(one["about_id"]))))
    found: dict[int, list[int]] = {one["pk"]: [] for one in come}
    while chains:
        may = _may(run, chains)
        left = []
        for pk, chain in chains:
            answering = [user for user in chain[0] if pk in may.get(user, ())]
            found[pk] += [user for user in answering if user not in found[pk]]
            if not answering and len(chain) > 1:
                left.append((pk, chain[1:]))
        chains = left
    return found


def _may(run: Climb, chains: list[tuple[int, list[list[int]]]]) -> dict[int, set[int]]:
    """Of those who are wished first, the tasks that each may change."""
    wished: dict[int, set[int]] = {}
    for pk, chain in chains:
        for user in chain[0]:
            wished.setdefault(user, set()).add(pk)
    return {user: _changeable(run.known(user), tasks) for user, tasks in wished.items()}


def _changeable(actor: Actor | None, tasks: set[int]) -> set[int]:
    if actor is None:
        return set()
    if "all" in actor.reaches("task", "edit"):
        return tasks
    return set(gate.rows(Task, actor, "edit").filter(pk__in=tasks).values_list("pk", flat=True))


def _actor(user: int) -> Actor | None:
    """What somebody may do at this moment; nothing where they were let go meanwhile."""
    try:
        return actors.of_user(user)
    except LookupError:
        return None


def forget(now: datetime | None = None) -> int:
    """Ask nobody any more about what was answered long ago; gives how often somebody was."""
    held = Task.objects.filter(OPEN, pk=OuterRef("alert__record_id"), late_from=OuterRef("alert__since"))
    old = AlertTo.objects.filter(~Exists(held), alert__raised_at__lt=(now or timezone.now()) - KEPT)
    return AlertTo.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN])).delete()[0]


@app.periodic(cron="* * * * *")
@app.task(name="work.climb", queueing_lock="work.climb")
def every_minute(timestamp: int) -> None:
    """Each minute: what is late climbs."""
    climb()


@app.periodic(cron="17 * * * *")
@app.task(name="work.forget_alerts", queueing_lock="work.forget_alerts")
def every_hour(timestamp: int) -> None:
    """Each hour: who was asked long ago about what is answered is forgotten."""
    while forget() == MOST_FORGOTTEN:
        pass
