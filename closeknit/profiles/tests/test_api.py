"""Classifications and segments through the API: made, used in the next call, changed, retired; bad calls refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from closeknit.access import tokens
from tests.cast import Cast

V1 = "/api/v1"


class Program:
    """A program that calls the API with somebody's token."""

    def __init__(self, token: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {token}"}

    def __call__(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method,
            f"{V1}{path}",
            b"" if data is None else json.dumps(data).encode(),
            content_type="application/json",
            headers={**self.headers, **headers},
        )


@pytest.fixture
def ada(cast: Cast) -> Program:
    return Program(tokens.issue(cast.ada_user, "test"))


def made(program: Program, **given: Any) -> dict[str, Any]:
    answer = program("POST", "/classifications", {"kind": "organization", **given})
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def test_a_classification_is_used_in_the_next_call(cast: Cast, ada: Program) -> None:
    field = made(ada, label="Territory", type="choice", options=["North", {"label": "South", "tint": "good"}])
    assert field["scope"] == {"all": True}
    assert [one["key"] for one in field["options"]] == ["north", "south"]
    answer = ada("POST", "/organizations", {"name": "Kestrel", "profile": {"territory": "north"}})
    assert answer.json()["profile"] == {"territory": "north"}
    found = ada("GET", "/organizations?territory=north").json()
    assert [one["name"] for one in found["items"]] == ["Kestrel"]
    assert "territory" in ada("GET", "/openapi.json").content.decode()


def test_a_value_outside_its_scope_is_422(cast: Cast, ada: Program) -> None:
    kestrel, alder = cast.organization("Kestrel"), cast.organization("Alder")
    field = made(ada, label="Silo code", type="text", scope={"record": kestrel.pk})
    assert field["scope"] == {"record": kestrel.pk}
    assert ada("PATCH", f"/organizations/{kestrel.pk}", {"profile": {"silo_code": "1"}}).status_code == 200
    answer = ada("PATCH", f"/organizations/{alder.pk}", {"profile": {"silo_code": "1"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "outside_scope")


def test_a_segment_is_made_and_has_fields_of_its_own(cast: Cast, ada: Program) -> None:
    dairies = {"field": "industry", "op": "is", "value": "Dairy"}
    segment = ada("POST", "/segments", {"kind": "organization", "name": "Dairies", "filter": dairies}).json()
    field = made(ada, label="Approval expires", type="date", scope={"segment": segment["id"]})
    assert field["scope"] == {"segment": segment["id"]}
    answer = ada("POST", "/organizations", {"name": "Mill", "profile": {"approval_expires": "2026-12-31"}})
    assert answer.status_code == 422
    answer = ada("POST", "/organizations", {"name": "Kestrel", "industry": "Dairy", "profile": {"approval_expires": "2026-12-31"}})  # fmt: skip
    assert answer.status_code == 201
    assert ada("DELETE", f"/segments/{segment['id']}").json()["code"] == "in_use"
    assert ada("PATCH", f"/segments/{segment['id']}", {"name": "All dairies"}).json()["name"] == "All dairies"
    assert [one["name"] for one in ada("GET", "/segments?kind=organizations").json()["items"]] == ["All dairies"]


def test_it_is_changed_moved_retired_and_restored(cast: Cast, ada: Program) -> None:
    one, two = made(ada, label="One", type="text"), made(ada, label="Two", type="number", unit="kg")
    assert ada("PATCH", f"/classifications/{one['id']}", {"label": "First"}).json()["label"] == "First"
    ada("POST", f"/classifications/{two['id']}/move", {"before": one["key"]})
    assert [each["label"] for each in ada("GET", "/classifications?kind=organization").json()["items"]] == ["Two", "First"]  # fmt: skip
    assert ada("DELETE", f"/classifications/{two['id']}").status_code == 204
    assert ada("GET", f"/classifications/{two['id']}").json()["retired"] is True
    assert ada("GET", "/organizations?two__gt=1").status_code == 422
    assert ada("POST", f"/classifications/{two['id']}/restore").json()["retired"] is False
    assert ada("GET", "/organizations?two__gt=1").status_code == 200


def test_the_same_key_makes_one_field(cast: Cast, ada: Program) -> None:
    given = {"kind": "organization", "label": "Territory", "type": "text"}
    first, again = (ada("POST", "/classifications", given, **{"Idempotency-Key": "k1"}) for _time in range(2))
    assert first.json() == again.json()
    assert ada("POST", "/classifications", given).json()["code"] == "taken"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": "A", "type": "text"}, "kind"),
        ({"kind": "nothing", "label": "A", "type": "text"}, "kind"),
        ({"kind": ["organization"], "label": "A", "type": "text"}, "kind"),
        ({"kind": "organization", "label": 7, "type": "text"}, "label"),
        ({"kind": "organization", "label": "A", "type": ["text"]}, "type"),
        ({"kind": "organization", "label": "A", "type": "text", "scope": {"record": "1"}}, "scope"),
        ({"kind": "organization", "label": "A", "type": "text", "more": 1}, "more"),
        ({"kind": "organization", "label": "A", "type": "choice", "options": [{"label": {}}]}, "options"),
        ({"kind": "organization", "label": "A", "type": "choice", "options": [{"label": "B", "tint": ["x"]}]}, "options"),
        ({"kind": "organization", "label": "A", "type": "text", "key": {"a": 1}}, "key"),
        ({"kind": "organization", "label": "A", "type": "text", "sensitivity": ["open"]}, "sensitivity"),
        ({"kind": "organization", "label": "A", "type": "text", "hint": 7}, "hint"),
    ],
)  # fmt: skip
def test_bad_calls_are_refused_with_a_sentence(cast: Cast, ada: Program, given: Any, field: str) -> None:
    answer = ada("POST", "/classifications", given)
    assert answer.status_code == 422, answer.content
    assert answer.json()["field"] == field


def test_who_may_not_shape_reads_only_what_they_may_see(cast: Cast, ada: Program) -> None:
    open_field = made(ada, label="Territory", type="text")
    secret = made(ada, label="Margin", type="percent", sensitivity="confidential")
    priya, omar = (Program(tokens.issue(user, "test")) for user in (cast.priya_user, cast.omar_user))
    assert [one["id"] for one in priya("GET", "/classifications").json()["items"]] == [open_field["id"]]
    assert priya("GET", f"/classifications/{secret['id']}").status_code == 404
    assert priya("PATCH", f"/classifications/{open_field['id']}", {"label": "B"}).status_code == 403
    assert omar("GET", "/classifications").json()["items"] == []
    assert omar("GET", f"/classifications/{open_field['id']}").status_code == 404
