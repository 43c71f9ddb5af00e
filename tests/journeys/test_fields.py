"""It fits: fields at three scopes, made, put in order, changed and retired by the keyboard alone, and once by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions
from tests.cast import Cast
from tests.journeys import stage


@pytest.fixture
def at_kestrel(page: Page, cast: Cast, live_server: object) -> Page:
    """The page of a dairy, as Ada sees it."""
    kestrel = cast.organization("Kestrel Dairies", industry="Dairy")
    cast.organization("Alder Foods", industry="Ready meals")
    cast.sign_in(page, "ada", str(live_server))
    page.goto(f"{live_server}{kestrel.address}")
    return page


def go(page: Page, to: Locator, most: int = 40) -> None:
    """Press Tab until something has the focus."""
    for _number in range(most):
        if to.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {to}")


def send(page: Page, name: str) -> None:
    """Go on with Tab to a button, and press Enter."""
    go(page, page.get_by_role("button", name=name))
    page.keyboard.press("Enter")


def fields_in_order(page: Page) -> list[str]:
    return page.locator("[data-reorder-row] [name=label]").evaluate_all("all => all.map(one => one.value)")  # type: ignore[no-any-return]


def begin(page: Page, name: str, type_: str) -> None:
    """Open the form from the foot of the record's facts, and say name and type."""
    link = page.get_by_role("link", name="Add a field")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=False).first).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(type_)


def test_a_field_for_this_record_for_some_and_for_all_by_keys_alone(at_kestrel: Page) -> None:
    page = at_kestrel
    begin(page, "Silo access code", "Text")
    assert stage.complaints(page) == []
    send(page, "Add the field")
    expect(page.get_by_label("Silo access code")).to_be_focused()  # there at once, open for its value
    page.keyboard.type("4711")
    page.keyboard.press("Enter")
    expect(page.locator("#fact-silo_access_code .fact-value")).to_have_text("4711")

    begin(page, "Approval expires", "Date")
    go(page, page.locator("input[name=scope]:checked"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Dairies")
    page.keyboard.press("Tab")
    page.keyboard.type("Main business")
    page.keyboard.press("Tab")
    page.keyboard.type("Dairy")
    assert stage.complaints(page) == []
    send(page, "Add the field")
    expect(page.get_by_label("Approval expires")).to_be_focused()
    page.keyboard.press("Escape")

    begin(page, "Territory", "Choice")
    page.keyboard.press("Tab")
    page.keyboard.type("North")
    page.keyboard.press("Enter")
    page.keyboard.type("South")
    go(page, page.locator("input[name=scope]:checked"))
    page.keyboard.press("ArrowDown")
    send(page, "Add the field")
    expect(page.get_by_label("Territory")).to_be_focused()
    assert stage.complaints(page) == []

    page.goto(page.url.partition("/organizations/")[0] + "/organizations/?q=alder")
    page.get_by_role("link", name="Alder Foods").first.click()
    expect(page.locator("#fact-territory")).to_be_visible()
    expect(page.locator("#fact-approval_expires")).to_have_count(0)
    expect(page.locator("#fact-silo_access_code")).to_have_count(0)


def add(page: Page, name: str, type_: str, **scope: str) -> None:
    """Make a field from the foot of the record's facts by mouse; `scope` is the value of its button, `told` the values of a new segment."""
    page.get_by_role("link", name="Add a field").click()
    page.locator("[name=label]").fill(name)
    page.locator("[name=type]").select_option(type_)
    if scope:
        page.locator(f"input[name=scope][value={scope['value']}]").check()
    if "told" in scope:
        page.locator("[name=segment_name]").fill("Dairies")
        page.locator("[name=segment_field]").select_option("industry")
        page.locator("[name=segment_value]").fill(scope["told"])
    page.get_by_role("button", name="Add the field").click()
    expect(page.get_by_label(name)).to_be_focused()


def test_a_field_for_this_record_for_some_and_for_all_by_mouse_and_one_becomes_everybodys(
    at_kestrel: Page, cast: Cast
) -> None:
    page, kind = at_kestrel, kinds["organization"]
    add(page, "Silo access code", "text")
    page.get_by_label("Silo access code").fill("4711")
    page.get_by_role("heading", level=1).click()  # what was typed is kept when one goes on
    expect(page.locator("#fact-silo_access_code .fact-value")).to_have_text("4711")
    add(page, "Approval expires", "date", value="new", told="Dairy")
    add(page, "Territory", "text", value="all")
    for name in ("Birch Farms", "Cedar Farms"):
        given = {"label": "Silo access code", "type": "text", "scope": {"record": cast.organization(name).pk}}
        definitions.add(kind, given, by=cast.ada)
    alder, kestrel = (kind.model.objects.get(name=name) for name in ("Alder Foods", "Kestrel Dairies"))
    page.goto(kestrel.address)
    expect(page.locator("#fact-approval_expires")).to_be_visible()
    expect(page.get_by_text("3 records have “Silo access code”.")).to_be_visible()
    assert stage.complaints(page) == []
    page.goto(alder.address)
    expect(page.locator("#fact-territory")).to_be_visible()
    expect(page.locator("#fact-approval_expires")).to_have_count(0)
    expect(page.locator("#fact-silo_access_code")).to_have_count(0)
    page.goto(kestrel.address)
    page.get_by_role("button", name="Make it everybody's").click()
    expect(page.get_by_text("“Silo access code” is everybody's now.")).to_be_visible()
    page.goto(alder.address)
    expect(page.locator("#fact-silo_access_code")).to_be_visible()


@pytest.fixture
def at_fields(page: Page, cast: Cast, live_server: object) -> Page:
    """Settings > Fields with three of them, as Ada sees it."""
    for label in ("One", "Two", "Three"):
        definitions.add(kinds["organization"], {"label": label, "type": "text"}, by=cast.ada)
    cast.organization("Kestrel Dairies", one="14")
    cast.organization("Alder Foods", one="many")
    cast.sign_in(page, "ada", str(live_server))
    page.goto(f"{live_server}/settings/fields/organizations/")
    return page


def test_fields_are_put_in_order_renamed_and_retired_by_keys_alone(at_fields: Page) -> None:
    page = at_fields
    lower = page.get_by_role("button", name="Put One lower")
    go(page, lower)
    page.keyboard.press("Enter")
    expect(lower).to_be_focused()  # to go on where one was
    assert fields_in_order(page) == ["Two", "One", "Three"]
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Put One higher")).to_be_focused()
    assert fields_in_order(page) == ["Two", "Three", "One"]
    name = page.get_by_label("Name of Two")
    name.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Second")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name of Second")).to_be_focused()
    retire = page.get_by_role("button", name="Retire Second")
    go(page, retire)
    page.keyboard.press("Enter")
    expect(page.locator("undo-bar")).to_contain_text("“Second” is retired")
    assert fields_in_order(page) == ["Three", "One"]
    page.keyboard.press("z")
    expect(page.get_by_label("Name of Second")).to_be_focused()
    assert stage.complaints(page) == []


