"""A task: done, taken up again, dropped, moved, given, claimed, released, ticked off; what must hold of it, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Hat, Team, User
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import WORKING, Employment
from closeknit.records import entries, record, search
from closeknit.records.models import Record
from closeknit.work import notices, series
from closeknit.work.models import Status, Step, Task
from closeknit.work.projects.models import Project

LONGEST = 1_000  # characters of a cause
CHAIN = 100  # tasks that wait for each other
DUE = frozenset({"due_on", "due_at"})
HELD: list[Callable[[Task, Actor], bool]] = []  # what asks for approval before a task is done, and says whether it did
WHOSE = ("owner", "team", "hat", "given_by")  # the columns that open a task to somebody


# ------------------------------------------------------------------------------------------------ what must hold


def settle(task: Task, changed: frozenset[str]) -> None:
    """Complete and check a task before it is saved."""
    task.priority = task.priority or "normal"
    if task.pk is None and changed & {"team", "hat"} and "owner" not in changed and (task.team_id or task.hat_id):
        task.owner_id = None  # for whoever of them claims it
        task.team_id = task.team_id if "team" in changed else None
    if "due_on" in changed and task.due_on:
        task.due_at = task.due_at if "due_at" in changed else None
    elif "due_at" in changed and task.due_at:
        task.due_on = None
    if task.due_on and task.due_at:
        raise Refused(now("A task is due on a day or at a moment, not both."), field="due_at", code="two_dues")
    if "recurrence" in changed or (task.recurrence and task.series_from is None):
        series.begin(task)
    if "about" in changed:
        _concern(task)
    if task.approver_id and task.approver_hat_id:
        sentence = now("One person or one role approves a task, not both.")
        raise Refused(sentence, field="approver_hat", code="two_approvers")
    if "waits_for" in changed and task.waits_for_id:
        _refuse_circle(task)
    mirror(task)


def mirror(task: Task) -> None:
    """Repeat where indexes look for it what stands elsewhere: when it is due, and who has to do it."""
    task.due_by = series.due_by(task)
    task.doer_id, task.crew_id = task.owner_id, task.team_id


def _concern(task: Task) -> None:
    """Note the organization that a task concerns by what it is about."""
    about = Record.objects.filter(pk=task.about_id).first() if task.about_id else None
    if about is not None and about.kind == task.kind:
        raise Refused(
            now("A task is about a record, not about another task. Let it wait for that one instead."),
            field="about",
            code="wrong_kind",
        )
    task.at_id = None
    if about is not None and about.kind == "organization":
        task.at_id = about.pk
    elif about is not None and about.kind == "project":
        task.at_id = Project.objects.filter(pk=about.pk).values_list("at_id", flat=True).first()
    elif about is not None:
        work = Employment.objects.filter(WORKING, record_id=about.pk).order_by("-primary", "position", "pk")
        task.at_id = work.values_list("organization_id", flat=True).first()


def _refuse_circle(task: Task) -> None:
    """Refuse that tasks wait for each other in a circle; one such change is made at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('task.waits_for', 0))")
    if _in_circle(task):
        raise Refused(now("These tasks would wait for each other. Choose another."), field="waits_for", code="circle")


def _in_circle(task: Task) -> bool:
    """Whether a task waits for one that waits, however far on, for itself, or for more than anybody would."""
    before, met = task.waits_for_id, 0
    while before is not None and before != task.pk and met <= CHAIN:
        before, met = Task.objects.filter(pk=before).values_list("waits_for_id", flat=True).first(), met + 1
    return before is not None


# ------------------------------------------------------------------------------------------------ verbs


@verb(_("Done"), to="edit")
def do(task: Task, *, by: Actor) -> Task:
    """Note that a task is done; the next of its series is made with it. One that is done already stays as it is."""
    if task.status == Status.DONE or task.asked_at is not None:
        return task
    _refuse_unready(task)
    if not any(held(task, by) for held in HELD):
        return finish(task, by=by)
    before, task.asked_at = record.columns(task), timezone.now()
    task.status, task.cause = Status.OPEN, None
    _take(task, by)
    return _save(task, before, by, "task.asked")


def finish(task: Task, *, by: Actor, at: datetime | None = None) -> Task:
    """Note that a task was done by somebody, now or at a moment; the caller has locked it and asked whether it may be."""
    before, at = record.columns(task), at or timezone.now()
    task.status, task.done_at, task.done_by_id, task.cause, task.asked_at = Status.DONE, at, by.user_id, None, None
    _take(task, by)
    _save(task, before, by, "task.done")
    if task.recurrence:
        _make_next(task, at, by)
    return task


