"""Templates: what a project hands to others like it, and what becomes of it there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access import gate
from closeknit.catalogue.refusal import Refused
from closeknit.records import undoing
from closeknit.work import tasks
from closeknit.work.models import Step, Task
from closeknit.work.projects import plans, projects
from closeknit.work.projects.models import Project, ProjectTemplate
from tests.cast import Cast


def model(cast: Cast) -> Any:
    """A project that went well: Priya drives, Tomás manages, the survey comes before the frame."""
    project = cast.make(
        "project",
        name="Selby line",
        starts_on="2026-03-02",
        ends_on="2026-03-30",
        budget="40 h",
        members=[{"user": cast.priya_user.pk, "role": "Engineer"}],
    )
    survey = cast.make("task", name="Survey", about=project.pk, owner=cast.priya_user.pk, due_on="2026-03-04", planned="3 h", checklist=[{"text": "Level the floor"}])  # fmt: skip
    cast.make("task", name="Frame", about=project.pk, starts_on="2026-03-05", due_at="2026-03-12T15:00", waits_for=survey.pk, priority="high")  # fmt: skip
    cast.make("task", name="Never", about=project.pk)
    tasks.drop(Task.objects.get(name="Never"), "not needed", by=cast.tomas)
    return project


def of(project: Any) -> dict[str, Task]:
    return {one.name: one for one in Task.objects.filter(about=project.pk)}


def test_a_project_like_another_has_its_tasks_as_many_days_from_its_first(cast: Cast) -> None:
    like = model(cast)
    project = cast.make("project", name="Ripon line", starts_on="2026-12-28")
    plans.from_template(project, like=like.pk, by=cast.tomas)
    found = of(project)
    assert found.keys() == {"Survey", "Frame"}
    assert found["Survey"].due_on == date(2026, 12, 30)
    assert (found["Frame"].starts_on, found["Frame"].waits_for_id) == (date(2026, 12, 31), found["Survey"].pk)
    due_at = found["Frame"].due_at
    assert due_at is not None
    assert f"{timezone.localtime(due_at):%Y-%m-%d %H:%M}" == "2027-01-07 15:00"
    assert (found["Survey"].planned, found["Frame"].priority) == (180, "high")
    assert [one.text for one in Step.objects.filter(record_id=found["Survey"].pk)] == ["Level the floor"]
    fresh = Project.objects.get(pk=project.pk)
    assert (fresh.ends_on, fresh.budget) == (date(2027, 1, 25), 2400)


def test_tasks_are_whose_role_they_are_in_the_new_project(cast: Cast) -> None:
    like = model(cast)
    project = cast.make("project", name="Ripon line", members=[{"user": cast.ada_user.pk, "role": "Engineer"}])
    plans.from_template(project, like=like.pk, by=cast.tomas)
    assert {name: one.owner_id for name, one in of(project).items()} == {
        "Survey": cast.ada_user.pk,
        "Frame": cast.tomas_user.pk,
    }
    bare = cast.make("project", name="York line")
    plans.from_template(bare, like=like.pk, by=cast.tomas)
    assert of(bare)["Survey"].owner_id == cast.priya_user.pk
    assert [one["role"] for one in projects.lines(bare, "members")] == ["Engineer"]


def test_a_template_keeps_the_plan_when_its_project_is_gone(cast: Cast) -> None:
    like = model(cast)
    plans.save_template(like, " Checkweigher  line ", by=cast.tomas)
    with pytest.raises(Refused, match="template of this name"):
        plans.save_template(like, "Checkweigher line", by=cast.tomas)
    Task.objects.filter(about=like.pk).update(about=None)
    project, by = cast.make("project", name="Ripon line"), cast.tomas
    plans.from_template(project, template="Checkweigher line", by=by)
    assert of(project).keys() == {"Survey", "Frame"}
    undoing.undo(by.change, by=cast.tomas)
    assert not gate.rows(Task, cast.tomas).filter(about=project.pk).exists()
    assert Project.objects.get(pk=project.pk).budget is None


def test_of_a_series_the_first_is_the_plan(cast: Cast) -> None:
    like = cast.make("project", name="Care", starts_on="2026-03-02")
    weekly = cast.make("task", name="Look", about=like.pk, due_on="2026-03-09", recurrence="every week")
    tasks.do(weekly, by=cast.tomas)
    project = cast.make("project", name="More care", starts_on="2999-01-01")
    plans.from_template(project, like=like.pk, by=cast.tomas)
    only = of(project)["Look"]
    assert (only.due_on, only.recurrence) == (date(2999, 1, 8), weekly.recurrence)


def test_only_what_one_sees_is_taken_over(cast: Cast) -> None:
    like = model(cast)
    mine = cast.make("project", by="priya", name="Mine")
    projects.remove_member(like, colleague=cast.priya_user.pk, by=cast.tomas)
    with pytest.raises(gate.Absent):
        plans.from_template(mine, like=like.pk, by=cast.priya)
    with pytest.raises(Refused, match="Choose a template"):
        plans.from_template(mine, template="Nothing", by=cast.priya)


def test_a_template_goes_with_who_saved_it_or_shapes_projects(cast: Cast) -> None:
    plans.save_template(model(cast), "Line", by=cast.tomas)
    template = ProjectTemplate.objects.get()
    with pytest.raises(gate.NotAllowed):
        plans.forget(template.pk, by=cast.priya)
    plans.forget(template.pk, by=cast.tomas)
    with pytest.raises(gate.Absent):
        plans.forget(template.pk, by=cast.ada)
