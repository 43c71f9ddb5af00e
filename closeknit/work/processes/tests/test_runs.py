"""Runs: what they do one step after the other, what they wait for, and what people do to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access import gate
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import record
from closeknit.records.models import Entry
from closeknit.timeline.contacts import contacts
from closeknit.work import tasks
from closeknit.work.models import Notice, Task
from closeknit.work.processes import engine, processes, runs
from closeknit.work.processes.models import Position, Process, Run
from closeknit.work.processes.steps import STEPS, Moving, Outcome, StepKind
from tests.cast import Cast


def step(key: str, kind: str, goes: dict[str, str] | None = None, **given: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "label": key.capitalize(), "given": given, "goes": goes or {}}


def published(cast: Cast, *steps: dict[str, Any], name: str = "Welcome", **starts: Any) -> Process:
    kind = kinds["organization"]
    drawn = processes.add(kind, {"name": name, "design": {"steps": list(steps), "starts": starts}}, by=cast.ada)
    return processes.publish(kind, drawn.pk, by=cast.ada)


def started(cast: Cast, *steps: dict[str, Any]) -> Run:
    return runs.start(cast.organization(), published(cast, *steps).pk, by=cast.tomas)


def fresh(run: Run) -> Run:
    return Run.objects.get(pk=run.pk)


def stands(run: Run) -> list[str]:
    """Where a run stands."""
    return list(Position.objects.filter(run=run, left_at=None).order_by("number").values_list("step", flat=True))


def went(run: Run) -> list[tuple[str, str]]:
    """What was left, with how."""
    left = Position.objects.filter(run=run, left_at__isnull=False)
    return list(left.order_by("left_at", "number").values_list("step", "outcome"))


def later(**away: int) -> None:
    """What the worker does when so much time went by."""
    engine.carry_on(10, timezone.now() + timedelta(**away))


# ------------------------------------------------------------------------------------------------ steps


def test_a_task_is_given_and_the_run_goes_on_when_it_is_done(cast: Cast) -> None:
    run = started(cast, step("call", "task", name="Call {record}", due="3 days"), step("stop", "end"))
    task = Task.objects.get()
    assert (task.name, task.about_id, task.owner_id) == ("Call Kestrel Dairies", run.record_id, cast.tomas_user.pk)
    assert task.due_on == timezone.localdate() + timedelta(days=3)
    tasks.do(task, by=cast.tomas)
    later()
    assert went(run) == [("call", "done"), ("stop", "done")]
    assert fresh(run).state == "done"


def test_a_dropped_task_leads_another_way(cast: Cast) -> None:
    run = started(
        cast, step("call", "task", {"dropped": "note"}), step("stop", "end"), step("note", "act", verb="timeline_notes.write", **{"with": {"text": "Given up on {record}"}})
    )  # fmt: skip
    tasks.drop(Task.objects.get(), "No answer", by=cast.tomas)
    later()
    assert went(run) == [("call", "dropped"), ("note", "done")]
    assert Position.objects.get(run=run, step="call").reason == "No answer"
    assert Entry.objects.get(kind="note.written").data["text"] == "Given up on Kestrel Dairies"


def test_a_task_can_come_later(cast: Cast) -> None:
    started(cast, step("call", "task", delay="2 days"))
    later(days=1)
    assert not Task.objects.exists()
    later(days=3)
    later(days=3)
    assert Task.objects.count() == 1


def test_a_branch_goes_by_a_filter_and_a_field_is_set(cast: Cast) -> None:
    dairy = {"field": "industry", "op": "is", "value": "Dairy"}
    process = published(
        cast,
        step("ask", "branch", {"no": "stop"}, filter=dairy),
        step("set", "set", field="legal_name", value="{record} Ltd"),
        step("stop", "end"),
    )
    runs.start(cast.organization(industry="Dairy"), process.pk, by=cast.tomas)
    runs.start(cast.organization("Alder", industry="Steel"), process.pk, by=cast.tomas)
    assert [went(one) for one in Run.objects.order_by("pk")] == [
        [("ask", "yes"), ("set", "done"), ("stop", "done")],
        [("ask", "no"), ("stop", "done")],
    ]


def test_ways_run_side_by_side_until_they_gather(cast: Cast) -> None:
    run = started(
        cast,
        step("fork", "fork", {"1": "left", "2": "right"}),
        step("left", "task", {"": "meet", "done": "meet"}, name="Left"),
        step("right", "task", name="Right"),
        step("meet", "gather"),
        step("last", "task", name="Last"),
    )
    assert stands(run) == ["left", "right"]
    tasks.do(Task.objects.get(name="Left"), by=cast.tomas)
    later()
    assert stands(run) == ["right", "meet"]
    tasks.do(Task.objects.get(name="Right"), by=cast.tomas)
    later()
    assert stands(run) == ["last"]


def test_a_way_that_ends_is_not_waited_for(cast: Cast) -> None:
    run = started(
        cast,
        step("fork", "fork", {"1": "left", "2": "right"}),
        step("left", "task", {"done": "stop"}, name="Left"),
        step("right", "task", name="Right"),
        step("meet", "gather"),
        step("last", "task", name="Last"),
        step("stop", "end"),
    )
    tasks.do(Task.objects.get(name="Right"), by=cast.tomas)
    tasks.do(Task.objects.get(name="Left"), by=cast.tomas)
    later()
    assert stands(run) == ["last"]


def _fails(moving: Moving) -> Outcome:
    raise ArithmeticError("met by a test")


def test_an_error_on_one_way_leaves_what_another_waits_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, "failing", StepKind("failing", "Fail", "bug", _fails))
    run = started(
        cast,
        step("fork", "fork", {"1": "long", "2": "short"}),
        step("long", "wait", {"": "meet"}, period="9 days"),
        step("short", "wait", period="1 days"),
        step("fail", "failing"),
        step("meet", "gather"),
    )
    due = Position.objects.get(run=run, step="long").due_at
    for minutes in (0, 1, 10):
        later(days=2, minutes=minutes)
    assert stands(run) == ["long", "fail"]
    assert Position.objects.get(run=run, step="long").due_at == due
    assert Position.objects.get(run=run, step="fail").attempts == 3


# ------------------------------------------------------------------------------------------------ waiting


def test_an_event_ends_a_wait_and_so_does_its_deadline(cast: Cast) -> None:
    process = published(cast, step("wait", "event", event="contact:call", within="5 days"))
    one, other = (runs.start(cast.organization(name), process.pk, by=cast.tomas) for name in ("Kestrel", "Alder"))
    contacts.log(one.record, {"form": "meeting"}, by=cast.tomas)
    later()
    assert stands(one) == ["wait"]
    contacts.log(one.record, {"form": "call"}, by=cast.tomas)
    later()
    assert went(one) == [("wait", "came")]
    later(days=6)
    assert went(other) == [("wait", "late")]


def test_what_happened_before_the_wait_does_not_end_it(cast: Cast) -> None:
    organization = cast.organization()
    contacts.log(organization, {"form": "call"}, by=cast.tomas)
    run = runs.start(organization, published(cast, step("wait", "event", event="contact")).pk, by=cast.tomas)
    later(hours=2)
    assert stands(run) == ["wait"]


def test_a_filter_that_comes_true_ends_a_wait(cast: Cast) -> None:
    run = started(cast, step("wait", "until", filter={"field": "industry", "op": "is", "value": "Dairy"}))
    record.edit(run.record.organization, {"industry": "Dairy"}, by=cast.tomas)
    later()
    assert went(run) == [("wait", "fits")]


def test_a_while_is_waited_whatever_the_clock_does(cast: Cast) -> None:
    run = started(cast, step("wait", "wait", period="2 days"), step("call", "task"))
    later(hours=-2)
    assert stands(run) == ["wait"]
    later(days=3)
    later(hours=-2)
    later(days=3)
    assert (went(run), stands(run), Task.objects.count()) == ([("wait", "done")], ["call"], 1)


# ------------------------------------------------------------------------------------------------ editions, rights, bounds


def test_a_changed_process_leaves_what_is_under_way_as_it_began(cast: Cast) -> None:
    kind = kinds["organization"]
    process = published(cast, step("wait", "wait", period="1 days"), step("old", "task"))
    before = runs.start(cast.organization(), process.pk, by=cast.tomas)
    design = {"steps": [step("wait", "wait", period="1 days"), step("new", "task")]}
    processes.change(kind, process.pk, {"design": design}, by=cast.ada)
    after = runs.start(cast.organization("Alder"), processes.publish(kind, process.pk, by=cast.ada).pk, by=cast.tomas)
    later(days=2)
    assert (stands(before), stands(after)) == (["old"], ["new"])


def test_a_draft_starts_nothing(cast: Cast) -> None:
    drawn = processes.add(kinds["organization"], {"name": "Drawn"}, by=cast.ada)
    with pytest.raises(Refused, match="not published"):
        runs.start(cast.organization(), drawn.pk, by=cast.tomas)
    assert not Run.objects.exists()


def test_a_process_is_under_way_once_on_a_record(cast: Cast) -> None:
    run = started(cast, step("call", "task"))
    with pytest.raises(Refused, match="under way here already"):
        runs.start(run.record, run.process_id, by=cast.tomas)


def test_a_run_may_do_no_more_than_who_started_it(cast: Cast) -> None:
    process = published(cast, step("away", "act", verb="records_record.discard"), step("call", "task"))
    cast.tomas_user.hats.get().grants.filter(verb="bin").delete()
    run = runs.start(cast.organization(), process.pk, by=cast.tomas)
    assert fresh(run).state == "stuck"
    assert "roles do not let you" in fresh(run).why
    assert {one.user_id for one in Notice.objects.filter(kind="process.stuck")} == {
        cast.ada_user.pk,
        cast.tomas_user.pk,
    }
    runs.skip(run, 1, "It stays", by=cast.tomas)
    assert (stands(run), fresh(run).state) == (["call"], "running")


def test_who_left_is_followed_by_whoever_lets_it_go_on(cast: Cast) -> None:
    run = started(cast, step("wait", "wait", period="1 days"), step("call", "task"))
    cast.tomas_user.is_active = False
    cast.tomas_user.save()
    later(days=2)
    assert fresh(run).state == "stuck"
    runs.go_on(run, by=cast.ada)
    later(days=2)
    assert (fresh(run).by_id, stands(run)) == (cast.ada_user.pk, ["call"])


def test_a_record_in_the_bin_holds_its_runs(cast: Cast) -> None:
    run = started(cast, step("wait", "wait", period="1 days"), step("call", "task"))
    record.discard(run.record.organization, by=cast.tomas)
    later(days=2)
    assert (fresh(run).state, fresh(run).why[:29]) == ("stuck", "The record is in the bin. Tak")
    record.restore(run.record.organization, by=cast.tomas)
    runs.go_on(fresh(run), by=cast.tomas)
    later(days=2)
    assert stands(run) == ["call"]


def test_a_process_that_leads_back_to_itself_comes_to_an_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_STEPS", 20)
    run = started(cast, step("wait", "wait", period="0 days"), step("again", "branch", {"yes": "wait", "no": "wait"}, filter={"field": "name", "op": "not_empty"}))  # fmt: skip
    engine.carry_on(10)
    assert fresh(run).state == "stuck"
    assert "without an end" in fresh(run).why


# ------------------------------------------------------------------------------------------------ what people do


def test_a_paused_run_misses_nothing(cast: Cast) -> None:
    run = started(cast, step("call", "task"), step("next", "task"))
    runs.pause(run, "Holidays", by=cast.tomas)
    tasks.do(Task.objects.get(), by=cast.tomas)
    later(days=3)
    assert stands(run) == ["call"]
    runs.go_on(run, by=cast.tomas)
    assert stands(run) == ["next"]


def test_a_skipped_step_and_a_cancelled_run_say_why(cast: Cast) -> None:
    run = started(cast, step("call", "task", name="Call"), step("next", "task", name="Next"))
    with pytest.raises(Refused, match="few words why"):
        runs.skip(run, 1, " ", by=cast.tomas)
    runs.skip(run, 1, "They called us", by=cast.tomas)
    assert Task.objects.get(name="Call").status == "dropped"
    assert stands(run) == ["next"]
    runs.cancel(run, "They moved away", by=cast.tomas)
    assert (fresh(run).state, fresh(run).why, Task.objects.get(name="Next").status) == ("cancelled", "They moved away", "dropped")  # fmt: skip
    told = [one.kind for one in Entry.objects.filter(records=run.record_id, kind__startswith="process").order_by("pk")]
    assert told == ["process.started", "process.skipped", "process.cancelled"]
    with pytest.raises(Refused, match="has ended"):
        runs.pause(run, by=cast.tomas)


def test_who_may_not_change_the_record_does_nothing_to_its_runs(cast: Cast) -> None:
    run = started(cast, step("call", "task"))
    with pytest.raises(gate.Absent):
        runs.cancel(run, "No", by=cast.priya)
    with pytest.raises(gate.NotAllowed):
        processes.add(kinds["organization"], {"name": "Mine"}, by=cast.priya)
