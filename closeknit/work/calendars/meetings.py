"""A meeting: moved, cancelled, planned again, answered, logged once it has begun; of a series one time alone, where that is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.records import entries, record, search
from closeknit.records.models import Record
from closeknit.timeline.contacts import contacts
from closeknit.timeline.models import ContactPoint
from closeknit.work import notices
from closeknit.work.calendars import plans, spread
from closeknit.work.calendars.models import Answer, Guest, Meeting, Participant, Status
from closeknit.work.calendars.spread import Span
from closeknit.work.recurrence import When

COPIED = ("name", "place", "link", "about_id", "at_id", "description", "zone", "remind", "owner_id", "team_id")
NOON = time(12)


# ------------------------------------------------------------------------------------------------ verbs


@verb(_("Move"), to="edit")
def move(meeting: Meeting, begins: str, ends: str = "", occurrence: str = "", *, by: Actor) -> Meeting:
    """Move a meeting to a day or a moment, such as 2026-12-31 or 2026-12-31T14:30, in one's own zone; without an end it lasts as long.

    Whole days end on their last day. `occurrence` names one time of a series: that becomes a meeting of its own.
    """
    _refuse_cancelled(meeting)
    span = _named(meeting, occurrence)
    start, end = _when(begins, "begins"), _when(ends, "ends") if ends else None
    if end is not None and isinstance(start, datetime) != isinstance(end, datetime):
        raise Refused(now("A meeting takes whole days or has times, not both."), field="ends", code="two_times")
    if span is not None and meeting.recurrence:
        return _move_one(meeting, span, start, end, by)
    before = record.columns(meeting)
    _set(meeting, start, end, spread.length_of(meeting))
    return _save(meeting, before, by, "meeting.moved", {"day": _said(start)})


@verb(_("Cancel"), to="edit")
def cancel(meeting: Meeting, occurrence: str = "", *, by: Actor) -> Meeting:
    """Cancel a meeting; where an occurrence of a series is named, that one alone."""
    _refuse_cancelled(meeting)
    span, before = _named(meeting, occurrence), record.columns(meeting)
    if span is not None and meeting.recurrence:
        _leave_out(meeting, span.begins)
        return _save(meeting, before, by, "meeting.left_out", {"day": _said(span.begins)})
    meeting.status = Status.CANCELLED
    return _save(meeting, before, by, "meeting.cancelled")


@verb(_("Plan again"), to="edit", word="plan-again")
def plan_again(meeting: Meeting, *, by: Actor) -> Meeting:
    """Plan a meeting again that was cancelled or is noted as held."""
    if meeting.status == Status.PLANNED:
        return meeting
    before = record.columns(meeting)
    meeting.status = Status.PLANNED
    return _save(meeting, before, by, "meeting.planned_again")


@verb(_("Log it"), to="note", word="log")
def log(meeting: Meeting, occurrence: str = "", *, by: Actor) -> Meeting:
    """Enter the contact that a meeting was, with how long it took and who took part; once for each time that it took place."""
    _refuse_cancelled(meeting)
    span = (
        _named(meeting, occurrence)
        or spread.spans(meeting, spread.moment_of(spread.start_of(meeting)), spread.NEVER, 1)[0]
    )
    moment = timezone.now()
    if span.first > moment:
        sentence = now("It has not begun yet. Log it once it has.")
        raise Refused(sentence, field="occurrence", code="ahead")
    if logged(meeting, span):
        return meeting
    seen = set(gate.rows(Record, by, "note").filter(pk__in=_concerned(meeting)).values_list("pk", flat=True))
    subject, *others = [one for one in _concerned(meeting) if one in seen] or [meeting.pk]
    given = {
        "form": "meeting",
        "text": meeting.name,
        "happened_at": min(_midday(span), moment) if span.whole else span.first,
        "with": list(dict.fromkeys([*others, meeting.pk])) if subject != meeting.pk else others,
        **({} if span.whole else {"seconds": int((min(span.last, moment) - span.first).total_seconds())}),
    }
    contacts.log(gate.get(Record, subject, by), given, by=by)
    if meeting.recurrence or meeting.status == Status.HELD:
        return meeting
    before = record.columns(meeting)
    meeting.status = Status.HELD
    record.touch(meeting, by, before)
    return meeting


@verb(_("Answer"), to="see", word="answer")
def answer(meeting: Meeting, said: str, *, by: Actor) -> Meeting:
    """Say whether one comes: yes, no or maybe. Whoever was asked answers for themselves."""
    if said not in Answer.values:
        raise Refused(now("Answer with yes, no or maybe."), field="said", code="not_an_option")
    mine = Participant.objects.filter(record_id=meeting.pk, user_id=by.user_id or 0).first()
    if mine is None:
        raise Refused(now("You were not asked to this meeting."), field="said", code="not_asked")
    if mine.answer != said:
        mine.answer = said
        mine.save(update_fields=["answer"])
        entries.write(
            "meeting.answered", by=by, records=[meeting.pk], data={**_told(meeting), "said": str(Answer(said).label)}
        )
    return meeting


# ------------------------------------------------------------------------------------------------ what verbs ask


def logged(meeting: Any, span: Span) -> bool:
    """Whether a contact was entered for this time of a meeting: one that is tied to it, on that day."""
    rows = ContactPoint.objects.filter(form="meeting", entry__ties__record_id=meeting.pk)
    day = timezone.localdate(span.first)
    return any(timezone.localdate(one) == day for one in rows.values_list("happened_at", flat=True))


def asked(meeting: int, actor: Actor) -> tuple[bool, str]:
    """Whether somebody was asked to a meeting, and what they said."""
    found = Participant.objects.filter(record_id=meeting, user_id=actor.user_id or 0).values_list("answer").first()
    return found is not None, (found and found[0]) or ""


def tied(kind: str, pk: Any, person: Any = None) -> Q:
    """The condition on meetings about a record; those at an organization, and those with a person.

    Where `pk` refers to an outer query, `person` is the same seen from one query further in.
    """
    about = Q(about_id=pk)
    if kind == "organization":
        return about | Q(at_id=pk)
    if kind == "individual":
        return about | Q(Exists(Guest.objects.filter(individual_id=person or pk, record_id=OuterRef("pk"))))
    return about


def taking_part(meeting: int) -> list[int]:
    """The users who take part and did not decline, and the owner."""
    owner = Record.objects.filter(pk=meeting).values_list("owner_id", flat=True).first()
    rows = Participant.objects.filter(Q(answer=None) | ~Q(answer=Answer.NO), record_id=meeting)
    found = [owner, *rows.order_by("position", "pk").values_list("user_id", flat=True)]
    return [one for one in dict.fromkeys(found) if one is not None]


def tell_added(meeting: Any, by: Actor) -> None:
    """Tell what a meeting is about that it was planned, and who is to take part."""
    _notify(meeting, by, "meeting.planned")
    if concerned := _about(meeting):
        entries.write("meeting.planned", by=by, records=concerned, data=_told(meeting))


def _about(meeting: Any) -> list[int]:
    """The records that are told of what becomes of a meeting: what it is about, and where."""
    return [one for one in dict.fromkeys((meeting.about_id, meeting.at_id)) if one is not None]


def _concerned(meeting: Any) -> list[int]:
    """What a contact of it concerns: what it is about, then who of theirs took part."""
    guests = Guest.objects.filter(Q(answer=None) | ~Q(answer=Answer.NO), record_id=meeting.pk, individual__isnull=False)
    people = guests.order_by("position", "pk").values_list("individual_id", flat=True)
    return [one for one in dict.fromkeys((meeting.about_id, *people)) if one is not None]


def _midday(span: Span) -> datetime:
    day = span.begins if not isinstance(span.begins, datetime) else span.begins.date()
    return timezone.make_aware(datetime.combine(day, NOON))


def _refuse_cancelled(meeting: Meeting) -> None:
    if meeting.status == Status.CANCELLED:
        raise Refused(now("This meeting is cancelled. Plan it again first."), field="status", code="closed")


def _named(meeting: Meeting, occurrence: str) -> Span | None:
    """The time that is named; None where none is. Raises Refused for one that there is not."""
    if not occurrence:
        return None
    found = spread.one_span(meeting, occurrence)
    if found is None:
        sentence = now("This meeting does not take place then. Look at its series again.")
        raise Refused(sentence, field="occurrence", code="not_an_occurrence")
    return found


def _when(text: str, field: str) -> When:
    try:
        if len(text) <= len("2026-12-31"):
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text)
        found = timezone.make_aware(found) if timezone.is_naive(found) else found
        if not 1900 <= found.year < 9000:
            raise ValueError(text)
    except (ValueError, OverflowError):
        sentence = now("Say when as a day or a day with a time, such as 2026-12-31 or 2026-12-31T14:30.")
        raise Refused(sentence, field=field, code="not_a_moment") from None
    return found


def _said(one: When) -> str:
    return timezone.localdate(one).isoformat() if isinstance(one, datetime) else one.isoformat()


# ------------------------------------------------------------------------------------------------ writing


def _set(meeting: Any, start: When, end: When | None, length: timedelta) -> None:
    """Let it take place then; without an end as long as before, and an hour where it took whole days."""
    exact = isinstance(start, datetime)
    if (meeting.starts_at is not None) != exact:
        length = plans.USUAL if exact else timedelta()
    plans.begin_with(meeting, start, length)
    if end is not None:
        meeting.ends_at, meeting.ends_on = (end, None) if exact else (None, end)
    plans.settle(meeting, frozenset({"starts_at", "ends_at"} if exact else {"starts_on", "ends_on"}))


def _move_one(meeting: Meeting, span: Span, start: When, end: When | None, by: Actor) -> Meeting:
    """Take one time out of its series and make it a meeting of its own, at another time."""
    before = record.columns(meeting)
    single = Meeting(kind=meeting.kind, **{key: getattr(meeting, key) for key in COPIED})
    single.tags, single.profile = list(meeting.tags), dict(meeting.profile)
    length = spread.length_of(meeting)
    plans.begin_with(single, span.begins, length)
    _set(single, start, end, length)
    single.save()
    for model in (Participant, Guest):
        model.objects.bulk_create(_copies(model, meeting.pk, single.pk))
    search.refresh([single.pk], [kinds[meeting.kind]])
    entries.write("record.created", by=by, records=[single.pk])
    _leave_out(meeting, span.begins)
    _save(meeting, before, by, "meeting.moved_one", {"was": _said(span.begins), "day": _said(start)})
    return single


def _copies(model: Any, of: int, to: int) -> Iterable[Any]:
    for one in model.objects.filter(record_id=of):
        one.pk, one.record_id, one.made_in = None, to, None
        one._state.adding = True
        yield one


def _leave_out(meeting: Meeting, begins: When) -> None:
    series = spread.series_of(meeting)
    assert series is not None
    out = replace(
        series, left_out=series.left_out | {begins}, added=tuple(one for one in series.added if one != begins)
    )
    meeting.exceptions = spread.exceptions_text(out)
    spread.series_of(meeting)  # refuses more exceptions than are kept
    plans.mirror(meeting)


def _save(
    meeting: Meeting, before: dict[str, Any], by: Actor, entry: str, data: dict[str, Any] | None = None
) -> Meeting:
    """Save what is not as before, and tell it on the meeting, on what it is about, and to who takes part."""
    record.touch(meeting, by, before)
    entries.write(entry, by=by, records=[meeting.pk, *_about(meeting)], data={**_told(meeting), **(data or {})})
    if entry in ("meeting.moved", "meeting.cancelled", "meeting.left_out", "meeting.moved_one"):
        _notify(
            meeting, by, "meeting.cancelled" if entry in ("meeting.cancelled", "meeting.left_out") else "meeting.moved"
        )
    return meeting


def _told(meeting: Any) -> dict[str, Any]:
    return {"record": meeting.pk, "name": meeting.name}


def _notify(meeting: Any, by: Actor, kind: str) -> None:
    others = [one for one in taking_part(meeting.pk) if one != by.user_id]
    if others:
        notices.tell(others, meeting, kind, f"{meeting.pk} {by.change}", {"by": by.name})
