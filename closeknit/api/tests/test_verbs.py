"""What the caller may do, and verbs run by their name."""

from __future__ import annotations

import pytest

from closeknit.api.tests.programs import Program, problem
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Entry
from tests.cast import Cast


def test_everybody_is_told_what_they_may_do_and_no_more(cast: Cast) -> None:
    def verbs(program: Program) -> dict[str, list[str]]:
        told = program.get("/verbs").json()
        assert set(told) == {"items", "after", "count", "count_exact"}
        return {one["name"]: one["kinds"] for one in told["items"]}

    full = verbs(Program(cast.tomas_user))
    assert {"create", "edit", "discard", "restore", "note", "attach", "remove"} <= set(full)
    assert full["note"] == [one.plural for one in kinds if cast.tomas.may(one.key, "note")]
    assert {"organizations", "individuals"} <= set(full["note"])
    assert verbs(Program(cast.omar_user)) == {}
    assert verbs(Program(cast.tomas_user, scopes=["individual.note", "see"]))["note"] == ["individuals"]
    assert "edit" not in verbs(Program(cast.tomas_user, scopes=["see"]))


def test_every_verb_that_is_listed_has_a_door(cast: Cast) -> None:
    program = Program(cast.ada_user)
    paths = program.get("/openapi.json").json()["paths"]
    for one in program.get("/verbs").json()["items"]:
        for kind in one["kinds"]:
            address = one["address"].replace("{kind}", kind).replace("{id}", "{pk}")
            generic = f"/api/v1/{kind}/{{pk}}/{{word}}"
            assert one["method"].lower() in paths.get(address, paths[generic]), one


def test_a_note_is_written(cast: Cast) -> None:
    made = cast.individual()
    response = Program(cast.tomas_user).post(f"/individuals/{made.pk}/note", {"text": "Rang about the line in Ripon"})
    told = response.json()
    assert (told["verb"], told["id"], told["kind"], told["version"]) == ("note", made.pk, "individual", 1)
    assert response.headers["Closeknit-Change"] == told["change"]
    assert Entry.objects.get(kind="note.written").data == {"text": "Rang about the line in Ripon"}


@pytest.mark.parametrize(
    ("sent", "code", "field"),
    [
        ({}, "required", "text"),
        ({"text": ""}, "required", "text"),
        ({"text": 7}, "wrong_type", "text"),
        ({"text": None}, "wrong_type", "text"),
        ({"text": "x", "by": 1}, "unknown_field", "by"),
        ({"text": "x", "record": 1}, "unknown_field", "record"),
        ({"text": "x", "version": 1}, "unknown_field", "version"),
        ({"text": "x" * 20_001}, "too_long", "text"),
    ],
)
def test_what_a_verb_does_not_take_is_said(cast: Cast, sent: dict[str, object], code: str, field: str) -> None:
    made = cast.individual()
    problem(Program(cast.tomas_user).post(f"/individuals/{made.pk}/note", sent), 422, code, field)
    assert not Entry.objects.filter(kind="note.written").exists()


def test_a_verb_takes_the_version_that_the_caller_knows(cast: Cast) -> None:
    made = cast.individual()
    program = Program(cast.tomas_user)
    problem(program.post(f"/individuals/{made.pk}/note", {"text": "x"}, If_Match="2"), 412, "conflict")
    assert program.post(f"/individuals/{made.pk}/note", {"text": "x"}, If_Match="1").status_code == 200


def test_a_verb_with_more_than_plain_values_is_not_run_by_its_name(cast: Cast) -> None:
    made = cast.individual()
    problem(Program(cast.ada_user).post(f"/individuals/{made.pk}/attach", {}), 404, "not_found")
    problem(Program(cast.ada_user).post(f"/individuals/{made.pk}/edit", {"given": {}}), 404, "not_found")
