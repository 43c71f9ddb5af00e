"""Saved views: kept by name as the address of a list, seen by whom they are shared with, and honest about what is gone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.access import gate
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions
from closeknit.records.models import View
from closeknit.records.workspace import saved_views
from tests.cast import Cast

KIND = kinds["organization"]


def view(cast: Cast, address: str = "city=York", by: str = "tomas", **given: Any) -> View:
    return saved_views.add(KIND, {"name": "In York", "address": address, **given}, by=cast.actor(by))


def opened(cast: Cast, query: str, who: str = "tomas") -> Any:
    answer = cast.browser(who).get(f"/organizations/?{query}")
    assert answer.status_code == 200, answer.content
    return answer.context


def names(shown: Any) -> list[str]:
    return [row.name for row in shown["rows"]]


def test_a_view_opens_the_list_that_was_saved(cast: Cast) -> None:
    cast.organization("Kestrel", city="York")
    cast.organization("Alder", city="Leeds")
    cast.organization("Pike", city="York")
    one = view(cast, "city=York&sort=-name&column=city&page=&after=abc&view=9&from=8")
    assert one.address == "city=York&sort=-name&column=city"
    shown = opened(cast, f"view={one.pk}")
    assert names(shown) == ["Pike", "Kestrel"]
    assert [head.key for head in shown["columns"]] == ["name", "city"]
    assert [(tab.label, tab.current, tab.changed) for tab in shown["views"]] == [
        ("All", False, False),
        ("In York", True, False),
    ]
    assert shown["view_new"] is None
    assert not shown["view_own"]["save"]


def test_a_changed_view_says_so_and_can_be_saved_or_reset(cast: Cast) -> None:
    one = view(cast)
    shown = opened(cast, f"view={one.pk}")
    changed = opened(cast, shown["columns"][0].sort_url.partition("?")[2])
    assert [tab.changed for tab in changed["views"]] == [False, True]
    assert changed["view_own"]["reset_url"] == f"/organizations/?view={one.pk}"
    answer = cast.browser("tomas").post(
        changed["view_own"]["url"], {"address": changed["view_own"]["address"]}, follow=True
    )
    assert View.objects.get(pk=one.pk).address == "city=York&sort=-name"
    assert not answer.context["views"][1].changed


def test_the_last_condition_of_a_view_can_be_taken_away(cast: Cast) -> None:
    cast.organization("Kestrel", city="York")
    cast.organization("Alder", city="Leeds")
    one = view(cast)
    shown = opened(cast, f"view={one.pk}")
    cleared = opened(cast, shown["chips"][0].remove_url.partition("?")[2])
    assert names(cleared) == ["Alder", "Kestrel"]
    assert cleared["views"][1].changed
    assert opened(cast, shown["clear_url"].partition("?")[2])["views"][1].changed


def test_the_order_of_conditions_makes_no_other_view_and_the_order_of_columns_does(cast: Cast) -> None:
    one = view(cast, "city=York&status=customer&column=city&column=status")
    same = opened(cast, f"from={one.pk}&status=customer&column=city&city=York&column=status")
    other = opened(cast, f"from={one.pk}&status=customer&column=status&city=York&column=city")
    assert [same["views"][1].changed, other["views"][1].changed] == [False, True]


def test_a_new_view_keeps_the_columns_that_its_maker_chose(cast: Cast) -> None:
    browser = cast.browser("tomas")
    browser.post("/organizations/columns/", {"column": ["status", "city"], "then": "city=York"})
    shown = browser.get("/organizations/?city=York").context
    answer = browser.post(
        shown["view_new"]["url"], {"name": "York", "shared": "nobody", "address": shown["view_new"]["address"]}
    )
    one = View.objects.get()
    assert (answer["Location"], one.address) == (
        f"/organizations/?view={one.pk}",
        "city=York&column=status&column=city",
    )


def test_columns_chosen_in_a_view_are_the_view_s_and_not_the_reader_s(cast: Cast) -> None:
    one, browser = view(cast), cast.browser("tomas")
    answer = browser.post("/organizations/columns/", {"column": "status", "then": f"city=York&from={one.pk}"})
    assert answer["Location"] == f"/organizations/?city=York&from={one.pk}&column=status"
    assert len(browser.get("/organizations/").context["columns"]) > 2
    assert browser.get(answer["Location"]).context["views"][1].changed


def test_a_private_view_is_there_for_its_owner_only(cast: Cast) -> None:
    one = view(cast)
    assert cast.browser("ada").get(f"/organizations/?view={one.pk}").status_code == 404
    assert len(opened(cast, f"from={one.pk}&city=York", "ada")["views"]) == 1
    for verb in (saved_views.remove, saved_views.restore):
        with pytest.raises(gate.Absent):
            verb(KIND, one.pk, by=cast.ada)


def test_a_view_shared_with_a_team_is_seen_by_the_team(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        view(cast, shared=str(cast.north.pk))
    assert refused.value.field == "shared"
    cast.tomas_user.teams.add(cast.north)
    one = view(cast, shared=str(cast.north.pk))
    assert [tab.label for tab in opened(cast, "", "priya")["views"]] == ["All", "In York"]
    assert len(opened(cast, "", "ada")["views"]) == 1
    with pytest.raises(gate.NotAllowed):
        saved_views.change(KIND, one.pk, {"name": "Mine"}, by=cast.priya)


def test_a_shared_view_shows_each_person_what_they_may_see(cast: Cast) -> None:
    cast.organization("Kestrel", city="York")
    cast.organization("Priya's", by="priya", city="York")
    one = view(cast, shared="everybody")
    assert names(opened(cast, f"view={one.pk}")) == ["Kestrel", "Priya's"]
    assert names(opened(cast, f"view={one.pk}", "priya")) == ["Priya's"]
    counts = cast.browser("priya").get("/organizations/views/counts/").content.decode()
    assert f'id="views-count-{one.pk}" hx-swap-oob="true">1<' in counts


def test_a_view_that_asks_what_its_reader_may_not_see_tells_them_nothing_of_it(cast: Cast) -> None:
    definitions.add(
        KIND,
        {"label": "Margin", "type": "choice", "options": ["Meagre", "Fat"], "sensitivity": "confidential"},
        by=cast.ada,
    )
    tree = {"any": [{"field": "margin", "op": "is", "value": "meagre"}, {"field": "city", "op": "is", "value": "York"}]}
    one = view(cast, f"city=York&margin=meagre&sort=margin&filter={json.dumps(tree)}", by="ada", shared="everybody")
    answer = cast.browser("tomas").get(f"/organizations/?view={one.pk}")
    assert "may not see" in answer.context["notice"]
    assert not any(word in answer.content.decode().lower() for word in ("margin", "meagre"))
    assert [chip.value for chip in answer.context["chips"]] == ["York", "City is York"]
    assert not answer.context["views"][1].changed
    assert answer.context["view_own"]["url"] == ""
    assert len(opened(cast, f"view={one.pk}", "ada")["chips"]) == 3


def test_a_view_that_names_a_field_that_is_gone_says_so_and_can_be_repaired(cast: Cast) -> None:
    definitions.add(KIND, {"label": "Territory", "type": "choice", "options": ["North"]}, by=cast.ada)
    one = view(cast, "city=York&territory=north", by="ada")
    definitions.retire(KIND, "territory", by=cast.ada)
    shown = opened(cast, f"view={one.pk}", "ada")
    assert shown["notice"] == "“territory” cannot be asked like this any more. The list is shown without it."
    assert shown["view_own"]["repair"]
    cast.browser("ada").post(shown["view_own"]["url"], {"address": shown["view_own"]["address"]})
    assert View.objects.get(pk=one.pk).address == "city=York"
    assert "notice" not in opened(cast, f"view={one.pk}", "ada")


def test_a_removed_view_can_be_brought_back(cast: Cast) -> None:
    one, browser = view(cast), cast.browser("tomas")
    answer = browser.post(f"/organizations/views/{one.pk}/remove/", follow=True)
    assert len(answer.context["views"]) == 1
    undo = answer.context["shell"]["undo"]
    assert undo["text"] == "“In York” removed."
    assert browser.get(f"/organizations/?view={one.pk}").status_code == 404
    assert browser.post(undo["url"], follow=True).context["views"][1].current


def test_who_shapes_the_kind_tends_what_others_share(cast: Cast) -> None:
    one = view(cast, shared="everybody")
    saved_views.change(KIND, one.pk, {"name": "York", "position": 0}, by=cast.ada)
    assert View.objects.get(pk=one.pk).name == "York"
    saved_views.remove(KIND, one.pk, by=cast.ada)
    assert saved_views.seen(KIND, cast.tomas) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"address": "q=" + "x" * 9000}, "address"),
        ({"address": 7}, "address"),
        ({"shared": "9"}, "shared"),
        ({"shared": []}, "shared"),
        ({"position": "first"}, "position"),
    ],
)
def test_what_a_view_cannot_be_is_refused_by_name(cast: Cast, given: dict[str, Any], field: str) -> None:
    one = view(cast)
    with pytest.raises(Refused) as refused:
        saved_views.change(KIND, one.pk, given, by=cast.tomas)
    assert refused.value.field == field


def test_more_views_cost_the_page_no_more_queries(cast: Cast) -> None:
    browser = cast.browser("tomas")

    def asked() -> int:
        browser.get("/organizations/?city=York")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/organizations/?city=York")
        return len(queries)

    view(cast)
    before = asked()
    for _time in range(5):
        view(cast)
    assert asked() == before
