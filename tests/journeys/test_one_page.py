"""Scene 3 of the demonstration, what the directory shows of it: a customer on one page, and who knows whom there."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")


def test_a_customer_is_on_one_page_and_the_map_says_who_decides(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    stage.find(page, "kestrel", "Kestrel Dairies")
    expect(page.locator("#timeline")).to_contain_text("In-line checkweighers, Ripon: EUR 184,000")
    expect(page.locator("#timeline")).to_contain_text("Invoice 20418, EUR 6,240, is twelve days late")
    for plant in ("Ripon", "Selby", "Thirsk"):
        expect(page.get_by_role("link", name=f"Kestrel Dairies {plant}").first).to_be_visible()
    expect(page.locator("#panel-contacts")).to_contain_text("Hannah Osei")
    page.locator("#record-tabs").get_by_role("link", name="Relationships").click()
    expect(page.get_by_text("supplier of").first).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    drawn = page.locator("#main, main").first
    for said in ("Hannah Osei", "Financial decision maker", "Laura Finch", "Gatekeeper"):
        expect(drawn).to_contain_text(said)
    expect(drawn).to_contain_text(re.compile(r"influenced by.*Owen Price", re.DOTALL))
    expect(drawn).to_contain_text(re.compile(r"knows.*Tomás Ferreira.*of us", re.DOTALL))
    assert stage.complaints(page) == []
    page.get_by_role("link", name="By role").click()
    expect(drawn).to_contain_text("Financial decision maker")
    expect(page.locator(".scene-bar")).to_contain_text("Who knows whom")
    page.locator(".scene-bar").get_by_role("link", name="Hannah Osei seems to have left").click()
    expect(page.get_by_role("link", name="Hannah Osei").first).to_be_visible()
