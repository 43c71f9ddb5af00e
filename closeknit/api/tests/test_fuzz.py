"""Whatever is sent, the API answers: nothing that a program can write is a fault of ours."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from closeknit.api.tests.programs import Program
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types.value import Operator
from tests.cast import Cast

EFFORT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

numbers = some.integers() | some.integers(-(10**30), 10**30) | some.floats()
scalars = (
    some.none()
    | some.booleans()
    | numbers
    | some.text(max_size=40)
    | some.sampled_from(["me", "today", "last month", "10..20", "10k", "2026-02-31", "\x00", "%", "\\", "1e999", "٣"])
)
values = some.recursive(
    scalars,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture
def program(cast: Cast) -> Program:
    """Ada's, for whom every field exists."""
    cast.organization("Kestrel Dairies", city="York", employees=420, tags=["fair"])
    cast.individual()
    return Program(cast.ada_user)


def keys() -> list[str]:
    """Every key that a kind has, and some that it has not."""
    return sorted(
        {key for kind in kinds for key in (*kind.fields, *kind.details)}
        | {"nothing", "profile", "profile.x", "id", "kind", ""}
    )


fields = some.deferred(lambda: some.sampled_from(keys()))
wheres = some.fixed_dictionaries(
    {"field": fields | some.text(max_size=5), "op": some.sampled_from([*map(str, Operator), "near"])},
    optional={"value": values},
)
trees = some.recursive(
    wheres | values,
    lambda inner: (
        some.lists(inner, max_size=3).flatmap(
            lambda items: some.sampled_from([{"all": items}, {"any": items}, {"not": items[0] if items else None}])
        )
        | some.builds(
            lambda path, where: {"related": path, "where": where},
            some.sampled_from(["employments.organization", "parent", "emails.address", "x", ""]),
            inner,
        )
    ),
    max_leaves=8,
)


def asked(program: Program, method: str, path: str, data: Any = None) -> None:
    """Ask, and let nothing of it stay."""
    with transaction.atomic():
        response = program.ask(method, path, data)
        transaction.set_rollback(True)
    assert response.status_code < 500
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["detail"]


@EFFORT
@given(tree=trees, kind=some.sampled_from(["organizations", "individuals"]))
def test_any_filter_is_answered(program: Program, tree: Any, kind: str) -> None:
    asked(program, "GET", f"/{kind}?{urlencode({'filter': json.dumps(tree)})}")


@EFFORT
@given(
    query=some.dictionaries(
        some.sampled_from(["q", "sort", "fields", "limit", "after", "count", "filter"])
        | some.builds(
            lambda key, op: f"{key}__{op}" if op else key, fields, some.sampled_from(["", *map(str, Operator), "__"])
        )
        | some.text(max_size=6),
        some.text(max_size=30).filter(lambda text: not any(0xD800 <= ord(sign) < 0xE000 for sign in text))
        | scalars.map(str).filter(lambda text: text.isprintable() or text == "\x00"),
        max_size=4,
    )
)
def test_any_address_is_answered(program: Program, query: dict[str, str]) -> None:
    plain = {
        key.encode("utf-8", "replace").decode(): value.encode("utf-8", "replace").decode()
        for key, value in query.items()
    }
    asked(program, "GET", f"/organizations?{urlencode(plain)}")


@EFFORT
@given(
    given=some.dictionaries(fields | some.text(max_size=8), values, max_size=5),
    kind=some.sampled_from(["organizations", "individuals"]),
)
def test_any_object_is_answered(program: Program, given: dict[str, Any], kind: str) -> None:
    asked(program, "POST", f"/{kind}", given)
    asked(program, "POST", f"/{kind}/batch", {"items": [given, {"id": 1, **given}]})


rows = some.lists(
    some.fixed_dictionaries({}, optional={
        "id": numbers | some.none(), "primary": some.booleans() | scalars, "address": scalars, "number": scalars, "url": scalars, "street": scalars, "country": scalars | some.sampled_from(["GB", "DE"]),
        "kind": scalars | some.sampled_from(["work", "home"]), "organization": scalars, "from": scalars | some.sampled_from(["2020-01-01", "2030-01-01"]), "until": scalars | some.sampled_from(["2019-01-01"]), "function": some.sampled_from(["sales", "x"]), "user": some.sampled_from(["me", 1, None]),
    }),
    max_size=3,
)  # fmt: skip


@EFFORT
@given(key=some.sampled_from(["emails", "phones", "urls", "addresses", "assignments", "employments"]), given=rows)
def test_any_set_of_details_is_answered(program: Program, key: str, given: Any) -> None:
    asked(program, "POST", "/individuals", {"given_name": "Hannah", key: given})


@EFFORT
@given(text=some.binary(max_size=60) | some.text(max_size=60) | values.map(lambda value: json.dumps(value)[:-1]))
def test_any_body_is_answered(program: Program, text: str | bytes) -> None:
    sent = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    for method, path in (
        ("POST", "/organizations"),
        ("PATCH", "/organizations/1"),
        ("POST", "/organizations/batch"),
        ("POST", "/organizations/1/note"),
    ):
        asked(program, method, path, sent)


@EFFORT
@given(header=some.text(some.characters(min_codepoint=32, max_codepoint=255), max_size=30))
def test_any_header_is_answered(program: Program, header: str) -> None:
    made = program.get("/organizations?fields=name").json()["items"][0]["id"]
    for name in ("If_Match", "Idempotency_Key", "Authorization"):
        with transaction.atomic():
            response = program.post(f"/organizations/{made}/note", {"text": "x"}, **{name: header})
            transaction.set_rollback(True)
        assert response.status_code < 500