def resume(task: Task, *, by: Actor) -> Task:
    """Let a task that waited for approval be done once more; the caller has locked it and tells why."""
    before, task.asked_at = record.columns(task), None
    record.touch(task, by, before)
    return task


def _take(task: Task, by: Actor) -> None:
    """Who does what nobody has taken has taken it, where they may have it for themselves."""
    if task.owner_id is None and gate.rows(Task, by.unshared(), "edit").filter(pk=task.pk).exists():
        task.owner_id = by.user_id


def _refuse_unready(task: Task) -> None:
    """Refuse what waits for an open task; where changes that were taken back left a circle nothing would ever be first, so none waits."""
    waiting = task.waits_for
    if waiting is not None and waiting.status == Status.OPEN and waiting.binned_at is None and not _in_circle(task):
        sentence = now("This waits for another task that is still open. Do that one first, or let it wait no longer.")
        raise Refused(sentence, field="waits_for", code="waits")


def _make_next(task: Task, done: datetime, by: Actor) -> None:
    """Make the next of a series, by the same change, unless it is there already: the task had been done before."""
    found = series.following(task, done)
    if found is None or Task.objects.filter(after_id=task.pk, binned_at=None).exists():
        return
    due, following = found
    exact = isinstance(due, datetime)
    copied = ("name", "priority", "about_id", "description", "hat_id", "given_by_id", "planned", "owner_id", "team_id")
    coming: Any = Task(kind=task.kind, **{key: getattr(task, key) for key in copied}, tags=list(task.tags))
    if task.hat_id and task.doer_id == by.user_id:
        coming.owner_id = None
    coming.due_at, coming.due_on = (due, None) if exact else (None, due)
    coming.recurrence = series.written(following.rule, series.read(task.recurrence or "")[1])
    coming.series_from, coming.after_id, coming.at_id = str(following).partition("\n")[0], task.pk, task.at_id
    if task.remind_at and task.due_by:
        coming.remind_at = _reminded(coming, task.remind_at - task.due_by)
    mirror(coming)
    coming.save()
    Step.objects.bulk_create(
        Step(record_id=coming.pk, text=one.text, primary=one.primary, position=one.position)
        for one in Step.objects.filter(record_id=task.pk).order_by("position")
    )
    search.refresh([coming.pk], [kinds[task.kind]])
    entries.write("record.created", by=by, records=[coming.pk])


@verb(_("Take up again"), to="edit")
def reopen(task: Task, *, by: Actor) -> Task:
    """Take up again a task that was done or dropped."""
    if task.status == Status.OPEN:
        return task
    before = record.columns(task)
    task.status, task.done_at, task.done_by_id, task.cause, task.asked_at = Status.OPEN, None, None, None, None
    return _save(task, before, by, "task.reopened")


@verb(_("Drop"), to="edit")
def drop(task: Task, cause: str, *, by: Actor) -> Task:
    """Give up a task, with the cause."""
    said = cause.strip()
    if not said or len(said) > LONGEST or "\x00" in said:
        sentence = now("Say in a few words why this is dropped, in at most %(most)d characters.")
        raise Refused(sentence % {"most": LONGEST}, field="cause", code="required")
    _refuse_closed(task)
    before = record.columns(task)
    task.status, task.cause, task.asked_at = Status.DROPPED, said, None
    return _save(task, before, by, "task.dropped", {"cause": said})


@verb(_("Move"), to="edit")
def move(task: Task, day: date, *, by: Actor) -> Task:
    """Move a task to another day; what is due at a moment keeps its time of day. A series goes on as it was."""
    _refuse_closed(task)
    before = record.columns(task)
    _move_start(task, day)
    if task.due_at is not None:
        local = timezone.localtime(task.due_at)
        task.due_at = timezone.make_aware(datetime.combine(day, local.time()))
    else:
        task.due_on = day
    if task.remind_at and before["due_by"]:
        task.remind_at = _reminded(task, task.remind_at - before["due_by"])
    return _save(task, before, by, "task.moved", {"day": day.isoformat()})


