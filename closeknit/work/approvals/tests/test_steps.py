"""Approval as a step: asked when the run comes there, answered once, and the way on chosen by the answer."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.access.models import Hat
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.work.approvals import approvals
from closeknit.work.approvals.models import Approval
from closeknit.work.processes import engine, processes, runs
from closeknit.work.processes.models import Position, Run
from tests.cast import Cast


def started(cast: Cast, of: str) -> Run:
    """A process of an organization that Tomás starts: approval, then the end; refused, a note."""
    steps = [
        {
            "key": "ask",
            "kind": "approval",
            "label": "Ask",
            "given": {"text": "Serve {record}", "of": of},
            "goes": {"refused": "note"},
        },
        {"key": "stop", "kind": "end", "label": "Stop", "given": {}, "goes": {}},
        {
            "key": "note",
            "kind": "act",
            "label": "Note",
            "given": {"verb": "timeline_notes.write", "with": {"text": "No"}},
            "goes": {},
        },
    ]
    kind = kinds["organization"]
    drawn = processes.add(kind, {"name": "Welcome", "design": {"steps": steps, "starts": {}}}, by=cast.ada)
    published = processes.publish(kind, drawn.pk, by=cast.ada)
    return runs.start(cast.organization(), published.pk, by=cast.tomas)


def went(run: Run) -> list[tuple[str, str]]:
    left = Position.objects.filter(run=run, left_at__isnull=False)
    return list(left.order_by("left_at", "number").values_list("step", "outcome"))


@pytest.mark.parametrize("answer", ["approved", "refused"])
def test_the_run_waits_and_goes_the_way_of_the_answer(cast: Cast, answer: str) -> None:
    run = started(cast, f"person:{cast.ada_user.pk}")
    asked: Any = approvals.answerable(cast.ada).get()
    assert (asked.text, asked.record_id, went(run)) == ("Serve Kestrel Dairies", run.record_id, [])
    engine.carry_on(10)
    assert Approval.objects.count() == 1
    if answer == "approved":
        approvals.approve(asked.record, asked.pk, by=cast.ada)
    else:
        approvals.refuse(asked.record, asked.pk, "Too far away", by=cast.ada)
    engine.carry_on(10)
    assert went(run) == [("ask", answer), ("stop" if answer == "approved" else "note", "done")]
    assert Position.objects.get(run=run, step="ask").reason == ("" if answer == "approved" else "Too far away")


def test_a_run_that_is_cancelled_asks_nobody_any_more(cast: Cast) -> None:
    run = started(cast, f"hat:{Hat.objects.get(key='administrator').pk}")
    assert approvals.answerable(cast.ada).exists()
    runs.cancel(run, "No need", by=cast.tomas)
    assert not approvals.answerable(cast.ada).exists()


def test_who_started_it_does_not_skip_what_another_decides(cast: Cast) -> None:
    run = started(cast, f"person:{cast.ada_user.pk}")
    with pytest.raises(Refused, match="waits for a decision"):
        runs.skip(run, 1, "In a hurry", by=cast.tomas)
    assert approvals.answerable(cast.ada).exists()
    runs.skip(run, 1, "They called", by=cast.ada)
    assert not approvals.answerable(cast.ada).exists()


def test_whom_nobody_knows_cannot_be_asked(cast: Cast) -> None:
    with pytest.raises(Refused):
        started(cast, "person:999999")
