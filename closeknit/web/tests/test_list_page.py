"""The page of a list: conditions in its address, and the form that adds one."""

from __future__ import annotations

import json
import re
from time import monotonic
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.web import list_page, listing
from tests.cast import Cast


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("add_field=city&add_op=is&add_value=", ""),
        ("add_field=city&add_op=contains&add_value=%20", ""),
        ("add_field=&add_op=is&add_value=York", ""),
        ("add_field=city&add_op=is&add_value=York", "?city=York"),
        ("add_field=city&add_op=empty&add_value=", "?city__empty=yes"),
        ("add_field=city&add_op=not_empty&add_value=York", "?city__not_empty=yes"),
        ("status=customer&add_field=city&add_op=is&add_value=", "?status=customer"),
        ("add_field=city&add_op=not_is&add_value=York", "?city__is_not=York"),
        ("add_field=city&add_op=not_contains&add_value=York", "?city__not_contains=York"),
        ("add_field=status&add_op=in&add_value=customer&add_value=partner", "?status__in=customer%2Cpartner"),
        ("add_field=status&add_op=in&add_value=customer", "?status=customer"),
        ("add_field=status&add_op=not_in&add_value=customer", "?status__is_not=customer"),
        ("add_field=employees&add_op=between&add_value=10&add_value=20", "?employees__between=10..20"),
        ("add_field=employees&add_op=between&add_value=10&add_value=", ""),
        (
            "city=York&q=x&status=customer&add_was=0&add_field=city&add_op=is&add_value=Leeds",
            "?city=Leeds&q=x&status=customer",
        ),
        ("city=York&status=customer&add_was=1&add_field=status&add_op=in&add_value=", "?city=York"),
        ("city=York&add_was=7&add_field=status&add_op=is&add_value=customer", "?city=York&status=customer"),
    ],
)
def test_the_form_adds_a_condition_that_says_something(cast: Cast, asked: str, found: str) -> None:
    answer = cast.browser("tomas").get(f"/organizations/filter/?{asked}")
    assert answer.headers["Location"] == f"/organizations/{found}"


def test_a_condition_without_a_value_neither_narrows_the_list_nor_is_shown(cast: Cast) -> None:
    cast.organization(city="York")
    shown = cast.browser("tomas").get("/organizations/?city=").context
    assert ([row.name for row in shown["rows"]], shown["chips"]) == (["Kestrel Dairies"], [])


@pytest.mark.parametrize("value", ["", "yes"])
def test_a_condition_that_needs_no_value_narrows_the_list_and_is_shown(cast: Cast, value: str) -> None:
    cast.organization(city="York")
    cast.organization("Alder Foods")
    shown = cast.browser("tomas").get(f"/organizations/?city__empty={value}").context
    assert [row.name for row in shown["rows"]] == ["Alder Foods"]
    assert [one.op for one in shown["chips"]] == ["is empty"]
    assert f"city__empty={value}" in shown["count_url"]  # and every link of the page keeps it


def test_the_first_click_on_a_date_shows_the_newest(cast: Cast) -> None:
    heads = {one.key: one for one in cast.browser("tomas").get("/organizations/").context["columns"]}
    assert heads["updated_at"].sort_url.endswith("sort=-updated_at")
    assert heads["city"].sort_url.endswith("sort=city")
    assert heads["name"].sort_url.endswith("sort=-name")


def test_every_field_that_can_be_sorted_by_is_offered_in_both_directions(cast: Cast) -> None:
    shown = cast.browser("tomas").get("/organizations/?city=York&sort=-employees").context["sorts"]
    assert [(one.label, one.current) for one in shown.directions] == [
        ("Smallest first", False),
        ("Largest first", True),
    ]
    urls = {one.label: one.url for one in shown.fields}
    assert {"Name", "City", "Employees", "Added", "Changed", "E-mail", "Main business"} <= set(urls)
    assert not {"Owner", "Tags"} & set(urls)
    assert urls["Added"] == "/organizations/?city=York&sort=-created_at"
    assert urls["City"] == "/organizations/?city=York&sort=city"


