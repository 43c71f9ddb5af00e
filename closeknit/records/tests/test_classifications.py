"""Values in a profile: a field that a company added works everywhere at once, beside those that have columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from closeknit.access import tokens
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Classification, Field, field
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types.value import Option
from closeknit.records import reading, record, undoing
from closeknit.records.models import Record
from closeknit.web.listing import Listing, Sort, page
from tests.cast import Cast

ADDED = (
    field(
        "territory",
        "Territory",
        "choice",
        Classification(7),
        options=(Option("north", "North"), Option("south", "South")),
    ),
    field("scales", "Scales", "number", Classification(8)),
    field("approved", "Approval expires", "date", Classification(9)),
    field("turnover", "Turnover", "money", Classification(10)),
    field("checked", "Checked", "yes_no", Classification(11)),
    field("remark", "Remark", "long_text", Classification(12), sensitivity="confidential"),
)
VALUES = {
    "territory": "north",
    "scales": "14",
    "approved": "2026-12-31",
    "turnover": {"amount": "12.50", "currency": "EUR"},
    "checked": True,
}


@pytest.fixture(autouse=True)
def added() -> Iterator[tuple[Field, ...]]:
    """The fields of the company, as the register of a folder above will give them."""
    kind = kinds["organization"]
    kind.providers.append(lambda: ADDED)
    yield ADDED
    kind.providers.pop()


def names(cast: Cast, tree: Any, sort: str = "name") -> list[str]:
    listing = Listing(
        kinds["organization"],
        cast.tomas,
        ("name", "territory", "scales", "approved"),
        Sort.read(sort),
        filters.read(tree),
    )
    return [row.name for row in page(listing).rows]


def test_a_value_is_kept_under_the_id_of_its_definition(cast: Cast) -> None:
    made = cast.organization(**VALUES)
    assert Record.objects.get(pk=made.pk).profile == {
        "7": "north",
        "8": 14,
        "9": "2026-12-31",
        "10": {"amount": "12.50", "currency": "EUR"},
        "11": True,
    }


def test_it_is_read_edited_and_taken_back_like_any_other(cast: Cast) -> None:
    made = cast.organization(**VALUES)
    editor = cast.tomas
    record.edit(made, {"territory": "south", "scales": None}, by=editor)
    shown = reading.stored(reading.one(kinds["organization"], made.pk, cast.tomas))
    assert (shown["territory"], shown["scales"], shown["approved"]) == ("south", None, "2026-12-31")
    undoing.undo(editor.change, by=cast.tomas)
    assert Record.objects.get(pk=made.pk).profile["8"] == 14


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"field": "territory", "op": "is", "value": "north"}, ["Kestrel"]),
        ({"field": "profile.territory", "op": "is", "value": "north"}, ["Kestrel"]),
        ({"field": "territory", "op": "is_not", "value": "north"}, ["Alder", "Nobody"]),
        ({"field": "territory", "op": "empty"}, ["Nobody"]),
        ({"field": "scales", "op": "gte", "value": 9}, ["Kestrel"]),
        ({"field": "approved", "op": "lt", "value": "2027-01-01"}, ["Kestrel"]),
        ({"field": "checked", "op": "is", "value": True}, ["Kestrel"]),
    ],
)
def test_it_is_filtered_by(cast: Cast, tree: Any, expected: list[str]) -> None:
    cast.organization("Kestrel", **VALUES)
    cast.organization("Alder", territory="south", scales=3, approved="2027-06-30")
    cast.organization("Nobody")
    assert names(cast, tree) == expected


def test_it_is_sorted_by_with_what_has_none_at_the_end(cast: Cast) -> None:
    cast.organization("Kestrel", scales=14)
    cast.organization("Alder", scales=3)
    cast.organization("Nobody")
    assert names(cast, None, "scales") == ["Alder", "Kestrel", "Nobody"]
    assert names(cast, None, "-scales") == ["Kestrel", "Alder", "Nobody"]


def test_a_list_shows_it_as_people_write_it(cast: Cast) -> None:
    cast.organization("Kestrel", **VALUES)
    text = (
        cast.browser("tomas").get("/organizations/?column=territory&column=approved&column=turnover").content.decode()
    )
    assert "North" in text
    assert "12.50" in text
    assert "2026" in text


def test_the_api_has_it_under_profile(cast: Cast) -> None:
    made = cast.organization("Kestrel", **VALUES)
    token = tokens.issue(cast.ada_user, "test")
    client, headers = cast.browser(), {"Authorization": f"Bearer {token}"}
    assert client.get(f"/api/v1/organizations/{made.pk}", headers=headers).json()["profile"]["territory"] == "north"
    answer = client.patch(
        f"/api/v1/organizations/{made.pk}",
        {"profile": {"territory": "south"}},
        content_type="application/json",
        headers=headers,
    )
    assert answer.json()["profile"]["territory"] == "south"


def test_a_confidential_one_does_not_exist_for_others(cast: Cast) -> None:
    made = cast.make("organization", "ada", name="Kestrel", remark="zebra")
    record.edit(made, {"remark": "okapi"}, by=cast.ada)
    assert "okapi" in cast.browser("ada").get(f"/organizations/{made.pk}/changes/").content.decode()
    for path in (
        made.address,
        "/organizations/?column=remark",
        f"/organizations/{made.pk}/changes/",
        f"/organizations/{made.pk}/timeline/",
    ):
        text = cast.browser("tomas").get(path).content.decode()
        assert not {"zebra", "okapi"} & set(text.replace("<", " ").replace(">", " ").split())
    assert cast.browser("tomas").get("/organizations/?remark__contains=zeb").status_code == 422