def _move_start(task: Task, day: date) -> None:
    """Let the first day of a task go with its due; it keeps as many days."""
    was = timezone.localdate(task.due_at) if task.due_at else task.due_on
    if task.starts_on and was:
        try:
            task.starts_on += day - was
        except OverflowError:
            task.starts_on = None


def _reminded(task: Task, away: timedelta) -> datetime | None:
    """The moment that lies as far from the due as another one did; none beyond the calendar."""
    due = series.due_by(task)
    try:
        return due and due + away
    except OverflowError:
        return None


@verb(_("Give"), to="edit")
def give(task: Task, person: int = 0, team: int = 0, hat: int = 0, *, by: Actor) -> Task:
    """Give a task to a person, or to a team or a hat for whoever of them claims it. Who gives it sees how it goes on."""
    _refuse_closed(task)
    if sum(map(bool, (person, team, hat))) != 1:
        raise Refused(now("Give it to one person, one team or one role."), field="person", code="required")
    before = record.columns(task)
    rows: Any = User.objects.filter(is_active=True) if person else Team.objects if team else Hat.objects
    to = rows.filter(pk=person or team or hat).first()
    if to is None:
        raise Refused(now("There is nobody like this here. Choose again."), field="person", code="not_a_user")
    task.owner_id, task.hat_id = (person or None), (hat or None)
    task.team_id = team or (task.team_id if person else None)
    task.given_by_id = by.user_id if person != by.user_id else task.given_by_id
    task.asked_at = None
    _notify(task, by)
    return _save(task, before, by, "task.given", {"to": to.name})


@verb(_("Claim"), to="edit")
def claim(task: Task, *, by: Actor) -> Task:
    """Take a task that was given to a team or a hat; the first who does has it."""
    _refuse_closed(task)
    if task.owner_id == by.user_id:
        return task
    if task.owner_id is not None:
        raise Refused(now("Somebody else has taken this already."), code="claimed")
    before = record.columns(task)
    task.owner_id = by.user_id
    return _save(task, before, by, "task.claimed")


@verb(_("Release"), to="edit")
def release(task: Task, *, by: Actor) -> Task:
    """Let a task go back to the team or the hat that it was given to."""
    _refuse_closed(task)
    if task.team_id is None and task.hat_id is None:
        raise Refused(now("This was given to no team and no role. Give it to somebody instead."), code="nobody_else")
    before = record.columns(task)
    task.owner_id = None
    return _save(task, before, by, "task.released")


@verb(_("Tick off"), to="edit")
def tick(task: Task, step: int, done: bool = True, *, by: Actor) -> Task:
    """Tick a step of the checklist off, or take the tick away."""
    found = Step.objects.filter(record_id=task.pk, pk=step).first()
    if found is None:
        raise Refused(now("There is no such step in this task."), field="step", code="not_a_step")
    if found.done == done:
        return task
    found.done = done
    found.save(update_fields=["done"])
    return _save(task, record.columns(task), by, "task.ticked" if done else "task.unticked", {"step": found.text})


def _refuse_closed(task: Task) -> None:
    if task.status != Status.OPEN:
        raise Refused(now("This task is not open any more. Take it up again first."), field="status", code="closed")


# ------------------------------------------------------------------------------------------------ writing


def _save(task: Task, before: dict[str, Any], by: Actor, entry: str, data: dict[str, Any] | None = None) -> Task:
    """Save what is not as before, and tell it on the task and on what it is about."""
    mirror(task)
    if any(getattr(task, f"{one}_id") != before[one] for one in WHOSE):
        record.check_belonging([task.pk], by)
    record.touch(task, by, before)
    told = {"record": task.pk, "name": task.name, **(data or {})}
    entries.write(entry, by=by, records=[task.pk, *_concerned(task)], data=told)
    return task


def _concerned(task: Any) -> list[int]:
    """The records that are told of what becomes of a task: what it is about, and where."""
    return [one for one in dict.fromkeys((task.about_id, task.at_id)) if one is not None]


def tell_added(task: Any, by: Actor) -> None:
    """Tell what a task is about that it was added, and whoever has to do it for another."""
    _notify(task, by)
    if concerned := _concerned(task):
        entries.write("task.added", by=by, records=concerned, data={"record": task.pk, "name": task.name})


def _notify(task: Any, by: Actor) -> None:
    """Tell its owner that somebody else gave them a task."""
    if task.owner_id is not None and task.owner_id != by.user_id:
        notices.tell([task.owner_id], task, "task.given", f"{task.pk} {by.change}", {"by": by.name})
