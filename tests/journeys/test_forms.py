"""Forms by keyboard: a choice of several, what is added along with a record, and the rows of an import that wait."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from closeknit.access import actors
from closeknit.access.actors import acting
from closeknit.access.models import User
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Email, Employment, Individual
from closeknit.intake import bringing
from closeknit.intake.models import Import
from closeknit.records import record
from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")


def opened(page: Page) -> Locator:
    """The form of the e-mails on the page of an organization that has one."""
    stage.be(page, "Tomás Ferreira")
    with acting(actors.of_user(User.objects.get(name="Tomás Ferreira").pk)) as by:
        made = record.create(kinds["organization"], {"name": "Birch Creamery", "email": "info@birch.example"}, by=by)
    page.goto(made.address)
    page.locator("#fact-emails [data-edit]").press("Enter")
    form = page.locator("[data-several=emails]")
    expect(form).to_be_visible()
    return form


def kept() -> list[tuple[str, bool]]:
    """Its e-mails in their order, each with whether it is the first choice."""
    rows = Email.objects.filter(record__name="Birch Creamery").order_by("position")
    return list(rows.values_list("address", "primary"))


def test_several_values_are_added_chosen_from_and_removed(page: Page) -> None:
    form = opened(page)
    shown = form.locator("[data-several-row]:visible")
    rows = shown.count()
    form.get_by_role("button", name="Add another").focus()
    page.keyboard.press("Enter")
    expect(shown).to_have_count(rows + 1)
    expect(page.locator(f"[name=emails-{rows}-address]")).to_be_focused()  # one goes on writing there
    page.keyboard.type("office@birch.example")
    shown.last.get_by_label("Main").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#fact-emails .fact-value")).to_contain_text("office@birch.example")
    assert kept() == [("info@birch.example", False), ("office@birch.example", True)]


def test_a_removed_row_is_gone_and_hands_the_first_choice_on(page: Page) -> None:
    form = opened(page)
    form.locator("[data-several-row]:visible").nth(1).locator("input[name$=address]").fill("office@birch.example")
    form.get_by_role("button", name="Remove").first.click()
    expect(form.locator("[data-several-row]").first).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#fact-emails .fact-value")).to_contain_text("office@birch.example")
    assert kept() == [("office@birch.example", True)]


def test_no_more_rows_are_offered_than_there_may_be(page: Page) -> None:
    form = opened(page)
    more = form.get_by_role("button", name="Add another")
    page.evaluate("document.querySelector('[data-several]').dataset.most = 3")
    while more.is_visible():
        more.click()
    expect(form.locator("[data-several-row]")).to_have_count(3)


def test_enter_sends_a_form_whatever_it_offers_besides(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    page.goto("/individuals/new/")
    page.get_by_label("Given name").fill("Ngozi")
    page.get_by_label("Family name").fill("Okafor")
    page.get_by_label("Organization").fill("Brackwater Creamery")
    page.keyboard.press("Enter")
    offer = page.get_by_role("button", name="Add organization “Brackwater Creamery”")
    expect(offer).to_be_visible()
    page.get_by_label("Family name").focus()
    page.keyboard.press("Enter")  # the form as it stands, not the offer
    expect(offer).to_be_visible()
    assert not Individual.objects.filter(family_name="Okafor").exists()
    page.get_by_label("Organization").focus()
    page.keyboard.press("Tab")
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Ngozi Okafor")).to_be_visible()
    assert Employment.objects.filter(record__name="Ngozi Okafor", organization__name="Brackwater Creamery").exists()


FAIR = """name,company,e-mail,position
Hannah Osei,Alder Foods,,Director
Giulia Ferrari,Valdenza,"g.ferrari@valdenza,example",
Käthe Nölle,Molkerei Elbtal,kaethe@elbtal.example,Einkauf
"""


def test_the_rows_of_an_import_are_settled_by_keyboard(page: Page, tmp_path: Path) -> None:
    stage.be(page, "Tomás Ferreira")
    page.goto("/imports/new/")
    page.locator(".choices label").filter(has_text="People").click()
    page.locator("#file").set_input_files(stage.written(tmp_path, "fair.csv", FAIR))
    page.get_by_role("button", name="Read the file").press("Enter")
    page.get_by_role("button", name="See what will happen").press("Enter")
    expect(page.locator("#progress")).to_be_visible()
    bringing.propose(Import.objects.get().pk)
    expect(page.get_by_role("button", name="Import 1 row")).to_be_visible(timeout=10_000)
    page.locator("#another-2").press("Enter")
    expect(page.locator("#another-2")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#another-2")).to_be_focused()
    cell = page.locator("#row-3").get_by_label("e-mail")
    cell.fill("g.ferrari@valdenza.example")
    page.keyboard.press("Enter")
    expect(page.locator("#row-3")).to_contain_text("Corrected. It comes in as new.")
    expect(cell).to_be_focused()
    expect(page.locator("#import-foot")).to_contain_text(re.compile(r"Will be written\s*3"))
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert stage.complaints(page) == []
    page.get_by_role("button", name="Import 3 rows").press("Enter")
    expect(page.locator("#progress")).to_be_visible()
    bringing.bring(Import.objects.get().pk)
    expect(page.locator(".message.done")).to_contain_text("Done. Of 3 rows 3 are new.", timeout=10_000)
    assert stage.complaints(page) == []
    assert Individual.objects.filter(name="Hannah Osei").count() == 2
