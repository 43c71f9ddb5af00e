"""The door itself: tokens, problems, strict JSON, addresses that are not there, rates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from closeknit.access import tokens
from closeknit.access.models import Token
from closeknit.api import rates
from closeknit.api.tests.programs import BASE, Program, problem
from closeknit.records.models import Record
from tests.cast import Cast


def test_without_a_token_nothing_is_told(cast: Cast) -> None:
    made = cast.organization()
    stranger = Program(None)
    for method, path in (
        ("GET", "/organizations"),
        ("GET", f"/organizations/{made.pk}"),
        ("POST", "/organizations"),
        ("GET", "/verbs"),
        ("DELETE", f"/organizations/{made.pk}"),
    ):
        response = stranger.ask(method, path, {"name": "X"} if method == "POST" else None)
        problem(response, 401, "unknown_token")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert Record.objects.count() == 1


@pytest.mark.parametrize(
    "header", ["Bearer ck_unknown", "Bearer", "Basic YTpi", "ck_x", "Bearer \u00e4\u00f6", "Bearer a b c"]
)
def test_an_unknown_token_is_nobody(cast: Cast, header: str) -> None:
    problem(Program(None).get("/organizations", Authorization=header), 401, "unknown_token")


def test_a_token_ends_by_its_date_by_revocation_and_with_its_owner(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    assert program.get("/organizations").status_code == 200
    token = Token.objects.get(owner=cast.tomas_user)
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    problem(program.get("/organizations"), 401, "unknown_token")
    Token.objects.update(expires_at=timezone.now() + timedelta(days=1))
    tokens.revoke(token)
    problem(program.get("/organizations"), 401, "unknown_token")
    Token.objects.update(revoked_at=None)
    type(cast.tomas_user).objects.filter(pk=cast.tomas_user.pk).update(is_active=False)
    problem(program.get("/organizations"), 401, "unknown_token")


def test_the_cookie_of_a_browser_opens_nothing(cast: Cast) -> None:
    browser = cast.browser("tomas")
    assert browser.get("/organizations/").status_code == 200
    assert browser.get(f"{BASE}/organizations").status_code == 401
    assert browser.post(f"{BASE}/organizations", {"name": "X"}, content_type="application/json").status_code == 401
    assert not Record.objects.exists()


def test_a_token_does_no_more_than_its_scopes(cast: Cast) -> None:
    made = cast.organization()
    reader = Program(cast.tomas_user, scopes=["see"])
    assert reader.get(f"/organizations/{made.pk}").status_code == 200
    problem(reader.patch(f"/organizations/{made.pk}", {"name": "Y"}), 403, "not_allowed")
    problem(reader.post("/organizations", {"name": "Y"}), 403, "not_allowed")
    narrow = Program(cast.tomas_user, scopes=["individual.see"])
    problem(narrow.get("/organizations"), 403, "not_allowed")
    problem(narrow.get(f"/organizations/{made.pk}"), 404, "not_found")
    assert Record.objects.get().name == "Kestrel Dairies"


def test_the_use_of_a_token_is_noted_once_an_hour(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    program.get("/organizations")
    first = Token.objects.get().used_at
    assert first is not None
    program.get("/organizations")
    assert Token.objects.get().used_at == first
    Token.objects.update(used_at=first - timedelta(hours=2))
    program.get("/organizations")
    assert Token.objects.get().used_at > first - timedelta(hours=2)


def test_what_is_absent_and_what_is_hidden_are_the_same_word_for_word(cast: Cast) -> None:
    hidden = cast.organization()
    priya = Program(cast.priya_user)
    for path in ("", "/timeline", "/history", "/files", "/files/1"):
        absent = priya.get(f"/organizations/999999999{path}")
        assert absent.status_code == 404
        assert absent.content == priya.get(f"/organizations/{hidden.pk}{path}").content
        assert absent.content == priya.get(f"/organizations/{2**70}{path}").content
    problem(priya.get("/nothing"), 404, "not_found")
    problem(priya.get("/organizations/x"), 404, "not_found")
    problem(priya.get("/"), 404, "not_found")
    problem(priya.post(f"/organizations/{hidden.pk}/unheard-of", {}), 404, "not_found")


def test_a_method_that_an_address_does_not_take_is_said(cast: Cast) -> None:
    response = Program(cast.tomas_user).ask("PUT", "/organizations")
    problem(response, 405, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_only_json_is_read(cast: Cast, kind: str) -> None:
    problem(Program(cast.tomas_user).post("/organizations", '{"name": "X"}', Content_Type=kind), 415, "not_json_type")
    assert not Record.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" ", "not_json"),
        ("{", "not_json"),
        ('{"name": "X"', "not_json"),
        ("[]", "not_an_object"),
        ("null", "not_an_object"),
        ('"x"', "not_an_object"),
        ('{"name": NaN}', "not_json"),
        ('{"name": Infinity}', "not_json"),
        ('{"name": "a", "name": "b"}', "given_twice"),
        ('{"name": "a\\u0000b"}', "bad_character"),
        ('{"name": "\\ud800"}', "bad_character"),
        ('{"\\ud800": 1}', "bad_character"),
        ('{"\\u0000": 1}', "bad_character"),
        ('{"\\u0000": 1, "\\u0000": 2}', "given_twice"),
        ('{"name": ' + "[" * 200 + "]" * 200 + "}", "too_deep"),
        ("[" * 200_000, "too_deep"),
        ('{"employees": ' + "9" * 5000 + "}", "number_too_long"),
        ('{"employees": 1e400, "name": "X"}', "not_a_number"),
        ('{"employees": 99999999999999999999, "name": "X"}', "number_too_long"),
        ('{"name": true}', "not_a_text"),
        ('{"name": {}}', "not_a_text"),
        ('{"name": null}', "required"),
        ('{"name": ""}', "required"),
        ('{"name": "X", "owner": [1]}', "not_a_user"),
        ('{"name": "X", "owner": 99999999999999999999}', "not_a_user"),
        ('{"name": "X", "parent": true}', "not_a_record"),
        ('{"name": "X", "emails": 7}', "not_a_list"),
        ('{"name": "X", "emails": [7]}', "not_a_list"),
        ('{"name": "X", "emails": [{"address": "a@b.example", "nothing": 1}]}', "unknown_field"),
        ('{"name": "X", "id": 7}', "unknown_field"),
        ('{"name": "X", "user": 7}', "unknown_field"),
        ('{"name": "X", "version": 7}', "unknown_field"),
        ('{"name": "X", "made_in": "7"}', "unknown_field"),
        ('{"name": "X", "created_at": "2020-01-01"}', "read_only"),
        ('{"name": "X", "profile": []}', "not_an_object"),
        ('{"name": "X", "profile": {"nothing": 1}}', "unknown_field"),
        ('{"name": "X", "profile": {"name": "Y"}}', "unknown_field"),
    ],
)
def test_bad_input_gets_a_sentence_and_writes_nothing(cast: Cast, text: str, code: str) -> None:
    problem(Program(cast.tomas_user).post("/organizations", text), 422, code)
    assert not Record.objects.exists()


def test_what_is_no_utf_8_is_refused(cast: Cast) -> None:
    problem(Program(cast.tomas_user).post("/organizations", b'{"name": "\xff"}'), 422, "not_utf8")


def test_a_body_without_its_length_is_asked_for_it(cast: Cast) -> None:
    named = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    problem(Program(cast.tomas_user).ask("POST", "/organizations", b"", **named), 422, "no_length", "Content-Length")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(cast: Cast) -> None:
    problem(Program(cast.tomas_user).post("/organizations", '{"name": "' + "x" * 6_000_000 + '"}'), 413, "too_big")


def test_every_bad_field_is_named_at_once(cast: Cast) -> None:
    told = problem(
        Program(cast.tomas_user).post("/organizations", {"status": "x", "employees": "many", "color": 1}),
        422,
        "not_an_answer",
    )
    assert {one["field"] for one in told["errors"]} == {"status", "employees", "color"}


def test_an_unknown_parameter_is_refused_everywhere(cast: Cast) -> None:
    made = cast.organization()
    program = Program(cast.tomas_user)
    for method, path in (
        ("GET", f"/organizations/{made.pk}"),
        ("POST", "/organizations"),
        ("DELETE", f"/organizations/{made.pk}"),
        ("GET", "/verbs"),
        ("GET", f"/organizations/{made.pk}/timeline"),
    ):
        problem(
            program.ask(method, f"{path}?user=1", {"name": "X"} if method == "POST" else None),
            422,
            "unknown_parameter",
            "user",
        )
    problem(program.get("/organizations?limit=1&limit=2"), 422, "given_twice", "limit")
    problem(program.get("/organizations?as=1"), 422, "unknown_field")


def test_who_asks_too_often_is_told_when_to_come_back(cast: Cast, settings: pytest.FixtureRequest) -> None:
    settings.API_PER_MINUTE = 3
    rates._buckets.clear()
    program = Program(cast.tomas_user)
    answers = [program.get("/verbs") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    problem(answers[-1], 429, "too_many_requests")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 20
    assert Program(cast.ada_user).get("/verbs").status_code == 200
    rates._buckets.clear()


def test_answers_are_private_and_in_one_language(cast: Cast) -> None:
    type(cast.tomas_user).objects.filter(pk=cast.tomas_user.pk).update(language="de")
    program = Program(cast.tomas_user)
    made = program.post("/organizations", {"name": "X", "employees": "1,234"}, Accept_Language="de")
    assert made.json()["employees"] == 1234
    assert made.headers["Content-Language"] == "en"
    assert "no-store" in made.headers["Cache-Control"]
    assert "Set-Cookie" not in made.headers
