"""Endpoints of records of every kind: lists, one record, many at once, undo; who sees what through them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.access import actors
from closeknit.access.models import Grant, Hat, Share
from closeknit.api.tests.programs import Program, problem
from closeknit.catalogue.kinds import kinds
from closeknit.records import record
from closeknit.records.models import Entry, Record
from tests.cast import Cast

PERSON = {
    "given_name": "Hannah",
    "family_name": "Osei",
    "birthday": "1990-05-17",
    "emails": [{"address": "hannah@kestrel.example", "kind": "work"}, {"address": "h@osei.example", "kind": "home"}],
    "phones": [{"number": "+44 1904 496 0110", "kind": "direct"}],
    "urls": [{"url": "https://osei.example/"}],
    "addresses": [{"street": "1 Stonegate", "city": "York", "country": "GB", "kind": "work"}],
    "tags": ["fair 2026"],
}


@pytest.fixture
def program(cast: Cast) -> Program:
    """Tomás's, who may do everything daily."""
    return Program(cast.tomas_user)


def statements(caught: CaptureQueriesContext) -> int:
    """How many statements were sent, without those that open and close transactions."""
    frames = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
    return sum(not one["sql"].startswith(frames) for one in caught.captured_queries)


# ------------------------------------------------------------------------------------------------ one record


