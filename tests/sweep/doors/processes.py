"""Doors of processes: known to who sees their kind, drawn by who may shape it; runs are tried by the folder's own tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sweep.doors.door import WRONG_STATE, Asks, Door, Way, nothing, page, program, send, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject

KNOWN: Asks = ("knows:",)
SHAPES: Asks = (*KNOWN, "kind:shape")
SOMEWHERE: Asks = ("kind:organization.shape",)
EDITS: Asks = ("sees", "may:edit")


def _process(subject: Subject) -> dict[str, Any]:
    return {"process": subject.rows["process"]}


def _retired(subject: Subject) -> dict[str, Any]:
    return {"process": subject.rows["retired_process"]}


DOORS: dict[str, Door] = {
    "processes": Door((page(("signed-in",)),)),
    "process_add": Door((page(SOMEWHERE), send(SOMEWHERE, lambda s: {"name": "Newcomers", "kind": "organization"}))),
    "process": Door((page(KNOWN),), words=_process),
    "process_draw": Door(
        (
            page(SHAPES),
            page(SHAPES, "at=wait"),
            send(SHAPES, lambda s: {"do": "add", "kind": "task"}),
            send(SHAPES, lambda s: {"do": "lane-add", "lane-label": "Sales"}),
            send(SHAPES, lambda s: {"do": "publish"}),
        ),
        words=_process,
        also=WRONG_STATE,
    ),
    "process_retire": Door((send(SHAPES),), words=_process),
    "process_reinstate": Door((send(SHAPES),), words=_retired),
    "process_start": Door(
        (page(EDITS), send(EDITS, lambda s: {"process": s.rows["process"]})), words=the_record, also=WRONG_STATE
    ),
    "run_act": Door((send(("nobodys",)),), words=lambda s: {"run": 0, "word": "pause"}),
    "run_skip": Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"run": 0, "position": 1}),
    "run_cancel": Door((page(("nobodys",)), send(("nobodys",))), words=lambda s: {"run": 0}),
    "api:list_processes": program(
        Way(("GET",), ("signed-in",)),
        Way(("GET",), ("kind:organization.see",), "kind=organization"),
        Way(("POST",), SOMEWHERE, json=lambda s: {"kind": "organization", "name": "Newcomers"}),
        words=nothing,
    ),
    "api:read_process": program(
        Way(("GET",), KNOWN),
        Way(("PATCH",), SHAPES, json=lambda s: {"name": f"Comers {s.kind}"}),
        Way(("DELETE",), SHAPES),
        words=_process,
    ),
    "api:publish_process": program(Way(("POST",), SHAPES), words=_process),
    "api:restore_process": program(Way(("POST",), SHAPES), words=_retired),
    "api:list_runs": program(Way(("GET",), KNOWN), words=_process),
    "api:list_runs_of_record": program(Way(("GET",), ("sees",))),
    "api:read_run": program(Way(("GET",), ("nobodys",)), words=lambda s: {"run": 0}),
    "api:run_run": program(Way(("POST",), ("nobodys",)), words=lambda s: {"run": 0, "word": "pause"}),
}
