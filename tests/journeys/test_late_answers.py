"""Late answers: what is typed or chosen while one is on its way is not lost by it, and a change shows before its answer."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from closeknit.directory.models import Organization
from closeknit.work.models import Task
from tests.cast import Cast


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Two customers."""
    for name, city in (("Alder Foods", "York"), ("Kestrel Dairies", "Leeds")):
        cast.organization(name, city=city, status="customer", employees="12")
    return cast


@pytest.fixture
def far_away(page: Page, office: Cast, live_server: object) -> Page:
    """Tomás, before a page of the address of the server; from `late` on every answer takes its time."""
    office.sign_in(page, "tomas", str(live_server))
    return page


def late(page: Page, milliseconds: int = 500) -> None:
    given = {"offline": False, "latency": milliseconds, "downloadThroughput": -1, "uploadThroughput": -1}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", given)


def settled(page: Page) -> None:
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.wait_for_timeout(700)  # what an answer asks for anew
    expect(page.locator(".htmx-request")).to_have_count(0)


def watch(page: Page, selector: str, style: str) -> None:
    """Keep how a place looks a tenth of a second after a form was sent: until its answer, nobody can ask the page."""
    page.evaluate(
        """([selector, style]) => document.addEventListener("submit", () => setTimeout(() =>
        sessionStorage.setItem("seen", getComputedStyle(document.querySelector(selector))[style]), 100))""",
        [selector, style],
    )


def seen(page: Page) -> object:
    return page.evaluate('sessionStorage.getItem("seen")')


def asked(page: Page, name: str) -> Locator:
    """A part of the form of a filter."""
    return page.locator(f"[name='{name}']")


@pytest.fixture
def groups(far_away: Page, live_server: object) -> Page:
    """The form of a filter with two conditions, far away."""
    parts = '{"field":"city","op":"contains","value":"York"},{"field":"name","op":"contains","value":"Al"}'
    far_away.goto(f'{live_server}/organizations/filter/groups/?filter={{"any":[{parts}]}}')
    late(far_away)
    return far_away


def test_what_is_typed_in_a_filter_outlives_a_late_answer(groups: Page) -> None:
    asked(groups, "o-t.0").select_option("is")
    asked(groups, "v-t.1").focus()
    groups.keyboard.press("End")
    groups.keyboard.type("der Foods", delay=120)
    settled(groups)
    expect(asked(groups, "v-t.1")).to_have_value("Alder Foods")
    expect(asked(groups, "v-t.1")).to_be_focused()
    expect(asked(groups, "o-t.0")).to_have_value("is")
    groups.keyboard.press("Tab")
    expect(groups.locator(".filter-said")).to_have_text("City is York or Name contains Alder Foods")


def test_what_is_typed_in_a_filter_keeps_its_condition_where_another_goes(groups: Page) -> None:
    groups.locator("[id='x-t.0']").click()
    asked(groups, "v-t.1").focus()
    groups.keyboard.press("End")
    groups.keyboard.type("der", delay=50)
    expect(asked(groups, "f-t.1")).to_have_count(0)
    settled(groups)
    expect(asked(groups, "v-t.0")).to_have_value("Alder")


