"""Values in a profile: a field that a company added works everywhere at once, beside those that have columns."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.access import tokens
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions
from closeknit.records import reading, record, search, undoing
from closeknit.records.models import Record
from closeknit.web import listing as listings
from closeknit.web.listing import Listing, Sort, page
from tests.cast import Cast

ADDED: tuple[dict[str, Any], ...] = (
    {"label": "Territory", "type": "choice", "options": ["North", "South"]},
    {"label": "Scales", "type": "number"},
    {"label": "Approved", "type": "date"},
    {"label": "Turnover", "type": "money"},
    {"label": "Checked", "type": "yes_no"},
    {"label": "Remark", "type": "long_text", "sensitivity": "confidential"},
)
VALUES = {
    "territory": "north",
    "scales": "14",
    "approved": "2026-12-31",
    "turnover": {"amount": "12.50", "currency": "EUR"},
    "checked": True,
}


@pytest.fixture(autouse=True)
def ids(cast: Cast) -> dict[str, str]:
    """The fields of the company; the ids of their definitions by key, as profiles have them."""
    made = [definitions.add(kinds["organization"], one, by=cast.ada) for one in ADDED]
    return {one.key: str(one.pk) for one in made}


def names(cast: Cast, tree: Any, sort: str = "name") -> list[str]:
    listing = Listing(
        kinds["organization"],
        cast.tomas,
        ("name", "territory", "scales", "approved"),
        Sort.read(sort),
        filters.read(tree),
    )
    return [row.name for row in page(listing).rows]


def test_a_value_is_kept_under_the_id_of_its_definition(cast: Cast, ids: dict[str, str]) -> None:
    made = cast.organization(**VALUES)
    assert Record.objects.get(pk=made.pk).profile == {
        ids["territory"]: "north",
        ids["scales"]: 14,
        ids["approved"]: "2026-12-31",
        ids["turnover"]: {"amount": "12.50", "currency": "EUR"},
        ids["checked"]: True,
    }


def test_it_is_read_edited_and_taken_back_like_any_other(cast: Cast, ids: dict[str, str]) -> None:
    made = cast.organization(**VALUES)
    editor = cast.tomas
    record.edit(made, {"territory": "south", "scales": None}, by=editor)
    shown = reading.stored(reading.one(kinds["organization"], made.pk, cast.tomas))
    assert (shown["territory"], shown["scales"], shown["approved"]) == ("south", None, "2026-12-31")
    undoing.undo(editor.change, by=cast.tomas)
    assert Record.objects.get(pk=made.pk).profile[ids["scales"]] == 14


def test_a_change_is_taken_back_though_another_field_was_changed_since(cast: Cast, ids: dict[str, str]) -> None:
    made = cast.organization(**VALUES)
    first = cast.tomas
    record.edit(made, {"territory": "south", "checked": None}, by=first)
    record.edit(made, {"scales": 15}, by=cast.tomas)
    undoing.undo(first.change, by=cast.tomas)
    profile = Record.objects.get(pk=made.pk).profile
    assert (profile[ids["territory"]], profile[ids["checked"]], profile[ids["scales"]]) == ("north", True, 15)
    record.edit(made, {"territory": "south"}, by=(second := cast.tomas))
    record.edit(made, {"territory": None}, by=cast.tomas)
    with pytest.raises(Refused, match="changed again since"):
        undoing.undo(second.change, by=cast.tomas)


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


@pytest.mark.parametrize("who", ["ada", "priya"])
@pytest.mark.parametrize("sort", ["scales", "-scales", "approved", "-approved"])
def test_pages_of_any_size_go_on_where_the_last_ended(
    cast: Cast, sort: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "FEW", 3)  # more are sought phase by phase
    for place in range(23):
        values = {"scales": place % 5, "approved": f"2026-01-0{place % 5 + 1}"} if place % 3 else {}
        cast.organization(f"Company {place % 7} {place}", by=who, **values)
    hidden = cast.organization("Hidden")
    listing = Listing(kinds["organization"], cast.actor(who), ("name", "scales"), Sort.read(sort))
    whole = [(row.name, row.values[1]) for row in page(listing).rows if row.id != hidden.pk]
    with_value = [value for _name, value in whole if value is not None]
    assert with_value == sorted(with_value, reverse=sort.startswith("-")) or "approved" in sort
    assert [name for name, value in whole if value is None] == sorted(name for name, value in whole if value is None)
    for size in (1, 4):
        found, after = [], ""
        while True:
            part = page(listing, after, size)
            found += [row.name for row in part.rows if row.id != hidden.pk]
            if part.after is None:
                break
            after = part.after
        assert found == [name for name, _value in whole]


def test_a_text_in_it_is_searched_but_no_confidential_one(cast: Cast) -> None:
    definitions.add(kinds["organization"], {"label": "Silo code", "type": "text"}, by=cast.ada)
    made = cast.make("organization", "ada", name="Kestrel", silo_code="Quartz-4711", remark="zebracorn")
    assert [one.id for one in search.find("quartz-47", cast.tomas)[0]] == [made.pk]
    assert search.find("zebracorn", cast.ada) == ([], False)


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


@pytest.mark.parametrize("sort", ["checked", "-checked", "territory", "-territory", "scales", "-approved"])
def test_a_list_sorted_by_it_goes_on_where_a_page_ended(cast: Cast, sort: str) -> None:
    for number in range(7):
        cast.organization(f"Firm {number}", **({} if number == 3 else VALUES | {"checked": number % 2 == 0, "scales": number}))  # fmt: skip
    listing = Listing(kinds["organization"], cast.tomas, ("name",), Sort.read(sort))
    whole, found, after = [row.name for row in page(listing).rows], list[str](), ""
    while True:
        part = page(listing, after, 2)
        found += [row.name for row in part.rows]
        if part.after is None:
            break
        after = part.after
    assert found == whole
