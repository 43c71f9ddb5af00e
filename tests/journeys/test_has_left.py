"""Somebody has left: noted by mouse, taken back, and noted again by the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")


def test_hannah_has_left_and_nothing_of_her_is_lost(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    stage.find(page, "osei", "Hannah Osei")
    page.locator("#panel-workplaces").get_by_role("link", name="Has left").click()
    expect(page.get_by_label("Who takes over there")).to_have_value("Sam Whitlock")
    expect(page.get_by_text("Sam Whitlock is proposed")).to_be_visible()
    expect(page.get_by_text("is at Alder Foods now")).to_be_visible()
    assert stage.complaints(page) == []
    page.get_by_label("Where they work now").fill("Alder Foods")
    page.get_by_label("As what").fill("Finance director")
    page.get_by_label(re.compile("Laura Finch")).select_option("moves")
    page.get_by_role("button", name=re.compile("^Note that they have left")).last.click()
    expect(page.locator("#panel-workplaces")).to_contain_text("Alder Foods")
    expect(page.locator("#panel-workplaces")).to_contain_text(re.compile(r"– .* things? happened there", re.DOTALL))
    expect(page.locator("#timeline")).to_contain_text("noted: handed over to Sam Whitlock")
    assert stage.complaints(page) == []
    page.locator("#undo-slot").get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("#panel-workplaces")).not_to_contain_text("Alder Foods")
    by_keys(page)


def by_keys(page: Page) -> None:
    stage.find(page, "osei", "Hannah Osei")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", level=1, name="Hannah Osei has left")).to_be_visible()
    expect(page.get_by_label("Last day")).to_be_focused()
    stage.reach(page, "#left-new_employer")
    page.keyboard.type("Alder Foods")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-workplaces")).to_contain_text("Alder Foods")
    stage.find(page, "kestrel", "Kestrel Dairies")
    expect(page.locator("#panel-contacts")).not_to_contain_text("Hannah Osei")
    expect(page.locator("#timeline")).to_contain_text("Hannah Osei")
