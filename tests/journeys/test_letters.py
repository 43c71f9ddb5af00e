"""An e-mail is written from where one is, by keys, and stopped before it leaves; a template is seen as somebody would get it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from closeknit.mail.models import Message
from closeknit.records.models import Record
from tests.journeys import stage


@pytest.mark.usefixtures("demonstration")
def test_an_e_mail_is_written_and_stopped_by_keys(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    hannah: Any = Record.objects.get(name="Hannah Osei")
    page.goto(hannah.address)
    keys = page.keyboard
    keys.press("m")
    page.wait_for_url("**/mail/")
    assert stage.hindrances(page) == []
    page.get_by_label("Subject").fill("Filters")
    page.get_by_label("Text").focus()
    keys.type("They arrive tomorrow.")
    keys.press("Control+Enter")
    expect(page.locator("undo-bar")).to_contain_text("leaves in ten seconds")
    expect(page.locator("#timeline")).to_contain_text("wrote an e-mail: Filters")
    assert stage.hindrances(page) == []
    keys.press("z")
    expect(page.locator("#timeline")).to_contain_text("stopped this e-mail before it left: Filters")
    made = Message.objects.get()
    assert made.state == "stopped"
    page.goto(f"/mail/{made.pk}/")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("They arrive tomorrow.")


@pytest.mark.usefixtures("demonstration")
def test_a_template_is_seen_as_somebody_would_get_it(page: Page) -> None:
    stage.be(page, "Ada Brightwell")
    hannah: Any = Record.objects.get(name="Hannah Osei")
    page.goto("/settings/mail/templates/new/")
    page.get_by_label("Name", exact=True).fill("Thanks")
    page.get_by_label("Subject").fill("Thank you")
    page.get_by_label("Text").fill("Dear {{ given_name | friends }},\n\n**thank you**.\n\n{{ sender.signature }}")
    page.get_by_label("Preview with").fill(str(hannah.pk))
    page.get_by_role("button", name="Preview").click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Dear Hannah,")
    expect(page.frame_locator("iframe").locator("strong")).to_have_text("thank you")
    assert stage.hindrances(page) == []
    for address in (
        "/settings/mail/",
        "/mail/",
        "/settings/mail/templates/",
        "/settings/mail/suppressed/",
        "/settings/notices/",
    ):
        page.goto(address)
        assert stage.hindrances(page) == [], address
