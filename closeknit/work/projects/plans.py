"""A plan: how projects of a sort go, in days from the first; read from a project, kept as a template, made true in another."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Hat, Team, User
from closeknit.access.types import Named
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.records import record
from closeknit.work.models import Status as Todo
from closeknit.work.models import Step, Task
from closeknit.work.projects import projects
from closeknit.work.projects.models import Project, ProjectMember, ProjectTemplate

MOST = 200  # tasks of a plan
LONGEST = 120  # characters of a template's name


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task of a plan: its days counted from the first, `at` the time of day it is due, `role` whose it is, "" the manager's.

    `waits_for` is the place of an earlier one in the plan. With a hat or a team it is for whoever of them claims it.
    """

    name: str
    starts: int | None = None
    due: int | None = None
    at: str = ""
    role: str = ""
    hat: int | None = None
    team: int | None = None
    priority: str = "normal"
    planned: int | None = None
    description: str | None = None
    recurrence: str | None = None
    tags: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    waits_for: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What one project hands to another: `days` from its first to its last, the planned minutes, its members of ours, its tasks."""

    days: int | None
    budget: int | None
    description: str | None
    members: list[dict[str, Any]]
    tasks: list[PlannedTask]

    @classmethod
    def loaded(cls, stored: dict[str, Any]) -> Plan:
        """The plan again, from what a template keeps."""
        return cls(**{**stored, "tasks": [PlannedTask(**one) for one in stored["tasks"]]})


# ------------------------------------------------------------------------------------------------ read


def read(project: Project, by: Actor) -> Plan:
    """The plan of a project as the actor sees it; what was dropped, and what followed in a series, is no part of it. Raises Refused."""
    seen = gate.rows(Task, by).filter(about_id=project.pk, after=None).exclude(status=Todo.DROPPED)
    found = projects.first_things_first(list(seen.order_by("due_by", "pk")[: MOST + 1]))
    if len(found) > MOST:
        raise Refused(now("A plan has at most %(most)d tasks.") % {"most": MOST}, field="like", code="too_many")
    first = _first_day(project, found)
    members: list[Any] = list(
        ProjectMember.objects.filter(record_id=project.pk).order_by("position", "pk").values("user", "role")
    )
    roles = {one["user"]: one["role"] or "" for one in members}
    places = {one.pk: place for place, one in enumerate(found)}
    steps: dict[int, list[str]] = {}
    for pk, text in (
        Step.objects.filter(record_id__in=places).order_by("position", "pk").values_list("record_id", "text")
    ):
        steps.setdefault(pk, []).append(text)
    return Plan(
        days=(project.ends_on - first).days if project.ends_on else None,
        budget=None if project.budget is None else int(project.budget),
        description=project.description,
        members=members,
        tasks=[_planned(one, first, roles, places, steps.get(one.pk, [])) for one in found],
    )


def _first_day(project: Project, found: list[Task]) -> date:
    """The day from which a plan counts: the project's first, else the first day that its tasks name."""
    days = [day for one in found for day in (one.starts_on, _due_day(one)) if day]
    return project.starts_on or project.began_on or min(days, default=timezone.localdate())


def _due_day(task: Task) -> date | None:
    return timezone.localdate(task.due_at) if task.due_at else task.due_on


def _planned(task: Task, first: date, roles: dict[int, str], places: dict[int, int], steps: list[str]) -> PlannedTask:
    due = _due_day(task)
    return PlannedTask(
        name=task.name,
        starts=(task.starts_on - first).days if task.starts_on else None,
        due=(due - first).days if due else None,
        at=f"{timezone.localtime(task.due_at):%H:%M}" if task.due_at else "",
        role=roles.get(task.owner_id or 0, ""),
        hat=task.hat_id,
        team=None if task.owner_id else task.team_id,
        priority=task.priority,
        planned=None if task.planned is None else int(task.planned),
        description=task.description,
        recurrence=task.recurrence,
        tags=list(task.tags),
        steps=steps,
        waits_for=places.get(task.waits_for_id or 0),
    )


# ------------------------------------------------------------------------------------------------ kept


@verb(_("Save as a template"), to="edit", word="save-template")
def save_template(project: Project, name: str, *, by: Actor) -> ProjectTemplate:
    """Keep how a project went under a name, for others like it."""
    said = " ".join(name.split())
    if not said or len(said) > LONGEST or "\x00" in said:
        sentence = now("Give the template a name of at most %(most)d characters.")
        raise Refused(sentence % {"most": LONGEST}, field="name", code="required")
    try:
        with transaction.atomic():
            return ProjectTemplate.objects.create(name=said, plan=asdict(read(project, by)))
    except IntegrityError:
        raise Refused(now("There is a template of this name. Choose another."), field="name", code="taken") from None


