"""Processes through the API: drawn, published, started, and what is done to a run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from closeknit.access import tokens
from closeknit.access.models import User
from tests.cast import Cast

API = "/api/v1"
DESIGN = {
    "steps": [
        {"key": "call", "kind": "task", "label": "Call", "given": {"due": "2 days"}},
        {"key": "set", "kind": "set", "given": {}},
    ]
}


class Program:
    """A client with somebody's token."""

    def __init__(self, user: User) -> None:
        self.client = Client(headers={"authorization": f"Bearer {tokens.issue(user, 'A program')}"})

    def send(self, method: str, address: str, sent: Any = None) -> tuple[int, Any]:
        given = b"" if sent is None else json.dumps(sent)
        answer = self.client.generic(method, f"{API}{address}", given, "application/json")
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def ada(cast: Cast) -> Program:
    return Program(cast.ada_user)


def test_a_process_is_drawn_published_and_run(cast: Cast, ada: Program) -> None:
    status, made = ada.send("POST", "/processes", {"kind": "organization", "name": "Welcome", "design": DESIGN})
    assert (status, made["edition"]) == (201, None)
    at = f"/processes/{made['id']}"
    assert ada.send("GET", at)[1]["problems"] == ["“Set a field”: Choose the field that is set."]
    assert ada.send("POST", f"{at}/publish")[0] == 422
    design = {"steps": DESIGN["steps"][:1]}
    assert ada.send("PATCH", at, {"design": design, "version": 9})[0] == 412
    assert ada.send("PATCH", at, {"design": design, "version": 1})[0] == 200
    assert ada.send("POST", f"{at}/publish")[1]["edition"] == 1
    kestrel = cast.organization()
    status, _started = ada.send("POST", f"/organizations/{kestrel.pk}/start-process", {"process": made["id"]})
    assert status == 200
    (run,) = ada.send("GET", f"/organizations/{kestrel.pk}/processes")[1]["items"]
    assert [(one["label"], one["state"]) for one in run["steps"]] == [("Call", "here")]
    assert ada.send("POST", f"/processes/runs/{run['id']}/pause")[1]["state"] == "paused"
    assert ada.send("POST", f"/processes/runs/{run['id']}/go-on")[1]["state"] == "running"
    assert ada.send("POST", f"/processes/runs/{run['id']}/skip", {"position": 1})[0] == 422
    done = ada.send("POST", f"/processes/runs/{run['id']}/skip", {"position": 1, "reason": "No need"})[1]
    assert (done["state"], done["steps"][0]["said"]) == ("done", "No need")
    assert ada.send("GET", f"{at}/runs")[1]["count"] == 1
    assert ada.send("DELETE", at)[0] == 204
    assert ada.send("POST", f"{at}/restore")[1]["edition"] is None


def test_the_design_is_for_who_may_draw(cast: Cast, ada: Program) -> None:
    made = ada.send("POST", "/processes", {"kind": "organization", "name": "Welcome", "design": DESIGN})[1]
    seen = Program(cast.tomas_user).send("GET", f"/processes/{made['id']}")[1]
    assert (seen["design"], seen["problems"]) == (None, [])
    assert Program(cast.tomas_user).send("PATCH", f"/processes/{made['id']}", {"name": "Mine"})[0] == 403


def test_what_is_no_design_is_refused_with_a_sentence(ada: Program) -> None:
    for design in ([1], {"steps": {"a": 1}}, {"steps": [{"key": "end", "kind": "task"}]}, {"boxes": []}):
        status, told = ada.send("POST", "/processes", {"kind": "organization", "name": "Welcome", "design": design})
        assert (status, told["field"]) == (422, "design")
