"""Kinds on the screen: added with an icon that is searched for, filled with fields, renamed, removed."""

from __future__ import annotations

from closeknit.profiles import own_kinds
from tests.cast import Cast

SCALE = {"label": "Scale", "label_plural": "Scales", "icon": "scale"}


def test_a_kind_is_added_and_leads_on_to_its_first_field(cast: Cast) -> None:
    browser = cast.browser("ada")
    made = browser.post("/settings/kinds/new/", SCALE)
    assert made["Location"] == "/settings/fields/scales/new/"
    assert browser.post(made["Location"], {"label": "Serial number", "type": "text", "scope": "all"}).status_code == 302
    assert "Serial number" in browser.get("/scales/new/").content.decode()
    cast.make("scale", name="Platform scale")
    page = browser.get("/settings/kinds/").content.decode()
    assert "/settings/kinds/scale/" in page
    assert "/settings/kinds/organization/" not in page


def test_a_name_that_is_taken_is_refused_beside_its_field(cast: Cast) -> None:
    again = cast.browser("ada").post(
        "/settings/kinds/new/", {"label": "Quote", "label_plural": "Quotes", "icon": "tag"}
    )
    assert again.status_code == 422
    page = again.content.decode()
    assert "stands for something else already" in page
    assert 'value="tag" checked' in page


def test_icons_are_found_by_what_they_stand_for_and_the_chosen_one_stays(cast: Cast) -> None:
    page = cast.browser("ada").get("/settings/kinds/new/?find=vehicle&icon=scale").content.decode()
    assert 'value="car"' in page
    assert 'value="scale" checked' in page
    assert 'value="truck"' not in page


def test_a_kind_is_renamed_and_removed_while_there_are_none(cast: Cast) -> None:
    own_kinds.add(SCALE, by=cast.ada)
    browser = cast.browser("ada")
    renamed = {"label": "Balance", "label_plural": "Balances", "icon": "weight"}
    assert browser.post("/settings/kinds/scale/", renamed).status_code == 302
    assert "Balances" in browser.get("/scales/").content.decode()
    one = cast.make("scale", name="Platform scale")
    kept = browser.post("/settings/kinds/scale/remove/")
    assert kept.status_code == 422
    assert "A kind that is used stays" in kept.content.decode()
    one.delete()
    assert browser.post("/settings/kinds/scale/remove/").status_code == 302
    assert browser.get("/scales/").status_code == 404


def test_who_may_not_shape_the_company_sees_none_of_it(cast: Cast) -> None:
    browser = cast.browser("tomas")
    for path in ("/settings/kinds/", "/settings/kinds/new/"):
        assert browser.get(path).status_code == 403, path
    assert "/settings/kinds/" not in browser.get("/organizations/").content.decode()
