"""The projects of the demonstration: the second line in Thirsk, of which eight of eleven steps are done, and what is planned in Ripon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from closeknit.catalogue.kinds import kinds
from closeknit.demo.people import Company
from closeknit.records import record
from closeknit.work import tasks
from closeknit.work.models import Task
from closeknit.work.projects import plans, projects
from closeknit.work.projects.models import Project

# what, whose, its first day and its due in days from now, planned hours, hours spent, and the place of the one it waits for.
STEPS: tuple[tuple[str, str, int, int, int, int, int | None], ...] = (
    ("Survey the floor with Piet", "jonas", -62, -61, 6, 5, None),
    ("Draw the second line", "jonas", -60, -54, 24, 31, 0),
    ("Agree the drawing with Piet", "tomas", -53, -50, 3, 2, 1),
    ("Order platforms and frames", "jonas", -49, -48, 2, 2, 2),
    ("Deliver platforms and frames", "jonas", -41, -38, 8, 8, 3),
    ("Set the platforms", "jonas", -37, -33, 32, 36, 4),
    ("Pull the cables and close the trays", "jonas", -32, -4, 16, 22, 5),
    ("Tell the operators how it works", "priya", -10, -9, 8, 7, None),
    ("Electricity on the mezzanine is there", "jonas", -14, -2, 2, 0, None),
    ("Weigh in all four platforms", "jonas", 2, 4, 12, 0, 8),
    ("Hand the line over to Piet", "jonas", 7, 7, 4, 0, 9),
)
DONE = 8
PLANNED = (
    ("Compare the three makes with Sam", "tomas", 9, 16, 6),
    ("Visit the reference plant", "tomas", 20, 20, 8),
    ("Ask Hannah’s successor for the budget", "tomas", 23, 30, 2),
)


def make(company: Company, cast: dict[str, Any]) -> None:
    """Make them in the name of Jonas and Tomás, as a past that went by."""
    _thirsk(company, cast)
    _ripon(company, cast)


def _day(company: Company, away: int) -> date:
    return timezone.localdate(company.past.now) + timedelta(days=away)


def _thirsk(company: Company, cast: dict[str, Any]) -> None:
    values = {
        "name": "Second line in Thirsk",
        "organization": cast["thirsk"].pk,
        "starts_on": _day(company, -63),
        "ends_on": _day(company, 8),
        "budget": "120 h",
        "description": "Four platforms and their frames behind the filler; Piet signs for Kestrel.",
        "members": [_member(company, "priya", "Training"), _member(company, "tomas", "Sales")],
        "counterparts": [
            {"individual": cast["piet"].pk, "role": "Accepts the line"},
            {"individual": cast["sam"].pk, "role": "Looks on for Ripon"},
        ],
    }
    project = record.create(kinds["project"], values, by=company.actor("jonas", 64, "09:10"))
    projects.start(project, by=company.actor("jonas", 62, "07:50"))
    Project.objects.filter(pk=project.pk).update(began_on=_day(company, -62))
    made: list[Any] = []
    for place, one in enumerate(STEPS):
        made.append(_step(company, project, one, made))
        if place < DONE:
            _done(company, made[-1], one)
    plans.save_template(project, "Installation of a line", by=company.actor("jonas", 3, "16:30"))


def _member(company: Company, who: str, role: str) -> dict[str, Any]:
    return {"user": company.users[who].pk, "role": role}


def _step(company: Company, project: Any, one: tuple[Any, ...], made: list[Any]) -> Any:
    name, who, first, due, planned, _spent, before = one
    values = {
        "name": name,
        "about": project.pk,
        "owner": company.users[who].pk,
        "starts_on": _day(company, first),
        "due_on": _day(company, due),
        "planned": f"{planned} h",
    }
    if before is not None:
        values["waits_for"] = made[before].pk
    return record.create(kinds["task"], values, by=company.actor("jonas", 62, "08:05"))


def _done(company: Company, task: Any, one: tuple[Any, ...]) -> None:
    _name, who, _first, due, _planned, spent, _before = one
    record.edit(task, {"spent": f"{spent} h"}, by=company.actor(who, -due, "16:40"))
    tasks.do(task, by=company.actor(who, -due, "16:45"))
    Task.objects.filter(pk=task.pk).update(done_at=company.past.ago(-due, "16:45"))


def _ripon(company: Company, cast: dict[str, Any]) -> None:
    values = {
        "name": "Checkweighers for Ripon",
        "organization": cast["ripon"].pk,
        "owner": company.users["tomas"].pk,
        "starts_on": _day(company, 9),
        "members": [_member(company, "jonas", "Installation")],
        "counterparts": [{"individual": cast["sam"].pk, "role": "Compares the makes"}],
    }
    project = record.create(kinds["project"], values, by=company.actor("tomas", 12, "11:20"))
    for name, who, first, due, planned in PLANNED:
        _step(company, project, (name, who, first, due, planned, 0, None), [])
