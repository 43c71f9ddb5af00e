"""Hands that fly: many rows at once, keys, the panel beside a list; by mouse and by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from closeknit.directory.models import Organization
from closeknit.records import record
from closeknit.records.models import Entry
from tests.cast import Cast
from tests.journeys import stage


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Four customers in two cities."""
    for name, city in (("Alder", "York"), ("Birch", "York"), ("Cedar", "Leeds"), ("Elm", "Leeds")):
        cast.organization(name, city=city, status="customer", employees="12")
    return cast


@pytest.fixture
def listed(page: Page, office: Cast, live_server: object) -> Page:
    """The list of organizations, as Tomás sees it."""
    office.sign_in(page, "tomas", str(live_server))
    page.goto(f"{live_server}/organizations/?column=employees&column=city")
    return page


def employees(page: Page) -> Locator:
    return page.locator("[data-row] td.col-number")


def test_several_rows_are_changed_by_mouse_and_taken_back(listed: Page) -> None:
    listed.get_by_label("Select Alder").check()
    listed.get_by_label("Select Cedar").click(modifiers=["Shift"])
    expect(listed.locator("[data-ticked-count]")).to_have_text("3")
    listed.locator("summary", has_text="Change a field").click()
    listed.get_by_label("Which one").select_option(label="Employees")
    listed.locator("#set-employees").fill("40")
    assert stage.complaints(listed) == []
    listed.get_by_role("button", name="Change", exact=True).click()
    expect(listed.get_by_text("3 rows changed.")).to_be_visible()
    expect(employees(listed)).to_have_text(["40", "40", "40", "12"])
    listed.get_by_role("button", name=re.compile("Undo")).click()
    expect(listed.get_by_text("Taken back.")).to_be_visible()
    expect(employees(listed)).to_have_text(["12", "12", "12", "12"])


def test_several_rows_are_changed_by_keys_alone_and_taken_back(listed: Page) -> None:
    keys = listed.keyboard
    for key in ("j", "x", "j", "Shift+X", "e"):
        keys.press(key)
    expect(listed.locator("#selection-field")).to_be_focused()
    keys.type("Employees")
    expect(listed.locator("#set-employees")).to_be_visible()
    keys.press("Tab")
    keys.type("7")
    keys.press("Enter")
    expect(listed.get_by_text("2 rows changed.")).to_be_visible()
    expect(employees(listed)).to_have_text(["7", "7", "12", "12"])
    keys.press("z")
    expect(listed.get_by_text("Taken back.")).to_be_visible()
    expect(employees(listed)).to_have_text(["12", "12", "12", "12"])


def test_a_row_is_looked_at_beside_the_list_and_the_panel_follows(listed: Page) -> None:
    keys, beside = listed.keyboard, listed.locator(".peek-head h2")
    keys.press("j")
    keys.press("Space")
    expect(beside).to_contain_text("Alder")
    expect(listed.locator(".peek")).to_have_css("width", "480px")
    assert stage.complaints(listed) == []
    keys.press("j")
    expect(beside).to_contain_text("Birch")
    keys.press("Escape")
    expect(beside).to_have_count(0)
    keys.press("Enter")
    expect(listed.get_by_role("heading", level=1, name="Birch")).to_be_visible()
    keys.press("]")
    expect(listed.get_by_role("heading", level=1, name="Cedar")).to_be_visible()
    keys.press("[")
    expect(listed.get_by_role("heading", level=1, name="Birch")).to_be_visible()
    listed.go_back()
    listed.go_back()
    listed.go_back()
    expect(listed.locator("[data-row][data-current]")).to_contain_text("Birch")


