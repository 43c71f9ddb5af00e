"""Meetings: what must hold of them, what becomes of them, and who sees them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access import gate
from closeknit.catalogue.refusal import Refused
from closeknit.records import record, undoing
from closeknit.timeline.models import ContactPoint
from closeknit.work.calendars import meetings, spread
from closeknit.work.calendars.models import Meeting, Participant
from closeknit.work.models import Notice
from tests.cast import Cast

NINE = "2026-12-01T09:00:00+01:00"


def meeting(cast: Cast, by: str = "tomas", **given: Any) -> Meeting:
    with timezone.override("Europe/Berlin"):
        made: Meeting = cast.make("meeting", by, **{"name": "Review", "starts_at": NINE, **given})
    return made


def fresh(one: Meeting) -> Meeting:
    return Meeting.objects.get(pk=one.pk)


def days(one: Meeting, until: datetime = spread.NEVER) -> list[str]:
    return [str(span.begins) for span in spread.spans(one, one.first_at or spread.NEVER, until, 20_000)]


def test_a_meeting_without_an_end_lasts_an_hour_and_keeps_its_length(cast: Cast) -> None:
    made = meeting(cast)
    assert (made.ends_at, made.zone) == (datetime(2026, 12, 1, 9, tzinfo=UTC), "Europe/Berlin")
    longer = record.edit(made, {"ends_at": "2026-12-01T11:00:00+01:00"}, by=cast.tomas)
    moved = record.edit(longer, {"starts_at": "2026-12-02T14:00:00+01:00"}, by=cast.tomas)
    assert moved.ends_at == datetime(2026, 12, 2, 15, tzinfo=UTC)


def test_whole_days_stay_days(cast: Cast) -> None:
    fair = meeting(cast, starts_at=None, starts_on="2026-12-01", ends_on="2026-12-03")
    assert (fair.starts_at, fair.ends_on) == (None, date(2026, 12, 3))
    timed = record.edit(fair, {"starts_at": NINE}, by=cast.tomas)
    assert (timed.starts_on, timed.ends_on) == (None, None)
    back = record.edit(timed, {"starts_on": "2026-12-05"}, by=cast.tomas)
    assert (back.starts_at, back.ends_at, back.ends_on) == (None, None, date(2026, 12, 5))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"starts_at": None}, "Say when it begins"),
        ({"starts_on": "2026-12-01"}, "not both"),
        ({"ends_at": "2026-12-01T08:00:00+01:00"}, "ends after it begins"),
        ({"starts_at": None, "starts_on": "2026-12-02", "ends_on": "2026-12-01"}, "last day"),
        ({"ends_at": "2029-12-01T08:00:00+01:00"}, "up to a year"),
        ({"recurrence": "FREQ=HOURLY"}, "once a day"),
        ({"zone": "Mars/Base"}, "not a time zone"),
        ({"remind": 20_000}, "up to a week"),
        ({"guests": [{"answer": "yes"}]}, "is empty"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(cast: Cast, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        meeting(cast, **given)


def test_a_series_keeps_its_clock_when_the_clocks_are_set(cast: Cast) -> None:
    weekly = meeting(cast, starts_at="2026-10-19T09:00:00+02:00", recurrence="FREQ=WEEKLY;COUNT=3")
    assert days(weekly) == ["2026-10-19 09:00:00+02:00", "2026-10-26 09:00:00+01:00", "2026-11-02 09:00:00+01:00"]
    assert weekly.last_at == datetime(2026, 11, 2, 9, tzinfo=UTC)


def test_a_series_begins_with_the_first_day_of_its_rule(cast: Cast) -> None:
    third = meeting(cast, recurrence="every third Tuesday")
    assert str(timezone.localdate(third.starts_at)) == "2026-12-15"


def test_one_time_of_a_series_moves_alone_and_undo_brings_it_back(cast: Cast) -> None:
    weekly = meeting(cast, recurrence="FREQ=WEEKLY;COUNT=4", participants=[{"user": cast.priya_user.pk}])
    by = cast.tomas
    with timezone.override("Europe/Berlin"):
        single = meetings.move(weekly, "2026-12-09T15:00", occurrence="20261208T080000Z", by=by)
    assert (single.recurrence, single.starts_at) == (None, datetime(2026, 12, 9, 14, tzinfo=UTC))
    assert [one[:10] for one in days(fresh(weekly))] == ["2026-12-01", "2026-12-15", "2026-12-22"]
    assert Participant.objects.filter(record_id=single.pk, user=cast.priya_user).exists()
    undoing.undo(by.change, by=cast.tomas)
    assert len(days(fresh(weekly))) == 4
    assert Meeting.objects.get(pk=single.pk).binned_at is not None


def test_what_is_left_out_of_a_series_moves_with_it(cast: Cast) -> None:
    weekly = meeting(cast, recurrence="FREQ=WEEKLY;COUNT=3")
    meetings.cancel(weekly, "20261208T080000Z", by=cast.tomas)
    moved = record.edit(fresh(weekly), {"starts_at": "2026-12-01T11:30:00+01:00"}, by=cast.tomas)
    assert days(moved) == ["2026-12-01 11:30:00+01:00", "2026-12-15 11:30:00+01:00"]
    with pytest.raises(Refused, match="does not take place then"):
        meetings.cancel(moved, "20261208T103000Z", by=cast.tomas)


def test_an_old_series_is_not_walked_through_from_its_first_day(cast: Cast) -> None:
    daily = meeting(cast, starts_at="1950-01-01T09:00:00+01:00", recurrence="FREQ=DAILY;INTERVAL=3")
    late = spread.spans(daily, datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 10, tzinfo=UTC))
    whole = [one for one in days(daily, datetime(2026, 12, 10, tzinfo=UTC)) if one >= "2026-12-01"]
    assert [str(one.begins) for one in late] == whole


def test_one_click_logs_the_contact_once(cast: Cast) -> None:
    hannah, kestrel = cast.individual(), cast.organization()
    begins = timezone.now() - timedelta(hours=3)
    held = meeting(
        cast,
        starts_at=begins.isoformat(),
        ends_at=(begins + timedelta(minutes=90)).isoformat(),
        about=kestrel.pk,
        guests=[{"individual": hannah.pk}, {"email": "new@example.com"}],
    )
    for _twice in range(2):
        meetings.log(held, by=cast.tomas)
    contact = ContactPoint.objects.get()
    assert (contact.seconds, contact.record_id, contact.form) == (5400, kestrel.pk, "meeting")
    assert set(contact.concerns) == {kestrel.pk, hannah.pk, held.pk}
    assert fresh(held).status == "held"


def test_what_has_not_begun_is_not_logged(cast: Cast) -> None:
    ahead = meeting(cast, starts_at=(timezone.now() + timedelta(hours=1)).isoformat())
    with pytest.raises(Refused, match="not begun yet"):
        meetings.log(ahead, by=cast.tomas)


def test_who_takes_part_sees_it_answers_it_and_does_not_change_it(cast: Cast) -> None:
    asked = meeting(cast, participants=[{"user": cast.priya_user.pk}])
    other = meeting(cast, name="Without her")
    assert set(gate.rows(Meeting, cast.priya)) == {asked}
    meetings.answer(asked, "no", by=cast.priya)
    assert meetings.taking_part(asked.pk) == [cast.tomas_user.pk]
    with pytest.raises(gate.NotAllowed):
        meetings.cancel(asked, by=cast.priya)
    with pytest.raises(gate.Absent):
        meetings.answer(other, "yes", by=cast.priya)


def test_who_takes_part_is_told(cast: Cast) -> None:
    asked = meeting(cast, participants=[{"user": cast.priya_user.pk}])
    with timezone.override("Europe/Berlin"):
        meetings.move(asked, "2026-12-03T10:00", by=cast.tomas)
    meetings.cancel(fresh(asked), by=cast.tomas)
    told = Notice.objects.filter(user=cast.priya_user).order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["meeting.planned", "meeting.moved", "meeting.cancelled"]
    with pytest.raises(Refused, match="is cancelled"):
        meetings.move(fresh(asked), "2026-12-04", by=cast.tomas)
    assert meetings.plan_again(fresh(asked), by=cast.tomas).status == "planned"
