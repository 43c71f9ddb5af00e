"""Saved views through the API: kept, read by whom they are shared with, changed, removed and restored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from closeknit.access import tokens
from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions
from tests.cast import Cast


def program(user: Any, **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {tokens.issue(user, 'test', **more)}"}

    def call(method: str, path: str, data: Any = None) -> Any:
        sent = b"" if data is None else json.dumps(data).encode()
        return Client().generic(method, f"/api/v1{path}", sent, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def tomas(cast: Cast) -> Any:
    return program(cast.tomas_user)


NEAR = {"kind": "organizations", "name": "Near", "address": "city=York&sort=-name&after=x"}


def test_a_view_is_kept_changed_removed_and_restored(cast: Cast, tomas: Any) -> None:
    made = tomas("POST", "/views", NEAR)
    one = made.json()
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/views/{one['id']}")
    assert one == {
        "id": one["id"],
        "kind": "organization",
        "name": "Near",
        "address": "city=York&sort=-name",
        "shared": "nobody",
        "position": 1,
        "owner": cast.tomas_user.pk,
    }
    path = f"/views/{one['id']}"
    assert tomas("PATCH", path, {"name": "Nearer", "shared": "everybody", "position": 4}).json()["name"] == "Nearer"
    assert [each["name"] for each in tomas("GET", "/views?kind=organization").json()["items"]] == ["Nearer"]
    assert tomas("GET", "/views?kind=individual").json()["items"] == []
    assert tomas("DELETE", path).status_code == 204
    assert tomas("GET", path).status_code == 404
    assert tomas("POST", f"{path}/restore").json()["shared"] == "everybody"
    assert tomas("GET", path).status_code == 200


def test_a_private_view_is_absent_for_others_and_a_shared_one_is_not_theirs(cast: Cast, tomas: Any) -> None:
    priya, path = program(cast.priya_user), f"/views/{tomas('POST', '/views', NEAR).json()['id']}"
    assert [priya(method, path, {}).status_code for method in ("GET", "PATCH", "DELETE")] == [404, 404, 404]
    tomas("PATCH", path, {"shared": "everybody"})
    assert [priya(method, path, {}).status_code for method in ("GET", "PATCH", "DELETE")] == [200, 403, 403]
    assert program(cast.omar_user)("GET", path).status_code == 404


def test_a_token_that_may_only_read_keeps_no_views(cast: Cast) -> None:
    reader = program(cast.tomas_user, scopes=("see",))
    answer = reader("POST", "/views", NEAR)
    assert answer.status_code == 403
    assert "scope" in answer.json()["detail"]


def test_the_address_leaves_out_what_the_caller_may_not_ask(cast: Cast, tomas: Any) -> None:
    margin = {"label": "Margin", "type": "number", "sensitivity": "confidential"}
    definitions.add(kinds["organization"], margin, by=cast.ada)
    ada = program(cast.ada_user)
    made = ada("POST", "/views", {**NEAR, "address": "city=York&margin__gt=7", "shared": "everybody"}).json()
    assert ada("GET", f"/views/{made['id']}").json()["address"] == "city=York&margin__gt=7"
    assert tomas("GET", f"/views/{made['id']}").json()["address"] == "city=York"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "planet"}, "kind"),
        ({"kind": None}, "kind"),
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"shared": 99}, "shared"),
        ({"shared": {"team": 1}}, "shared"),
        ({"position": True}, "position"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_a_view_cannot_be_is_422_naming_it(tomas: Any, given: dict[str, Any], field: str) -> None:
    answer = tomas("POST", "/views", {**NEAR, **given})
    assert (answer.status_code, answer.json()["field"]) == (422, field)
