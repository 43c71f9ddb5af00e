"""Pages of processes: the panel of a record, what people do to a run, and drawing one by plain forms."""

from __future__ import annotations

from typing import Any

from django.test import Client

from closeknit.catalogue.kinds import kinds
from closeknit.work.models import Task
from closeknit.work.processes import processes
from closeknit.work.processes.models import Process, Run
from tests.cast import Cast

STEPS = [
    {"key": "call", "kind": "task", "label": "Call them", "given": {"name": "Call {record}"}},
    {"key": "wait", "kind": "wait", "label": "Let it rest", "given": {"period": "3 days"}},
]


def published(cast: Cast) -> Process:
    kind = kinds["organization"]
    drawn = processes.add(kind, {"name": "Welcome", "design": {"steps": STEPS}}, by=cast.ada)
    return processes.publish(kind, drawn.pk, by=cast.ada)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_is_started_on_a_record_and_stands_on_its_page(cast: Cast) -> None:
    process, kestrel, tomas = published(cast), cast.organization(), cast.browser("tomas")
    asked = tomas.get(f"/processes/start/organizations/{kestrel.pk}/")
    assert "Welcome" in body(asked)
    sent = {"process": process.pk, "on": kestrel.address}
    answer = tomas.post(f"/processes/start/organizations/{kestrel.pk}/", sent)
    assert answer.url == kestrel.address
    page = body(tomas.get(kestrel.address))
    assert "Welcome" in page
    assert 'aria-current="step"' in page
    assert "Let it rest" in page
    refused = tomas.post(f"/processes/start/organizations/{kestrel.pk}/", sent)
    assert refused.status_code == 422
    assert "under way here already" in body(refused)


def test_a_run_is_paused_let_go_on_skipped_and_cancelled(cast: Cast) -> None:
    process, kestrel, tomas = published(cast), cast.organization(), cast.browser("tomas")
    tomas.post(f"/processes/start/organizations/{kestrel.pk}/", {"process": process.pk})
    run = Run.objects.get()
    tomas.post(f"/processes/runs/{run.pk}/pause/", {"on": kestrel.address})
    assert "Go on" in body(tomas.get(kestrel.address))
    tomas.post(f"/processes/runs/{run.pk}/go-on/")
    assert tomas.post(f"/processes/runs/{run.pk}/skip/1/", {"reason": ""}).status_code == 422
    tomas.post(f"/processes/runs/{run.pk}/skip/1/", {"reason": "They called us"})
    assert Task.objects.get().status == "dropped"
    tomas.post(f"/processes/runs/{run.pk}/cancel/", {"reason": "They moved"})
    run.refresh_from_db()
    assert (run.state, run.why) == ("cancelled", "They moved")
    page = body(tomas.get(f"/processes/{process.pk}/"))
    assert "They moved" in page
    assert "Kestrel Dairies" in page


def test_the_list_tells_how_many_are_under_way_as_far_as_one_sees(cast: Cast) -> None:
    process, kestrel = published(cast), cast.organization()
    cast.browser("tomas").post(f"/processes/start/organizations/{kestrel.pk}/", {"process": process.pk})
    assert "<td>1</td>" in " ".join(body(cast.browser("tomas").get("/processes/")).split()).replace("<td>1 </td>", "<td>1</td>")  # fmt: skip
    priyas = body(cast.browser("priya").get(f"/processes/{process.pk}/"))
    assert "Kestrel" not in priyas
    assert cast.browser("omar").get(f"/processes/{process.pk}/").status_code == 404


def draw(ada: Client, process: int, **sent: str) -> Any:
    return ada.post(f"/processes/{process}/draw/", sent)


def test_a_process_is_drawn_checked_and_published_by_forms(cast: Cast) -> None:
    ada = cast.browser("ada")
    made = ada.post("/processes/new/", {"name": "Welcome", "kind": "organization"})
    pk = Process.objects.get().pk
    assert made.url == f"/processes/{pk}/draw/"
    draw(ada, pk, **{"do": "lane-add", "lane-label": "Sales", "hat": "full"})
    draw(ada, pk, do="add", kind="task")
    draw(ada, pk, do="add", kind="branch", at="task-1")
    unready = body(ada.get(f"/processes/{pk}/draw/?at=branch-1"))
    assert "Say the condition" in unready
    assert "disabled" in unready
    assert draw(ada, pk, do="publish").status_code == 422
    bad = draw(ada, pk, **{"do": "step", "at": "branch-1", "part-filter": "sprockets:many"})
    assert bad.status_code == 422
    assert "sprockets" in body(bad)
    step = {
        "do": "step",
        "at": "branch-1",
        "label": "A dairy",
        "lane": "lane-1",
        "part-filter": "industry=Dairy",
        "way-no": "task-1",
    }
    assert draw(ada, pk, **step).status_code == 302
    named = {
        "do": "step",
        "at": "task-1",
        "label": "Call them",
        "lane": "lane-1",
        "part-name": "Call {record}",
        "part-due": "2",
        "part-due-unit": "weekdays",
    }
    draw(ada, pk, **named)
    assert draw(ada, pk, do="publish").url == f"/processes/{pk}/"
    design = Process.objects.get().edition.design  # type: ignore[union-attr]
    assert design["lanes"] == [{"key": "lane-1", "label": "Sales", "hat": "full"}]
    assert design["steps"][0]["given"] == {"name": "Call {record}", "due": "2 weekdays"}
    assert design["steps"][1]["goes"] == {"no": "task-1"}
    assert "A dairy" in body(ada.get(f"/processes/{pk}/"))


def test_steps_move_and_go(cast: Cast) -> None:
    ada, process = cast.browser("ada"), published(cast)
    draw(ada, process.pk, do="up", at="wait")
    assert [one["key"] for one in Process.objects.get().draft["steps"]] == ["wait", "call"]
    draw(ada, process.pk, do="remove", at="call")
    assert [one["key"] for one in Process.objects.get().draft["steps"]] == ["wait"]
    late = draw(ada, process.pk, do="remove", at="wait", version="1")
    assert "Somebody else changed this process" in body(late)


def test_what_starts_it_is_typed_as_people_say_it(cast: Cast) -> None:
    ada, process = cast.browser("ada"), published(cast)
    draw(ada, process.pk, do="starts", filter="industry=Dairy", contact="call", rule="every Monday", among="city:York")
    starts = Process.objects.get().draft["starts"]
    assert (starts["contacts"], starts["rule"]) == (["call"], "FREQ=WEEKLY;BYDAY=MO")
    page = body(ada.get(f"/processes/{process.pk}/draw/"))
    assert "every Monday" in page
    refused = draw(ada, process.pk, do="starts", rule="now and then")
    assert "Say how often" in body(refused)


def test_who_may_not_shape_draws_nothing(cast: Cast) -> None:
    process, tomas = published(cast), cast.browser("tomas")
    assert tomas.get("/processes/new/").status_code == 403
    assert tomas.get(f"/processes/{process.pk}/draw/").status_code == 403
    assert draw(tomas, process.pk, do="publish").status_code == 403


def test_a_retired_process_is_taken_up_as_a_draft(cast: Cast) -> None:
    ada, process = cast.browser("ada"), published(cast)
    ada.post(f"/processes/{process.pk}/retire/")
    assert "Take up again" in body(ada.get("/processes/"))
    ada.post(f"/processes/{process.pk}/reinstate/")
    assert Process.objects.get().retired_at is None
    assert Process.objects.get().edition is None
