"""German and French words are long: on a desk and on a phone no page is wider than its window, nor when it is read from the right."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from closeknit.access.models import User
from closeknit.directory.models import Organization
from tests.journeys.stage import be

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/organizations/?status=customer",
    "/settings/segments/organizations/",
    "/organizations/new/",
    "/imports/new/",
    "/settings/mine/",
)


@pytest.mark.parametrize(("language", "width"), [("de", 1440), ("de", 390), ("fr", 390)])
def test_no_page_is_wider_than_its_window(
    language: str, width: int, page: Page, live_server: Any, demonstration: None
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url)
    be(page, "Tomás")
    User.objects.update(language=language)
    record = Organization.objects.get(name="Kestrel Dairies")
    for path in (*PAGES, f"/organizations/{record.pk}/"):
        for direction in ("ltr", "rtl"):
            page.goto(live_server.url + path)
            page.evaluate("way => document.documentElement.dir = way", direction)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, direction)