def test_a_sort_that_would_take_too_long_shows_the_list_and_says_why(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "UNINDEXED", 1)
    for name in ("Alder Foods", "Kestrel Dairies"):
        cast.organization(name)
    answer = cast.browser("tomas").get("/organizations/?sort=-city&employees__empty=yes")
    assert (answer.status_code, [row.name for row in answer.context["rows"]]) == (
        422,
        ["Alder Foods", "Kestrel Dairies"],
    )
    assert "too many rows to sort by “City”" in answer.context["notice"]
    assert "sort=" not in answer.context["count_url"]
    assert "employees__empty=yes" in answer.context["count_url"]


def words(shown: Any) -> list[str]:
    return [f"{one.field} {one.op} {one.value}".strip() for one in shown["chips"]]


@pytest.mark.parametrize(
    ("asked", "sentence", "other_way"),
    [
        ("city__contains=York", "City contains York", "City does not contain York"),
        ("city__not_starts=Y", "City does not start with Y", "City starts with Y"),
        ("status__in=customer,former", "Status is one of Customer or Former customer", "Status is none of Customer or Former customer"),
        ("country=GB", "Country is United Kingdom", "Country is not United Kingdom"),
        ("owner=me", "Owner is me", "Owner is not me"),
        ("employees__between=10..1000", "Employees is between 10 and 1,000", "Employees is not between 10 and 1,000"),
        ("updated_at__gte=2026-01-31", "Changed is on or after Jan 31, 2026, 12:00\u202fAM", "Changed is not on or after Jan 31, 2026, 12:00\u202fAM"),
        ("updated_at__within=last 30 days", "Changed is within last 30 days", "Changed is not within last 30 days"),
        ("city__empty=yes", "City is empty", "City is not empty"),
    ],
)  # fmt: skip
def test_a_chip_says_its_condition_as_a_sentence_and_can_be_turned_round(
    cast: Cast, asked: str, sentence: str, other_way: str
) -> None:
    browser = cast.browser("tomas")
    for name in ("Kestrel Dairies", "Alder Foods"):
        cast.organization(name, city=name[:4], employees=90, country="GB")
    shown = browser.get(f"/organizations/?{asked}").context
    chip = shown["chips"][0]
    assert (words(shown), chip.turned) == ([sentence], other_way)
    turned = browser.get(chip.turn_url).context
    assert words(turned) == [other_way]
    assert browser.get(turned["chips"][0].turn_url).context["chips"][0].field == chip.field
    found = [{row.name for row in each["rows"]} for each in (shown, turned)]
    assert sorted(found[0] | found[1]) == ["Alder Foods", "Kestrel Dairies"]
    assert not found[0] & found[1]


def test_a_filter_made_by_hand_is_told_whole(cast: Cast) -> None:
    tree = {
        "all": [
            {"any": [{"field": "city", "op": "is", "value": "York"}, {"field": "city", "op": "empty"}]},
            {"not": {"field": "name", "op": "contains", "value": "dair"}},
            {"not": {"all": [{"field": "employees", "op": "gte", "value": 10}, {"all": []}]}},
            {"related": "parent", "where": {"field": "status", "op": "is", "value": "customer"}},
        ]
    }
    shown = cast.browser("tomas").get("/organizations/", {"filter": json.dumps(tree)}).context
    assert words(shown)[0].split(" and ") == [
        "(City is York or City is empty)",
        "Name does not contain dair",
        "not (Employees is at least 10",
        "everything)",
        "Branch of (Status is Customer)",
    ]


@pytest.mark.parametrize(
    ("field", "first", "control"),
    [
        ("city", "contains", 'data-suggest="/organizations/filter/values/?add_field=city'),
        ("status", "in", 'type="checkbox"'),
        ("employees", "gte", 'inputmode="numeric"'),
        ("updated_at", "within", "add_field=updated_at"),
        ("owner", "is", '<option value="me"'),
        ("phone", "contains", 'type="tel"'),
    ],
)
def test_the_form_begins_with_the_operator_that_people_mean_most_often(
    cast: Cast, field: str, first: str, control: str
) -> None:
    parts = cast.browser("tomas").get(f"/organizations/filter/?add_field={field}").context["parts"]
    assert [one["key"] for one in parts["ops"] if one["chosen"]] == [first] == [parts["ops"][0]["key"]]
    assert control in parts["control"]


