"""Kinds through the API: added, used in the very next call, by whatever process, renamed, removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pytest
from django.test import Client

from closeknit.access import tokens
from closeknit.catalogue import editions
from closeknit.profiles import own_kinds
from tests.cast import Cast

V1 = "/api/v1"
SCALE = {"label": "Scale", "label_plural": "Scales", "icon": "scale"}
type Program = Callable[..., Any]


def program(token: str) -> Program:
    client, headers = Client(), {"Authorization": f"Bearer {token}"}

    def call(method: str, path: str, data: Any = None) -> Any:
        sent = b"" if data is None else json.dumps(data).encode()
        return client.generic(method, V1 + path, sent, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def ada(cast: Cast) -> Program:
    return program(tokens.issue(cast.ada_user, "test"))


def test_a_kind_is_added_listed_renamed_and_removed(cast: Cast, ada: Program) -> None:
    made = ada("POST", "/kinds", SCALE)
    assert (made.status_code, made["Location"]) == (201, f"{V1}/kinds/scale")
    assert made.json() == {"key": "scale", "plural": "scales", **SCALE, "own": True}
    listed = ada("GET", "/kinds").json()
    assert {"organization": False, "scale": True}.items() <= {one["key"]: one["own"] for one in listed["items"]}.items()
    assert ada("POST", "/scales", {"name": "Platform scale"}).status_code == 201
    assert ada("DELETE", "/kinds/scale").json()["code"] == "in_use"
    assert ada("PATCH", "/kinds/scale", {"label": "Balance"}).json()["label"] == "Balance"
    assert ada("POST", "/kinds", {"label": "Policy", "label_plural": "Policies"}).status_code == 201
    assert ada("DELETE", "/kinds/policy").status_code == 204
    assert ada("GET", "/policies").status_code == 404
    assert ada("GET", "/kinds/policy").status_code == 404


def test_a_process_that_never_heard_of_a_kind_finds_it_in_a_programs_first_call(cast: Cast, ada: Program) -> None:
    own_kinds.add(SCALE, by=cast.ada)
    cast.make("scale", name="Platform scale")

    def first_call() -> Any:
        editions.use(0)
        return ada("GET", "/scales")

    assert [one["name"] for one in copy_context().run(first_call).json()["items"]] == ["Platform scale"]


def test_a_kind_that_another_process_removed_is_gone_in_the_next_call(cast: Cast, ada: Program) -> None:
    own_kinds.add(SCALE, by=cast.ada)
    before = editions.edition()
    assert ada("GET", "/scales").status_code == 200
    own_kinds.remove("scale", by=cast.ada)
    editions.use(before)  # as this process knew it
    assert ada("GET", "/scales").status_code == 404


def test_only_who_shapes_the_company_changes_its_kinds(cast: Cast, ada: Program) -> None:
    tomas = program(tokens.issue(cast.tomas_user, "test"))
    ada("POST", "/kinds", SCALE)
    assert tomas("GET", "/kinds/scale").status_code == 200
    for method, path, data in (
        ("POST", "/kinds", {**SCALE, "label": "Balance"}),
        ("PATCH", "/kinds/scale", {"label": "Balance"}),
        ("DELETE", "/kinds/scale", None),
    ):
        assert tomas(method, path, data).status_code == 403, method
    omar = program(tokens.issue(cast.omar_user, "test"))
    assert omar("GET", "/kinds/scale").status_code == 404
    assert omar("GET", "/kinds").json()["items"] == []


def test_what_a_kind_cannot_have_is_refused_by_name(cast: Cast, ada: Program) -> None:
    assert ada("POST", "/kinds", {**SCALE, "colour": "red"}).json()["field"] == "colour"
    assert ada("PATCH", "/kinds/organization", {"label": "Firm"}).status_code == 404
    paths = json.loads(ada("GET", "/openapi.json").content)["paths"]
    assert f"{V1}/kinds" in paths or "/kinds" in " ".join(paths)
