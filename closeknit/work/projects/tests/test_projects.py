"""Projects: how they go, who is in them, and who sees what is under them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.models import Share
from closeknit.catalogue.refusal import Refused
from closeknit.records import record, undoing
from closeknit.records.models import Entry, Record
from closeknit.timeline.contacts import contacts
from closeknit.work import tasks
from closeknit.work.models import Notice, Task
from closeknit.work.projects import projects
from closeknit.work.projects.models import Project
from tests.cast import Cast


def line(cast: Cast, **more: Any) -> Any:
    """A project of Tomás for Kestrel."""
    kestrel = cast.organization()
    return cast.make("project", name="Ripon line", organization=kestrel.pk, **more)


def under(cast: Cast, project: Any, name: str = "Weigh", **more: Any) -> Any:
    return cast.make("task", name=name, about=project.pk, **more)


def fresh(project: Any) -> Project:
    return Project.objects.get(pk=project.pk)


# ---------------------------------------------------------------- how it goes


def test_a_project_is_started_put_on_hold_and_finished(cast: Cast) -> None:
    project = line(cast)
    assert (project.status, project.owner_id) == ("planned", cast.tomas_user.pk)
    started = projects.start(project, by=cast.tomas)
    assert (started.status, started.began_on) == ("active", timezone.localdate())
    assert projects.hold(project, by=cast.tomas).status == "held"
    done = projects.finish(project, by=cast.tomas)
    assert (done.status, done.ended_on) == ("done", timezone.localdate())
    with pytest.raises(Refused, match="over"):
        projects.hold(project, by=cast.tomas)
    again = projects.start(project, by=cast.tomas)
    assert (again.status, again.ended_on) == ("active", None)


def test_a_project_does_not_end_before_it_begins(cast: Cast) -> None:
    with pytest.raises(Refused, match="before it begins"):
        line(cast, starts_on="2026-12-01", ends_on="2026-11-30")


def test_a_project_with_open_tasks_asks_what_becomes_of_them(cast: Cast) -> None:
    project = line(cast)
    first = under(cast, project, "First")
    under(cast, project, "Second", waits_for=first.pk, due_on="2020-01-01")
    with pytest.raises(Refused, match="2 tasks are still open"):
        projects.finish(project, by=cast.tomas)
    with pytest.raises(Refused, match="“leave”"):
        projects.finish(project, open_tasks="burn", by=cast.tomas)
    by = cast.tomas
    projects.finish(project, open_tasks="do", by=by)
    assert set(Task.objects.values_list("status", flat=True)) == {"done"}
    undoing.undo(by.change, by=cast.tomas)
    assert (fresh(project).status, fresh(project).ended_on) == ("planned", None)
    assert set(Task.objects.values_list("status", flat=True)) == {"open"}


def test_tasks_may_outlive_their_project(cast: Cast) -> None:
    project = line(cast)
    under(cast, project)
    projects.finish(project, open_tasks="leave", by=cast.tomas)
    assert Task.objects.get().status == "open"


def test_a_dropped_project_says_why_and_drops_its_tasks(cast: Cast) -> None:
    project = line(cast)
    under(cast, project)
    with pytest.raises(Refused, match="few words"):
        projects.drop(project, "  ", by=cast.tomas)
    projects.drop(project, "No budget", by=cast.tomas)
    assert (fresh(project).cause, Task.objects.get().cause) == ("No budget", "No budget")


def test_what_happens_is_told_at_the_organization(cast: Cast) -> None:
    project = line(cast)
    projects.start(project, by=cast.tomas)
    told = Entry.objects.filter(records=fresh(project).at_id).order_by("pk")
    assert list(told.values_list("kind", flat=True)) == ["record.created", "project.started"]


# ---------------------------------------------------------------- what is under it


def test_tasks_concern_the_organization_of_their_project_whatever_becomes_of_it(cast: Cast) -> None:
    project = line(cast)
    task, other = under(cast, project), cast.organization("Alder Foods")
    assert task.at_id == project.at_id
    by = cast.tomas
    record.edit(project, {"organization": other.pk}, by=by)
    assert Task.objects.get().at_id == other.pk
    undoing.undo(by.change, by=cast.tomas)
    assert Task.objects.get().at_id == project.at_id


def test_a_contact_at_a_task_is_kept_under_its_project_too(cast: Cast) -> None:
    project = line(cast)
    task = under(cast, project)
    made = contacts.log(task, {"form": "call", "seconds": 60}, by=cast.tomas)
    assert set(made.concerns) == {task.pk, project.pk, project.at_id}
    assert set(contacts.log(project, {"form": "call"}, by=cast.tomas).concerns) == {project.pk, project.at_id}


def test_the_manager_answers_for_the_tasks_of_a_project(cast: Cast) -> None:
    project = line(cast)
    assert projects.manager_of(under(cast, project)) == cast.tomas_user.pk
    assert projects.manager_of(cast.make("task", name="Alone")) is None


# ---------------------------------------------------------------- who is in it


def seen_by(cast: Cast, who: str) -> set[str]:
    """The names of projects and tasks that somebody sees, by each way of asking."""
    actor = cast.actor(who)
    by_kind = {one.name for model in (Project, Task) for one in gate.rows(model, actor)}
    every = gate.rows(Record, actor).filter(kind__in=["project", "task"])
    assert by_kind == {one.name for one in every}
    for kind in ("project", "task"):
        told = cast.browser(who).get(f"/{kind}s/").content.decode()
        assert all(one.name in told for one in every if one.kind == kind)
    return by_kind


def test_members_see_a_project_and_all_that_is_under_it(cast: Cast) -> None:
    project = line(cast)
    task = under(cast, project)
    assert seen_by(cast, "priya") == set()
    projects.add_member(project, colleague=cast.priya_user.pk, role="Service", by=cast.tomas)
    assert seen_by(cast, "priya") == {"Ripon line", "Weigh"}
    assert Notice.objects.filter(user=cast.priya_user, kind="project.member").count() == 1
    contacts.log(project, {"form": "call"}, by=cast.priya)
    with pytest.raises(gate.NotAllowed):
        record.edit(project, {"name": "Mine"}, by=cast.priya)
    with pytest.raises(gate.NotAllowed):
        tasks.do(task, by=cast.priya)
    projects.remove_member(project, colleague=cast.priya_user.pk, by=cast.tomas)
    assert seen_by(cast, "priya") == set()


def test_a_member_with_no_role_at_all_sees_nothing(cast: Cast) -> None:
    project = line(cast)
    projects.add_member(project, colleague=cast.omar_user.pk, by=cast.tomas)
    assert not gate.rows(Project, cast.omar).exists()


def test_people_of_theirs_are_members_each_as_something(cast: Cast) -> None:
    project = line(cast)
    hannah = cast.individual()
    projects.add_member(project, individual=hannah.pk, role="Decides", by=cast.tomas)
    projects.add_member(project, individual=hannah.pk, role="Pays", by=cast.tomas)
    assert [one["role"] for one in projects.lines(project, "counterparts")] == ["Pays"]
    assert list(projects.near("project", project.pk)) == [hannah.pk]
    projects.remove_member(project, individual=hannah.pk, by=cast.tomas)
    with pytest.raises(Refused, match="not in this project"):
        projects.remove_member(project, individual=hannah.pk, by=cast.tomas)
    with pytest.raises(Refused, match="Name one"):
        projects.add_member(project, by=cast.tomas)


def test_somebody_whom_one_does_not_see_stays_a_member(cast: Cast) -> None:
    hannah, mine = cast.individual(), cast.individual("Sam", "Whitlock", by="priya")
    project = cast.make("project", by="priya", name="Line")
    projects.add_member(project, individual=hannah.pk, role="Decides", by=cast.ada)
    projects.add_member(project, individual=mine.pk, by=cast.priya)
    assert {one["individual"].id for one in projects.lines(project, "counterparts")} == {hannah.pk, mine.pk}


def test_the_manager_changes_the_tasks_of_others_under_the_project(cast: Cast) -> None:
    project = cast.make("project", by="priya", name="Line")
    task = under(cast, project, owner=cast.tomas_user.pk)
    assert tasks.move(task, date(2026, 12, 24), by=cast.priya).due_on == date(2026, 12, 24)
    alone = cast.make("task", name="Alone")
    with pytest.raises(gate.Absent):
        tasks.do(alone, by=cast.priya)
    assert {one.pk for one in gate.rows(Task, cast.priya, "edit")} == {task.pk}


def test_who_has_a_project_only_by_a_share_takes_nobody_in(cast: Cast) -> None:
    project = line(cast)
    Share.objects.create(record_id=project.pk, user=cast.priya_user, edit=True, by=cast.ada_user)
    with pytest.raises(gate.NotAllowed, match="only shared"):
        projects.add_member(project, colleague=cast.priya_user.pk, by=cast.priya)


def test_who_has_a_project_only_by_a_share_comes_back_into_it_by_no_undo(cast: Cast) -> None:
    project = line(cast, members=[{"user": cast.priya_user.pk}])
    by = cast.tomas
    projects.remove_member(project, colleague=cast.priya_user.pk, by=by)
    Share.objects.create(record_id=project.pk, user=cast.priya_user, edit=True, by=cast.ada_user)
    with pytest.raises(gate.NotAllowed, match="by hand"):
        undoing.undo(by.change, by=cast.priya)
    undoing.undo(by.change, by=cast.tomas)
    assert [one["user"].id for one in projects.lines(project, "members")] == [cast.priya_user.pk]
