"""Contacts: logged under a record, told in every history that they concern, corrected, withdrawn, taken back."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.models import Grant, Hat
from closeknit.access.verbs import Refused
from closeknit.records import record, undoing
from closeknit.records.models import Entry, Tie
from closeknit.timeline import history, panels
from closeknit.timeline.contacts import contacts, durations
from closeknit.timeline.models import ContactPoint
from closeknit.work.models import Task
from tests.cast import Cast


def told(subject: Any, actor: Any) -> list[str]:
    return [str(one.sentence) for one in history.tell(subject, actor, group="contacts")[0]]


def employed(cast: Cast) -> tuple[Any, Any]:
    kestrel = cast.organization()
    hannah = cast.individual(employments=[{"organization": kestrel.pk, "title": "Buyer", "primary": True}])
    return kestrel, hannah


def test_a_call_is_told_in_one_sentence_with_its_duration(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    made = contacts.log(hannah, {"form": "call", "duration": "12 min", "text": "Wants six scales"}, by=cast.tomas)
    (one,) = history.tell(hannah, cast.tomas, group="contacts")[0]
    assert "<b>Tomás Ferreira</b> called" in one.sentence
    assert ">Hannah Osei</b></a>, 12 min" in one.sentence
    assert one.text == "Wants six scales"
    assert (made.seconds, made.direction, made.channel) == (720, "out", "phone")
    assert Entry.objects.get(pk=made.entry_id).seconds == 720


def test_who_began_turns_the_sentence(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    contacts.log(hannah, {"form": "call", "direction": "in"}, by=cast.tomas)
    assert told(hannah, cast.tomas)[0].endswith("called <b>Tomás Ferreira</b>")


def test_it_stays_at_the_organization_where_the_person_worked_then(cast: Cast) -> None:
    kestrel, hannah = employed(cast)
    contacts.log(hannah, {"form": "call"}, by=cast.tomas)
    alder = cast.organization("Alder Foods")
    fresh = [{"organization": alder.pk, "primary": True}]
    record.edit(gate.get(type(hannah), hannah.pk, cast.tomas), {"employments": fresh}, by=cast.tomas)
    contacts.log(hannah, {"form": "meeting"}, by=cast.tomas)
    assert ["called" in one for one in told(kestrel, cast.tomas)] == [True]
    assert [" met " in one for one in told(alder, cast.tomas)] == [True]
    assert len(told(hannah, cast.tomas)) == 2


def test_a_contact_of_a_day_long_gone_goes_to_the_employer_of_that_day(cast: Cast) -> None:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    hannah = cast.individual(
        employments=[
            {"organization": kestrel.pk, "from": "2020-01-01", "until": "2025-01-01", "primary": False},
            {"organization": alder.pk, "from": "2025-01-01", "primary": True},
        ]
    )
    then = datetime(2024, 6, 1, 10, 0, tzinfo=UTC)
    made = contacts.log(hannah, {"form": "meeting", "happened_at": then}, by=cast.tomas)
    assert made.concerns == [hannah.pk, kestrel.pk]
    assert set(Tie.objects.filter(entry=made.entry_id).values_list("record_id", "happened_at")) == {
        (hannah.pk, then),
        (kestrel.pk, then),
    }


def test_names_that_the_reader_may_not_know_are_left_out(cast: Cast) -> None:
    kestrel = cast.organization(owner=cast.priya_user.pk)
    hannah = cast.individual(employments=[{"organization": kestrel.pk, "primary": True}])
    contacts.log(hannah, {"form": "call", "text": "About the quote"}, by=cast.tomas)
    (sentence,) = told(kestrel, cast.priya)
    assert "Hannah" not in sentence
    assert "Kestrel Dairies" in sentence


def test_a_correction_changes_what_is_told_and_where(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    made = contacts.log(hannah, {"form": "call", "duration": "5"}, by=cast.tomas)
    earlier = timezone.now() - timedelta(days=2)
    contacts.correct(hannah, made.pk, {"duration": "1:30 h", "text": "Agreed", "happened_at": earlier}, by=cast.ada)
    (one,) = history.tell(hannah, cast.tomas, group="contacts")[0]
    assert ", 1 h 30 min" in one.sentence
    assert one.text == "Agreed"
    assert one.moment == earlier
    assert Entry.objects.get(pk=made.entry_id).seconds == 5400
    assert set(Tie.objects.filter(entry=made.entry_id).values_list("happened_at", flat=True)) == {earlier}
    assert cast.history(hannah)[-1] == "contact.corrected"


def test_another_day_is_another_employer(cast: Cast) -> None:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    before = {"organization": kestrel.pk, "until": "2025-01-01", "primary": False}
    hannah = cast.individual(employments=[before, {"organization": alder.pk, "from": "2025-01-01", "primary": True}])
    made = contacts.log(hannah, {"form": "call"}, by=cast.tomas)
    assert made.concerns == [hannah.pk, alder.pk]
    then = datetime(2024, 6, 1, 10, 0, tzinfo=UTC)
    contacts.correct(hannah, made.pk, {"happened_at": then}, by=cast.tomas)
    assert set(Tie.objects.filter(entry=made.entry_id).values_list("record_id", flat=True)) == {hannah.pk, kestrel.pk}


def test_who_corrects_whom_it_was_with_takes_away_nobody_they_do_not_see(cast: Cast) -> None:
    ours = cast.organization("Alder Foods", by="priya")
    organization, hannah = employed(cast)
    made = contacts.log(ours, {"form": "call", "with": [hannah.pk]}, by=cast.ada)
    corrected = contacts.correct(ours, made.pk, {"with": []}, by=cast.priya)
    assert set(corrected.concerns) == {ours.pk, hannah.pk, organization.pk}
    assert contacts.correct(ours, made.pk, {"with": []}, by=cast.ada).concerns == [ours.pk]


def test_what_another_logged_is_for_who_may_edit_the_record(cast: Cast) -> None:
    """Priya may note everything and edit what is hers."""
    grants = [Grant(hat=Hat.objects.get(key="own"), kind="*", verb=verb, reach="all") for verb in ("see", "note")]
    Grant.objects.bulk_create(grants, ignore_conflicts=True)
    alder = cast.organization("Alder Foods", by="ada")
    theirs, mine = (contacts.log(alder, {"form": "call"}, by=by) for by in (cast.ada, cast.priya))
    for act in (
        lambda: contacts.correct(alder, theirs.pk, {"text": "Not so"}, by=cast.priya),
        lambda: contacts.withdraw(alder, theirs.pk, by=cast.priya),
    ):
        with pytest.raises(gate.NotAllowed):
            act()
    days = panels.show(alder, cast.priya, group="contacts")["days"]
    shown = [one["edit_url"] for day in days for one in day["entries"]]
    assert [url for url in shown if url] == [f"/organizations/{alder.pk}/contacts/{mine.pk}/"]
    assert contacts.correct(alder, mine.pk, {"text": "So it was"}, by=cast.priya).text == "So it was"
    contacts.withdraw(alder, mine.pk, by=cast.priya)
    contacts.withdraw(alder, theirs.pk, by=cast.tomas)
    assert not ContactPoint.objects.exists()


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(1, 1, 1, 9, tzinfo=UTC)])
def test_a_contact_before_every_calendar_is_refused(cast: Cast, moment: datetime) -> None:
    with pytest.raises(Refused) as refused, timezone.override("America/Los_Angeles"):
        contacts.log(cast.organization(), {"form": "call", "happened_at": moment}, by=cast.tomas)
    assert refused.value.field == "happened_at"


def test_the_same_again_corrects_nothing(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    made = contacts.log(hannah, {"form": "call", "duration": "5", "text": "Called"}, by=cast.tomas)
    contacts.correct(hannah, made.pk, {"duration": "5 min", "text": "Called"}, by=cast.tomas)
    assert "contact.corrected" not in cast.history(hannah)


def test_a_withdrawn_contact_keeps_its_place_and_loses_its_words(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    made = contacts.log(hannah, {"form": "call", "text": "Meant for another"}, by=cast.tomas)
    actor = cast.tomas
    contacts.withdraw(hannah, made.pk, by=actor)
    (one,) = history.tell(hannah, cast.tomas, group="contacts")[0]
    assert "withdrawn since" in one.sentence
    assert one.text == ""
    undoing.undo(actor.change, by=cast.tomas)
    (one,) = history.tell(hannah, cast.tomas, group="contacts")[0]
    assert one.text == "Meant for another"


def test_logging_is_taken_back_whole(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    logging = cast.tomas
    contacts.log(hannah, {"form": "call", "starts": {"task": "Send the quote tomorrow"}}, by=logging)
    task = Task.objects.get()
    assert (task.about_id, task.name) == (hannah.pk, "Send the quote")
    assert task.due_on is not None
    undoing.undo(logging.change, by=cast.tomas)
    assert not ContactPoint.objects.exists()
    assert Task.objects.get().binned_at is not None


def test_a_correction_is_taken_back_by_itself(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    made = contacts.log(hannah, {"form": "call", "duration": "5"}, by=cast.tomas)
    correcting = cast.tomas
    earlier = timezone.now() - timedelta(days=2)
    contacts.correct(hannah, made.pk, {"duration": "7", "happened_at": earlier}, by=correcting)
    undoing.undo(correcting.change, by=cast.tomas)
    back = ContactPoint.objects.get()
    ties = set(Tie.objects.filter(entry=made.entry_id).values_list("happened_at", flat=True))
    assert back.seconds == 300
    assert ties == {back.happened_at}
    assert back.happened_at > earlier


def test_the_same_form_sent_twice_is_one_contact(cast: Cast) -> None:
    _kestrel, hannah = employed(cast)
    key = uuid.uuid4()
    first = contacts.log_once(hannah, {"form": "call", "text": "Once"}, by=cast.tomas, key=key)
    again = contacts.log_once(hannah, {"form": "call", "text": "Once"}, by=cast.tomas, key=key)
    assert first.pk == again.pk
    assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"form": "telepathy"}, "form"),
        ({"form": "call", "direction": "up"}, "direction"),
        ({"form": "call", "duration": "long"}, "duration"),
        ({"form": "call", "seconds": -1}, "duration"),
        ({"form": "call", "text": "x" * 20_001}, "text"),
        ({"form": "call", "with": [0]}, "with"),
        ({"form": "call", "happened_at": "yesterday"}, "happened_at"),
        ({"form": "call", "mood": "good"}, "mood"),
        ({"form": "call", "starts": {"war": "now"}}, "starts"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    hannah = cast.individual()
    with pytest.raises(Refused) as refused:
        contacts.log(hannah, given, by=cast.tomas)
    assert refused.value.field == field or [one.field for one in refused.value.refusals] == [field]  # type: ignore[attr-defined]
    assert not ContactPoint.objects.exists()


def test_a_contact_does_not_lie_ahead(cast: Cast) -> None:
    hannah = cast.individual()
    with pytest.raises(Refused, match="add a task"):
        contacts.log(hannah, {"form": "meeting", "happened_at": timezone.now() + timedelta(hours=1)}, by=cast.tomas)


def test_nobody_names_whom_they_do_not_see(cast: Cast) -> None:
    mine = cast.organization(by="priya")
    hidden = cast.individual()
    with pytest.raises(Refused, match="not there"):
        contacts.log(mine, {"form": "call", "with": [hidden.pk]}, by=cast.priya)
    with pytest.raises(gate.Absent):
        contacts.log(hidden, {"form": "call"}, by=cast.priya)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("12 min", 720), ("12", 720), ("1:30 h", 5400), ("1:30", 5400), ("1,5 h", 5400), ("1 h 5 min 20 s", 3920), ("40 s", 40), ("2 Std.", 7200), ("", None)],
)  # fmt: skip
def test_durations_are_read_as_people_type_them(typed: str, seconds: int | None) -> None:
    assert durations.read(typed) == seconds


@pytest.mark.parametrize("seconds", [0, 1, 59, 60, 3600, 5400, 86399])
def test_a_duration_told_can_be_typed_again(seconds: int) -> None:
    assert durations.read(durations.said(seconds)) == seconds


def test_who_left_yesterday_is_met_without_the_former_employer(cast: Cast) -> None:
    kestrel = cast.organization()
    today = timezone.localdate()
    hannah = cast.individual(employments=[{"organization": kestrel.pk, "until": str(today - timedelta(days=1))}])
    assert contacts.log(hannah, {"form": "call"}, by=cast.tomas).concerns == [hannah.pk]


def test_looking_at_a_contact_locks_nothing(cast: Cast) -> None:
    kestrel = cast.organization()
    made = contacts.log(kestrel, {"form": "call"}, by=cast.tomas)
    with CaptureQueriesContext(connection) as asked:
        contacts.of_record(kestrel, made.pk)
    assert not any("FOR UPDATE" in one["sql"] for one in asked.captured_queries)