def test_keys_go_to_places_and_the_sheet_tells_those_of_the_page(listed: Page) -> None:
    keys = listed.keyboard
    keys.press("?")
    sheet = listed.get_by_role("dialog", name="Keys")
    expect(sheet.get_by_role("heading", level=3)).to_have_text(["Everywhere", "In a list", "Go to"])
    expect(sheet.get_by_text("Look at it beside the list")).to_be_visible()
    assert stage.complaints(listed) == []
    keys.press("j")  # nothing moves under an open dialog
    expect(listed.locator("[data-row][data-current]")).to_have_count(0)
    keys.press("Escape")
    keys.press("g")
    keys.press("p")
    expect(listed).to_have_url(re.compile("/individuals/$"))
    keys.press("/")
    keys.type("gj")
    expect(listed).to_have_url(re.compile("/individuals/$"))


def test_the_sheet_of_a_record_tells_its_keys(listed: Page) -> None:
    keys = listed.keyboard
    keys.press("j")
    keys.press("Enter")
    expect(listed.get_by_role("heading", level=1)).to_be_visible()
    keys.press("?")
    heads = listed.get_by_role("dialog", name="Keys").get_by_role("heading", level=3)
    expect(heads.filter(has_text="On a record")).to_be_visible()
    expect(heads.filter(has_text="In a list")).to_have_count(0)


def test_the_palette_finds_and_does_by_keys(listed: Page) -> None:
    keys, palette = listed.keyboard, listed.get_by_role("dialog", name="Find or do anything")
    keys.press("Control+k")
    expect(palette.get_by_role("option", name="Add person")).to_be_visible()
    keys.type("ald")
    expect(palette.locator("[role=option][aria-selected=true]")).to_contain_text("Alder")
    assert stage.complaints(listed) == []
    keys.press("Enter")
    expect(listed.get_by_role("heading", level=1, name="Alder")).to_be_visible()
    keys.press("Control+k")
    expect(palette.get_by_role("group", name="Opened last")).to_contain_text("Alder")
    keys.type("write a note")
    expect(palette.locator("[role=option][aria-selected=true]")).to_contain_text("Write a note")
    keys.press("Enter")
    expect(listed.locator("#note")).to_be_focused()


def test_the_palette_does_something_with_what_is_selected_and_opens_beside(listed: Page) -> None:
    keys, palette = listed.keyboard, listed.get_by_role("dialog", name="Find or do anything")
    for key in ("j", "x", "Control+k"):
        keys.press(key)
    keys.type("assign")
    expect(palette.locator("[role=option][aria-selected=true]")).to_contain_text("1 selected")
    keys.press("Enter")
    expect(listed.locator("#set-owner")).to_be_focused()
    keys.press("Escape")
    keys.press("Control+k")
    keys.type("cedar")
    expect(palette.locator("[role=option][aria-selected=true]")).to_contain_text("Cedar")
    with listed.context.expect_page() as opened:
        keys.press("Control+Enter")
    expect(opened.value.get_by_role("heading", level=1, name="Cedar")).to_be_visible()
    opened.value.wait_for_load_state("networkidle")
    keys.press("Escape")
    expect(palette).to_be_hidden()


def cards(page: Page, column: str) -> Locator:
    return page.locator(f"[data-board] [data-column={column}] [data-row]")


def test_a_card_is_moved_by_keys_by_mouse_and_by_its_menu(listed: Page) -> None:
    listed.goto(f"{listed.url}&city=York")
    listed.get_by_role("link", name="Board").click()
    keys, undo = listed.keyboard, listed.locator("#undo-slot")
    expect(listed.locator("[data-board] [data-row]")).to_have_count(2)  # the filter holds
    assert stage.complaints(listed) == []
    keys.press("j")
    with listed.expect_response("**/fact/status/"):
        keys.press("[")
    expect(cards(listed, "prospect")).to_contain_text(["Alder"])
    expect(undo).to_contain_text("changed")
    card, to = listed.locator("#column-customer [data-row]"), listed.locator("#column-supplier .stage-cards")
    with listed.expect_response("**/fact/status/"):
        card.drag_to(to)
    expect(cards(listed, "supplier")).to_contain_text(["Birch"])
    expect(listed.locator("#column-supplier [data-number]")).to_have_text("1")
    listed.get_by_role("button", name="Move Birch").click()
    with listed.expect_response("**/fact/status/"):
        listed.get_by_role("button", name="Customer", exact=True).click()
    expect(cards(listed, "customer")).to_contain_text(["Birch"])
    listed.reload()
    expect(cards(listed, "prospect")).to_contain_text(["Alder"])
    expect(cards(listed, "customer")).to_contain_text(["Birch"])


