"""A project: started, put on hold, finished, dropped; who is in it; and who answers for its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.access.verbs import Refused, verb
from closeknit.records import entries, record
from closeknit.work import notices, tasks
from closeknit.work.models import Status as Todo
from closeknit.work.models import Task
from closeknit.work.projects.models import Project, ProjectCounterpart, ProjectMember, Status

NEAR = 20  # people whom a form proposes
MOST = 500  # open tasks that end with their project
ENDINGS = ("", "leave", "do", "drop")  # what is done with tasks that are still open
OVER = frozenset({Status.DONE, Status.DROPPED})


def settle(project: Project, changed: frozenset[str]) -> None:
    """Check a project before it is saved: it does not end before it begins."""
    if not changed & {"starts_on", "ends_on"} or project.starts_on is None or project.ends_on is None:
        return
    if project.ends_on < project.starts_on:
        sentence = now("A project cannot end before it begins: look at its days.")
        raise Refused(sentence, field="ends_on", code="ends_early")


def manager_of(task: Any) -> int | None:
    """The id of the manager of the project that a task is under: who answers alerts of it, and approves it. None where there is none."""
    found = Project.objects.filter(pk=task.about_id, binned_at=None).values_list("owner_id", flat=True).first()
    return found if task.about_id else None


def beside(named: Mapping[str, list[int]], day: date) -> Iterable[int]:
    """What a contact under a project or a task concerns too: the task's project, and the organization that a project is for."""
    under = Task.objects.filter(pk__in=named.get("task", ()), about__isnull=False).values_list("about_id", "at_id")
    at = Project.objects.filter(pk__in=named.get("project", ()), at__isnull=False).values_list("at_id", flat=True)
    return [*(one for pair in under for one in pair if one is not None), *at]


def near(kind: str, pk: int) -> Iterable[int]:
    """With whom a contact under a project probably was: their members."""
    if kind != "project":
        return ()
    return (
        ProjectCounterpart.objects.filter(record_id=pk)
        .order_by("position", "pk")
        .values_list("individual_id", flat=True)[:NEAR]
    )


# ------------------------------------------------------------------------------------------------ how it stands


@verb(_("Start"), to="edit")
def start(project: Project, *, by: Actor) -> Project:
    """Begin a project, or take up again one that was put on hold, finished or dropped."""
    if project.status == Status.ACTIVE:
        return project
    before = record.columns(project)
    project.status, project.ended_on, project.cause = Status.ACTIVE, None, None
    project.began_on = project.began_on or timezone.localdate()
    return _save(project, before, by, "project.started")


@verb(_("Put on hold"), to="edit")
def hold(project: Project, *, by: Actor) -> Project:
    """Let a project rest; its tasks stay as they are."""
    _refuse_over(project)
    if project.status == Status.HELD:
        return project
    before = record.columns(project)
    project.status = Status.HELD
    return _save(project, before, by, "project.held")


@verb(_("Finish"), to="edit")
def finish(project: Project, open_tasks: str = "", *, by: Actor) -> Project:
    """End a project. With open tasks it says what becomes of them: `leave` them open, `do` or `drop` them; all of it is one change."""
    _refuse_over(project)
    _end_tasks(project, open_tasks, now("The project was finished."), by)
    before = record.columns(project)
    project.status, project.ended_on = Status.DONE, timezone.localdate()
    return _save(project, before, by, "project.finished")


@verb(_("Drop"), to="edit")
def drop(project: Project, cause: str, open_tasks: str = "drop", *, by: Actor) -> Project:
    """Give up a project, with the cause; its open tasks are dropped for the same cause, unless it says to `leave` or `do` them."""
    said = cause.strip()
    if not said or len(said) > tasks.LONGEST or "\x00" in said:
        sentence = now("Say in a few words why this is dropped, in at most %(most)d characters.")
        raise Refused(sentence % {"most": tasks.LONGEST}, field="cause", code="required")
    _refuse_over(project)
    _end_tasks(project, open_tasks, said, by)
    before = record.columns(project)
    project.status, project.cause, project.ended_on = Status.DROPPED, said, timezone.localdate()
    return _save(project, before, by, "project.dropped", {"cause": said})


def open_tasks(project: Any) -> list[Task]:
    """The tasks under a project that are still open, those first for which others wait; one more than `MOST` at most."""
    found = Task.objects.filter(about_id=project.pk, status=Todo.OPEN, binned_at=None).order_by("due_by", "pk")
    return first_things_first(list(found[: MOST + 1]))


def first_things_first(found: list[Task]) -> list[Task]:
    """The same, each after the one it waits for."""
    waiting, placed = {one.pk: one for one in found}, dict[int, Task]()
    for one in found:
        chain = [one]
        while (before := waiting.get(chain[-1].waits_for_id or 0)) and before.pk not in placed and before not in chain:
            chain.append(before)
        placed |= {each.pk: each for each in reversed(chain)}
    return list(placed.values())


