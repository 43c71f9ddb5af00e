"""Tasks as programs read and change them: by the endpoints that every kind has."""

from __future__ import annotations

from closeknit.api.tests.programs import Program
from closeknit.work.models import Task
from tests.cast import Cast


def test_a_program_adds_reads_filters_and_does_tasks(cast: Cast) -> None:
    kestrel = cast.organization()
    program = Program(cast.tomas_user)
    sent = {
        "name": "Calibrate",
        "due_on": "2999-01-31",
        "about": kestrel.pk,
        "recurrence": "every month",
        "checklist": [{"text": "Book the weights"}],
    }
    made = program.post("/tasks", sent)
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["status"], told["due_on"], told["recurrence"]) == ("open", "2999-01-31", "FREQ=MONTHLY")
    assert told["about"]["name"] == told["organization"]["name"] == "Kestrel Dairies"
    assert told["given_by"]["name"] == "Tomás Ferreira"
    found = program.get(f"/tasks?organization={kestrel.pk}&status=open").json()
    assert [one["id"] for one in found["items"]] == [told["id"]]
    step = told["checklist"][0]["id"]
    assert program.post(f"/tasks/{told['id']}/tick", {"step": step}).status_code == 200
    done = program.post(f"/tasks/{told['id']}/do")
    assert done.status_code == 200
    assert str(Task.objects.get(after=told["id"]).due_on) == "2999-03-31"
    assert program.post(f"/changes/{done.json()['change']}/undo").status_code == 200
    assert program.get(f"/tasks/{told['id']}").json()["status"] == "open"


def test_a_program_cannot_write_what_verbs_decide(cast: Cast) -> None:
    task = cast.make("task", name="Call")
    program = Program(cast.tomas_user)
    assert program.patch(f"/tasks/{task.pk}", {"status": "done"}).status_code == 422
    assert program.post(f"/tasks/{task.pk}/move", {"day": "soon"}).status_code == 422
    assert program.post(f"/tasks/{task.pk}/drop", {}).status_code == 422
    assert (
        program.post("/tasks", {"name": "x", "recurrence": "FREQ=SECONDLY", "due_on": "2026-12-01"}).status_code == 422
    )


def test_the_verbs_of_tasks_are_listed_for_tasks_alone(cast: Cast) -> None:
    verbs = Program(cast.tomas_user).get("/verbs").json()["items"]
    assert {one["name"]: one["kinds"] for one in verbs}["claim"] == ["tasks"]
