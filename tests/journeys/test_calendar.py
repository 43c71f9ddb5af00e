"""Meetings are planned, dragged, moved by keys and taken back; every view is for everybody, in light and dark, on a desk and a telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from closeknit.access.models import User
from closeknit.work.calendars.models import Meeting
from tests.journeys import stage

DAY = "2026-12-01"  # a Tuesday


@pytest.mark.usefixtures("demonstration")
def test_a_meeting_is_planned_dragged_moved_by_keys_and_taken_back(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    User.objects.update(zone="Europe/Berlin")
    page.goto(f"/calendar/?day={DAY}")
    page.locator(f".slot[href*='{DAY}T10:00']").click()
    page.locator("#new-name").fill("Look at the plant")
    expect(page.locator(".plan-free")).to_contain_text("Tomás Ferreira")
    assert stage.hindrances(page) == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("undo-bar")).to_contain_text("added")
    assert _begins() == "2026-12-01T10:00"

    page.goto(f"/calendar/?day={DAY}")
    thing = page.locator("[data-placing] .thing").filter(has_text="Look at the plant")
    _drag(page, thing, page.locator("[data-place-day='2026-12-03'][data-timed]"), down=48)
    expect(thing).to_have_attribute("data-begins", "2026-12-03T11:00")
    for key, begins in (("]", "2026-12-04T11:00"), ("-", "2026-12-04T10:45"), ("[", "2026-12-03T10:45")):
        page.keyboard.press(key)
        expect(thing).to_have_attribute("data-begins", begins)
    page.keyboard.press(".")
    expect(thing).to_have_attribute("data-ends", "2026-12-03T12:00")
    page.keyboard.press("z")
    expect(thing).to_have_attribute("data-ends", "2026-12-03T11:45")
    assert _begins() == "2026-12-03T10:45"


def _drag(page: Page, thing: Locator, to: Locator, down: int) -> None:
    """Take a thing near its top and let it go on another day, some pixels lower."""
    thing.scroll_into_view_if_needed()
    box: Any = thing.bounding_box()
    there: Any = to.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(there["x"] + 40, box["y"] + 8 + down, steps=5)
    page.mouse.up()


def _begins() -> str:
    made: Any = Meeting.objects.get(name="Look at the plant")
    return str((made.starts_at + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))


@pytest.mark.usefixtures("demonstration")
def test_every_view_is_for_everybody(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    today = timezone.localdate()
    for view in ("week", "month", "agenda"):
        page.goto(f"/calendar/?view={view}&day={today}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert stage.hindrances(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    for view in ("day", "week"):
        page.goto(f"/calendar/?view={view}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert stage.hindrances(page) == []
