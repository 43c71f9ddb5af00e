"""The timeline and the history of a record, as programs read them."""

from __future__ import annotations

import base64
import json

import pytest

from closeknit.api.tests.programs import Program, problem
from closeknit.records import record
from closeknit.timeline import notes
from tests.cast import Cast


def test_a_timeline_is_told_in_sentences_newest_first(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    record.edit(made, {"status": "customer"}, by=cast.tomas)
    notes.write(made, "Rang <b>twice</b> & left word", by=cast.tomas)
    told = Program(cast.tomas_user).get(f"/organizations/{made.pk}/timeline").json()
    assert [one["kind"] for one in told["items"]] == ["note.written", "record.edited", "record.created"]
    assert (told["count"], told["count_exact"], told["after"]) == (3, True, None)
    note, edited, created = told["items"]
    assert note["sentence"] == "Tomás Ferreira wrote a note"
    assert note["text"] == "Rang <b>twice</b> & left word"
    assert edited["sentence"] == "Tomás Ferreira changed Status from Prospect to Customer"
    assert edited["by"] == {"id": cast.tomas_user.pk, "name": "Tomás Ferreira"}
    assert created["undoable"] is True


def test_a_history_has_both_values_and_the_change_that_can_be_taken_back(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    record.edit(made, {"status": "customer"}, by=cast.tomas)
    notes.write(made, "Rang", by=cast.tomas)
    program = Program(cast.tomas_user)
    told = program.get(f"/organizations/{made.pk}/history").json()
    assert [one["kind"] for one in told["items"]] == ["record.edited", "record.created"]
    assert told["count"] == 2
    edited = told["items"][0]
    assert edited["changes"] == [{"field": "status", "label": "Status", "was": "prospect", "became": "customer"}]
    assert program.post(f"/changes/{edited['change']}/undo").status_code == 200
    after = program.get(f"/organizations/{made.pk}/history").json()["items"]
    assert [(one["kind"], one["undone"], one["undoable"]) for one in after][:2] == [
        ("record.undone", False, True),
        ("record.edited", True, False),
    ]


@pytest.mark.parametrize("path", ["timeline", "history"])
def test_a_timeline_is_paged_without_gap_or_repetition(cast: Cast, path: str) -> None:
    made = cast.organization()
    for place in range(10):
        record.edit(made, {"city": f"City {place}"}, by=cast.tomas)
    program, seen, after = Program(cast.tomas_user), [], ""
    while after is not None:
        told = program.get(f"/organizations/{made.pk}/{path}?limit=4&after={after}").json()
        assert told["count"] == 11
        seen += [one["id"] for one in told["items"]]
        after = told["after"]
    assert len(seen) == len(set(seen)) == 11
    assert seen == sorted(seen, reverse=True)


def packed(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "äö",
        packed([]),
        packed(["2026-01-01", 1]),
        packed(["2026-01-01T00:00:00+00:00", 2**80]),
        packed(["2026-01-01T00:00:00+00:00", "1"]),
        packed([None, None]),
        packed(7),
        "W" * 5000,
    ],
)
def test_a_cursor_that_no_timeline_gave_is_refused(cast: Cast, after: str) -> None:
    made = cast.organization()
    problem(
        Program(cast.tomas_user).get(f"/organizations/{made.pk}/timeline?after={after}"), 422, "bad_cursor", "after"
    )
