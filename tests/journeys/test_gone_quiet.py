"""Who has gone quiet is worked off by keys, and what was done stands in the report; both are for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from closeknit.access.actors import of_user
from closeknit.access.models import User
from closeknit.directory.models import Organization
from closeknit.timeline.contacts import contacts
from tests.journeys import stage

pytestmark = pytest.mark.usefixtures("demonstration")


def test_a_quiet_customer_is_called_by_one_key_and_leaves_the_list(page: Page) -> None:
    kestrel: Any = Organization.objects.get(name="Kestrel Dairies")
    tomas = of_user(User.objects.get(name="Tomás Ferreira").pk)
    Organization.objects.filter(pk=kestrel.pk).update(status="customer")
    contacts.log(kestrel, {"form": "call", "happened_at": timezone.now() - timedelta(days=400)}, by=tomas)
    stage.be(page, "Tomás Ferreira")
    page.goto("/quiet/?days=7")
    row = page.locator("[data-row]").filter(has_text="Kestrel Dairies")
    expect(row).to_be_visible()
    assert stage.complaints(page) == []
    page.goto("/activity/?by=customer")
    assert stage.complaints(page) == []
    page.set_viewport_size(stage.PHONE)
    assert page.evaluate(stage.WIDER) <= 0
    page.goto("/quiet/?days=7")
    assert page.evaluate(stage.WIDER) <= 0
    page.set_viewport_size(stage.DESK)
    page.keyboard.press("j")
    expect(page.locator("[data-row][data-current]")).to_contain_text("Kestrel Dairies")
    page.keyboard.press("p")
    expect(page.get_by_label("What was said")).to_be_focused()
    page.keyboard.type("Still content with the scales")
    page.keyboard.press("Control+Enter")
    expect(page.locator("undo-bar")).to_contain_text("Call logged")
    expect(row).to_have_count(0)
    page.goto("/activity/?by=customer")
    expect(page.get_by_role("row").filter(has_text="Kestrel Dairies")).to_be_visible()
    page.goto(f"{kestrel.address}?tab=paths")
    assert stage.complaints(page) == []
    expect(page.get_by_role("main")).to_contain_text("Who of us knows them")
