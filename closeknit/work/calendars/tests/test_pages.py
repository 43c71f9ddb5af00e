"""Pages of calendars: what stands on which day, whose, moved, and what becomes of a meeting by one press."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from closeknit.access.models import User
from closeknit.timeline.models import ContactPoint
from closeknit.work.calendars.models import Meeting, Participant
from closeknit.work.models import Task
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _in_berlin(cast: Cast) -> None:
    User.objects.update(zone="Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def test_a_week_shows_meetings_and_tasks_by_the_clock_of_the_reader(cast: Cast) -> None:
    cast.make("meeting", name="Review", starts_at="2026-12-01T09:05:00+01:00", ends_at="2026-12-01T10:20:00+01:00")
    cast.make("meeting", name="Fair", starts_on="2026-12-02", ends_on="2026-12-08")
    cast.make("task", name="Quote", due_on="2026-12-03")
    text = cast.browser("tomas").get("/calendar/?day=2026-12-01").content.decode()
    assert 'data-hour="9" data-five="1" data-hours="1" data-fives="3"' in text
    assert 'data-day="3" data-span="5"' in text
    assert "Quote" in text
    User.objects.filter(pk=cast.tomas_user.pk).update(zone="America/New_York")
    assert 'data-hour="3" data-five="1"' in cast.browser("tomas").get("/calendar/?day=2026-12-01").content.decode()


def test_what_overlaps_stands_side_by_side(cast: Cast) -> None:
    for name, begins, ends in (("A", "09:00", "11:00"), ("B", "09:30", "10:00"), ("C", "10:00", "11:00")):
        cast.make("meeting", name=name, starts_at=f"2026-12-01T{begins}+01:00", ends_at=f"2026-12-01T{ends}+01:00")
    text = cast.browser("tomas").get("/calendar/?view=day&day=2026-12-01").content.decode()
    assert text.count('data-lane="0" data-lanes="2"') == 1
    assert text.count('data-lane="1" data-lanes="2"') == 2


@pytest.mark.parametrize(("view", "words"), [("month", "2 more"), ("agenda", "09:00–10:00"), ("day", "Review 4"), ("nonsense", "Review 4")])  # fmt: skip
def test_each_view_is_there(cast: Cast, view: str, words: str) -> None:
    for number in range(5):
        cast.make("meeting", name=f"Review {number}", starts_at="2026-12-01T09:00:00+01:00")
    page = cast.browser("tomas").get(f"/calendar/?view={view}&day=2026-12-01")
    assert words in page.content.decode()


def test_the_days_on_which_clocks_are_set_are_right(cast: Cast) -> None:
    cast.make(
        "meeting",
        name="Round",
        starts_at="2026-10-24T09:00:00+02:00",
        zone="Europe/Berlin",
        recurrence="FREQ=DAILY;COUNT=3",
    )
    client = cast.browser("tomas")
    for day in ("2026-10-24", "2026-10-25", "2026-10-26"):
        assert 'data-hour="9" data-five="0"' in client.get(f"/calendar/?view=day&day={day}").content.decode()
    assert "Round" not in client.get("/calendar/?view=day&day=2026-10-27").content.decode()


def test_of_a_colleague_one_sees_what_one_may(cast: Cast) -> None:
    cast.make("meeting", "tomas", name="Open", starts_at="2026-12-01T09:00:00+01:00", participants=[{"user": cast.priya_user.pk}])  # fmt: skip
    cast.make("meeting", "tomas", name="Hidden", starts_at="2026-12-01T09:00:00+01:00")
    of_tomas = f"/calendar/?day=2026-12-01&of=user-{cast.tomas_user.pk}"
    text = cast.browser("priya").get(of_tomas).content.decode()
    assert "Open" in text
    assert "Hidden" not in text
    assert "Hidden" in cast.browser("ada").get(of_tomas).content.decode()
    assert "Hidden" not in cast.browser("ada").get("/calendar/?day=2026-12-01").content.decode()


def test_of_a_team_all_of_its_people_and_what_waits_for_them_is_shown(cast: Cast) -> None:
    cast.make("task", "ada", name="Free one", team=cast.north.pk, due_on="2026-12-01")
    cast.make("meeting", "priya", name="Hers", starts_at="2026-12-01T09:00:00+01:00")
    text = cast.browser("ada").get(f"/calendar/?day=2026-12-01&of=team-{cast.north.pk}").content.decode()
    assert "Free one" in text
    assert "Hers" in text


def test_what_was_declined_or_cancelled_is_not_shown(cast: Cast) -> None:
    asked = cast.make("meeting", name="Declined", starts_at="2026-12-01T09:00:00+01:00", participants=[{"user": cast.priya_user.pk}])  # fmt: skip
    client = cast.browser("priya")
    client.post(f"/meetings/{asked.pk}/act/no/", follow=True)
    assert Participant.objects.get().answer == "no"
    assert "Declined" not in client.get("/calendar/?day=2026-12-01").content.decode()
    cast.browser("tomas").post(f"/meetings/{asked.pk}/act/cancel/", follow=True)
    assert "Declined" not in cast.browser("tomas").get("/calendar/?day=2026-12-01").content.decode()


def test_what_is_dragged_moves_and_can_be_taken_back(cast: Cast) -> None:
    review = cast.make("meeting", name="Review", starts_at="2026-12-01T09:00:00+01:00")
    client, on = cast.browser("tomas"), "/calendar/?day=2026-12-01"
    sent = {"begins": "2026-12-03T10:15", "ends": "2026-12-03T12:00", "version": "1", "on": on}
    answer = client.post(f"/calendar/meeting/{review.pk}/move/", sent, follow=True)
    assert "“Review” moved." in answer.content.decode()
    moved = Meeting.objects.get()
    assert (moved.starts_at, moved.ends_at) == tuple(map(utc, ("2026-12-03T09:15", "2026-12-03T11:00")))
    assert client.post(f"/calendar/meeting/{review.pk}/move/", sent).status_code == 409
    assert client.post(f"/calendar/meeting/{review.pk}/move/", {"begins": "soon"}).status_code == 422
    assert cast.browser("priya").post(f"/calendar/meeting/{review.pk}/move/", sent).status_code == 404


def test_a_task_is_dragged_to_a_day_and_to_a_time(cast: Cast) -> None:
    task = cast.make("task", name="Call", due_on="2026-12-01")
    client, url = cast.browser("tomas"), f"/calendar/task/{task.pk}/move/"
    client.post(url, {"begins": "2026-12-02"})
    assert str(Task.objects.get().due_on) == "2026-12-02"
    client.post(url, {"begins": "2026-12-02T15:00"})
    assert Task.objects.get().due_at == utc("2026-12-02T14:00")
    assert client.post(url, {"begins": "later"}).status_code == 422
    assert client.post(f"/calendar/organization/{task.pk}/move/", {"begins": "2026-12-02"}).status_code == 404


def test_the_page_of_a_series_shows_its_times_and_logs_one(cast: Cast) -> None:
    begins = (timezone.now() - timedelta(days=7, hours=2)).replace(microsecond=0)
    weekly = cast.make("meeting", name="Round", starts_at=begins.isoformat(), recurrence="FREQ=WEEKLY")
    client = cast.browser("tomas")
    text = client.get(weekly.address).content.decode()
    key = f"{begins:%Y%m%dT%H%M%S}Z"
    assert f'value="{key}"' in text
    client.post(f"/meetings/{weekly.pk}/act/log/", {"occurrence": key, "on": weekly.address})
    assert ContactPoint.objects.get().happened_at == begins
    assert f'value="{key}"' not in client.get(weekly.address).content.decode()


def test_a_record_shows_the_meetings_about_it(cast: Cast) -> None:
    kestrel = cast.organization()
    ahead = timezone.now() + timedelta(days=2)
    cast.make("meeting", name="Visit", starts_at=ahead.isoformat(), about=kestrel.pk)
    text = cast.browser("tomas").get(kestrel.address).content.decode()
    assert "Visit" in text
    assert f"/meetings/new/?about={kestrel.pk}" in text


def test_a_month_asks_as_many_queries_however_much_is_in_it(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, counts = cast.browser("tomas"), []
    for round_ in range(2):
        for number in range(4):
            cast.make(
                "meeting", name=f"M {round_}{number}", starts_at="2026-12-01T09:00:00+01:00", recurrence="FREQ=DAILY"
            )
        client.get("/calendar/?view=month&day=2026-12-01")
        with django_assert_max_num_queries(40) as asked:
            client.get("/calendar/?view=month&day=2026-12-01")
        counts.append(len(asked))
    assert counts[0] == counts[1]
