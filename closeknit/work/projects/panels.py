"""What pages show of projects: beside a project how far it is, behind tabs its tasks and its bars, on others' pages their projects."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types import duration
from closeknit.records import home, pages
from closeknit.records.reading import Reading
from closeknit.web import marks, panels
from closeknit.web.panels import Panel, Place
from closeknit.work import due
from closeknit.work.models import Status as Todo
from closeknit.work.models import Task
from closeknit.work.projects import bars, progress, projects
from closeknit.work.projects.kinds import STATUSES
from closeknit.work.projects.models import Project

FEW, SHOWN, ENDED = 6, 200, 100
MINE = ("project",)
FOR = ("organization", "individual")


def register() -> None:
    """Put each where it belongs; called once when the program starts."""
    place = "work/projects/"
    for panel in (
        Panel("project_progress", gettext_lazy("Progress"), Place.SIDE, f"{place}progress.html", how_far, kinds=MINE, first=True),
        Panel("project_tasks", gettext_lazy("Tasks"), Place.TAB, f"{place}tasks.html", tasks, kinds=MINE, first=True),
        Panel("project_bars", gettext_lazy("Schedule"), Place.TAB, f"{place}bars.html", schedule, kinds=MINE, first=True),
        Panel("projects", gettext_lazy("Projects"), Place.SIDE, f"{place}panel.html", of_record, kinds=FOR, counted=counted),
    ):  # fmt: skip
        panels.register(panel)
    pages.OWN_VERBS["project"] = verbs
    home.SECTIONS.append(home.Section(f"{place}today.html", today))


def verbs(found: Reading, rights: frozenset[str]) -> list[dict[str, Any]]:
    """What can be done with a project on its page, the likeliest first."""
    if "edit" not in rights:
        return []
    status = found.values["status"]
    words = {"planned": _("Start"), "held": _("Go on"), "done": _("Start again"), "dropped": _("Start again")}
    over = status in projects.OVER
    return [
        *([_verb(words[status], "play", "project_act", found.id, "start")] if status in words else []),
        *([] if over or status == "planned" else [_verb(_("Finish"), "check", "project_finish", found.id)]),
        *([_verb(_("Put on hold"), "pause", "project_act", found.id, "hold")] if status == "active" else []),
        *([] if over else [_verb(_("Take over tasks"), "list-checks", "project_fill", found.id)]),
        *([] if over else [_verb(_("Drop"), "x", "project_drop", found.id)]),
        _verb(_("Save as a template"), "copy-plus", "project_keep", found.id),
    ]


def _verb(label: str, icon: str, url_name: str, pk: int, *words: str) -> dict[str, Any]:
    url = reverse(url_name, args=[pk, *words])
    return {"label": label, "icon": icon, "url": url, "key": "", "method": "post" if words else "get"}


# ------------------------------------------------------------------------------------------------ on its own page


def how_far(project: Any, actor: Actor) -> dict[str, Any]:
    """Tasks done of all, planned time, and who spent how much of it."""
    found = progress.of(project.pk, actor)
    budget = gate.rows(Project, actor).filter(pk=project.pk).values_list("budget", flat=True).first()
    planned = int(budget) if budget is not None else found.planned
    return {
        "found": found,
        "budget": duration.said(planned * 60) if planned else "",
        "spent": duration.said(found.spent),
        "over": bool(planned) and found.spent > planned * 60,
        "part": progress.part(found.planned_done, found.planned),
        "shares": [
            {
                "name": one.name or _("nobody yet"),
                "open": one.open,
                "spent": duration.said(one.spent) if one.spent else "",
                "planned": duration.said(one.planned * 60) if one.planned else "",
            }
            for one in found.shares
        ],
    }


def _under(project: Any, actor: Actor) -> tuple[list[dict[str, Any]], dict[int, due.Line]]:
    """The tasks under a project as the database has them, the open ones by their due, then what has ended; and each as a line."""
    seen = gate.rows(Task, actor).filter(about_id=project.pk)
    more = ("starts_on", "planned", "waits_for_id", "waits_for__status", "waits_for__binned_at")
    still = seen.filter(status=Todo.OPEN).order_by("due_by", "pk").values(*due.COLUMNS, *more)[:SHOWN]
    ended = seen.exclude(status=Todo.OPEN).order_by("-updated_at", "-pk").values(*due.COLUMNS, *more)[:ENDED]
    found = [*still, *ended]
    return found, {line.id: line for line in due.lines(found, actor, here=project.pk)}


def tasks(project: Any, actor: Actor) -> dict[str, Any]:
    """The tasks of a project by how they stand."""
    found, lines = _under(project, actor)
    groups: dict[str, list[due.Line]] = {}
    for row in found:
        groups.setdefault(_standing(row, lines[row["pk"]]), []).append(lines[row["pk"]])
    headed = (
        ("late", _("Late")),
        ("open", _("To do")),
        ("waiting", _("Waits for another")),
        ("undated", _("Without a day")),
        ("done", _("Done")),
        ("dropped", _("Dropped")),
    )
    address, query = kinds["project"].address(project.pk, project.name), f"about={project.pk}"
    mine = sum(one.mine and not one.done for one in lines.values())
    return {
        "groups": [{"state": key, "label": label, "lines": groups[key]} for key, label in headed if key in groups],
        "on": f"{address}?tab=project_tasks",
        "here": project.pk,
        "mine": mine,
        "mine_url": f"/tasks/?{query}&owner=me&status=open&sort=due_by",
        "all_url": f"/tasks/?{query}",
        "board_url": f"/tasks/?{query}&view=board",
        "add_url": f"{reverse('task_quick')}?{urlencode({'on': address})}" if _addable(project, actor) else "",
    }


def _addable(project: Any, actor: Actor) -> bool:
    return actor.may("task", "create") and project.binned_at is None


def _standing(row: dict[str, Any], line: due.Line) -> str:
    if line.done:
        return str(row["status"])
    if row["waits_for__status"] == Todo.OPEN and row["waits_for__binned_at"] is None:
        return "waiting"
    return "late" if line.late else "open" if line.day else "undated"


def schedule(project: Any, actor: Actor) -> dict[str, Any]:
    """The tasks of a project over its days."""
    found, lines = _under(project, actor)
    spans, undated = bars.split((lines[row["pk"]], row) for row in found if row["status"] != Todo.DROPPED)
    days = gate.rows(Project, actor).filter(pk=project.pk).values_list("starts_on", "ends_on").first()
    return {"chart": bars.chart(spans, undated, *(days or (None, None)))}


# ------------------------------------------------------------------------------------------------ on others' pages


def counted(kind: str, actor: Actor) -> Any:
    """How many projects there are for a record, as an expression on its row."""
    return projects.count_of(kind, actor) if actor.may("project", "see") else Value(0)


def of_record(record: Any, actor: Actor) -> dict[str, Any]:
    """The projects of an organization, or of a person, that go on, then those that ended last."""
    found: list[Any] = []
    if actor.may("project", "see") and not panels.known_empty(record, "projects"):
        seen = gate.rows(Project, actor).filter(projects.concerning(record.kind, record.pk))
        rows = seen.order_by("ended_on", "ends_on", "pk")
        found = list(rows.values("pk", "name", "status", "ends_on", "owner__name")[: FEW + 1])
    adding = record.binned_at is None and actor.may("project", "create")
    given = "organization" if record.kind == "organization" else "counterpart"
    query = urlencode({given: record.pk})
    return {
        "projects": [_line(one) for one in found[:FEW]],
        "all_url": f"{reverse('list', args=['projects'])}?{query}" if len(found) > FEW else "",
        "add_url": f"{reverse('project_add')}?{query}" if adding else "",
        "add_label": _("Add project"),
    }


def _line(one: dict[str, Any]) -> dict[str, Any]:
    option = next(each for each in STATUSES if each.key == one["status"])
    return {
        "name": one["name"],
        "url": kinds["project"].address(one["pk"], one["name"]),
        "status": marks.chip(str(option.label), option.tint),
        "manager": one["owner__name"] or "",
        "until": one["ends_on"] if one["status"] not in projects.OVER else None,
    }


# ------------------------------------------------------------------------------------------------ mine


def mine(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The projects that somebody manages or is in, that with their next task due first; each with how far it is. Three queries."""
    found = _latest(projects.of_user(actor), most)
    counts = progress.for_me([one["pk"] for one in found], actor) if found else {}
    places = due.names({one["at_id"] for one in found} - {None}, actor)
    for one in found:
        of = counts.get(one["pk"], progress.Mine(0, 0, 0, 0, None))
        place = places.get(one["at_id"])
        next_due = due.said(timezone.localdate(of.next), None) if of.next else ""
        one |= {**_line(one), "organization": place.name if place else "", "progress": of, "next": next_due}
        one["manages"] = one["owner_id"] == actor.user_id
    return sorted(found, key=lambda one: (one["progress"].next is None, one["progress"].next or 0, one["name"]))


def _latest(rows: QuerySet[Project], most: int) -> list[dict[str, Any]]:
    columns = ("pk", "name", "status", "ends_on", "owner_id", "owner__name", "at_id")
    return list(rows.order_by("ends_on", "pk").values(*columns)[:most])


def today(request: Request) -> dict[str, Any] | None:
    """The projects that somebody is in, on Today; None where they are in none."""
    if not request.actor.may("project", "see"):
        return None
    found = mine(request.actor, FEW)
    return {"projects": found, "all_url": reverse("my_projects")} if found else None
