"""One's own side bar: pinned, put in order and into folders, hidden, and never telling of what one may not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.access import gate
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import record
from closeknit.records.workspace import saved_views, side_bars
from tests.cast import Cast

KIND = kinds["organization"]


def groups(cast: Cast, who: str = "tomas") -> dict[str, list[str]]:
    frame = cast.browser(who).get("/organizations/").context["shell"]["frame"]
    return {group.label: [item.label for item in group.items] for group in frame.groups}


def search(cast: Cast, label: str) -> None:
    side_bars.pin({"label": label, "address": f"/organizations/?city={label}"}, by=cast.tomas)


def keys(cast: Cast) -> list[str]:
    return [side_bars.key(one) for one in side_bars.read(cast.tomas)[0]]


def test_views_records_and_searches_are_pinned_from_where_one_is(cast: Cast) -> None:
    kestrel, browser = cast.organization("Kestrel", city="York"), cast.browser("tomas")
    saved_views.add(KIND, {"name": "In York", "address": "city=York"}, by=cast.tomas)
    browser.post(f"/organizations/{kestrel.pk}/pin/")
    for query in ("view=" + str(saved_views.seen(KIND, cast.tomas)[0].pk), "status=customer"):
        pin = browser.get(f"/organizations/?{query}").context["pin"]
        assert browser.post("/side-bar/pin/", pin)["Location"] == pin["address"]
        browser.post("/side-bar/pin/", pin)
    assert groups(cast)["Pinned"] == ["Kestrel", "In York", "Status is Customer"]
    assert "Pinned" not in groups(cast, "ada")


def test_what_one_may_not_see_any_more_is_not_shown(cast: Cast) -> None:
    mine = cast.organization("Priya's", by="priya")
    view = saved_views.add(KIND, {"name": "Shared", "address": "city=York", "shared": "everybody"}, by=cast.tomas)
    side_bars.pin({"record": mine.pk}, by=cast.priya)
    side_bars.pin({"view": view.pk}, by=cast.priya)
    assert groups(cast, "priya")["Pinned"] == ["Shared", "Priya's"][::-1]
    record.edit(mine, {"owner": cast.tomas_user.pk, "team": None}, by=cast.ada)
    saved_views.change(KIND, view.pk, {"shared": "nobody"}, by=cast.tomas)
    assert "Pinned" not in groups(cast, "priya")


def test_what_one_does_not_see_cannot_be_pinned(cast: Cast) -> None:
    theirs = cast.organization("Kestrel")
    view = saved_views.add(KIND, {"name": "Mine"}, by=cast.tomas)
    for given in ({"record": theirs.pk}, {"view": view.pk}):
        with pytest.raises(gate.Absent):
            side_bars.pin(given, by=cast.priya)
    assert cast.browser("priya").post("/side-bar/pin/", {"view": "x"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "organizations/", "", "/\\evil.example"],
)
def test_only_our_own_pages_are_pinned(cast: Cast, address: str) -> None:
    with pytest.raises(Refused) as refused:
        side_bars.pin({"label": "x", "address": address}, by=cast.tomas)
    assert refused.value.field == "address"


def test_pins_are_put_in_order_by_steps_and_by_dropping(cast: Cast) -> None:
    for label in "abc":
        search(cast, label)
    one, two, three = keys(cast)
    browser = cast.browser("tomas")
    answer = browser.post("/side-bar/", {"pin": three, "do": "up"}, follow=True)
    assert keys(cast) == [one, three, two]
    assert b"autofocus" in answer.content
    browser.post("/side-bar/", {"pin": one, "do": "up"})
    browser.post("/side-bar/", {"pin": two, "do": "before", "before": one})
    assert keys(cast) == [two, one, three]
    browser.post("/side-bar/", {"pin": two, "do": "before", "before": "gone-7"})
    browser.post("/side-bar/", {"pin": two, "do": "before", "before": ""})
    assert keys(cast) == [one, three, two]
    browser.post("/side-bar/", {"pin": three, "do": "unpin"})
    assert keys(cast) == [one, two]
    assert browser.post("/side-bar/", {"do": "fly"}).status_code == 422


def test_folders_are_there_while_something_is_in_them(cast: Cast) -> None:
    for label in "abcd":
        search(cast, label)
    one, _two, three, four = keys(cast)
    side_bars.put(one, "  Key   accounts ", by=cast.tomas)
    side_bars.put(three, "Key accounts", by=cast.tomas)
    shown = groups(cast)
    assert (shown["Pinned"], shown["Key accounts"]) == (["b", "d"], ["a", "c"])
    side_bars.step(one, 1, by=cast.tomas)
    side_bars.move(four, three, by=cast.tomas)
    shown = groups(cast)
    assert (shown["Pinned"], shown["Key accounts"]) == (["b"], ["d", "c", "a"])
    for each in (one, three, four):
        side_bars.put(each, "", by=cast.tomas)
    assert "Key accounts" not in groups(cast)


def test_what_one_does_not_use_is_hidden_and_comes_back(cast: Cast) -> None:
    browser = cast.browser("tomas")
    places, before = browser.get("/side-bar/").context["places"], groups(cast)["Records"]
    assert "People" in before
    kept = [key for key, _label, _shown in places if key.startswith("kind-") or key == "place-calendar"]
    shown = [key for key in kept if key != "kind-individual"]
    browser.post("/side-bar/", {"do": "hide", "shown": shown})
    assert groups(cast)["Records"] == [label for label in before if label != "People"]
    assert "Data" not in groups(cast)
    assert ("kind-individual", "People", False) in browser.get("/side-bar/").context["places"]
    browser.post("/side-bar/", {"do": "hide", "shown": [key for key, *_rest in places]})
    assert "People" in groups(cast)["Records"]
    assert "People" in groups(cast, "ada")["Records"]


def test_more_pins_cost_a_page_no_more_queries(cast: Cast) -> None:
    browser = cast.browser("tomas")

    def asked() -> int:
        browser.get("/organizations/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/organizations/")
        return len(queries)

    def add(number: int) -> None:
        side_bars.pin({"record": cast.organization(f"Number {number}").pk}, by=cast.tomas)
        view: Any = saved_views.add(KIND, {"name": f"View {number}"}, by=cast.tomas)
        side_bars.pin({"view": view.pk}, by=cast.tomas)

    add(0)
    before = asked()
    for number in range(1, 6):
        add(number)
    assert asked() == before