def test_by_mouse_a_field_is_dragged_to_another_place_and_another_gets_a_type_after_a_look(at_fields: Page) -> None:
    page = at_fields
    grips = page.locator("[data-grip]")
    start, end = grips.nth(2).bounding_box(), grips.nth(0).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 5, steps=5)
    page.mouse.up()
    expect(page.get_by_label("Name of Three")).to_be_focused()
    assert fields_in_order(page) == ["Three", "One", "Two"]
    page.get_by_role("link", name="Change One").click()
    page.get_by_role("link", name="Change the type").click()
    page.get_by_label("Another type").select_option("number")
    page.get_by_role("button", name="See what happens").click()
    expect(page.get_by_text("1 of 2 values can be converted.")).to_be_visible()
    page.get_by_role("button", name="Change the type").click()
    expect(page.locator("[data-reorder-row=one]")).to_contain_text("Number")


def test_a_type_is_changed_after_a_look_at_what_becomes_of_the_values(at_fields: Page) -> None:
    page = at_fields
    page.get_by_role("link", name="Change One").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Change the type").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Another type")).to_be_focused()
    page.keyboard.type("Number")
    send(page, "See what happens")
    expect(page.get_by_text("1 of 2 values can be converted.")).to_be_visible()
    expect(page.locator(".stay")).to_have_text("many")
    assert stage.complaints(page) == []
    expect(page.get_by_role("button", name="Change the type")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-reorder-row=one]")).to_contain_text("Number")
    page.goto(page.url.partition("/settings/")[0] + "/organizations/?q=alder")
    page.get_by_role("link", name="Alder Foods").first.click()
    page.get_by_text("No longer asked for here").click()
    expect(page.get_by_text("One, was")).to_be_visible()
    assert stage.complaints(page) == []
