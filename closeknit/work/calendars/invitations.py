"""Meetings taken from an iCalendar file: made once, changed when the same file or a newer one comes, cancelled where it says so."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import each
from closeknit.directory.models import Email
from closeknit.records import record
from closeknit.records.types import named
from closeknit.work import recurrence
from closeknit.work.calendars import meetings, plans, reading, spread
from closeknit.work.calendars.models import Meeting, Status
from closeknit.work.calendars.reading import Invited
from closeknit.work.recurrence import When


@dataclass(slots=True)
class Taken:
    """What became of a file: the meetings that were made or changed, how many were as they are, and what was refused."""

    made: list[Meeting] = field(default_factory=list)
    changed: list[Meeting] = field(default_factory=list)
    same: int = 0
    refused: list[str] = field(default_factory=list)


def take(given: bytes, *, by: Actor, about: Any = None) -> Taken:
    """Take the meetings of a file, about a record where one is given; each alone, so that one that is refused holds up none.

    Raises Refused where the file cannot be read.
    """
    kind = kinds["meeting"]
    gate.check(kind.key, by, "create")
    found = reading.read(given)
    taken = Taken(refused=found.refused)
    for one in sorted(
        found.meetings, key=lambda one: one.instead is not None
    ):  # a series before what stands for its times
        try:
            with transaction.atomic():
                _take(one, taken, by, about)
        except Refused as refused:
            why = " ".join(part.sentence for part in each(refused))
            taken.refused.append(f"“{one.name}”: {why}")
    return taken


def _take(one: Invited, taken: Taken, by: Actor, about: Any) -> None:
    uid = _uid(one)
    known = gate.rows(Meeting, by, "edit").filter(uid=uid).order_by("pk").first() if uid else None
    if one.instead is not None:
        _leave_out(one, by)
    if one.cancelled:
        _cancel(known, taken, by)
        return
    values = _values(one, by)
    if known is None:
        subject = {"about": named(about)} if about is not None else {}
        made = record.create(kinds["meeting"], {**values, **subject}, by=by)
        _finish(made, one, uid)
        taken.made.append(made)
        return
    before = known.version
    if known.status == Status.CANCELLED:
        meetings.plan_again(known, by=by)
    changed = record.edit(known, values, by=by)
    _finish(changed, one, uid)
    if changed.version == before:
        taken.same += 1
    else:
        taken.changed.append(changed)


def _uid(one: Invited) -> str:
    """What the meeting is called; one that stands for a time of a series is called by both."""
    if not one.uid or one.instead is None:
        return one.uid
    return f"{one.uid}/{_key(one.instead)}"


def _key(when: When) -> str:
    return recurrence.written(when.astimezone(UTC) if isinstance(when, datetime) else when)


def _leave_out(one: Invited, by: Actor) -> None:
    """Of the series, where it is here, leave out the time that this one stands for."""
    series = gate.rows(Meeting, by, "edit").filter(uid=one.uid).exclude(recurrence=None).first() if one.uid else None
    if (
        series is not None
        and series.status == Status.PLANNED
        and spread.one_span(series, _key(one.instead or one.begins))
    ):
        meetings.cancel(series, _key(one.instead or one.begins), by=by)


def _cancel(known: Meeting | None, taken: Taken, by: Actor) -> None:
    if known is None or known.status == Status.CANCELLED:
        taken.same += 1
        return
    taken.changed.append(meetings.cancel(known, by=by))


def _values(one: Invited, by: Actor) -> dict[str, Any]:
    """The fields of the meeting."""
    exact = isinstance(one.begins, datetime)
    ours, theirs = _people(one, by)
    return {
        "name": one.name,
        **({"starts_at": one.begins, "ends_at": one.ends} if exact else {"starts_on": one.begins, "ends_on": one.ends}),
        **({"zone": one.zone} if one.zone else {}),
        "place": one.place or None,
        "link": one.link or None,
        "description": one.description or None,
        "recurrence": one.rule or None,
        "participants": ours,
        "guests": theirs,
    }


def _people(one: Invited, by: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Who of us and who of theirs these e-mails are; whom nobody knows stays an e-mail."""
    wanted = [address.upper() for address in one.who]
    users = {user.email.casefold(): user.pk for user in User.objects.annotate(up=Upper("email")).filter(up__in=wanted)}
    rows = gate.rows(Email, by).annotate(up=Upper("address")).filter(up__in=wanted, record__kind="individual")
    people = {address.casefold(): pk for address, pk in rows.order_by("-pk").values_list("address", "record_id")}
    ours, theirs = [], []
    for address, answer in one.who.items():
        if address in users:
            if users[address] != by.user_id:
                ours.append({"user": users[address], "answer": answer})
        elif address in people:
            theirs.append({"individual": people[address], "email": None, "answer": answer})
        elif plain(address):
            theirs.append({"individual": None, "email": address, "answer": answer})
    return ours, theirs


def plain(address: str) -> bool:
    """Whether an address is one that a field of e-mails takes."""
    field_ = kinds["meeting"].details["guests"].field("email")
    assert field_ is not None
    try:
        return field_.type.parse(address, field_) is not None
    except Refused:
        return False


def _finish(meeting: Any, one: Invited, uid: str) -> None:
    """What no form asks: how other calendars call it, and the exceptions of its series."""
    before = (meeting.uid, meeting.exceptions)
    meeting.uid = uid or None
    series = spread.series_of(plans.replace_exceptions(meeting))
    if series is not None:
        known = spread.series_of(meeting)
        kept = known.left_out if known is not None else frozenset()
        series = replace(series, added=one.added, left_out=frozenset(one.left_out) | kept)
        meeting.exceptions = spread.exceptions_text(series)
    if (meeting.uid, meeting.exceptions) == before:
        return
    plans.mirror(meeting)
    meeting.save(update_fields=["uid", "exceptions", "first_at", "last_at"])


def said(taken: Taken) -> str:
    """What became of a file, in one line."""
    return _("%(made)d meetings added, %(changed)d changed, %(same)d as they were, %(refused)d refused.") % {
        "made": len(taken.made),
        "changed": len(taken.changed),
        "same": taken.same,
        "refused": len(taken.refused),
    }
