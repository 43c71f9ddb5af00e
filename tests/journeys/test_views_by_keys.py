"""A list is asked in one typed line or by groups, kept as a view and pinned, all by the keyboard; and what opens is for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from closeknit.catalogue.kinds import kinds
from closeknit.records.workspace import saved_views, side_bars
from tests.cast import Cast
from tests.journeys import stage


@pytest.fixture
def office(cast: Cast) -> Cast:
    """A few customers in two cities."""
    for name, city in (("Alder Foods", "York"), ("Kestrel Dairies", "York"), ("Pike & Sons", "Leeds")):
        cast.organization(name, city=city, status="customer")
    return cast


def test_a_filter_is_typed_kept_changed_reset_and_pinned(listed: Page) -> None:
    keys = listed.keyboard
    keys.press("f")
    line = listed.get_by_label("Type a filter")
    expect(line).to_be_focused()
    keys.type("stat")
    expect(listed.get_by_role("option", name="status:")).to_be_visible()
    assert stage.complaints(listed) == []
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(listed.get_by_role("option", name="status:customer")).to_be_visible()
    keys.type("cust")
    expect(listed.locator(".suggested [role=option]")).to_have_count(2)
    keys.press("ArrowDown")
    keys.press("Enter")
    keys.type(" city:york")
    expect(line).to_have_value("status:customer city:york")
    keys.press("Enter")
    expect(listed).to_have_url(re.compile(r"\?status=customer&city__contains=york$"))
    expect(stage.names(listed)).to_have_text(["Alder Foods", "Kestrel Dairies"])
    listed.locator("summary", has_text="Save view").press("Enter")
    expect(listed.get_by_label("Name", exact=True)).to_be_focused()
    assert stage.complaints(listed) == []
    keys.type("Customers in York")
    keys.press("Enter")
    tabs = listed.get_by_role("navigation", name="Saved views")
    expect(tabs.locator("[aria-current]")).to_have_text(re.compile(r"Customers in York\s*2"))
    listed.locator("[data-chip] summary").first.focus()
    keys.press("Delete")
    expect(tabs.locator(".changed-dot")).to_be_visible()
    expect(listed.get_by_role("button", name="Save", exact=True).first).to_be_visible()
    assert stage.complaints(listed) == []
    listed.get_by_role("link", name="Reset").press("Enter")
    expect(tabs.locator(".changed-dot")).to_have_count(0)
    listed.get_by_role("button", name="Pin to the side bar").press("Enter")
    expect(listed.locator(".side").get_by_role("link", name="Customers in York")).to_be_visible()
    listed.locator("summary[aria-label^='More about the view']").press("Enter")
    listed.get_by_role("button", name="Remove the view").press("Enter")
    expect(listed.locator("undo-bar")).to_contain_text("“Customers in York” removed.")
    keys.press("z")
    expect(tabs.locator("[aria-current]")).to_contain_text("Customers in York")


def test_groups_are_made_by_the_keyboard_and_read_as_a_sentence(listed: Page) -> None:
    keys = listed.keyboard
    keys.press("f")
    listed.get_by_role("link", name="And, or, related…").press("Enter")
    listed.get_by_role("button", name="Group").press("Enter")
    first, asking = listed.locator("[id='f-t.0.0']"), listed.locator(".htmx-request")  # each letter may ask anew
    expect(first).to_be_focused()
    keys.type("City")
    expect(listed.locator("[id='o-t.0.0']")).to_be_visible()
    expect(asking).to_have_count(0)
    expect(first).to_be_focused()
    keys.press("Tab")
    expect(listed.locator("[id='o-t.0.0']")).to_be_focused()
    keys.press("Tab")
    keys.type("york")
    listed.locator("[id='f-t.0.1']").focus()
    keys.type("Name")
    expect(listed.locator("[id='o-t.0.1']")).to_be_visible()
    expect(asking).to_have_count(0)
    listed.locator("[name='v-t.0.1']").focus()
    keys.type("pike")
    listed.locator("[id='g-t.0']").focus()
    expect(listed.locator(".filter-said")).to_have_text("City contains york or Name contains pike")
    assert stage.complaints(listed) == []
    listed.locator("[name='v-t.0.1']").focus()
    keys.press("Enter")
    expect(listed.locator("[data-chip]")).to_have_text(re.compile("City contains york or Name contains pike"))
    expect(stage.names(listed)).to_have_count(3)


def test_the_side_bar_is_arranged_by_the_keyboard_and_by_the_mouse(listed: Page, office: Cast) -> None:
    for label in ("First", "Second", "Third"):
        side_bars.pin({"label": label, "address": f"/organizations/?city={label}"}, by=office.tomas)
    pinned = listed.locator(".side .side-group").filter(has_text="Pinned").locator(".name")
    listed.goto(listed.url.replace("/organizations/", "/side-bar/"))
    listed.get_by_role("button", name="Move Third up").press("Enter")
    expect(pinned).to_have_text(["First", "Third", "Second"])
    expect(listed.get_by_role("button", name="Move Third up")).to_be_focused()
    listed.keyboard.press("Enter")
    expect(pinned).to_have_text(["Third", "First", "Second"])
    listed.locator(".pin", has_text="Second").locator("[data-grip]").drag_to(listed.locator(".pin", has_text="Third"))
    expect(pinned).to_have_text(["Second", "Third", "First"])
    listed.get_by_label("Folder of Third").fill("Key accounts")
    listed.keyboard.press("Enter")
    expect(listed.locator(".side .side-label", has_text="Key accounts")).to_be_visible()
    listed.get_by_label("People").press("Space")
    listed.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(listed.locator(".side").get_by_role("link", name="People")).to_have_count(0)
    listed.keyboard.press("b")
    expect(listed.locator("html")).to_have_attribute("data-side", "icons")
    listed.keyboard.press("b")
    expect(listed.locator("html")).not_to_have_attribute("data-side", "icons")


def test_the_pages_are_for_everybody(listed: Page, office: Cast) -> None:
    organization = kinds["organization"]
    view = saved_views.add(
        organization, {"name": "A view with a name as long as any", "address": "city=York"}, by=office.tomas
    )
    for number in range(6):
        saved_views.add(organization, {"name": f"Another view {number}", "shared": "everybody"}, by=office.tomas)
    side_bars.pin({"view": view.pk}, by=office.tomas)
    side_bars.pin({"record": organization.model._default_manager.first().pk}, by=office.tomas)
    side_bars.put(f"view-{view.pk}", "Folder", by=office.tomas)
    tree = '{"any":[{"field":"city","op":"is","value":"York"},{"related":"individuals.organization","where":{"field":"title","op":"contains","value":"buyer"}}]}'
    start, found = listed.url, []
    for address in (
        f"organizations/?view={view.pk}",
        f"organizations/?from={view.pk}&city=York&sort=-name",
        f"organizations/?filter={tree}",
        f"organizations/filter/groups/?filter={tree}",
        "organizations/filter/typed/?typed=colour:red",
        "side-bar/",
    ):
        listed.goto(start.replace("organizations/", address))
        found += stage.hindrances(listed)
    assert found == []
