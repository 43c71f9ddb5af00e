"""The stage of a journey: the demonstration's characters, a worker of its own, and the ways of a person with a mouse."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.surroundings import CHECKOUT

AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
# A color on its way from one theme to the other is neither of them: what moves is brought to its end before it is judged.
SETTLED = """() => document.getAnimations()
  .filter(moving => moving.effect.getComputedTiming().endTime !== Infinity).forEach(moving => moving.finish())"""
ASK = """async (asked) => (await axe.run(document, {resultTypes: ['violations'], ...asked})).violations.map(
  one => `${one.id}: ${one.nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).slice(0, 3).join(' | ')}`)"""

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
COLORS: dict[str, Any] = {"runOnly": ["color-contrast"]}


@contextmanager
def worker() -> Iterator[None]:
    """A worker in a process of its own, as the product has one, on the database of this test."""
    given: dict[str, Any] = connection.settings_dict
    asked = {"host": given["HOST"], "user": given["USER"], "port": given["PORT"]}
    query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in asked.items() if value)
    surroundings = {**os.environ, "DATABASE_URL": f"postgresql:///{given['NAME']}?{query}"}
    command = [sys.executable, "-m", "closeknit.config.commandline", "work"]
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def be(page: Page, name: str) -> None:
    """Sign in as somebody with one click."""
    page.goto("/")
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def find(page: Page, typed: str, name: str) -> None:
    """Type into the search field and click an answer."""
    page.get_by_label("Search", exact=True).first.click()
    page.keyboard.type(typed, delay=15)
    page.locator("#search-answers .answer").filter(has_text=name).first.click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def names(page: Page) -> Locator:
    """The names in the rows of a list."""
    return page.locator("[data-row] th .name")


def reach(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; a hundred times must do."""
    for _ in range(100):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def complaints(page: Page, asked: dict[str, Any] | None = None) -> list[str]:
    """What axe finds on the page as it stands, each with the places; `asked` are axe's own options."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(ASK, asked or {})
    return [f"{page.url}: {one}" for one in found]


def hindrances(page: Page) -> list[str]:
    """What axe finds wide and narrow, light and dark, and whether a phone would have to scroll sideways.

    Of what axe asks only colors depend on the theme, and they do not depend on the width.
    """
    found = []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark {one}" for one in complaints(page, COLORS)]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found += complaints(page)
    page.set_viewport_size(PHONE)
    found += [f"phone {one}" for one in complaints(page, {"rules": {"color-contrast": {"enabled": False}}})]
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"{page.url} is {wider} pixels wider than a phone")
    page.set_viewport_size(DESK)
    return found


def written(folder: Path, name: str, text: str) -> Path:
    """A file that the person has on their machine."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
