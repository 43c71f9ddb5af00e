"""What must hold of a meeting: when it begins and ends, whole days or moments, its zone, its series."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now

from closeknit.access.verbs import Refused
from closeknit.directory.models import WORKING, Employment
from closeknit.records.models import Record
from closeknit.work import occurrences, recurrence
from closeknit.work.calendars import spread
from closeknit.work.calendars.models import Meeting
from closeknit.work.recurrence import Recurrence, When

USUAL = timedelta(hours=1)
LONGEST = timedelta(days=366)
WHEN = frozenset({"starts_at", "ends_at", "starts_on", "ends_on"})


def settle(meeting: Meeting, changed: frozenset[str]) -> None:
    """Complete and check a meeting before it is saved."""
    before = Meeting.objects.filter(pk=meeting.pk).first() if meeting.pk else None
    if changed & WHEN or before is None:
        _set_times(meeting, changed, before)
    meeting.zone = meeting.zone or (before and before.zone) or timezone.get_current_timezone_name()
    if meeting.recurrence and "recurrence" in changed:
        _begin_series(meeting)
    if before is not None and meeting.exceptions:
        _carry_exceptions(meeting, before)
    if "about" in changed:
        concern(meeting)
    mirror(meeting)


def mirror(meeting: Meeting) -> None:
    """Note between which moments all of it lies."""
    meeting.first_at, meeting.last_at = spread.moment_of(spread.start_of(meeting)), spread.over(meeting)


def _set_times(meeting: Meeting, changed: frozenset[str], before: Meeting | None) -> None:
    """Make it either two moments or two days: whichever was said last."""
    if meeting.starts_at and meeting.starts_on and not {"starts_at", "starts_on"} <= changed:
        dropped = ("starts_on", "ends_on") if "starts_at" in changed else ("starts_at", "ends_at")
        for name in dropped:
            setattr(meeting, name, None)
    if meeting.starts_at and (meeting.starts_on or meeting.ends_on):
        raise Refused(now("A meeting takes whole days or has times, not both."), field="starts_on", code="two_times")
    if meeting.starts_at:
        _end_at(meeting, changed, before)
    elif meeting.starts_on:
        _end_on(meeting, changed, before)
    else:
        raise Refused(now("Say when it begins: a day with a time, or a whole day."), field="starts_at", code="required")


def _end_at(meeting: Any, changed: frozenset[str], before: Meeting | None) -> None:
    if meeting.ends_at is None or ("ends_at" not in changed and before is not None and before.starts_at):
        meeting.ends_at = meeting.starts_at + (spread.length_of(before) if before and before.starts_at else USUAL)
    if meeting.ends_at <= meeting.starts_at:
        raise Refused(now("It ends after it begins: look at both times."), field="ends_at", code="ends_early")
    _refuse_long(meeting.ends_at - meeting.starts_at, "ends_at")


def _end_on(meeting: Any, changed: frozenset[str], before: Meeting | None) -> None:
    if meeting.ends_at:
        raise Refused(now("A meeting on whole days ends on a day."), field="ends_at", code="two_times")
    if meeting.ends_on is None or ("ends_on" not in changed and before is not None and before.starts_on):
        meeting.ends_on = meeting.starts_on + (spread.length_of(before) if before and before.starts_on else timedelta())
    if meeting.ends_on < meeting.starts_on:
        raise Refused(now("Its last day is not before its first: look at both."), field="ends_on", code="ends_early")
    _refuse_long(meeting.ends_on - meeting.starts_on, "ends_on")


def _refuse_long(length: timedelta, field: str) -> None:
    if length > LONGEST:
        raise Refused(now("A meeting lasts up to a year. Add a project for more."), field=field, code="too_long")


def _begin_series(meeting: Any) -> None:
    """Check its rule, and let it begin with the first time that the rule names."""
    rule = recurrence.read_rule(meeting.recurrence.removesuffix(";AFTER=DONE"))
    if meeting.recurrence.endswith(";AFTER=DONE"):
        raise Refused(now("A meeting repeats from its own day, not from when it is done."), field="recurrence", code="bad_recurrence")  # fmt: skip
    series = Recurrence(spread.start_of(meeting), rule)
    occurrences.check(series)
    first, length = next(occurrences.occurrences(series)), spread.length_of(meeting)
    begin_with(meeting, first, length)


def begin_with(meeting: Any, begins: When, length: timedelta) -> None:
    """Let it begin at a moment or on a day, and last so long."""
    exact = isinstance(begins, datetime)
    meeting.starts_at, meeting.starts_on = (begins, None) if exact else (None, begins)
    meeting.ends_at = begins + length if isinstance(begins, datetime) else None
    meeting.ends_on = None if exact else begins + length


def _carry_exceptions(meeting: Any, before: Meeting) -> None:
    """Let what is left out of a series move with it; a series of another sort has nothing left out."""
    was, series = spread.series_of(before), spread.series_of(replace_exceptions(meeting))
    if was is None or series is None or isinstance(was.start, datetime) != isinstance(series.start, datetime):
        meeting.exceptions = None
        return
    if was.start == series.start and before.zone == meeting.zone:
        return
    moved = _local(series.start) - _local(was.start)
    zone = series.start.tzinfo if isinstance(series.start, datetime) else None

    def carried(one: When) -> When:
        local: Any = (
            one.astimezone(was.start.tzinfo) if isinstance(one, datetime) and isinstance(was.start, datetime) else one
        )
        on: When = _local(local) + moved
        return on.replace(tzinfo=zone) if isinstance(on, datetime) else on

    series = replace(
        series,
        added=tuple(sorted(carried(one) for one in was.added)),
        left_out=frozenset(carried(one) for one in was.left_out),
    )
    meeting.exceptions = spread.exceptions_text(series)


def replace_exceptions(meeting: Any) -> Meeting:
    """The same meeting without its exceptions, not to be saved."""
    columns = {name: getattr(meeting, name) for name in spread.COLUMNS if name != "exceptions"}
    return Meeting(**columns)


def _local(one: When) -> Any:
    return one.replace(tzinfo=None) if isinstance(one, datetime) else one


def concern(meeting: Any) -> None:
    """Note the organization that a meeting concerns by what it is about."""
    about = Record.objects.filter(pk=meeting.about_id).first() if meeting.about_id else None
    if about is not None and about.kind == meeting.kind:
        sentence = now("A meeting is about a record, not about another meeting. Choose something else.")
        raise Refused(sentence, field="about", code="wrong_kind")
    meeting.at_id = None
    if about is not None and about.kind == "organization":
        meeting.at_id = about.pk
    elif about is not None:
        work = Employment.objects.filter(WORKING, record_id=about.pk).order_by("-primary", "position", "pk")
        meeting.at_id = work.values_list("organization_id", flat=True).first()
