"""Files of other calendars: every one of a real collection is taken or refused in a sentence, and a second time changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from closeknit.catalogue.refusal import Refused
from closeknit.work.calendars import feeds, invitations, reading, spread
from closeknit.work.calendars.models import Guest, Meeting, Participant
from tests.cast import Cast

INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:review-1@example.com
SUMMARY:Review\\, yearly
DTSTART;TZID=Europe/Berlin:20261201T090000
DTEND;TZID=Europe/Berlin:20261201T103000
RRULE:FREQ=WEEKLY;COUNT=4
EXDATE;TZID=Europe/Berlin:20261208T090000
LOCATION:{place}
ORGANIZER:mailto:Hannah@kestrel.example
ATTENDEE;PARTSTAT=ACCEPTED:mailto:priya@brightwell.example
ATTENDEE;PARTSTAT=TENTATIVE:mailto:new@kestrel.example
ATTENDEE:mailto:tomas@brightwell.example
END:VEVENT
{more}END:VCALENDAR
"""
MOVED = """BEGIN:VEVENT
UID:review-1@example.com
RECURRENCE-ID;TZID=Europe/Berlin:20261215T090000
SUMMARY:Review\\, later
DTSTART;TZID=Europe/Berlin:20261215T140000
DTEND;TZID=Europe/Berlin:20261215T150000
END:VEVENT
"""


def invitation(method: str = "REQUEST", place: str = "Room 4", more: str = "") -> bytes:
    return INVITATION.format(method=method, place=place, more=more).replace("\n", "\r\n").encode()


def test_every_file_of_a_real_collection_is_taken_or_refused_in_a_sentence(cast: Cast, test_data: Path) -> None:
    files = sorted((test_data / "ics-icalendar").rglob("*.ics"))
    taken, sentences = 0, []
    for one in files:
        try:
            found = invitations.take(one.read_bytes(), by=cast.tomas)
        except Refused as refused:
            sentences.append(refused.sentence)
        else:
            taken += 1
            assert found.made or found.same or found.changed or found.refused, one.name
    assert (len(files), taken + len(sentences)) == (163, 163)
    assert all(one.endswith(".") for one in sentences)
    assert taken > 90
    for meeting in Meeting.objects.all():
        assert meeting.recurrence or len(spread.spans(meeting, meeting.first_at, spread.NEVER)) == 1
    feeds.calendar(cast.tomas, "https://crm.example", now=datetime(1990, 1, 1, tzinfo=UTC))


def test_an_invitation_makes_a_meeting_with_who_takes_part(cast: Cast) -> None:
    hannah = cast.individual(emails=[{"address": "hannah@Kestrel.example"}])
    taken = invitations.take(invitation(), by=cast.tomas)
    made = Meeting.objects.get()
    assert (taken.made, made.name, made.zone, made.place) == ([made], "Review, yearly", "Europe/Berlin", "Room 4")
    spans = spread.spans(made, made.first_at or spread.NEVER, spread.NEVER)
    assert [str(one.begins)[:10] for one in spans] == ["2026-12-01", "2026-12-15", "2026-12-22"]
    assert list(Participant.objects.values_list("user", "answer")) == [(cast.priya_user.pk, "yes")]
    guests = Guest.objects.order_by("position").values_list("individual", "email", "answer")
    assert list(guests) == [(hannah.pk, None, None), (None, "new@kestrel.example", "maybe")]


def test_the_same_file_again_changes_nothing_and_a_newer_one_what_it_says(cast: Cast) -> None:
    invitations.take(invitation(more=MOVED), by=cast.tomas)
    again = invitations.take(invitation(more=MOVED), by=cast.tomas)
    assert (again.made, again.changed, again.same) == ([], [], 2)
    newer = invitations.take(invitation(place="Room 5"), by=cast.tomas)
    assert [one.place for one in newer.changed] == ["Room 5"]
    assert invitations.take(invitation("CANCEL"), by=cast.tomas).changed[0].status == "cancelled"


def test_a_time_that_was_moved_stands_alone_and_not_in_its_series(cast: Cast) -> None:
    invitations.take(invitation(more=MOVED), by=cast.tomas)
    series, single = Meeting.objects.order_by("pk")
    assert [str(one.begins)[:10] for one in spread.spans(series, series.first_at or spread.NEVER, spread.NEVER)] == ["2026-12-01", "2026-12-22"]  # fmt: skip
    assert single.starts_at == datetime(2026, 12, 15, 13, tzinfo=UTC)


def test_what_was_written_here_is_read_again_as_it_is(cast: Cast) -> None:
    with timezone.override("Europe/Berlin"):
        cast.make("meeting", name="Fair", starts_on="2026-12-01", ends_on="2026-12-03")
        cast.make("meeting", name="Round", starts_at="2026-12-01T09:00:00+01:00", recurrence="every second Tuesday")
    written = feeds.calendar(cast.tomas, "https://crm.example", now=datetime(2026, 11, 1, tzinfo=UTC))
    found = {one.name: one for one in reading.read(written).meetings}
    fair, round_ = Meeting.objects.order_by("pk")
    assert (found["Fair"].begins, found["Fair"].ends) == (fair.starts_on, fair.ends_on)
    assert (found["Round"].begins, found["Round"].ends, found["Round"].zone) == (round_.starts_at, round_.ends_at, "Europe/Berlin")  # fmt: skip
    assert found["Round"].rule == round_.recurrence


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"hello", "no meeting|not a calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no meeting"),
        (b"x" * (reading.LARGEST + 1), "up to 2 MB"),
    ],
)
def test_what_is_no_calendar_is_refused(cast: Cast, given: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        invitations.take(given, by=cast.tomas)


def test_a_file_is_dropped_on_the_page_about_a_record_or_on_an_import(cast: Cast) -> None:
    kestrel, client = cast.organization(), cast.browser("tomas")
    sent = SimpleUploadedFile("invite.ics", invitation(more=MOVED.replace("20261215T140000", "tomorrow")))
    answer = client.post(f"/calendar/take/?about={kestrel.pk}", {"file": sent})
    assert "its times cannot be read" in answer.content.decode()
    assert Meeting.objects.get().about_id == kestrel.pk
    dropped = SimpleUploadedFile("invite.ics", invitation())
    assert "0 meetings added" in client.post("/imports/new/", {"file": dropped, "kind": "individual"}).content.decode()
    assert client.post("/calendar/take/", {}).status_code == 422
    assert cast.browser("omar").post("/calendar/take/", {"file": sent}).status_code == 403
