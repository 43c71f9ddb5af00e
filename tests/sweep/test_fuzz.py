"""Odd and huge input in every parameter of every door: never a fault of ours, always one sentence."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types.value import Operator
from tests.sweep import cells, shape
from tests.sweep.visiting import Answered, Ledger, Visitor, forgotten
from tests.sweep.world import Place

NAMES = (
    "q", "sort", "column", "after", "filter", "fields", "limit", "count", "part", "tab", "continues", "add_field", "add_op", "add_value", "show", "next",
    "name", "parent", "owner", "updated_at", "created_at__within", "employees__between", "tags", "country__in", "email__empty", "organization", "language", "phone__starts",
    "territory__in", "margin", "approval__within", "silo_code__contains", "fax_line",
)  # fmt: skip
DEEP = '{"not":' * 3_000 + "null" + "}" * 3_000
ODD = (
    "", "\x00", "a\x00b", "9" * 5_000, "-1", "1e400", "NaN", "Infinity", "0x10", "\ud800", "\\ud800", '"\\ud800"', "\u202e\u2028", "%", "_", "\\", "'", "\"", "--", ";select 1", "..", "10..", "..10",
    "9999-12-31", "0000-00-00", "0001-01-01T00:00:00", "9999-12-31T23:59:59.999999-23:59", "last 99999999999 days", "me", "a" * 20_001, ",".join("a" * 5 for _ in range(200)),
    DEEP, "[" * 100_000, json.dumps({"all": [{"field": "name", "op": "is", "value": "x"}] * 10_000}), '{"field":"name","op":"is","value":{"a":{"b":[[]]}}}', "[]", "{}", "null", "1", '{"all":{}}',
    '{"related":"organization","where":{"all":[]}}', '{"related":"owner","where":{"all":[]}}', '{"related":"parent.parent","where":{"all":[]}}', '{"field":"name","op":"contains","value":"\\ud800"}',
    '{"field":"parent","op":"gt","value":"1"}', '{"field":"employees","op":"is","value":1e308}', '{"field":"name","op":"in","value":[]}', '{"field":"updated_at","op":"within","value":[1]}',
    "WyJzIiwgIlx1ZDgwMCIsIDFd", "WyJtIiwgIjAwMDEtMDEtMDFUMDA6MDA6MDAiLCAxXQ", "WyItIiwgIiIsIDFd", "WyJpIiwgIjEiLCAxZTQwMF0", "W1tdLCB7fSwgbnVsbF0", "WyJtIiwgIm5vdyIsIC0xXQ", "4pyT", "====",
    "WyJkIiwgIjIwMjAtMDEtMDEiLCAxXQ", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwgMV0", "WyIyMDIwLTAxLTAxVDAwOjAwOjAwKzAwOjAwIiwgOTIyMzM3MjAzNjg1NDc3NTgwOF0",
)  # fmt: skip


def asked(address: str) -> bool:
    """Whether the sweep of parameters goes there: not where nothing is asked."""
    return "api_docs" not in address


def safe_doors(place: Place) -> list[str]:
    """The address of every door that takes a GET, for a record that is there."""
    seen = next(one for one in place.subjects if one.relation == "nobody's" and one.kind == "individual")
    found = []
    for route, door, one in cells.expected_doors():
        if any("GET" in way.methods for way in door.ways) and asked(route):
            subject = place.imports[0] if "pk" in one.words and "kind" not in one.words else seen
            found.append(cells.address(route, door, subject))
    return found


def encoded(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


def refuse_faults(answered: Answered, said: str) -> None:
    """Fail where an answer is a fault of ours, or a refusal without a sentence."""
    assert answered.error is None, f"{said[:300]}: {answered.error!r}"
    assert answered.status < 500 or answered.status == 503, f"{said[:300]}: {answered.status}"
    if answered.status in (400, 409, 422):
        assert "." in answered.text or answered.headers["Content-Type"].startswith("text/html"), said[:300]
    assert "Traceback" not in answered.text


def knock(visitor: Visitor, place: Place, address: str, query: str, htmx: bool) -> Answered:
    who = place.credentials["token, wide" if address.startswith("/api/v1") else "administrator"]
    with forgotten():
        return visitor.knock("GET", address, query=query, htmx=htmx, **who)


def test_no_odd_value_is_a_fault_in_any_parameter_of_any_door(place: Place, visitor: Visitor) -> None:
    """Every name meets every value at some door; an ordinary run takes one pair in six, others each day."""
    turn = cells.part() or 0
    doors = safe_doors(place)
    lists = [one for one in doors if one in ("/individuals/", "/api/v1/individuals")]
    for place_, value in enumerate(ODD):
        for number, name in enumerate(NAMES):
            if cells.part() is not None and (place_ + number + turn) % 6:
                continue
            door = doors[(place_ * 7 + number * 3 + turn) % len(doors)]
            addresses = {door, lists[place_ % 2]} if number % 3 == 0 else {door}
            for address in sorted(addresses):
                said = f"{address}?{name}={value[:80]!r}"
                refuse_faults(knock(visitor, place, address, f"{name}={encoded(value)}", number % 2 == 0), said)


FIELDS = [*sorted({key for kind in kinds for key in kind.fields} | {*shape.KEYS}), "unheard_of"]
LEAF = st.fixed_dictionaries(
    {
        "field": st.sampled_from(FIELDS),
        "op": st.sampled_from([*Operator, "like"]),
        "value": st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(),
            st.text(max_size=20),
            st.sampled_from(ODD[:30]),
            st.lists(st.text(max_size=5), max_size=4),
        ),
    }
)
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds(lambda one: {"all": one}, st.lists(inner, max_size=3)),
        st.builds(lambda one: {"any": one}, st.lists(inner, max_size=3)),
        st.builds(lambda one: {"not": one}, inner),
        st.builds(lambda where: {"related": "employments.organization", "where": where}, inner),
    ),
    max_leaves=6,
)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(
    tree=TREE,
    sort=st.sampled_from([*FIELDS, "-name", "--"]),
    address=st.sampled_from(["/individuals/", "/organizations/", "/api/v1/individuals"]),
)
def test_no_filter_is_a_fault(place: Place, visitor: Visitor, tree: Any, sort: str, address: str) -> None:
    query = f"filter={encoded(json.dumps(tree))}&sort={sort}"
    refuse_faults(knock(visitor, place, address, query, False), f"{address}?{query}")


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(
    key=st.sampled_from(FIELDS),
    value=st.one_of(
        st.text(max_size=40),
        st.sampled_from(ODD[:30]),
        st.integers(),
        st.floats(),
        st.none(),
        st.lists(
            st.dictionaries(
                st.sampled_from(["id", "primary", "address", "number", "organization", "kind"]),
                st.one_of(st.integers(), st.text(max_size=5), st.none()),
                max_size=3,
            ),
            max_size=3,
        ),
    ),
    detail=st.sampled_from(["emails", "phones", "urls", "addresses", "employments", "assignments", ""]),
)
def test_no_value_that_is_written_is_a_fault(
    place: Place, visitor: Visitor, ledger: Ledger, key: str, value: Any, detail: str
) -> None:
    subject = next(one for one in place.subjects if one.relation == "nobody's" and one.kind == "individual")
    with forgotten():
        answered = visitor.knock(
            "PATCH",
            f"/api/v1/individuals/{subject.pk}",
            body={detail or key: value},
            **place.credentials["token, wide"],
        )
        refuse_faults(answered, f"{detail or key}={value!r}")
        assert answered.status < 400 or not ledger.changed() - {"access_token"}
    if isinstance(value, str) and "\ud800" not in value:
        with forgotten():
            form = {
                "value": value,
                "version": "1" * 5_000 if detail == "" else str(subject.version),
                f"{detail}-0-id": value,
                f"{detail}-0-address": value,
                f"{detail}-primary": value,
            }
            refuse_faults(
                visitor.knock(
                    "POST",
                    f"/individuals/{subject.pk}/fact/{detail or key}/",
                    form=form,
                    htmx=True,
                    **place.credentials["administrator"],
                ),
                f"fact {detail or key}={value!r}",
            )


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 19, "9" * 25, "9" * 100_000])
@pytest.mark.parametrize(
    "address",
    [
        "/individuals/{}/",
        "/individuals/{}-x/",
        "/individuals/{}/timeline/",
        "/api/v1/individuals/{}",
        "/imports/{}/",
        "/individuals/1/files/{}/",
        "/imports/1/rows/refused/?after={}",
    ],
)
def test_no_id_is_a_fault(place: Place, visitor: Visitor, address: str, pk: str) -> None:
    path, _mark, query = address.format(pk).partition("?")
    answered = knock(visitor, place, path, query, False)
    assert answered.error is None
    assert answered.status in (200, 404)
