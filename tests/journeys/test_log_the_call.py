"""A call is logged in ten seconds by the keyboard alone, with the task that follows, then corrected; and the form is for everybody."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from closeknit.directory.models import Employment
from closeknit.records.models import Record, Tie
from closeknit.timeline.models import ContactPoint
from closeknit.work.models import Task
from tests.journeys import stage

SECONDS = 10

pytestmark = pytest.mark.usefixtures("demonstration")


def test_a_call_is_logged_by_keys_with_what_follows_from_it(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    sam: Any = Record.objects.get(name="Sam Whitlock")
    page.goto(sam.address)
    keys, begun = page.keyboard, time.monotonic()
    keys.press("l")
    expect(page.get_by_label("What was said")).to_be_focused()
    keys.type("Wants the quote for six scales before Friday")
    for _step in range(4):  # who began, the duration, the moment with its parts are passed
        if page.evaluate("document.activeElement.id") == "contact-duration":
            break
        keys.press("Tab")
    keys.type("12 min")
    page.locator("#contact-start-task").focus()
    keys.type("send the quote tomorrow")
    keys.press("Control+Enter")
    expect(page.locator("undo-bar")).to_contain_text("Call logged")
    assert time.monotonic() - begun < SECONDS
    made = ContactPoint.objects.get(text__startswith="Wants the quote")
    assert made.seconds == 720
    assert Task.objects.get(name="send the quote").about_id == sam.pk
    places = Tie.objects.filter(entry=made.entry_id, record__kind="organization")
    assert list(places.values_list("record_id", flat=True)) == [Employment.objects.get(record=sam.pk).organization_id]
    expect(page.locator("#timeline")).to_contain_text("Tomás Ferreira called Sam Whitlock, 12 min")

    page.locator(f"#entry-{made.entry_id}").get_by_role("link", name="Correct").click()
    duration = page.get_by_label("Duration")
    expect(duration).to_have_value("12 min")
    duration.fill("1:30 h")
    keys.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("called Sam Whitlock, 1 h 30 min")
    keys.press("z")
    expect(page.locator("#timeline")).to_contain_text("called Sam Whitlock, 12 min")


def test_a_timer_runs_and_what_was_typed_waits(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    kestrel: Any = Record.objects.get(name="Kestrel Dairies")
    page.goto(kestrel.address)
    page.keyboard.press("l")
    expect(page.locator("#contact-duration")).to_have_value(re.compile(r"[1-9]\d* s"), timeout=4_000)
    page.keyboard.type("Laura rang about the gate")
    page.get_by_label("They called").check()
    page.locator("#asked").get_by_label("Meeting").check()
    expect(page.locator("#asked-title")).to_have_text("Log meeting")
    expect(page.get_by_label("What was said")).to_have_value("Laura rang about the gate")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("l")
    expect(page.get_by_label("What was said")).to_have_value("Laura rang about the gate")
    page.keyboard.press("Control+Enter")
    expect(page.locator("undo-bar")).to_contain_text("Call logged")
    page.keyboard.press("l")
    expect(page.get_by_label("What was said")).to_have_value("")


def test_the_form_is_for_everybody(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    kestrel: Any = Record.objects.get(name="Kestrel Dairies")
    page.goto(kestrel.address)
    page.keyboard.press("l")
    expect(page.get_by_label("What was said")).to_be_focused()
    assert stage.hindrances(page) == []
