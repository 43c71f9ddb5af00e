"""A document: filed about a customer by mouse, given a new version, and the same again by the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")
DROP = """(zone, [name, words]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([words], name, { type: "application/pdf" }));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


def test_a_document_is_filed_and_gets_a_new_version(page: Page, tmp_path: Path) -> None:
    stage.be(page, "Tomás Ferreira")
    stage.find(page, "kestrel", "Kestrel Dairies")
    beside = page.locator("#panel-documents")
    expect(beside).to_contain_text("Service contract Kestrel Dairies")
    assert stage.hindrances(page) == []
    by_mouse(page, tmp_path)
    stage.find(page, "alder", "Alder Foods")
    by_keys(page, tmp_path)


def by_mouse(page: Page, tmp_path: Path) -> None:
    page.locator("#panel-documents").get_by_role("link", name="Add document about Kestrel Dairies").click()
    page.get_by_label("Choose a file").set_input_files(stage.written(tmp_path, "wash-down_report.txt", "It flickers."))
    expect(page.get_by_label("Name")).to_have_value("Wash down report")
    page.get_by_label("Document type").select_option("report")
    assert stage.hindrances(page) == []
    page.get_by_role("button", name=re.compile("^Add document")).last.click()
    expect(page.get_by_role("heading", level=1, name="Wash down report")).to_be_visible()
    file = page.locator("#panel-versions")
    expect(file).to_contain_text("wash-down_report.txt")
    expect(page.locator("#panel-ties")).to_contain_text("Kestrel Dairies")
    page.locator("#panel-versions drop-file").evaluate(DROP, ["wash-down_report-2.pdf", "%PDF again"])
    expect(file.locator(".open-item").first).to_contain_text("wash-down_report-2.pdf")
    file.get_by_text("Earlier versions").click()
    with page.expect_download() as old:
        file.get_by_role("link", name="wash-down_report.txt").click()
    assert old.value.path().read_text() == "It flickers."
    assert stage.hindrances(page) == []
    page.locator("#undo-slot").get_by_role("button", name=re.compile("Undo")).click()
    expect(page.locator("#panel-versions")).not_to_contain_text("wash-down_report-2.pdf")


def by_keys(page: Page, tmp_path: Path) -> None:
    stage.reach(page, "#panel-documents .section-head a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Add document")).to_be_visible()
    choose(page, "#new-file", stage.written(tmp_path, "price-list.txt", "Six of them."))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1, name="Price list")).to_be_visible()
    choose(page, "#new-version", stage.written(tmp_path, "price-list-b.txt", "Seven of them."))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-versions .open-item").first).to_contain_text("price-list-b.txt")
    page.goto("/documents/?view=board&by=status")
    expect(page.get_by_text("Quote for six checkweighers")).to_be_visible()
    assert stage.hindrances(page) == []
    page.goto("/documents/")
    expect(page.get_by_text("Layout of the weighing line")).to_be_visible()
    assert stage.hindrances(page) == []


def choose(page: Page, selector: str, path: Path) -> None:
    """Go to a field for files by Tab, open it by a key, and choose.

    A busy page takes keys before the driver's wish to be told of choosers: it is made first, and `reach` waits for its answers after it.
    """
    with page.expect_file_chooser() as asked:
        stage.reach(page, selector)
        page.keyboard.press("Space")
    asked.value.set_files(path)