def test_a_person_is_made_with_everything_and_read_the_same(cast: Cast, program: Program) -> None:
    kestrel = cast.organization()
    job = {"organization": kestrel.pk, "title": "Buyer", "from": "2020-01-01", "primary": True}
    made = program.post("/individuals", {**PERSON, "employments": [job], "owner": "me"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert made.headers["Location"] == f"/api/v1/individuals/{told['id']}"
    assert made.headers["ETag"] == '"1"'
    assert (told["kind"], told["version"], told["name"], told["number"]) == ("individual", 1, "Hannah Osei", None)
    assert told["owner"] == {"id": cast.tomas_user.pk, "name": "Tomás Ferreira"}
    assert (told["team"], told["tags"], told["profile"]) == (None, ["fair 2026"], {})
    assert told["birthday"] == "1990-05-17"
    assert [one["address"] for one in told["emails"]] == ["hannah@kestrel.example", "h@osei.example"]
    assert [one["primary"] for one in told["emails"]] == [True, False]
    assert told["addresses"][0]["country"] == "GB"
    (employment,) = told["employments"]
    assert employment["organization"] == {"id": kestrel.pk, "name": "Kestrel Dairies"}
    assert (employment["title"], employment["from"], employment["until"], employment["primary"]) == (
        "Buyer",
        "2020-01-01",
        None,
        True,
    )
    assert {"created_at", "updated_at", "assignments"} <= set(told)
    assert program.get(f"/individuals/{told['id']}").json() == told


def test_what_was_read_can_be_written_back_set_by_set(cast: Cast, program: Program) -> None:
    told = program.post(
        "/individuals", {**PERSON, "assignments": [{"function": "sales", "user": cast.priya_user.pk}]}
    ).json()
    sets = ("emails", "phones", "urls", "addresses", "assignments", "employments", "tags", "owner", "birthday")
    again = program.patch(f"/individuals/{told['id']}", {key: told[key] for key in sets})
    assert again.status_code == 200, again.content
    assert again.json() == told


def test_a_patch_changes_the_given_fields_only_and_names_its_change(cast: Cast, program: Program) -> None:
    made = cast.organization(city="York", status="prospect")
    response = program.patch(f"/organizations/{made.pk}", {"status": "customer"}, If_Match='"1"')
    told = response.json()
    assert (told["status"], told["city"], told["version"]) == ("customer", "York", 2)
    assert response.headers["ETag"] == '"2"'
    undone = program.post(f"/changes/{response.headers['Closeknit-Change']}/undo")
    assert undone.json()["records"] == [
        {"id": made.pk, "kind": "organization", "version": 3, "url": f"/api/v1/organizations/{made.pk}"}
    ]
    assert program.get(f"/organizations/{made.pk}").json()["status"] == "prospect"
    problem(program.post(f"/changes/{response.headers['Closeknit-Change']}/undo"), 409, "changed_since")


def test_a_stale_version_gives_both_values(cast: Cast, program: Program) -> None:
    made = cast.organization(status="prospect", city="York")
    assert program.patch(f"/organizations/{made.pk}", {"status": "customer"}, If_Match="1").status_code == 200
    response = program.patch(f"/organizations/{made.pk}", {"status": "supplier", "city": "Leeds"}, If_Match='W/"1"')
    told = problem(response, 412, "conflict")
    both = {one["field"]: (one["given"], one["current"]) for one in told["errors"]}
    assert both == {"status": ("supplier", "customer"), "city": ("Leeds", "York")}
    assert told["version"] == 2
    assert told["current"]["status"] == "customer"
    assert response.headers["ETag"] == '"2"'
    assert program.patch(f"/organizations/{made.pk}", {"city": "Leeds"}).status_code == 200
    assert program.patch(f"/organizations/{made.pk}", {"city": "Hull"}, If_Match="*").status_code == 200
    problem(program.delete(f"/organizations/{made.pk}", If_Match="1"), 412, "conflict")
    problem(
        program.patch(f"/organizations/{made.pk}", {"city": "Hull"}, If_Match="two"), 422, "not_a_number", "If-Match"
    )


def test_a_record_goes_to_the_bin_and_comes_back(cast: Cast, program: Program) -> None:
    made = cast.organization()
    gone = program.delete(f"/organizations/{made.pk}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert program.get("/organizations").json()["count"] == 0
    assert program.get(f"/organizations/{made.pk}").json()["binned_at"]
    problem(program.patch(f"/organizations/{made.pk}", {"name": "X"}), 404, "not_found")
    back = program.post(f"/organizations/{made.pk}/restore")
    assert back.status_code == 200
    assert back.json()["version"] == 3
    assert "binned_at" not in back.json()
    problem(program.post(f"/organizations/{made.pk}/restore"), 404, "not_found")
    assert cast.history(made) == ["record.created", "record.binned", "record.restored"]


def test_only_the_fields_that_are_asked_for_are_told(cast: Cast, program: Program) -> None:
    made = cast.organization(city="York", email="info@kestrel.example")
    for path in (f"/organizations/{made.pk}?fields=city,emails", "/organizations?fields=city,emails"):
        told = program.get(path).json()
        one = told["items"][0] if "items" in told else told
        assert set(one) == {"id", "kind", "version", "city", "emails"}
    problem(program.get("/organizations?fields=city,nothing"), 422, "unknown_field", "nothing")


# ------------------------------------------------------------------------------------------------ lists


def test_a_list_is_filtered_by_its_address_and_by_a_tree(cast: Cast, program: Program) -> None:
    cast.organization("Kestrel Dairies", city="York", employees=420)
    cast.organization("Pindos Cheese", city="York", employees=20)
    cast.organization("Valdenza", city="Parma", employees=500)
    assert names(program, "city=York") == ["Kestrel Dairies", "Pindos Cheese"]
    assert names(program, "city=York&employees__gte=100") == ["Kestrel Dairies"]
    tree = {"any": [{"field": "city", "op": "is", "value": "Parma"}, {"field": "employees", "op": "lt", "value": 100}]}
    assert names(program, urlencode({"filter": json.dumps(tree)})) == ["Pindos Cheese", "Valdenza"]
    assert names(program, urlencode({"filter": json.dumps(tree), "city": "York"})) == ["Pindos Cheese"]
    assert names(program, "q=kestrel") == ["Kestrel Dairies"]
    assert names(program, "sort=-name") == ["Valdenza", "Pindos Cheese", "Kestrel Dairies"]
    assert names(program, "sort=-employees") == ["Valdenza", "Kestrel Dairies", "Pindos Cheese"]


def names(program: Program, query: str) -> list[str]:
    response = program.get(f"/organizations?{query}")
    assert response.status_code == 200, response.content
    return [one["name"] for one in response.json()["items"]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("nothing=1", "unknown_field"),
        ("employees__near=1", "unknown_operator"),
        ("name__gt=1", "unknown_operator"),
        ("employees=many", "not_a_number"),
        ("filter={", "not_json"),
        ("filter=[]", "bad_filter"),
        ('filter={"field":"name","op":"is","value":"%5Cu0000"}', "bad_character"),
        ('filter={"field":"password","op":"is","value":1}', "unknown_field"),
        ("filter=" + quote('{"not":' * 9 + '{"all":[]}' + "}" * 9), "too_deep"),
        ("sort=nothing", "unknown_field"),
        ("sort=owner", "not_sortable"),
        ("limit=0", "not_a_number"),
        ("limit=501", "not_a_number"),
        ("limit=ten", "not_a_number"),
        ("after=nonsense", "bad_cursor"),
        ("after=WyJzIiwgIlx1ZDgwMCIsIDFd", "bad_cursor"),  # half of a character
        ("count=all", "not_an_option"),
        ("q=a%00b", "bad_character"),
        ("city=%00", "bad_character"),
    ],
)
def test_what_a_list_cannot_give_is_said(cast: Cast, program: Program, query: str, code: str) -> None:
    problem(program.get(f"/organizations?{query}"), 422, code)


@pytest.mark.parametrize("sort", ["", "-name", "updated_at", "-employees", "city"])
def test_all_rows_are_paged_without_gap_or_repetition(cast: Cast, program: Program, sort: str) -> None:
    ids = {
        cast.organization(
            f"Dairy {place % 7}", employees=place % 3 or None, city=f"C{place % 4}" if place % 5 else None
        ).pk
        for place in range(23)
    }
    pages = list(walk(program, f"/organizations?sort={sort}&limit=5&fields=name"))
    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
    seen = [one["id"] for page in pages for one in page]
    assert len(seen) == 23
    assert set(seen) == ids


def walk(program: Program, path: str) -> Iterator[list[dict[str, Any]]]:
    after: str | None = ""
    while after is not None:
        told = program.get(f"{path}&after={after}").json()
        assert (told["count"], told["count_exact"]) == (23, True)
        yield told["items"]
        after = told["after"]


def test_a_count_says_whether_it_is_exact(cast: Cast, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(4):
        cast.organization(f"Dairy {place}")
    monkeypatch.setattr("closeknit.records.api.CAP", 2)
    told = program.get("/organizations?limit=1").json()
    assert (told["count"], told["count_exact"]) == (2, False)
    told = program.get("/organizations?limit=1&count=exact").json()
    assert (told["count"], told["count_exact"]) == (4, True)
    told = program.get("/organizations").json()
    assert (told["count"], told["count_exact"], told["after"]) == (4, True, None)


# ------------------------------------------------------------------------------------------------ who sees what


def test_a_person_with_their_own_records_only_meets_no_other(cast: Cast) -> None:
    mine, theirs = cast.organization("Mine", by="priya"), cast.organization("Theirs")
    priya = Program(cast.priya_user)
    assert [one["id"] for one in priya.get("/organizations?count=exact").json()["items"]] == [mine.pk]
    assert priya.get("/organizations?count=exact").json()["count"] == 1
    for method, path, data in (
        ("GET", "", None), ("PATCH", "", {"name": "X"}), ("DELETE", "", None), ("POST", "/restore", None), ("POST", "/note", {"text": "x"}),
    ):  # fmt: skip
        problem(priya.ask(method, f"/organizations/{theirs.pk}{path}", data), 404, "not_found")
    problem(priya.post("/organizations", {"name": "X", "parent": theirs.pk}), 422, "not_a_record")
    problem(priya.patch(f"/organizations/{mine.pk}", {"parent": theirs.pk}), 422, "not_a_record")
    problem(
        priya.post("/individuals", {"given_name": "A", "employments": [{"organization": theirs.pk}]}),
        422,
        "not_a_record",
    )
    change = Entry.objects.get(records=theirs.pk).change
    problem(priya.post(f"/changes/{change}/undo"), 404, "not_found")
    assert Record.objects.count() == 2
    assert Record.objects.filter(version=1, binned_at=None).count() == 2


def test_who_sees_but_may_not_change_gets_403(cast: Cast) -> None:
    theirs = cast.organization("Theirs")
    Share.objects.create(record=theirs, user=cast.priya_user, by=cast.tomas_user)
    priya = Program(cast.priya_user)
    assert priya.get(f"/organizations/{theirs.pk}").status_code == 200
    problem(priya.patch(f"/organizations/{theirs.pk}", {"name": "X"}), 403, "not_allowed")
    problem(priya.delete(f"/organizations/{theirs.pk}"), 403, "not_allowed")
    problem(priya.post(f"/organizations/{theirs.pk}/note", {"text": "x"}), 403, "not_allowed")
    assert Record.objects.get().name == "Theirs"
    problem(Program(cast.omar_user).get("/organizations"), 403, "not_allowed")
    problem(Program(cast.omar_user).get(f"/organizations/{theirs.pk}"), 404, "not_found")


def test_a_hidden_field_is_nowhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kinds["organization"]
    secret = tuple(
        replace(one, sensitivity="confidential") if one.key == "industry" else one for one in kind.own_fields
    )
    monkeypatch.setattr(kind, "own_fields", (*secret,))
    made = record.create(kind, {"name": "Kestrel", "industry": "Canary"}, by=cast.ada)
    record.edit(made, {"industry": "Canary again"}, by=cast.ada)
    program = Program(cast.tomas_user)
    for path in ("", "/timeline", "/history"):
        assert b"Canary" not in program.get(f"/organizations/{made.pk}{path}").content
    assert "industry" not in program.get(f"/organizations/{made.pk}").json()
    assert "industry" not in program.get("/organizations").json()["items"][0]
    for query in (
        "industry=Canary",
        "fields=industry",
        "sort=industry",
        'filter={"field":"industry","op":"not_empty"}',
    ):
        problem(program.get(f"/organizations?{query}"), 422, "unknown_field")
    problem(program.patch(f"/organizations/{made.pk}", {"industry": "X"}), 422, "unknown_field")
    conflict = program.patch(f"/organizations/{made.pk}", {"name": "X"}, If_Match="1")
    assert b"Canary" not in conflict.content
    assert "industry" not in program.get("/openapi.json").content.decode()
    assert Program(cast.ada_user).get(f"/organizations/{made.pk}").json()["industry"] == "Canary again"


def test_the_name_of_a_hidden_record_is_left_out(cast: Cast) -> None:
    hidden = cast.organization("Canary Ltd")
    mine = cast.individual(by="tomas", organization=hidden)
    mine.owner = cast.priya_user
    mine.save(update_fields=["owner"])
    told = Program(cast.priya_user).get(f"/individuals/{mine.pk}")
    assert told.status_code == 200
    assert b"Canary" not in told.content.replace(told.json()["url"].encode() if told.json()["url"] else b"-", b"")


# ------------------------------------------------------------------------------------------------ many at once


def test_many_are_made_and_changed_each_with_a_result_of_its_own(cast: Cast, program: Program) -> None:
    made, hidden = cast.organization(status="prospect"), cast.individual()
    items = [
        {"name": "New"},
        {"id": made.pk, "status": "customer", "version": 1},
        {"id": made.pk, "status": "supplier", "version": 1},
        {"name": "Bad", "employees": "many"},
        {"id": hidden.pk, "name": "X"},
        {"id": 10**30, "name": "X"},
        {"id": "7", "name": "X"},
        7,
        {"name": "Newer", "owner": "me"},
    ]
    response = program.post("/organizations/batch", {"items": items})
    told = response.json()
    assert [one["status"] for one in told["items"]] == [201, 200, 412, 422, 404, 404, 422, 422, 201], told
    assert [one["index"] for one in told["items"]] == list(range(9))
    assert (told["created"], told["changed"], told["refused"]) == (2, 1, 6)
    assert told["items"][3]["problem"]["errors"][0]["field"] == "employees"
    assert set(Record.objects.filter(kind="organization").values_list("name", flat=True)) == {
        "Kestrel Dairies",
        "New",
        "Newer",
    }
    assert program.post(f"/changes/{response.headers['Closeknit-Change']}/undo").status_code == 200
    assert names(program, "") == ["Kestrel Dairies"]


def test_a_batch_is_not_larger_than_a_thousand(cast: Cast, program: Program) -> None:
    for items in ([], [{"name": "X"}] * 1001, {}, None):
        problem(
            program.post("/organizations/batch", {"items": items}),
            422,
            "too_many" if isinstance(items, list) else "not_a_list",
            "items",
        )
    assert not Record.objects.exists()


def test_a_batch_of_somebody_who_may_only_see_changes_nothing(cast: Cast) -> None:
    made = cast.organization()
    reader = Program(cast.tomas_user, scopes=["see"])
    told = reader.post("/organizations/batch", {"items": [{"name": "New"}, {"id": made.pk, "name": "X"}]}).json()
    assert [one["status"] for one in told["items"]] == [403, 403]
    assert Record.objects.get().name == "Kestrel Dairies"


# ------------------------------------------------------------------------------------------------ how much it costs


def test_lists_reads_and_edits_stay_within_their_queries(cast: Cast, program: Program) -> None:
    kestrel = cast.organization(team="North")
    people = [
        cast.individual(
            "Hannah",
            f"Osei {place}",
            organization=kestrel,
            email=f"h{place}@kestrel.example",
            city="York",
            team="North",
        )
        for place in range(12)
    ]
    program.get("/verbs")  # notes the token's use
    spent = {}
    for name, most, ask in (
        ("list", 6, lambda: program.get("/individuals?limit=5")),
        ("get", 6, lambda: program.get(f"/individuals/{people[0].pk}")),
        ("patch", 12, lambda: program.patch(f"/individuals/{people[0].pk}", {"birthday": "1990-01-01"}, If_Match="1")),
        ("timeline", 8, lambda: program.get(f"/individuals/{people[0].pk}/timeline")),
        ("create", 12, lambda: program.post("/individuals", PERSON)),
    ):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert ask().status_code < 300
        spent[name] = statements(caught)
        assert spent[name] <= most, (name, [one["sql"][:160] for one in caught.captured_queries])
    print(spent)


def test_an_actor_is_fetched_by_one_query(cast: Cast, program: Program) -> None:
    program.get("/verbs")
    with CaptureQueriesContext(connection) as caught:
        program.get("/verbs")
    assert statements(caught) == 2  # before it the edition: “verbs” might be a kind of the company's own


def test_a_stranger_writes_nothing_in_the_name_of_another(cast: Cast, program: Program) -> None:
    made = program.post("/organizations", {"name": "X"}).json()
    assert Record.objects.get(pk=made["id"]).created_by_id == cast.tomas_user.pk
    assert actors.NOBODY.user_id is None
    narrow = Hat.objects.create(key="seer", name="Seer", classes=[])
    Grant.objects.create(hat=narrow, kind="organization", verb="see", reach="all")
    cast.omar_user.hats.set([narrow])
    omar = Program(cast.omar_user)
    assert omar.get(f"/organizations/{made['id']}").status_code == 200
    problem(omar.post("/organizations", {"name": "Y"}), 403, "not_allowed")
    problem(omar.get("/individuals"), 403, "not_allowed")
