"""A task goes late, its alert climbs to the boss, who answers by keys alone; another waits for an approval that is given and one that is refused."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from closeknit.work import tasks
from closeknit.work.alerts import climbing
from closeknit.work.alerts.models import Lead
from closeknit.work.models import Task
from tests.cast import Cast
from tests.journeys import stage


def test_what_is_late_climbs_and_is_dropped_with_its_cause_by_keys(page: Page, live_server: object, cast: Cast) -> None:
    Lead.objects.create(team=cast.north, user=cast.tomas_user)
    due = timezone.now() - timedelta(days=30)
    cast.make("task", "ada", name="Send the quote", owner=cast.priya_user.pk, due_at=due.isoformat())
    assert climbing.climb(timezone.now() + timedelta(days=7)) == 1
    cast.sign_in(page, "tomas", str(live_server))
    page.goto(f"{live_server}/")
    expect(page.get_by_role("heading", name="Late, and you are asked")).to_be_visible()
    assert stage.hindrances(page) == []
    page.keyboard.press("j")
    page.keyboard.press("q")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("They bought elsewhere")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Send the quote” is dropped.")).to_be_visible()
    expect(page.get_by_role("heading", name="Late, and you are asked")).to_have_count(0)
    assert Task.objects.get().cause == "They bought elsewhere"


def test_one_key_approves_and_another_asks_why_not(page: Page, live_server: object, cast: Cast) -> None:
    for name in ("First quote", "Second quote"):
        given = {"owner": cast.priya_user.pk, "approver": cast.tomas_user.pk}
        tasks.do(cast.make("task", "ada", name=name, **given), by=cast.priya)
    cast.sign_in(page, "tomas", str(live_server))
    page.goto(f"{live_server}/")
    expect(page.get_by_role("heading", name="Waits for your approval")).to_be_visible()
    assert stage.hindrances(page) == []
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("“First quote” is approved.")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("q")
    expect(page.get_by_label("Why")).to_be_focused()
    page.keyboard.type("Too dear")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Second quote” is refused.")).to_be_visible()
    told = dict(Task.objects.values_list("name", "status"))
    assert told == {"First quote": "done", "Second quote": "open"}


def test_the_pages_of_rules_and_promises_are_for_everybody(page: Page, live_server: object, cast: Cast) -> None:
    task = cast.make(
        "task", "ada", name="Call", owner=cast.priya_user.pk, approver=cast.tomas_user.pk, team=cast.north.pk
    )
    Lead.objects.create(team=cast.north, user=cast.tomas_user)
    tasks.do(task, by=cast.priya)
    cast.sign_in(page, "ada", str(live_server))
    rules = ("settings/hours/", "settings/hours/0/", "settings/alerts/", "settings/approvals/")
    mine = ("nothing-forgotten/", "approvals/", "alerts/", f"tasks/{task.pk}/alert/", task.address[1:])
    found = []
    for place in (*rules, *mine):
        page.goto(f"{live_server}/{place}")
        found += stage.hindrances(page)
    assert found == []
