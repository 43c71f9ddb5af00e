"""Tables of tasks and of projects: with whom they are for, what they are about, and how long they take."""

from __future__ import annotations

from datetime import date
from typing import Any

from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Organization
from closeknit.intake import bringing, imports
from closeknit.intake.models import Import, Outcome
from closeknit.records.many import exports
from closeknit.work.models import Task
from closeknit.work.projects.models import Project
from tests.cast import Cast

TASKS = """Task,Due,For,About,Planned,Priority,Status
Call Hannah,2026-12-01,Priya Nair,Kestrel Dairies,1:30 h,High,Open
Send the quote,01.12.2026,priya@brightwell.example,Kestrel Dairies,45,,Done
Think,,,Nobody Knows Ltd,,,Open
Late,never,,,,,Open
"""
PROJECTS = """Project,Organization,Manager,From,Until,Planned time
Ripon line,Kestrel Dairies,Priya Nair,2026-03-02,2026-04-30,40 h
Selby line,Kestrel Dairies,,2026-05-02,2026-04-30,
York line,New Dairy Ltd,,,,
"""


def bring(cast: Cast, kind: str, rows: bytes) -> Import:
    by = cast.tomas
    one = imports.begin(kinds[kind], f"{kind}.csv", [rows], by=by)
    imports.look(one, by=by)
    bringing.propose(one.pk)
    imports.start(Import.objects.get(pk=one.pk), by=by)
    bringing.bring(one.pk)
    return Import.objects.get(pk=one.pk)


def counts(one: Import) -> dict[Any, int]:
    return {outcome: number for outcome in Outcome if (number := one.count(outcome))}


def test_a_table_of_tasks_comes_in_for_whom_and_about_what_it_names(cast: Cast) -> None:
    kestrel = cast.organization()
    one = bring(cast, "task", TASKS.encode())
    assert counts(one) == {Outcome.CREATED: 4}
    found = {task.name: task for task in Task.objects.all()}
    call = found["Call Hannah"]
    assert (call.due_on, call.owner_id, call.about_id, call.at_id) == (date(2026, 12, 1), cast.priya_user.pk, kestrel.pk, kestrel.pk)  # fmt: skip
    assert (call.planned, call.priority, call.doer_id) == (90, "high", cast.priya_user.pk)
    assert (found["Send the quote"].owner_id, found["Send the quote"].planned) == (cast.priya_user.pk, 45)
    assert "Nobody Knows Ltd" in (found["Think"].description or "")
    assert {task.status for task in found.values()} == {"open"}  # how one stands is told by its verbs, not by a file
    assert call.due_by is not None
    assert "never" in (found["Late"].description or "")  # what is no day is kept


def test_an_export_of_tasks_comes_in_again_unchanged(cast: Cast) -> None:
    kestrel = cast.organization()
    cast.make("task", name="Call", about=kestrel.pk, due_on="2026-12-01", planned="90 min", owner=cast.priya_user.pk)
    written = b"".join(exports.csv(exports.everything(kinds["task"], cast.tomas)))
    again = bring(cast, "task", written)
    assert again.count(Outcome.CREATED) + again.count(Outcome.CHANGED) == 0
    assert Task.objects.count() == 1


def test_a_table_of_projects_comes_in(cast: Cast) -> None:
    kestrel = cast.organization()
    one = bring(cast, "project", PROJECTS.encode())
    assert counts(one) == {Outcome.CREATED: 2, Outcome.REFUSED: 1}  # one ends before it begins
    line = Project.objects.get(name="Ripon line")
    assert (line.at_id, line.owner_id, line.starts_on, line.budget) == (kestrel.pk, cast.priya_user.pk, date(2026, 3, 2), 2400)  # fmt: skip
    assert Project.objects.get(name="York line").at == Organization.objects.get(name="New Dairy Ltd")  # made beside it