def test_a_condition_of_a_chip_keeps_what_is_typed(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/?city__contains=York")
    far_away.locator("[data-chip] summary").click()
    form = far_away.locator("[data-chip] form")
    expect(form).to_be_visible()
    late(far_away)
    asked(far_away, "add_op").first.select_option("is")
    asked(far_away, "add_value").first.focus()
    far_away.keyboard.press("End")
    far_away.keyboard.type("shire", delay=50)
    settled(far_away)
    expect(asked(far_away, "add_value").first).to_have_value("Yorkshire")


def test_a_second_note_is_begun_while_the_first_is_on_its_way(far_away: Page, live_server: object) -> None:
    far_away.goto(str(live_server) + Organization.objects.get(name="Alder Foods").address)
    late(far_away)
    note = far_away.locator("#note")
    note.fill("Called Sam.")
    far_away.keyboard.press("Control+Enter")
    expect(note).to_have_value("", timeout=400)
    far_away.keyboard.type("Sam calls back.", delay=50)
    expect(far_away.locator("#timeline")).to_contain_text("Called Sam.")
    settled(far_away)
    expect(note).to_have_value("Sam calls back.")
    far_away.evaluate("console.error = () => {}")  # htmx says there what is done on purpose here
    far_away.route("**/*", lambda sent: sent.fulfill(status=403, body=""))
    far_away.keyboard.press("Control+Enter")
    expect(far_away.locator("#connection")).to_be_visible()
    expect(note).to_have_value("Sam calls back.")


def test_letters_typed_fast_stay_beside_late_hints(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/new/")
    late(far_away)
    name = far_away.get_by_label("Name").first
    name.focus()
    far_away.keyboard.type("Alder Food", delay=150)
    settled(far_away)
    far_away.keyboard.type("s Limited", delay=60)
    expect(far_away.locator("#alike")).to_contain_text("Alder Foods")
    settled(far_away)
    expect(name).to_have_value("Alder Foods Limited")
    expect(name).to_be_focused()


def test_a_task_typed_fast_is_understood_as_it_now_stands(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/")
    far_away.keyboard.press("t")
    line = far_away.get_by_label("What is to be done")
    expect(line).to_be_focused()
    late(far_away)
    far_away.keyboard.type("call Sam tomorrow !high", delay=70)
    expect(far_away.locator("#quick-understood .understood-name")).to_have_text("call Sam")
    settled(far_away)
    expect(line).to_have_value("call Sam tomorrow !high")
    far_away.keyboard.type(" and Ada")
    far_away.keyboard.press("Enter")
    expect(far_away.get_by_role("dialog")).to_be_hidden()
    assert "Ada" in Task.objects.get().name


def test_a_value_shows_before_its_answer_and_says_why_it_was_refused(far_away: Page, live_server: object) -> None:
    far_away.goto(str(live_server) + Organization.objects.get(name="Alder Foods").address)
    late(far_away)
    fact = far_away.locator("#fact-employees")
    fact.locator("[data-edit]").click()
    fact.locator("input[name=value]").fill("many")
    far_away.keyboard.press("Enter")
    assert fact.get_attribute("data-painted") is not None
    expect(fact.get_by_role("alert")).to_be_visible()
    fact.locator("input[name=value]").fill("40")
    far_away.keyboard.press("Enter")
    assert fact.get_attribute("data-painted") is not None
    expect(fact.get_by_role("alert")).to_be_hidden()
    expect(fact).to_contain_text("40")


def test_a_task_looks_done_before_the_answer(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/")
    far_away.keyboard.press("t")
    expect(far_away.get_by_label("What is to be done")).to_be_focused()
    far_away.keyboard.type("call Sam today")
    far_away.keyboard.press("Enter")
    expect(far_away.get_by_role("dialog")).to_be_hidden()
    far_away.goto(f"{live_server}/")
    done = far_away.get_by_role("checkbox", name="Done: call Sam")
    late(far_away, 1500)
    watch(far_away, ".task .name", "textDecorationLine")
    done.press("Enter")
    expect(far_away.locator("undo-bar")).to_be_visible()
    assert seen(far_away) == "line-through"


def test_rows_that_are_changed_together_pale_before_the_answer(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/?column=employees")
    far_away.get_by_label("Select Alder Foods").check()
    far_away.locator("summary", has_text="Change a field").click()
    late(far_away)
    far_away.get_by_label("Which one").select_option(label="Employees")
    far_away.locator("#set-employees").fill("40")
    watch(far_away, "[data-row][aria-selected=true] th", "opacity")
    far_away.get_by_role("button", name="Change", exact=True).press("Enter")
    row = far_away.locator("[data-row]").filter(has_text="Alder Foods")
    expect(row).to_contain_text("40")
    assert seen(far_away) == "0.5"
    expect(row.locator("th")).to_have_css("opacity", "1")


def test_a_card_moves_before_its_answer(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/?view=board")
    late(far_away, 1500)
    far_away.keyboard.press("j")
    far_away.keyboard.press("[")
    expect(far_away.locator("#column-prospect")).to_contain_text("Alder Foods", timeout=500)


def test_letters_typed_before_a_value_has_opened_are_in_it(far_away: Page, live_server: object) -> None:
    alder = Organization.objects.get(name="Alder Foods")
    far_away.goto(str(live_server) + alder.address)
    late(far_away)
    far_away.locator("#fact-employees [data-edit]").focus()
    far_away.keyboard.press("Enter")
    far_away.keyboard.type("405", delay=20)
    far_away.keyboard.press("Backspace")
    far_away.keyboard.press("Enter")
    expect(far_away.locator("#fact-employees .fact-value")).to_have_text("40")
    alder.refresh_from_db()
    assert alder.employees == 40


def test_letters_typed_before_a_cell_has_opened_are_in_it(far_away: Page, live_server: object) -> None:
    far_away.goto(f"{live_server}/organizations/?column=employees")
    late(far_away)
    far_away.keyboard.press("j")
    far_away.keyboard.press("e")
    far_away.keyboard.type("77", delay=20)
    far_away.keyboard.press("Enter")
    expect(far_away.locator("[data-row]").first).to_contain_text("77")
    settled(far_away)
    assert Organization.objects.get(name="Alder Foods").employees == 77
