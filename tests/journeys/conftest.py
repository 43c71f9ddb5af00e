"""What journeys ask for: the demonstration with its characters, on this machine."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from closeknit.demo import company
from closeknit.directory import ours
from tests import kept
from tests.cast import Cast


@pytest.fixture(scope="session")
def made() -> list[kept.Table]:
    """The tables of the demonstration, once one was made in this process."""
    return []


@pytest.fixture
def demonstration(settings: Any, transactional_db: None, made: list[kept.Table]) -> None:
    """The demonstration's characters, without the crowd."""
    settings.DEMO = True
    ours.forget()
    if made:
        kept.put_back(made)
    else:
        company.make(crowd=False)
        made += kept.keep()


@pytest.fixture
def listed(page: Page, office: Cast, live_server: object) -> Page:
    """The list of organizations in the `office` of the file, as Tomás sees it."""
    office.sign_in(page, "tomas", str(live_server))
    page.goto(f"{live_server}/organizations/")
    return page