def test_a_card_that_somebody_changed_goes_back_and_says_why(listed: Page, office: Cast) -> None:
    listed.goto(f"{listed.url}&view=board")
    alder = Organization.objects.get(name="Alder")
    record.edit(alder, {"number": "K-9"}, by=office.ada)
    listed.keyboard.press("j")
    listed.keyboard.press("[")
    expect(listed.locator("[data-board-refused]")).to_contain_text("meanwhile. What they wrote stands.")
    expect(cards(listed, "customer")).to_contain_text(["Alder"])


def test_a_new_record_is_a_draft_of_this_browser_until_it_is_saved(listed: Page, live_server: object) -> None:
    before = Entry.objects.count()
    listed.goto(f"{live_server}/organizations/new/")
    listed.get_by_label("Name").first.fill("Fir Foods")
    listed.goto(f"{live_server}/organizations/")
    assert Entry.objects.count() == before
    listed.goto(f"{live_server}/organizations/new/")
    expect(listed.get_by_label("Name").first).to_have_value("Fir Foods")
    expect(listed.get_by_text("What you typed last time is here again.")).to_be_visible()
    assert stage.complaints(listed) == []
    listed.get_by_role("button", name=re.compile("^Add organization")).last.click()
    expect(listed.get_by_role("heading", level=1, name="Fir Foods")).to_be_visible()
    assert list(Entry.objects.order_by("pk").values_list("kind", flat=True))[before:] == ["record.created"]
    listed.goto(f"{live_server}/organizations/new/")
    expect(listed.get_by_label("Name").first).to_have_value("")


def test_resting_on_a_name_shows_its_card(listed: Page) -> None:
    listed.get_by_role("link", name="Cedar").hover()
    card = listed.locator(".hover-card")
    expect(card).to_contain_text("Leeds")
    assert stage.complaints(listed) == []
    listed.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_values_are_changed_in_the_rows_by_keys_and_a_wrong_one_goes_back(listed: Page) -> None:
    keys = listed.keyboard
    first, second = (
        listed.locator("[data-row]").first.locator("td").nth(1),
        listed.locator("[data-row]").first.locator("td").nth(2),
    )
    keys.press("j")
    keys.press("e")
    expect(first.locator("input[name=value]")).to_be_focused()
    assert stage.complaints(listed) == []
    keys.type("77")
    with listed.expect_response("**/fact/employees/?cell") as answered:
        keys.press("Tab")
    assert answered.value.status == 200
    expect(first).to_have_text("77")
    expect(second.locator("input[name=value]")).to_be_focused()
    keys.press("Escape")
    expect(second).to_have_text("York")
    keys.press("e")
    expect(first.locator("input[name=value]")).to_be_focused()
    keys.type("many")
    keys.press("Enter")
    expect(first.get_by_role("alert")).to_be_visible()
    expect(first).to_contain_text("77")
    keys.press("z")
    expect(listed.get_by_text("Taken back.")).to_be_visible()
    assert Organization.objects.get(name="Alder").employees == 12


def test_several_come_out_of_the_bin_together(listed: Page, live_server: object) -> None:
    for name in ("Alder", "Elm"):
        listed.get_by_label(f"Select {name}").check()
    listed.get_by_role("button", name="Put into the bin").click()
    expect(listed.get_by_text("2 rows put into the bin.")).to_be_visible()
    listed.goto(f"{live_server}/bin/")
    listed.get_by_label("Select all rows that are loaded").check()
    assert stage.complaints(listed) == []
    listed.get_by_role("button", name="Restore them").click()
    expect(listed.get_by_text("2 rows restored.")).to_be_visible()
