"""A process is drawn by keys and forms, published, started on a record, and skipped on; everything for everybody."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from closeknit.work.processes.models import Process, Run
from tests.cast import Cast
from tests.journeys import stage


def test_a_process_is_drawn_started_and_skipped_by_the_keyboard(page: Page, cast: Cast, live_server: object) -> None:
    kestrel = cast.organization()
    cast.sign_in(page, "ada", str(live_server))
    page.goto(f"{live_server}/processes/new/")
    keys = page.keyboard
    page.get_by_label("Name").fill("Welcome")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_label("What the new step does").select_option("task")
    page.get_by_role("button", name="Add a step").press("Enter")
    page.get_by_label("Task", exact=True).fill("Call {record}")
    page.get_by_label("Called").fill("Call them")
    keys.press("Enter")
    node = page.get_by_role("link", name="Call them")
    expect(node).to_be_visible()
    assert stage.hindrances(page) == []
    page.get_by_role("button", name="Publish").press("Enter")
    expect(page.get_by_text("is in force")).to_be_visible()
    assert stage.hindrances(page) == []

    page.goto(f"{live_server}{kestrel.address}")
    page.get_by_role("link", name="Start a process").press("Enter")
    page.get_by_role("button", name="Start", exact=True).press("Enter")
    panel = page.locator("#panel-processes")
    expect(panel.locator("[aria-current=step]")).to_contain_text("Call them")
    expect(page.locator("#panel-tasks")).to_contain_text("Call Kestrel Dairies")
    assert stage.hindrances(page) == []
    panel.get_by_role("link", name="Skip: Call them").press("Enter")
    page.get_by_label("Why").fill("They called us")
    keys.press("Enter")
    expect(panel).to_contain_text("No process is under way")
    assert Run.objects.get().state == "done"
    assert Process.objects.get().version > 1
