"""The first fifteen minutes, played by mouse: import, find, open, edit in place, undo, restore from the bin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")

FAIR = """Company;First name;Last name;Job title;E-mail;City;Country
Molkerei Elbtal;Jürgen;Größmann;Produktionsleiter;juergen.groessmann@molkerei-elbtal.example;Dresden;DE
Molkerei Elbtal;Käthe;Nölle;Einkauf;kaethe.noelle@molkerei-elbtal.example;Dresden;DE
Αιγαίο Γαλακτοκομικά;Ελένη;Νικολάου;Τεχνική διευθύντρια;eleni@aigaio.example;Βόλος;GR
"""


def test_a_file_comes_in_somebody_is_found_changed_changed_back_and_restored(page: Page, tmp_path: Path) -> None:
    stage.be(page, "Tomás Ferreira")
    with stage.worker():
        bring_in(page, stage.written(tmp_path, "fair.csv", FAIR))
    stage.find(page, "größ", "Jürgen Größmann")
    expect(page.get_by_text("Molkerei Elbtal").first).to_be_visible()
    stage.find(page, "kestrel", "Kestrel Dairies")
    change_and_take_back(page)
    bin_and_restore(page)


def bring_in(page: Page, path: Path) -> None:
    page.get_by_role("link", name="Imports").first.click()
    page.locator(".choices label").filter(has_text="People").click()
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="See what will happen").click(timeout=30_000)
    page.get_by_role("button", name="Import 3 rows").click(timeout=30_000)
    expect(page.get_by_role("button", name="Take it back").first).to_be_visible(timeout=30_000)


def change_and_take_back(page: Page) -> None:
    employees = page.locator("#fact-employees")
    expect(employees).to_contain_text("420")
    employees.locator(".fact-value").click()
    page.locator("#edit-employees").fill("431")
    page.keyboard.press("Enter")
    expect(employees.locator(".fact-value")).to_contain_text("431")
    page.locator("#undo-slot").get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("#fact-employees .fact-value")).to_contain_text("420")
    expect(page.locator("#timeline")).to_contain_text("took back a change")


def bin_and_restore(page: Page) -> None:
    page.locator("#panel-contacts").get_by_role("link", name="Laura Finch").click()
    page.locator(".record-verbs summary").click()
    page.get_by_role("button", name="Put into the bin").click()
    expect(page.get_by_text("“Laura Finch” is in the bin.")).to_be_visible()
    page.get_by_role("link", name="Bin").first.click()
    page.get_by_role("row", name=re.compile("Laura Finch")).get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", level=1, name="Laura Finch")).to_be_visible()
    expect(page.locator("#panel-workplaces")).to_contain_text("Kestrel Dairies")


def test_a_person_is_added_from_the_page_of_their_organization(page: Page) -> None:
    stage.be(page, "Priya Nair")
    stage.find(page, "kestrel", "Kestrel Dairies")
    page.locator("#record-tabs").get_by_role("link", name=re.compile("People")).click()
    page.get_by_role("link", name="Add person").click()
    page.get_by_label("Given name").fill("Ngozi")
    page.get_by_label("Family name").fill("Okafor")
    page.get_by_role("button", name=re.compile("^Add person")).click()
    expect(page.locator("#panel-workplaces")).to_contain_text("Kestrel Dairies")
    expect(page.locator("#panel-workplaces")).to_contain_text("main number there 01632 960110")
    expect(page.locator("#panel-colleagues")).to_contain_text("Laura Finch")


def test_a_value_is_changed_without_a_mouse(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    stage.find(page, "kestrel", "Kestrel Dairies")
    pencil = page.locator("#fact-employees [data-edit]")
    stage.reach(page, "#fact-employees [data-edit]")
    page.keyboard.press("Enter")
    expect(page.locator("#edit-employees")).to_be_focused()
    page.keyboard.type("999")
    page.keyboard.press("Escape")
    expect(page.locator("#fact-employees .fact-value")).to_contain_text("420")
    expect(pencil).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#edit-employees")).to_be_focused()
    page.keyboard.type("432")
    page.keyboard.press("Tab")
    expect(page.locator("#fact-employees .fact-value")).to_contain_text("432")
    expect(page.locator("[data-editing] input:not([type=hidden])").first).to_be_focused()
