"""An administrator adds a colleague, who chooses a password, works, and is let go; by keyboard and mouse, for everybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from closeknit.access.models import Team, User
from tests.cast import Cast
from tests.journeys import stage

WORDS = "a long word for signing in"
PAGES = (
    "/settings/people/",
    "/settings/people/new/",
    "/settings/roles/",
    "/settings/teams/",
    "/settings/teams/new/",
    "/settings/mine/",
)


@pytest.fixture
def office(transactional_db: None) -> Cast:
    """The cast, with a team below another; Ada has a password and so administers."""
    cast = Cast()
    cast.ada_user.set_password(WORDS)
    cast.ada_user.save()
    Team.objects.create(name="York", parent=cast.north)
    return cast


def test_a_colleague_is_added_signs_in_and_is_let_go(page: Page, office: Cast, live_server: object) -> None:
    office.sign_in(page, "ada", str(live_server))
    page.goto("/")
    page.get_by_role("link", name="Settings", exact=True).first.click()
    page.get_by_role("link", name="People who sign in").first.click()
    page.get_by_role("link", name="Add a person").click()
    expect(page.locator("main input[name=name]")).to_be_focused()
    page.keyboard.type("Ife Adeyemi")
    page.keyboard.press("Tab")
    page.keyboard.type("ife@brightwell.example")
    page.get_by_label("Own records only").check()
    page.get_by_label("York").check()
    page.keyboard.press("Enter")
    link = page.get_by_label("Link").input_value()
    theirs = page.context.browser.new_context() if page.context.browser else page.context
    guest = theirs.new_page()
    guest.goto(link)
    guest.get_by_label("Password").fill(WORDS)
    guest.get_by_role("button", name="Choose it and sign in").click()
    expect(guest.get_by_role("heading", level=1, name="Today")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text("may not sign in", exact=True)).to_be_visible()
    guest.reload()
    expect(guest.get_by_role("button", name="Sign in")).to_be_visible()
    theirs.close()
    assert not User.objects.get(email="ife@brightwell.example").is_active


def test_the_pages_are_for_everybody(page: Page, office: Cast, live_server: object) -> None:
    office.sign_in(page, "ada", str(live_server))
    somebody = f"/settings/people/{office.priya_user.pk}/"
    team = f"/settings/teams/{office.north.pk}/"
    found: list[str] = []
    for address in (*PAGES, somebody, team):
        page.goto(address)
        found += stage.hindrances(page)
    assert found == []
