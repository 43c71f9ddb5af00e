"""The feed: read by another program with all its occurrences, private, and never more than its owner may see."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from django.test import Client
from django.utils import timezone

from closeknit.access.models import User
from closeknit.records import record
from closeknit.work.calendars import feeds, meetings, spread
from closeknit.work.calendars.models import Feed, Meeting
from tests.cast import Cast

SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=UTC), datetime(2028, 4, 1, tzinfo=UTC)
RULES = (
    ("FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2", "2026-10-19T09:00:00+02:00"),
    ("FREQ=DAILY;UNTIL=20261115", "2026-10-20T23:30:00+02:00"),
    ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=9", "2026-10-30T16:00:00+01:00"),
    ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-10-31T08:00:00+01:00"),
    ("FREQ=YEARLY", "2027-03-28T12:00:00+02:00"),
    ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301T090000Z", "2026-11-03T10:00:00+01:00"),
)


def fed(cast: Cast, who: str = "tomas") -> icalendar.Calendar:
    read: Any = icalendar.Calendar.from_ical(feeds.calendar(cast.actor(who), "https://crm.example", now=SINCE))
    return read  # type: ignore[no-any-return]


def theirs(calendar: icalendar.Calendar) -> list[tuple[str, str, str]]:
    """What another program makes of it: names with begin and end of every time, in UTC."""
    found = recurring_ical_events.of(calendar).between(SINCE, UNTIL)
    return sorted((str(one["SUMMARY"]), told(one["DTSTART"].dt), told(one["DTEND"].dt)) for one in found)


def ours() -> list[tuple[str, str, str]]:
    rows = []
    for one in Meeting.objects.all():
        for span in spread.spans(one, SINCE, UNTIL):
            end = span.ends if isinstance(span.ends, datetime) else span.ends + timedelta(days=1)
            rows.append((one.name, told(span.begins), told(end)))
    return sorted(rows)


def told(one: date) -> str:
    return one.astimezone(UTC).isoformat() if isinstance(one, datetime) else one.isoformat()


@pytest.mark.parametrize(("rule", "begins"), RULES)
def test_another_program_reads_every_time_of_a_series(cast: Cast, rule: str, begins: str) -> None:
    made = cast.make("meeting", name="Round", starts_at=begins, zone="Europe/Berlin", recurrence=rule)
    spans = spread.spans(made, SINCE, UNTIL)
    for span in random.Random(4).sample(spans, min(3, len(spans) - 1)):
        meetings.cancel(Meeting.objects.get(), span.key, by=cast.tomas)
    assert theirs(fed(cast)) == ours()
    assert len(ours()) == len(spans) - min(3, len(spans) - 1)


def test_whole_days_single_meetings_and_odd_words_are_read_as_they_are(cast: Cast) -> None:
    cast.make("meeting", name="Fair; with, comma \\ and\ttab", starts_on="2026-12-01", ends_on="2026-12-03")
    cast.make("meeting", name="日本 " + "long " * 50 + "end", starts_at="2026-12-05T09:00:00Z", place="Room 4\u0001", description="a\nb")  # fmt: skip
    cast.make("meeting", name="Days", starts_on="2026-12-07", recurrence="FREQ=WEEKLY;UNTIL=20261221")
    text = feeds.calendar(cast.tomas, "https://crm.example", now=SINCE)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert theirs(fed(cast)) == ours()
    words = {str(one["SUMMARY"]): one for one in fed(cast).walk("VEVENT")}
    assert str(words["日本 " + "long " * 50 + "end"]["DESCRIPTION"]) == "a\nb"


def test_a_meeting_keeps_its_name_and_counts_its_versions(cast: Cast) -> None:
    made = cast.make("meeting", name="Review", starts_at="2026-12-05T09:00:00Z", remind=15)
    first = fed(cast).walk("VEVENT")[0]
    record.edit(made, {"place": "Room 4"}, by=cast.tomas)
    second = fed(cast).walk("VEVENT")[0]
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-15)


def test_open_tasks_are_there_by_day_or_moment(cast: Cast) -> None:
    cast.make("task", name="Quote", due_on="2026-12-01")
    cast.make("task", name="Call", due_at="2026-12-01T15:00:00Z", priority="high")
    cast.make("task", name="Hers", owner=cast.priya_user.pk)
    found = {str(one["SUMMARY"]): one for one in fed(cast).walk("VTODO")}
    assert set(found) == {"Quote", "Call"}
    assert found["Quote"]["DUE"].dt == date(2026, 12, 1)
    assert (found["Call"]["DUE"].dt, found["Call"]["PRIORITY"]) == (datetime(2026, 12, 1, 15, tzinfo=UTC), 1)


def test_what_is_not_seen_any_more_is_gone(cast: Cast) -> None:
    made = cast.make("meeting", name="Review", starts_at="2026-12-05T09:00:00Z", participants=[{"user": cast.priya_user.pk}])  # fmt: skip
    assert len(fed(cast, "priya").walk("VEVENT")) == 1
    record.edit(made, {"participants": []}, by=cast.tomas)
    assert fed(cast, "priya").walk("VEVENT") == []
    record.discard(Meeting.objects.get(), by=cast.tomas)
    assert fed(cast).walk("VEVENT") == []


def test_the_address_is_shown_once_read_by_anybody_who_has_it_renewed_and_withdrawn(cast: Cast) -> None:
    cast.make("meeting", name="Review", starts_at=(timezone.now() + timedelta(days=1)).isoformat())
    client, stranger = cast.browser("tomas"), Client()
    url = _address(client)
    assert url not in client.get("/calendar/address/").content.decode()
    answer = stranger.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"SUMMARY:Review" in answer.content
    assert stranger.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert Feed.objects.get().read_at is not None
    assert Feed.objects.get().hash not in url
    other = _address(client)
    assert (stranger.get(url).status_code, stranger.get(other).status_code) == (404, 200)
    client.post("/calendar/address/withdraw/")
    assert stranger.get(other).status_code == 404


def _address(client: Client) -> str:
    text = client.post("/calendar/address/").content.decode()
    return "/calendar/feed/" + text.split("/calendar/feed/")[1].split('"')[0]


def test_who_left_is_read_no_more(cast: Cast) -> None:
    url = _address(cast.browser("tomas"))
    User.objects.filter(pk=cast.tomas_user.pk).update(is_active=False)
    assert Client().get(url).status_code == 404


def test_a_program_that_asks_too_often_is_told_to_wait(cast: Cast, settings: Any) -> None:
    settings.API_PER_MINUTE = 2
    url = _address(cast.browser("omar"))
    codes = [Client().get(url).status_code for _each in range(4)]
    assert codes[-1] == 429