@pytest.mark.parametrize(
    ("asked", "control"),
    [
        ("updated_at__gte=2026-01-31", 'type="date" value="2026-01-31"'),
        ("updated_at__gte=last week", 'type="text" value="last week"'),
        ("employees__between=10..20", 'value="20"'),
        ("employees__gte=10k", 'type="text" value="10k"'),
        ("status__in=customer,member", 'value="member" checked'),
        ("country=GB", 'value="GB" selected'),
        ("owner=me", 'value="me" selected'),
        ("city__not_contains=York", 'value="York"'),
    ],
)
def test_a_condition_is_changed_in_a_form_that_holds_it(cast: Cast, asked: str, control: str) -> None:
    browser = cast.browser("tomas")
    chip = browser.get(f"/organizations/?q=x&{asked}").context["chips"][0]
    answer = browser.get(chip.edit_url)
    assert control in answer.context["parts"]["control"]
    assert [one["key"] for one in answer.context["parts"]["ops"] if one["chosen"]] == [
        asked.partition("=")[0].partition("__")[2] or "is"
    ]
    assert b"<html" in answer.content  # a page of its own for who has no script
    assert b"<html" not in browser.get(chip.edit_url, headers={"HX-Request": "true"}).content


def suggested(cast: Cast, who: str, asked: str) -> list[str]:
    answer = cast.browser(who).get(f"/organizations/filter/values/?{asked}")
    return re.findall('value="([^"]*)"', answer.content.decode())


def test_values_are_suggested_that_are_met_and_seen_the_most_frequent_first(cast: Cast) -> None:
    for place, city in enumerate(("São Paulo", "Santos", "Santos", "Saarbrücken", "", "<Salem>")):
        cast.organization(f"One {place}", city=city, industry="Bäckerei", tags="sea, key account")
    cast.organization("Hers", by="priya", city="Salzburg", industry="Brauerei")
    assert suggested(cast, "tomas", "add_field=city&q=sa")[0] == "Santos"
    assert set(suggested(cast, "tomas", "add_field=city&q=SAO")) == {"São Paulo"}
    assert set(suggested(cast, "tomas", "add_field=city")) == {
        "Santos",
        "São Paulo",
        "Saarbrücken",
        "&lt;Salem&gt;",
        "Salzburg",
    }
    assert suggested(cast, "priya", "add_field=city") == ["Salzburg"]
    assert suggested(cast, "priya", "add_field=industry&q=b") == ["Brauerei"]
    assert suggested(cast, "tomas", "add_field=industry&q=acke") == ["Bäckerei"]
    assert suggested(cast, "tomas", "add_field=tags&q=K") == ["key account"]
    assert suggested(cast, "priya", "add_field=tags") == []


def test_words_for_stretches_of_time_and_names_of_countries_are_suggested(cast: Cast) -> None:
    assert suggested(cast, "tomas", "add_field=updated_at&q=quar") == ["this quarter"]
    assert suggested(cast, "tomas", "add_field=country&add_op=in&q=osterr") == []
    assert suggested(cast, "tomas", "add_field=country&add_op=in&q=austria") == ["Austria"]
    assert suggested(cast, "tomas", "add_field=email&q=a") == []


