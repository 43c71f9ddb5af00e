"""The keyboard keeps its place: after an answer has exchanged a part of the page, and where two people write the same value."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from closeknit.directory.models import Organization
from closeknit.records import record
from tests.cast import Cast


@pytest.fixture
def here(page: Page, cast: Cast, live_server: object) -> Page:
    """Tomás, with a customer and three things to do."""
    made = cast.organization(name="Alder Foods", city="York", status="customer", employees="12")
    for name in ("Call Sam", "Send the offer", "Visit York"):
        cast.make("task", name=name, about=made.pk, due_on="2026-01-05")
    cast.sign_in(page, "tomas", str(live_server))
    return page


def focused(page: Page) -> str:
    """What the element with the focus is called."""
    return str(page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()"))


def test_what_is_done_gives_the_focus_to_the_next(here: Page, live_server: object) -> None:
    here.goto(f"{live_server}/")
    here.get_by_role("checkbox", name="Done: Call Sam").press("Enter")
    expect(here.locator("undo-bar")).to_be_visible()
    expect(here.get_by_role("checkbox", name="Done: Call Sam")).to_have_count(0)
    assert "Send the offer" in focused(here)


def test_parts_of_a_record_are_opened_one_after_the_other_by_keys(here: Page, live_server: object) -> None:
    here.goto(str(live_server) + Organization.objects.get(name="Alder Foods").address)
    tab = here.locator("#record-tabs a").filter(has_text="Relationships")
    tab.focus()
    here.keyboard.press("Enter")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(tab).to_be_focused()
    here.keyboard.press("Shift+Tab")
    here.keyboard.press("Enter")
    expect(tab).not_to_have_attribute("aria-current", "page")
    expect(here.locator("#record-tabs :focus")).to_have_count(1)


def test_two_editors_of_one_value_are_told_and_decide(here: Page, cast: Cast, live_server: object) -> None:
    alder = Organization.objects.get(name="Alder Foods")
    here.goto(str(live_server) + alder.address)
    fact = here.locator("#fact-employees")
    for mine in ("30", "31"):
        fact.locator("[data-edit]").focus()
        here.keyboard.press("Enter")
        expect(fact.locator("input[name=value]")).to_be_focused()
        record.edit(Organization(pk=alder.pk), {"employees": str(int(mine) + 10)}, by=cast.ada)
        here.keyboard.type(mine)
        here.keyboard.press("Enter")
        expect(fact.get_by_role("alert")).to_contain_text("Ada")
        expect(fact.get_by_role("alert")).to_contain_text(str(int(mine) + 10))
        expect(fact.locator("input[name=value]")).to_have_value(mine)
        if mine == "30":
            here.keyboard.press("Escape")
            expect(fact.locator(".fact-value")).to_have_text("40")
        else:
            fact.get_by_role("button", name="Use mine").press("Enter")
            expect(fact.locator(".fact-value")).to_have_text("31")
    alder.refresh_from_db()
    assert alder.employees == 31
