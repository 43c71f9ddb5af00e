"""What saves typing: a pasted signature, a list that keeps up with the panel beside it, a form that follows a choice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from closeknit.directory.models import Employment, Individual
from closeknit.records import record
from tests.cast import Cast
from tests.journeys import stage

SIGNATURE = """Best regards,
Hannah Osei
Head of Procurement
Kestrel Dairies Ltd
12 Mill Lane, York, YO1 7EP
Mobile: +44 7700 900123
h.osei@kestrel.example"""


@pytest.fixture
def signed_in(page: Page, cast: Cast, live_server: object) -> Page:
    """Tomás at his desk."""
    cast.sign_in(page, "tomas", str(live_server))
    return page


def paste(page: Page, text: str) -> None:
    """Paste into what has the focus, as the browser does."""
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_pasted_signature_fills_a_new_person(signed_in: Page, cast: Cast, live_server: object, theme: str) -> None:
    known = cast.organization("Kestrel Dairies Ltd")
    signed_in.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    signed_in.goto(f"{live_server}/individuals/new/")
    expect(signed_in.get_by_label("Given name")).to_be_focused()
    paste(signed_in, SIGNATURE)
    expect(signed_in.get_by_label("Family name")).to_have_value("Osei")
    expect(signed_in.get_by_label("Organization", exact=True)).to_have_value("Kestrel Dairies Ltd")
    expect(signed_in.get_by_text("See whether it is right.").first).to_be_visible()
    expect(signed_in.get_by_label("Given name")).to_be_focused()
    assert stage.complaints(signed_in) == []
    signed_in.keyboard.press("Control+Enter")
    expect(signed_in.get_by_role("heading", level=1, name="Hannah Osei")).to_be_visible()
    made = Individual.objects.get(family_name="Osei")
    assert Employment.objects.get(record=made).organization_id == known.pk


def test_a_signature_is_read_by_the_button_too(signed_in: Page, live_server: object) -> None:
    page = signed_in
    page.goto(f"{live_server}/individuals/new/")
    page.get_by_text("Paste a signature").click()
    page.get_by_label("The signature of an e-mail, or an address").fill(SIGNATURE)
    page.get_by_role("button", name="Fill in what it says").click()
    expect(page.get_by_label("Family name")).to_have_value("Osei")


def test_a_row_shows_what_was_changed_in_the_panel_beside_it(signed_in: Page, cast: Cast, live_server: object) -> None:
    for name in ("Alder", "Birch"):
        cast.organization(name, employees="12", phone="+44 1904 496000")
    signed_in.goto(f"{live_server}/organizations/?column=employees&column=phone")
    row = signed_in.locator("[data-row]").first
    for key in ("j", "x", "Space"):
        signed_in.keyboard.press(key)
    panel = signed_in.locator(".peek")
    expect(panel.get_by_role("heading", name="Alder")).to_be_visible()
    panel.locator("#fact-employees [data-edit]").click()
    panel.locator("#fact-employees input[name=value]").fill("40")
    signed_in.keyboard.press("Enter")
    expect(row).to_contain_text("40")
    expect(row.get_by_role("checkbox")).to_be_checked()
    assert stage.complaints(signed_in) == []


def test_another_post_shows_what_its_end_would_touch(signed_in: Page, cast: Cast, live_server: object) -> None:
    kestrel, alder = cast.organization("Kestrel Dairies"), cast.organization("Alder Foods")
    hannah = cast.individual(organization=str(kestrel.pk), title="Director")
    jobs = [{"organization": str(one.pk), "title": title} for one, title in ((kestrel, "Director"), (alder, "Adviser"))]
    record.edit(hannah, {"employments": jobs}, by=cast.tomas)
    signed_in.goto(f"{live_server}/individuals/{hannah.pk}/has-left/")
    place = signed_in.locator("#left-place")
    expect(place).to_contain_text("Kestrel Dairies")
    signed_in.get_by_label("Note", exact=True).fill("She told Sam.")
    signed_in.get_by_label("Which post ends").focus()
    signed_in.get_by_label("Which post ends").select_option(label="Adviser, Alder Foods")
    expect(place).to_contain_text("Alder Foods")
    expect(signed_in.get_by_label("Note", exact=True)).to_have_value("She told Sam.")
    expect(signed_in.get_by_label("Which post ends")).to_be_focused()
    assert stage.complaints(signed_in) == []
    signed_in.get_by_role("button", name=re.compile("^Note that they have left")).last.click()
    expect(signed_in.locator("#panel-workplaces")).to_contain_text("Kestrel Dairies")