def _end_tasks(project: Project, how: str, cause: str, by: Actor) -> None:
    """Do with the open tasks what was said; refused while nobody said it."""
    if how not in ENDINGS:
        sentence = now("Say what becomes of the open tasks: “leave”, “do” or “drop”.")
        raise Refused(sentence, field="open_tasks", code="not_an_option")
    still = open_tasks(project) if how != "leave" else []
    if still and not how:
        sentence = ngettext(
            "%(count)d task is still open. Say what becomes of it: leave it, do it or drop it.",
            "%(count)d tasks are still open. Say what becomes of them: leave them, do them or drop them.",
            len(still),
        )
        raise Refused(sentence % {"count": len(still)}, field="open_tasks", code="open_tasks")
    if len(still) > MOST:
        sentence = now("More than %(most)d tasks are still open. End some of them first, or leave them.")
        raise Refused(sentence % {"most": MOST}, field="open_tasks", code="too_many")
    for one in still:
        if how == "do":
            tasks.do(one, by=by)
        else:
            tasks.drop(one, cause, by=by)


def _refuse_over(project: Project) -> None:
    if project.status in OVER:
        raise Refused(now("This project is over. Start it again first."), field="status", code="closed")


def _save(
    project: Project, before: dict[str, Any], by: Actor, entry: str, data: dict[str, Any] | None = None
) -> Project:
    """Save what is not as before, and tell it on the project and at its organization."""
    record.touch(project, by, before)
    tell(project, by, entry, data)
    return project


def tell(project: Any, by: Actor, entry: str, data: dict[str, Any] | None = None) -> None:
    """Write what happened with a project, for it and for its organization."""
    concerned = [one for one in (project.pk, project.at_id) if one is not None]
    entries.write(entry, by=by, records=concerned, data={"record": project.pk, "name": project.name, **(data or {})})


# ------------------------------------------------------------------------------------------------ who is in it


@verb(_("Add a member"), to="edit")
def add_member(project: Project, colleague: int = 0, individual: int = 0, role: str = "", *, by: Actor) -> Project:
    """Take one of us, or a person of theirs, into a project; who is in it already gets the role. One of us is told."""
    key, of, who = _set(colleague, individual)
    others = [one for one in lines(project, key) if one[of].id != who]
    changed = record.edit(project, {key: [*others, {of: who, "role": role}]}, by=by)
    if colleague and colleague != by.user_id:
        notices.tell([colleague], project, "project.member", f"{project.pk} {by.change}", {"by": by.name})
    return changed  # type: ignore[no-any-return]


@verb(_("Take out a member"), to="edit")
def remove_member(project: Project, colleague: int = 0, individual: int = 0, *, by: Actor) -> Project:
    """Take one of us, or a person of theirs, out of a project. Their tasks stay theirs."""
    key, of, who = _set(colleague, individual)
    there = lines(project, key)
    left = [one for one in there if one[of].id != who]
    if len(left) == len(there):
        raise Refused(now("They are not in this project."), field=of, code="not_a_member")
    return record.edit(project, {key: left}, by=by)  # type: ignore[no-any-return]


def _set(colleague: int, individual: int) -> tuple[str, str, int]:
    """Which members are meant, by which column, and who."""
    if bool(colleague) == bool(individual):
        sentence = now("Name one: a colleague, or the person of theirs.")
        raise Refused(sentence, field="colleague", code="required")
    return ("members", "user", colleague) if colleague else ("counterparts", "individual", individual)


def lines(project: Project, key: str) -> list[dict[str, Any]]:
    """The rows of one set of members, as they are given; somebody whom the actor does not see stays as they are."""
    of = "user" if key == "members" else "individual"
    model: Any = ProjectMember if key == "members" else ProjectCounterpart
    rows = model.objects.filter(record_id=project.pk).order_by("position", "pk").values_list("pk", f"{of}_id", "role")
    return [{"id": pk, of: Named(who), "role": role or ""} for pk, who, role in rows]


def of_user(actor: Actor) -> Any:
    """The projects that somebody manages or is in, and that go on, as far as they see them."""
    mine = ProjectMember.objects.filter(user_id=actor.user_id or 0).values("record_id")
    seen = gate.rows(Project, actor).exclude(status__in=OVER)
    return seen.filter(owner_id=actor.user_id) | seen.filter(pk__in=mine)


def concerning(kind: str, pk: int) -> Q:
    """The condition on projects that are for an organization, or in which a person of theirs is."""
    if kind == "organization":
        return Q(at_id=pk)
    return Q(pk__in=ProjectCounterpart.objects.filter(individual_id=pk).values("record_id"))


def count_of(kind: str, actor: Actor) -> Coalesce:
    """How many of these projects there are that the actor sees, as an expression on the record's row."""
    seen = gate.rows(Project, actor).order_by()
    if kind == "organization":
        found: Any = seen.filter(at_id=OuterRef("pk")).values("at_id")
    else:
        ties = ProjectCounterpart.objects.filter(individual_id=OuterRef("pk")).order_by()
        found = ties.filter(Exists(seen.filter(pk=OuterRef("record_id")))).values("individual_id")
    return Coalesce(Subquery(found.annotate(number_of=Count("pk")).values("number_of")), 0)
