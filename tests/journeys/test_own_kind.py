"""A kind of the company's own in a real browser: made, given a field, used, looked at beside its list; by mouse and by keys alone; for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions, own_kinds, segments
from tests.cast import Cast
from tests.journeys import stage

LONG = "Weighing and dosing installation for the second silo of the northern yard, bought second hand"


@pytest.fixture
def at_home(page: Page, cast: Cast, live_server: object) -> Page:
    """Settings > Kinds, as Ada sees it in a company without any kind of its own."""
    cast.sign_in(page, "ada", str(live_server))
    page.goto(f"{live_server}/settings/kinds/")
    return page


def root(page: Page) -> str:
    return "/".join(page.url.split("/")[:3])


def test_a_kind_is_made_and_used_by_mouse(at_home: Page) -> None:
    page = at_home
    page.get_by_role("link", name="Add a kind").first.click()
    page.get_by_label("Name of one").fill("Scale")
    page.get_by_label("Name of several").fill("Scales")
    page.get_by_role("button", name="Add it").click()
    page.locator("[name=label]").fill("Capacity")
    page.locator("[name=type]").select_option("number")
    page.get_by_role("button", name="Add the field").click()
    page.goto(f"{root(page)}/scales/")
    expect(page.get_by_role("heading", level=1, name="Scales")).to_be_visible()
    assert stage.complaints(page) == []  # an empty list
    page.get_by_role("link", name="Add scale").first.click()
    page.locator("[name=name]").fill("Platform scale")
    page.locator("[name=capacity]").fill("1500")
    page.get_by_role("button", name=re.compile("^Add scale")).first.click()
    expect(page.get_by_role("heading", level=1, name="Platform scale")).to_be_visible()
    expect(page.locator("#fact-capacity .fact-value")).to_contain_text("1,500")
    page.locator(".record-verbs summary").click()
    page.get_by_role("button", name="Put into the bin").click()
    page.goto(f"{root(page)}/bin/")
    page.get_by_role("row", name=re.compile("Platform scale")).get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", level=1, name="Platform scale")).to_be_visible()


def test_a_kind_is_made_and_used_by_keys_alone(at_home: Page) -> None:
    page = at_home
    stage.reach(page, "main a[href$='/kinds/new/']")
    page.keyboard.press("Enter")
    expect(page.locator("[name=label]")).to_be_focused()
    page.keyboard.type("Scale")
    page.keyboard.press("Tab")
    page.keyboard.type("Scales")
    page.keyboard.press("Enter")
    expect(page.locator("[name=label]")).to_be_focused()  # of its first field
    page.keyboard.type("Capacity")
    page.keyboard.press("Tab")
    page.keyboard.type("Number")
    for _ in range(20):
        if page.evaluate("document.activeElement.textContent.trim() === 'Add the field'"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-reorder-row=capacity]")).to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Find or do anything")
    expect(palette).to_be_visible()
    page.keyboard.type("scales", delay=15)
    expect(palette.locator("[role=option][aria-selected=true]")).to_contain_text("Scales")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Scales")).to_be_visible()
    stage.reach(page, "main a[href$='/scales/new/']")
    page.keyboard.press("Enter")
    expect(page.locator("[name=name]")).to_be_focused()
    page.keyboard.type("Platform scale")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Platform scale")).to_be_visible()


@pytest.fixture
def filled(page: Page, cast: Cast, live_server: object) -> str:
    """A kind with long names, a segment with nobody in it, and many records."""
    own_kinds.add({"label": "Scale", "label_plural": "Scales", "icon": "scale"}, by=cast.ada)
    kind = kinds["scale"]
    for given in (
        {"label": "Capacity", "type": "number", "unit": "kg"},
        {"label": f"{LONG}, as the supplier says"[:80], "type": "text"},
        {"label": "State", "type": "choice", "options": ["In use", "In repair, for longer than a month"]},
        {"label": "Stands at", "type": "reference", "target": "organization"},
    ):
        definitions.add(kind, given, by=cast.ada)
    place = cast.organization(LONG[:60])
    for number in range(60):
        cast.make("scale", name=f"{LONG} {number}", capacity=str(number * 1000), state="in_use", stands_at=place.pk)
    tree = {"field": "state", "op": "is", "value": "in_repair_for_longer_than_a_month"}
    segments.add(kind, {"name": f"In repair: {LONG}"[:80], "filter": tree}, by=cast.ada)
    cast.sign_in(page, "ada", str(live_server))
    page.goto(f"{live_server}/scales/")
    return str(live_server)


def test_its_pages_are_for_everybody(page: Page, filled: str) -> None:
    record = page.locator("[data-row] a").first.get_attribute("href")
    found = []
    addresses = {
        "list": "/scales/",
        "nothing": "/scales/?q=nobody-is-called-this",
        "board": "/scales/?view=board&by=state",
        "record": str(record),
        "new": "/scales/new/",
        "import": "/imports/new/",
        "kinds": "/settings/kinds/",
        "kind": "/settings/kinds/scale/",
        "fields": "/settings/fields/scales/",
        "segments": "/settings/segments/scales/",
        "roles": "/settings/roles/",
    }
    for address in addresses.values():
        page.goto(f"{filled}{address}")
        found += stage.hindrances(page)
    assert "\n".join(found) == ""
