"""Pages of alerts: Today with its keys, the ladder, and who leads the teams."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from closeknit.work.alerts import climbing, ladder
from closeknit.work.alerts.models import Lead, Level
from tests.cast import Cast

MONDAY = datetime(2040, 3, 5, 9, tzinfo=UTC)


def test_today_shows_what_one_is_asked_about_with_an_answer_for_each_key(cast: Cast) -> None:
    task = cast.make("task", "ada", name="Send the quote", owner=cast.priya_user.pk, due_at=MONDAY.isoformat())
    Lead.objects.create(team=cast.north, user=cast.tomas_user)
    climbing.climb(MONDAY + timedelta(hours=20))
    page = cast.browser("tomas").get("/").content.decode()
    part = page[page.index("Late, and you are asked") :]
    for press in ("do", "tomorrow", "give", "drop"):
        assert f'data-press="{press}"' in part
    assert "level 2" not in part
    assert cast.browser("tomas").get(f"/tasks/{task.pk}/drop/").status_code == 200


def test_the_ladder_is_changed_by_who_may(cast: Cast) -> None:
    browser = cast.browser("ada")
    assert b"the lead of the team above" in browser.get("/settings/alerts/").content
    hat = cast.tomas_user.hats.get().pk
    sent = {"hours_0": "2", "whom_0": "lead", "hours_1": "8,5", "whom_1": f"hat-{hat}"}
    assert browser.post("/settings/alerts/", sent).status_code == 302
    assert [(one.hours, one.choice) for one in ladder.rungs()] == [("2", "lead"), ("8.5", f"hat-{hat}")]
    assert cast.browser("tomas").get("/settings/alerts/").status_code == 403
    assert cast.browser("tomas").post("/settings/alerts/", sent).status_code == 403


def test_a_ladder_that_cannot_be_climbed_is_refused(cast: Cast) -> None:
    browser = cast.browser("ada")
    for sent in (
        {},
        {"hours_0": "soon", "whom_0": "lead"},
        {"hours_0": "4", "whom_0": "moon"},
        {"hours_0": "4", "whom_0": "hat-999999"},
        {"hours_0": "4", "whom_0": "lead", "hours_1": "4", "whom_1": "above"},
        {"hours_0": "inf", "whom_0": "lead"},
        {"hours_0": "nan", "whom_0": "lead"},
    ):
        assert browser.post("/settings/alerts/", sent).status_code == 422
    assert not Level.objects.exists()


def test_teams_are_given_leads(cast: Cast) -> None:
    browser = cast.browser("ada")
    browser.post("/settings/alerts/leads/", {f"lead_{cast.north.pk}": str(cast.tomas_user.pk)})
    assert ladder.leads() == {cast.north.pk: cast.tomas_user.pk}
    assert browser.post("/settings/alerts/leads/", {f"lead_{cast.north.pk}": "999999"}).status_code == 422
    browser.post("/settings/alerts/leads/", {f"lead_{cast.north.pk}": ""})
    assert ladder.leads() == {}
    assert cast.browser("tomas").post("/settings/alerts/leads/", {}).status_code == 403