def templates(by: Actor) -> list[tuple[int, str]]:
    """The templates for whoever may make projects, by name."""
    gate.check("project", by, "create")
    return list(ProjectTemplate.objects.order_by("name").values_list("pk", "name")[:MOST])


def forget(template: int, *, by: Actor) -> None:
    """Take a template away: whoever saved it, and who shapes projects. Projects made from it stay as they are."""
    found = ProjectTemplate.objects.filter(pk=template).first()
    if found is None:
        raise gate.Absent
    if found.created_by_id != by.user_id:
        gate.check("project", by, "shape")
    found.delete()


# ------------------------------------------------------------------------------------------------ made true


@verb(_("Take over tasks"), to="edit", word="from-template")
def from_template(project: Project, template: str = "", like: int = 0, *, by: Actor) -> Project:
    """Give a project the tasks and members of a template, by its name, or of a project like it, by its id.

    Days count from its first day, today where it has none. A member who has a role gets the tasks of that role.
    """
    plan = chosen(template, like, by)
    first = project.starts_on or timezone.localdate()
    project = _described(project, plan, first, by)
    roles = {
        role: Named(user)
        for user, role in ProjectMember.objects.filter(record_id=project.pk)
        .order_by("-position", "-pk")
        .values_list("user_id", "role")
        if role
    }
    made: list[int] = []
    for one in plan.tasks:
        values = _values(one, project, first, roles, made)
        made.append(record.create(kinds["task"], values, by=by).pk)
    projects.tell(project, by, "project.filled", {"count": len(made)})
    return project


def chosen(template: str, like: int, by: Actor) -> Plan:
    """The plan of a template or of a project; raises Refused and Absent."""
    if like:
        return read(gate.get(Project, like, by), by)
    found = ProjectTemplate.objects.filter(name=template[:LONGEST].replace("\x00", "")).first() if template else None
    if found is None:
        raise Refused(now("Choose a template, or a project like it."), field="template", code="required")
    gate.check("project", by, "create")
    return Plan.loaded(found.plan)


def _described(project: Project, plan: Plan, first: date, by: Actor) -> Project:
    """The project with the members of a plan, and its days, time and description where it has none of its own."""
    there = projects.lines(project, "members")
    known = {one["user"].id for one in there}
    active = set(User.objects.filter(is_active=True, pk__in=[one["user"] for one in plan.members]).values_list("pk", flat=True))  # fmt: skip
    taken = {one["role"] for one in there if one["role"]}
    joining = [
        {"user": Named(one["user"]), "role": one["role"] or ""}
        for one in plan.members
        if one["user"] in active - known and one["role"] not in taken
    ]
    given: dict[str, Any] = {"members": [*there, *joining]} if joining else {}
    if project.starts_on is None:
        given["starts_on"] = first
    if project.ends_on is None and plan.days is not None and plan.days >= 0:
        given["ends_on"] = _day(first, plan.days)
    for key in ("budget", "description"):
        if getattr(project, key) is None and (value := getattr(plan, key)) is not None:
            given[key] = value
    return record.edit(project, given, by=by) if given else project


def _day(first: date, away: int) -> date | None:
    try:
        return first + timedelta(days=away)
    except OverflowError:
        return None


def _values(
    one: PlannedTask, project: Project, first: date, roles: dict[str, Named], made: list[int]
) -> dict[str, Any]:
    """What a task of a plan is in a project."""
    due = _day(first, one.due) if one.due is not None else None
    values: dict[str, Any] = {
        "name": one.name,
        "about": Named(project.pk),
        "starts_on": _day(first, one.starts) if one.starts is not None else None,
        "priority": one.priority,
        "planned": None if one.planned is None else Decimal(one.planned),
        "description": one.description,
        "recurrence": one.recurrence,
        "tags": one.tags,
        "checklist": [{"text": text} for text in one.steps],
        **_whose(one, project, roles),
    }
    if one.waits_for is not None and one.waits_for < len(made):
        values["waits_for"] = Named(made[one.waits_for])
    if due and one.at:
        values["due_at"] = timezone.make_aware(datetime.combine(due, time.fromisoformat(one.at)))
    elif due:
        values["due_on"] = due
    return {key: value for key, value in values.items() if value is not None}


def _whose(one: PlannedTask, project: Project, roles: dict[str, Named]) -> dict[str, Any]:
    """Who has to do it: a hat or a team that is still there, who has the role, else the manager."""
    if one.hat and Hat.objects.filter(pk=one.hat).exists():
        return {"hat": Named(one.hat)}
    if one.team and Team.objects.filter(pk=one.team).exists():
        return {"team": Named(one.team)}
    return {"owner": roles.get(one.role) or (Named(project.owner_id) if project.owner_id else None)}
