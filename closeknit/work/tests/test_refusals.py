"""What nobody gets by tasks: what they may not see, what is only shared with them, and more than a sentence for nonsense."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from closeknit.access import gate
from closeknit.access.models import Grant, Hat, Share
from closeknit.records import record, undoing
from closeknit.work import tasks, typed_tasks
from closeknit.work.models import Notice, Task, TaskWas
from tests.cast import Cast


def fresh(task: Task) -> Task:
    return Task.objects.get(pk=task.pk)


def hidden(cast: Cast) -> tuple[Any, Any, Task]:
    """An organization, somebody there and a task about them, which only Tomás and Ada see."""
    organization = cast.organization("Hidden Dairies")
    person = cast.individual("Hannah", "Hiddenby", organization=organization.pk)
    return organization, person, cast.make("task", name="Hidden call", about=person.pk)


# ---------------------------------------------------------------- what is only shared


OURS: dict[str, Callable[[Task, Cast], Any]] = {
    "claimed": lambda task, cast: tasks.claim(task, by=cast.priya),
    "given to oneself": lambda task, cast: tasks.give(task, person=cast.priya_user.pk, by=cast.priya),
    "said to be given": lambda task, cast: record.edit(task, {"given_by": cast.priya_user.pk}, by=cast.priya),
    "for a hat one wears": lambda task, cast: record.edit(task, {"hat": cast.priya_user.hats.get().pk}, by=cast.priya),
}


@pytest.mark.parametrize("door", OURS)
def test_who_has_a_task_only_by_a_share_does_not_keep_it(cast: Cast, door: str) -> None:
    task = cast.make("task", name="Plan", owner=None if door == "claimed" else cast.tomas_user.pk)
    Share.objects.create(record_id=task.pk, user=cast.priya_user, edit=True, by=cast.ada_user)
    with pytest.raises(gate.NotAllowed, match="only shared"):
        OURS[door](task, cast)
    Share.objects.all().delete()
    assert not gate.rows(Task, cast.priya).exists()


TAKEN_BACK: dict[str, Callable[[Task, Cast], Any]] = {
    "hat": lambda task, cast: tasks.give(task, person=cast.ada_user.pk, by=cast.tomas),
    "given_by": lambda task, cast: record.edit(task, {"given_by": cast.ada_user.pk}, by=cast.tomas),
    "about": lambda task, cast: record.edit(task, {"about": None}, by=cast.tomas),
}


@pytest.mark.parametrize("door", TAKEN_BACK)
def test_who_has_a_task_only_by_a_share_does_not_make_it_theirs_by_undo(cast: Cast, door: str) -> None:
    """It was open to Priya by this before; what took it from her is not hers to take back."""
    opened = {
        "hat": {"hat": cast.priya_user.hats.get().pk},
        "given_by": {"given_by": cast.priya_user.pk},
        "about": {"about": cast.make("project", by="priya", name="Line").pk},
    }
    task = cast.make("task", name="Plan", owner=cast.tomas_user.pk, **opened[door])
    assert gate.rows(Task, cast.priya, "edit").exists()
    TAKEN_BACK[door](task, cast)
    change = TaskWas._default_manager.filter(pgh_obj_id=task.pk).latest("pgh_id").change
    assert not gate.rows(Task, cast.priya).exists()
    Share.objects.create(record_id=task.pk, user=cast.priya_user, edit=True, by=cast.ada_user)
    with pytest.raises(gate.NotAllowed, match="by hand"):
        undoing.undo(change, by=cast.priya)
    undoing.undo(change, by=cast.tomas)
    Share.objects.all().delete()
    assert gate.rows(Task, cast.priya, "edit").exists()


def test_who_does_a_shared_task_does_it_for_whoever_has_it(cast: Cast) -> None:
    task = cast.make("task", name="Plan", owner=None)
    Share.objects.create(record_id=task.pk, user=cast.priya_user, edit=True, by=cast.ada_user)
    done = tasks.do(task, by=cast.priya)
    assert (done.status, done.done_by_id, done.owner_id) == ("done", cast.priya_user.pk, None)


# ---------------------------------------------------------------- what is hidden


def test_a_hidden_record_cannot_be_told_from_none_by_any_door_of_tasks(cast: Cast) -> None:
    _organization, person, task = hidden(cast)
    client, answers = cast.browser("priya"), []
    for pk in (person.pk, task.pk, 999_999_999):
        made = [client.post("/tasks/new/", {"name": "x", key: str(pk)}) for key in ("about", "waits_for")]
        made += [client.post(reverse("document_add"), {"name": "x", "concerns": str(pk)})]
        asked = [client.get("/tasks/", {key: str(pk)}) for key in ("about", "waits_for", "organization")]
        asked += [client.get("/documents/", {"concerns": str(pk)})]
        acted = [client.post(f"/tasks/{pk}/act/{word}/") for word in ("do", "claim", "release", "fly")]
        acted += [client.get(f"/tasks/{pk}/give/"), client.get(f"/tasks/{pk}/drop/")]
        quick = client.get("/tasks/quick/", {"line": "call", "on": f"/individuals/{pk}-x/"})
        assert not [one for one in (*made, *asked, *acted, quick) if b"Hidden" in one.content]
        answers.append([one.status_code for one in (*made, *asked, *acted, quick)])
    assert answers[0] == answers[1] == answers[2]
    assert set(answers[0][:3]) == {422}
    assert not Task.objects.exclude(pk=task.pk).exists()


def test_history_names_no_task_to_who_sees_none(cast: Cast) -> None:
    organization, _person, task = hidden(cast)
    tasks.do(task, by=cast.tomas)
    tasks.reopen(fresh(task), by=cast.tomas)
    tasks.drop(fresh(task), "Hidden cause", by=cast.tomas)
    looker = Hat.objects.create(name="Looker")
    Grant.objects.create(hat=looker, kind="organization", verb="see", reach="all")
    cast.omar_user.hats.set([looker])
    told = cast.browser("omar").get(organization.address).content.decode()
    assert "did the task" in told
    assert "Hidden call" not in told
    assert "Hidden cause" not in told
    record.discard(fresh(task), by=cast.tomas)
    known = cast.browser("ada").get(organization.address).content.decode()
    assert "Hidden call" in known
    assert "Hidden cause" in known


def test_a_notice_is_its_own_persons_while_they_see_the_task(cast: Cast) -> None:
    *_rest, task = hidden(cast)
    tasks.give(task, person=cast.priya_user.pk, by=cast.tomas)
    address = f"/notices/{Notice.objects.get().pk}/"
    assert [cast.browser(who).post(address).status_code for who in ("omar", "tomas", "ada")] == [404] * 3
    tasks.give(fresh(task), person=cast.tomas_user.pk, by=cast.tomas)
    client = cast.browser("priya")
    assert (client.post(address).status_code, client.get("/notices/?count").content) == (404, b"")
    assert b"Hidden" not in client.get("/notices/").content


# ---------------------------------------------------------------- nonsense


@pytest.mark.parametrize(
    "line", ["@...", "call @; today", "call\x00", "x" * 100_000, "\u202etxt.exe", "31.12.9999 23:59 call every year"]
)
def test_any_line_is_a_task_or_a_sentence(cast: Cast, line: str) -> None:
    cast.tomas_user.zone = "America/Los_Angeles"
    cast.tomas_user.save()
    client = cast.browser("tomas")
    assert client.post("/tasks/quick/", {"line": line}).status_code in (302, 422)
    for task in Task.objects.all():
        assert client.post(f"/tasks/{task.pk}/act/do/").status_code == 302
    assert client.get("/tasks/").status_code == 200


def test_a_line_of_many_names_asks_for_them_once(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as asked:
        typed_tasks.read("@zq @xq c " * 50)
    assert len(asked) == 3


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYDAY=5SU;BYSETPOS=-366", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"])
def test_a_rule_that_never_comes_is_refused_soon(cast: Cast, rule: str) -> None:
    client, began = cast.browser("tomas"), process_time()
    assert client.post("/tasks/new/", {"name": "x", "recurrence": rule}).status_code == 422
    assert process_time() - began < 1.5


def test_a_reminder_beyond_the_calendar_is_none(cast: Cast) -> None:
    task = cast.make("task", name="x", due_on="2026-12-31", remind_at="2027-01-31T10:00Z")
    assert cast.browser("tomas").post(f"/tasks/{task.pk}/act/move/", {"day": "9999-12-31"}).status_code == 302
    assert fresh(task).remind_at is None


def test_a_circle_that_taking_back_made_holds_up_nobody(cast: Cast) -> None:
    first, second = cast.make("task", name="First"), cast.make("task", name="Second")
    record.edit(first, {"waits_for": second.pk}, by=cast.tomas)
    emptied = cast.tomas
    record.edit(fresh(first), {"waits_for": None}, by=emptied)
    record.edit(second, {"waits_for": first.pk}, by=cast.tomas)
    undoing.undo(emptied.change, by=cast.tomas)
    assert fresh(first).waits_for_id == second.pk
    assert tasks.do(fresh(first), by=cast.tomas).status == "done"
