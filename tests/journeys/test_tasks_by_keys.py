"""A task is added by a key, done, taken back and moved, all by the keyboard; and what opens is for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from closeknit.records.models import Record
from closeknit.work.models import Task
from tests.journeys import stage


@pytest.mark.usefixtures("demonstration")
def test_a_task_is_added_done_taken_back_and_moved_by_keys(page: Page) -> None:
    stage.be(page, "Tomás Ferreira")
    due = page.get_by_role("region", name="Tasks")
    expect(due.get_by_role("heading", name="Late")).to_be_visible()
    assert stage.hindrances(page) == []
    kestrel: Any = Record.objects.get(name="Kestrel Dairies")
    page.goto(kestrel.address)
    keys = page.keyboard
    keys.press("t")
    line = page.get_by_label("What is to be done")
    expect(line).to_be_focused()
    keys.type("thank Laura today every third Tuesday !high")
    understood = page.locator("#quick-understood")
    expect(understood).to_contain_text("every third Tuesday of the month")
    expect(understood).to_contain_text("about Kestrel Dairies")
    assert stage.hindrances(page) == []
    keys.press("Enter")
    expect(page.locator("#panel-tasks")).to_contain_text("thank Laura")
    assert stage.hindrances(page) == []
    task = Task.objects.get(name="thank Laura")
    assert task.about_id == kestrel.pk

    page.goto("/")
    row = page.locator("[data-row]").filter(has_text="thank Laura")
    for _step in range(12):
        keys.press("j")
        if row.get_attribute("data-current") is not None:
            break
    keys.press("d")
    expect(row).to_contain_text("tomorrow")
    for _step in range(12):
        keys.press("j")
        if row.get_attribute("data-current") is not None:
            break
    keys.press("x")
    expect(page.locator("undo-bar")).to_contain_text("is done")
    assert Task.objects.get(pk=task.pk).status == "done"
    keys.press("z")
    expect(page.locator("undo-bar")).to_contain_text("Taken back")
    assert Task.objects.get(pk=task.pk).status == "open"
    page.goto(task.address)
    assert stage.hindrances(page) == []
    page.goto("/tasks/?status=open&sort=due_by")
    assert stage.hindrances(page) == []


@pytest.mark.usefixtures("demonstration")
def test_support_takes_what_was_given_to_the_team_and_gives_it_away(page: Page) -> None:
    stage.be(page, "Priya Nair")
    page.get_by_role("button", name="Take: Answer Piet on the flickering display").press("Enter")
    expect(page.locator("undo-bar")).to_contain_text("is yours")
    row = page.locator("[data-row]").filter(has_text="Answer Piet")
    row.locator("a.ref").first.focus()
    page.keyboard.press("a")
    page.get_by_label("To whom").select_option(label="Jonas Vermeer")
    assert stage.hindrances(page) == []
    page.get_by_role("button", name="Give", exact=True).press("Enter")
    expect(page.locator("undo-bar")).to_contain_text("is given")
    assert Task.objects.get(name__startswith="Answer Piet").owner.name == "Jonas Vermeer"  # type: ignore[union-attr]
