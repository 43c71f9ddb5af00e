"""The page of a list: conditions in its address, and the form that adds one."""

from __future__ import annotations

import pytest

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
    assert [one["op"] for one in shown["chips"]] == ["is empty"]
    assert f"city__empty={value}" in shown["count_url"]  # and every link of the page keeps it


def test_the_first_click_on_a_date_shows_the_newest(cast: Cast) -> None:
    heads = {one.key: one for one in cast.browser("tomas").get("/organizations/").context["columns"]}
    assert heads["updated_at"].sort_url.endswith("sort=-updated_at")
    assert heads["city"].sort_url.endswith("sort=city")
    assert heads["name"].sort_url.endswith("sort=-name")
