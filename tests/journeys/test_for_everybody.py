"""Every page for everybody: axe finds nothing, light or dark, wide or narrow, and nothing runs out of the window."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from closeknit.records.models import Record
from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")


def pages() -> list[str]:
    """The addresses of one page of each sort."""
    kestrel, hannah = (Record.objects.get(name=name).address for name in ("Kestrel Dairies", "Hannah Osei"))
    return [
        "/",
        "/organizations/",
        "/individuals/?country=GB&sort=-updated_at",
        "/individuals/?q=nobody-is-called-this",
        kestrel,
        f"{kestrel}?tab=people",
        hannah,
        "/individuals/new/",
        "/search/?q=kestrel",
        "/bin/",
        "/imports/new/",
        "/demo/",
        "/account/password/",
        "/absent/",
        f"{kestrel.rpartition('/organizations/')[1]}{kestrel.split('/')[2].split('-')[0]}/changes/",
    ]


def test_axe_finds_nothing_on_any_page(page: Page) -> None:
    page.goto("/sign-in/")
    found = stage.hindrances(page)
    stage.be(page, "Ada Brightwell")
    for address in pages():
        page.goto(address)
        found += stage.hindrances(page)
    assert found == []


def test_axe_would_find_something(page: Page) -> None:
    page.goto("/sign-in/")
    page.evaluate("document.body.append(document.createElement('button'))")
    assert [one for one in stage.complaints(page) if "button-name" in one]


def test_axe_finds_nothing_while_a_value_is_changed_and_something_is_searched(page: Page) -> None:
    stage.be(page, "Ada Brightwell")
    stage.find(page, "kestrel", "Kestrel Dairies")
    found = []
    for key in ("employees", "phones", "status"):
        page.locator(f"#fact-{key} > dd").click(position={"x": 2, "y": 2})
        expect(page.locator(f"#fact-{key}[data-editing]")).to_be_visible()
        found += stage.complaints(page)
        page.keyboard.press("Escape")
    page.get_by_label("Search", exact=True).first.click()
    page.keyboard.type("osei")
    expect(page.locator("#search-answers .answer").first).to_be_visible()
    assert found + stage.complaints(page) == []