def test_columns_are_kept_for_a_person_and_stand_in_the_address(cast: Cast) -> None:
    browser, kept = cast.browser("tomas"), {"then": "city=York&city__not_contains=x&column=email&sort=city"}
    answer = browser.post("/organizations/columns/", {**kept, "column": ["phone", "nothing", "city", "phone"]})
    assert (
        answer.headers["Location"]
        == "/organizations/?city=York&city__not_contains=x&sort=city&column=phone&column=city"
    )
    assert columns(browser) == ["name", "phone", "city"]
    assert columns(browser, "?column=email") == ["name", "email"]
    assert columns(cast.browser("priya"))[:3] == ["name", "status", "city"]
    assert columns(browser, kind="individuals")[:2] == ["name", "organization"]
    browser.post("/organizations/columns/", {"column": ["phone", "city", "email"], "up": "email"})
    assert columns(browser) == ["name", "phone", "email", "city"]
    browser.post("/organizations/columns/", {"column": ["phone", "city", "email"], "down": "phone"})
    assert columns(browser) == ["name", "city", "phone", "email"]
    browser.post("/organizations/columns/", {})
    assert columns(browser) == ["name"]
    assert browser.post("/organizations/columns/", {**kept, "reset": "yes"}).headers["Location"].endswith("&sort=city")
    assert columns(browser)[:3] == ["name", "status", "city"]


def columns(browser: Client, query: str = "", kind: str = "organizations") -> list[str]:
    return [one.key for one in browser.get(f"/{kind}/{query}").context["columns"]]


def test_a_width_is_kept_for_a_person(cast: Cast) -> None:
    cast.organization()
    browser = cast.browser("tomas")
    assert browser.post("/organizations/columns/", {"column": "city", "width": "321"}).status_code == 204
    answer = browser.get("/organizations/")
    assert [one.pixels for one in answer.context["columns"] if one.key == "city"] == [321]
    assert columns(browser)[:3] == ["name", "status", "city"]
    assert b'data-column="city" width="321"' in answer.content
    for wrong in (
        {"column": "city", "width": "9"},
        {"column": "city", "width": "1e2"},
        {"column": "nothing", "width": "90"},
    ):
        assert browser.post("/organizations/columns/", wrong).status_code == 422


def test_a_file_holds_the_columns_shown_or_all_that_its_reader_may_see(cast: Cast) -> None:
    cast.organization(city="York", email="info@kestrel.example")
    browser = cast.browser("tomas")
    shown, every = browser.get("/organizations/?city=York&column=city").context["exports"]
    heads = []
    for export in (shown, every):
        csv, xlsx = export.forms
        heads.append(b"".join(browser.get(csv.url).streaming_content).decode("utf-8-sig").splitlines()[0].split(","))
        sheet = browser.get(xlsx.url)
        assert sheet.getvalue().startswith(b"PK")
    assert heads[0] == ["id", "name", "city"]
    assert heads[1] == ["id", *kinds["organization"].readable(cast.tomas.classes)]


def test_an_empty_list_says_what_it_is_empty_of(cast: Cast) -> None:
    assert cast.browser("tomas").get("/organizations/").context["empty"]["kind"] == "new"
    closed = cast.browser("priya").get("/organizations/").context["empty"]
    assert (closed["kind"], closed["verbs"][0]["label"]) == ("closed", "Add organization")
    found = cast.browser("tomas").get("/organizations/?city=York&sort=city&column=phone").context["empty"]
    assert (found["kind"], found["verbs"][0]["url"]) == ("filtered", "/organizations/?sort=city&column=phone")


def test_a_long_list_is_counted_anew_after_some_seconds_and_by_everybody_for_themselves(cast: Cast) -> None:
    for name in ("Alder Foods", "Birch Mill", "Cedar Works"):
        cast.organization(name, by="tomas")
    everything, own, nothing = (
        listing.Listing(kinds["organization"], cast.actor(who)) for who in ("tomas", "priya", "omar")
    )
    assert [list_page.counted(one, 2) for one in (everything, own, nothing)] == ["2+", "0", "0"]
    with CaptureQueriesContext(connection) as asked:
        assert list_page.counted(everything, 2) == "2+"
    assert not asked.captured_queries
    Record.objects.filter(name="Alder Foods").update(binned_at=Now())
    assert list_page.counted(everything, 2, monotonic() + list_page.SECONDS) == "2"
    assert list_page.counted(listing.Listing(kinds["organization"], cast.tomas, q="Birch"), 2) == "1"
