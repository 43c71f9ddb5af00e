"""A list is asked, changed and arranged by the keyboard alone, and what opens on it is for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys import stage


@pytest.fixture
def office(cast: Cast) -> Cast:
    """A few customers, of whom two are in a city with an accent."""
    for name, city in (("Alder Foods", "São Paulo"), ("Kestrel Dairies", "São Paulo"), ("Pike & Sons", "York")):
        cast.organization(name, city=city, status="customer")
    return cast


def test_a_condition_is_made_changed_turned_round_and_taken_away(listed: Page) -> None:
    keys = listed.keyboard
    keys.press("f")
    typed = listed.locator(".filter-menu input:focus, [data-typed]:focus, input:focus")
    expect(typed).to_be_focused()
    while not listed.locator("[name=add_field]").first.evaluate("one => one === document.activeElement"):
        keys.press("Tab")
    keys.type("City")
    expect(listed.get_by_label("Condition")).to_have_value("contains")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("sao")
    expect(listed.get_by_role("option", name="São Paulo")).to_be_visible()
    assert stage.complaints(listed) == []
    keys.press("ArrowDown")
    keys.press("Enter")
    expect(listed.get_by_label("Value")).to_have_value("São Paulo")
    keys.press("Enter")
    chip = listed.locator("[data-chip]")
    expect(chip.locator("summary")).to_have_text("City contains São Paulo")
    expect(stage.names(listed)).to_have_text(["Alder Foods", "Kestrel Dairies"])
    chip.locator("summary").focus()
    keys.press("Enter")
    expect(chip.get_by_label("Value")).to_be_focused()
    assert stage.complaints(listed) == []
    chip.get_by_label("Value").fill("york")
    keys.press("Enter")
    expect(chip.locator("summary")).to_have_text("City contains york")
    chip.locator("summary").focus()
    keys.press("n")
    expect(chip.locator("summary")).to_have_text("City does not contain york")
    expect(chip.locator("summary")).to_be_focused()
    expect(stage.names(listed)).to_have_text(["Alder Foods", "Kestrel Dairies"])
    keys.press("Delete")
    expect(chip).to_have_count(0)
    expect(listed.locator(".sentence summary")).to_be_focused()
    expect(stage.names(listed)).to_have_count(3)


def test_columns_are_moved_and_widened_and_stay_so(listed: Page) -> None:
    keys = listed.keyboard
    listed.locator("summary", has_text="Columns").press("Enter")
    up = listed.get_by_role("button", name="Move City up")
    up.press("Enter")
    expect(up).to_be_focused()
    assert stage.complaints(listed) == []
    listed.get_by_role("button", name="Show these columns").last.press("Enter")
    expect(listed).to_have_url(re.compile("column=city&column=status"))
    head = listed.locator("th[data-column=status]")
    with listed.expect_response("**/columns/") as answered:
        head.locator("a").focus()
        keys.press("Shift+ArrowRight")
    assert answered.value.status == 204
    width = head.evaluate("head => head.style.inlineSize")
    listed.goto(listed.url.partition("?")[0])
    expect(listed.locator("th[data-column]").nth(1)).to_have_text(re.compile(r"^\s*City\s*$"))
    expect(head).to_have_attribute("width", width.removesuffix("px"))
    listed.locator("summary", has_text="Columns").press("Enter")
    listed.get_by_role("button", name="As they came").press("Enter")
    expect(head).not_to_have_attribute("width", re.compile("."))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_menus_of_a_list_are_for_everybody(listed: Page, theme: str) -> None:
    listed.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    listed.goto(f"{listed.url}?status__in=customer,former&updated_at__within=this year")
    found = []
    for menu in ("Sort", "Columns", "Export", "is one of", "is within"):
        listed.locator("summary", has_text=menu).first.press("Enter")
        if menu.startswith("is"):
            expect(listed.locator("[data-chip] details[open] form")).to_be_visible()
        found += stage.complaints(listed)
        listed.keyboard.press("Escape")
    assert found == []
