"""The pictures of the main pages, from the whole demonstration: `make pictures` keeps them, a test run looks that they can be taken."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from closeknit.demo import company, fair
from closeknit.directory import ours
from closeknit.records.models import Record
from tests.journeys import stage

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
SIZES = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
LARGEST = 400_000  # bytes of one picture, so that the repository stays small
KEPT = "CLOSEKNIT_PICTURES" in os.environ


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go: the folder that `make pictures` names, else one that is thrown away."""
    found = Path(os.environ["CLOSEKNIT_PICTURES"]).absolute() if KEPT else tmp_path
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.fixture
def whole_demonstration(settings: Any, transactional_db: None) -> None:
    """The demonstration; with its crowd when the pictures are to be kept."""
    settings.DEMO = True
    ours.forget()
    company.make(crowd=KEPT)


def take(page: Page, folder: Path, name: str) -> None:
    """A picture of the page as it stands, in each size and theme; two opposite ones do where none is kept."""
    if KEPT:
        page.wait_for_load_state("networkidle")
    for (size, viewport), only in zip(SIZES.items(), THEMES, strict=True):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for theme in THEMES if KEPT else [only]:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            path = folder / f"{name}-{size}-{theme}.png"
            page.screenshot(path=path)
            assert path.stat().st_size < LARGEST, f"{path.name} is too big"
    page.set_viewport_size(SIZES["desk"])  # type: ignore[arg-type]


@pytest.mark.usefixtures("whole_demonstration")
def test_the_main_pages_can_be_pictured(page: Page, folder: Path) -> None:
    page.goto("/sign-in/")
    take(page, folder, "sign-in")
    stage.be(page, "Tomás Ferreira")
    customer = Record.objects.get(name="Kestrel Dairies")
    kestrel, hannah = customer.address, Record.objects.get(name="Hannah Osei").address
    for name, address in {
        "today": "/",
        "list": "/organizations/?status=customer",
        "people": "/individuals/",
        "record": kestrel,
        "person": hannah,
        "contacts": f"{kestrel}?tab=people",
        "map": f"/organizations/{customer.pk}/relationships/?view=map",
        "board": "/organizations/?view=board&by=selling_relationship",
        "scales": "/scales/?sort=next_calibration",
        "form": "/individuals/new/",
        "search": "/search/?q=kestrel",
    }.items():
        page.goto(address)
        take(page, folder, name)
    put_somebody_into_the_bin(page)
    take(page, folder, "bin")
    with stage.worker():
        propose(page, folder)
        take(page, folder, "import")


def put_somebody_into_the_bin(page: Page) -> None:
    page.goto(Record.objects.get(name="Laura Finch").address)
    page.locator(".record-verbs summary").click()
    page.get_by_role("button", name="Put into the bin").click()
    page.goto("/bin/")


def propose(page: Page, folder: Path) -> None:
    """The list from the fair as a proposal: nothing of it is written yet."""
    path = folder / "fair-hanover.csv"
    path.write_text(fair.csv(), "utf-8")
    page.goto("/imports/new/")
    page.locator(".choices label").filter(has_text="People").click()
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="See what will happen").click(timeout=30_000)
    expect(page.locator(".proposal-group").first).to_be_visible(timeout=30_000)
    path.unlink()
