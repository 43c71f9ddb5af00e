"""Scene 5 of the demonstration, by mouse: a field for one plant, one for dairies, a list filtered by it at once, and a kind of record."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import stage
from tests.journeys.test_fields import begin

pytestmark = pytest.mark.usefixtures("demonstration")


def names(page: Page) -> list[str]:
    """The rows of the list that is open."""
    return page.locator("[data-row] th .name").all_text_contents()


def add_field(page: Page, name: str, type_: str, scope: str, value: str) -> None:
    """From the foot of a record's facts: the field, then its value for this record."""
    begin(page, name, type_)
    page.locator(".scopes, fieldset").get_by_label(scope, exact=True).check()
    page.get_by_role("button", name="Add the field").click()
    expect(page.get_by_label(name)).to_be_focused()
    page.get_by_label(name).fill(value)
    page.keyboard.press("Enter")


def test_what_is_asked_of_one_plant_and_what_of_dairies(page: Page) -> None:
    stage.be(page, "Ada Brightwell")
    page.locator(".side").get_by_role("link", name="Settings").click()
    page.locator(".setting-places").get_by_text("Fields", exact=True).click()
    expect(page.get_by_text("Kestrel Dairies Ripon only")).to_be_visible()
    page.locator(".scene-bar").get_by_role("link", name="Dairies by their approval").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    assert names(page) == ["Kestrel Dairies Selby", "Kestrel Dairies Thirsk", "Kestrel Dairies Ripon"], "soonest first"
    assert stage.complaints(page) == []
    page.get_by_role("link", name="Kestrel Dairies Ripon").first.click()
    expect(page.locator("#fact-silo_access_code .fact-value")).to_have_text("4711 #")
    add_field(page, "Loading bay", "Text", "Kestrel Dairies Ripon only", "B, at the back")
    expect(page.locator("#fact-loading_bay .fact-value")).to_have_text("B, at the back")
    add_field(page, "Audits a year", "Number", "Dairies", "2")
    expect(page.locator("#fact-audits_a_year .fact-value")).to_have_text("2")
    filtered_at_once(page)
    page.get_by_role("link", name="Kestrel Dairies Ripon").first.click()
    page.get_by_role("link", name="Kestrel Dairies Thirsk").first.click()
    expect(page.get_by_role("heading", level=1, name="Kestrel Dairies Thirsk")).to_be_visible()
    expect(page.locator("#fact-audits_a_year")).to_be_visible()
    expect(page.locator("#fact-loading_bay, #fact-silo_access_code")).to_have_count(0)
    stage.find(page, "alder", "Alder Foods")
    expect(page.locator("#fact-audits_a_year, #fact-approval_expires")).to_have_count(0)


def filtered_at_once(page: Page) -> None:
    page.locator(".side").get_by_role("link", name="Organizations").click()
    expect(page.get_by_role("heading", level=1, name="Organizations")).to_be_visible()
    page.keyboard.press("f")
    page.get_by_label("Type a filter").fill("audits_a_year>1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-chip]")).to_contain_text("Audits a year")
    assert names(page) == ["Kestrel Dairies Ripon"]


def test_a_scale_has_a_serial_number_and_a_kind_is_added_beside_it(page: Page) -> None:
    stage.be(page, "Ada Brightwell")
    page.locator(".side").get_by_role("link", name="Scales").click()
    expect(page.locator("[data-row]")).to_have_count(13)
    page.locator("[data-row] th a").first.click()
    expect(page.locator("#fact-serial_number .fact-value")).to_have_text(re.compile(r"^\d\d-\d{6}$"))
    expect(page.locator("#fact-stands_at")).to_contain_text("Kestrel Dairies")
    page.locator(".scene-bar").get_by_role("link", name="The kinds").click()
    page.get_by_role("link", name="Add a kind").click()
    page.get_by_label("Name of one").fill("Vehicle")
    page.get_by_label("Name of several").fill("Vehicles")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".side").get_by_role("link", name="Vehicles")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Add a field")).to_be_visible()
    page.get_by_label("Name", exact=False).first.fill("Number plate")
    page.get_by_label("Type").select_option("text")
    page.get_by_role("button", name="Add the field").click()
    expect(page.get_by_label("Name of Number plate")).to_be_visible()
    page.locator(".side").get_by_role("link", name="Vehicles").click()
    page.get_by_role("link", name="Add Vehicle").first.click()
    expect(page.get_by_role("heading", level=1, name="Add Vehicle")).to_be_visible()
    page.locator("main input[name=name]").fill("The blue van")
    page.locator("main").get_by_text("More", exact=True).click()
    page.get_by_label("Number plate").fill("LS 26 ABC")
    page.get_by_role("button", name=re.compile("^Add ")).last.click()
    expect(page.get_by_role("heading", level=1, name="The blue van")).to_be_visible()
    expect(page.locator("#fact-number_plate .fact-value")).to_have_text("LS 26 ABC")
    assert stage.complaints(page) == []
