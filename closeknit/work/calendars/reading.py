"""An iCalendar file as other programs write it, broken ones too: the meetings in it, and in a sentence each what could not be taken."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from closeknit.access.sessions import zone_called
from closeknit.catalogue.refusal import Refused
from closeknit.work import recurrence
from closeknit.work.calendars.models import Answer
from closeknit.work.recurrence import When

LARGEST = 2 * 2**20  # bytes
MOST = 1_000  # events
GUESTS = 100
ANSWERS = {"ACCEPTED": Answer.YES, "DECLINED": Answer.NO, "TENTATIVE": Answer.MAYBE}


@dataclass(slots=True)
class Invited:
    """A meeting as a file tells of it. `who` are the e-mails of those who take part, with their answers; `instead` is the time of the series
    `uid` that this one stands for."""

    uid: str
    name: str
    begins: When
    ends: When
    zone: str
    place: str = ""
    link: str = ""
    description: str = ""
    rule: str = ""
    added: tuple[When, ...] = ()
    left_out: tuple[When, ...] = ()
    cancelled: bool = False
    instead: When | None = None
    who: dict[str, str | None] = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """What a file holds: meetings, and what could not be read, as sentences."""

    meetings: list[Invited] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read(given: bytes) -> Read:
    """The meetings in a file. Raises Refused where it is no calendar at all, or has none."""
    if len(given) > LARGEST:
        raise _no(_("A calendar file may have up to 2 MB. Export fewer months."))
    found = Read()
    for one in _events(given, found):
        if len(found.meetings) >= MOST:
            raise _no(_("A calendar file may hold up to 1,000 meetings. Export fewer months."))
        try:
            found.meetings.append(_invited(one))
        except Refused as refused:
            found.refused.append(refused.sentence)
    if not found.meetings and not found.refused:
        raise _no(_("There is no meeting in this file."))
    return found


def _no(sentence: str) -> Refused:
    return Refused(sentence, field="file", code="bad_calendar")


def _events(given: bytes, found: Read) -> Iterator[icalendar.Component]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            whole: Any = icalendar.Component.from_ical(given.decode("utf-8-sig", "replace"), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError, RecursionError) as error:
        raise _no(_("This is not a calendar file that can be read. Export it again as .ics.")) from error
    for part in whole:
        cancelled = str(part.get("METHOD", "")).upper() == "CANCEL"
        for one in part.walk("VEVENT"):
            if cancelled:
                one["STATUS"] = "CANCELLED"
            yield one


# ------------------------------------------------------------------------------------------------ one event


def _invited(one: icalendar.Component) -> Invited:
    name = _text(one, "SUMMARY", 300).replace("\n", " ").strip() or _("Without a name")
    try:
        begins, zone = _moment(one, "DTSTART")
        if begins is None:
            raise ValueError("no beginning")
        rule, added, left_out = _series(one, begins)
        return Invited(
            uid=_text(one, "UID", 500),
            name=name,
            begins=begins,
            ends=_end(one, begins),
            zone=zone,
            place=_text(one, "LOCATION", 500).replace("\n", ", "),
            link=_link(one),
            description=_text(one, "DESCRIPTION", 20_000),
            rule=rule,
            added=added,
            left_out=left_out,
            cancelled=str(one.get("STATUS", "")).upper() == "CANCELLED",
            instead=_moment(one, "RECURRENCE-ID")[0],
            who=_people(one),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        sentence = _("“%(name)s”: its times cannot be read.")
        raise Refused(sentence % {"name": name}, field="file", code="bad_event") from error
    except Refused as refused:
        sentence = f"{_('“%(name)s”') % {'name': name}}: {refused.sentence}"
        raise Refused(sentence, field="file", code="bad_event") from None


def _text(one: icalendar.Component, key: str, most: int) -> str:
    found = one.get(key)
    words = str(found[0] if isinstance(found, list) else found) if found else ""
    return "".join(sign for sign in words.replace("\r\n", "\n") if sign >= " " or sign in "\n\t")[:most]


def _link(one: icalendar.Component) -> str:
    for key in ("CONFERENCE", "URL"):
        found = _text(one, key, 2_000).strip()
        if found.lower().startswith(("http://", "https://")) and " " not in found:
            return found
    return ""


def _moment(one: icalendar.Component, key: str) -> tuple[When | None, str]:
    """The day or the moment of a property, and its zone; one without a zone is the reader's."""
    found = one.get(key)
    if found is None:
        return None, ""
    found = found[0] if isinstance(found, list) else found
    return _when(found.dt), _zone(found)


def _when(one: Any) -> When:
    if not isinstance(one, date) or not 1900 <= one.year < 9000:
        raise ValueError("not a day or a moment")
    if not isinstance(one, datetime):
        return one
    return timezone.make_aware(one.replace(microsecond=0)) if one.tzinfo is None else one.replace(microsecond=0)


def _zone(found: Any) -> str:
    """The name of the zone in which it stands, where this machine knows it and its clock says the same."""
    if not isinstance(found.dt, datetime):
        return ""
    told = str(found.params.get("TZID", "")).strip('"')
    tail = "/".join(told.split("/")[-2:])
    for name in (getattr(found.dt.tzinfo, "key", ""), told, WINDOWS_TO_OLSON.get(told, ""), tail):
        zone = zone_called(name) if name and "\x00" not in name else None
        if zone is not None and found.dt.tzinfo and found.dt.astimezone(zone).utcoffset() == found.dt.utcoffset():
            return name
    return ""


def _end(one: icalendar.Component, begins: When) -> When:
    """When it ends: as it says, or by its length; else an hour, or the day."""
    ends, lasts = _moment(one, "DTEND")[0], one.get("DURATION")
    exact = isinstance(begins, datetime)
    if ends is None and lasts is not None and isinstance(lasts.dt, timedelta):
        ends = begins + lasts.dt
    if ends is not None and isinstance(ends, datetime) == exact and ends > begins:
        return ends if exact else ends - timedelta(days=1)
    return begins + timedelta(hours=1) if exact else begins


def _series(one: icalendar.Component, begins: When) -> tuple[str, tuple[When, ...], tuple[When, ...]]:
    """The rule as meetings keep it, with the days that are added and left out."""
    rule = one.get("RRULE")
    if isinstance(rule, list):
        raise Refused(_("two rules for one series are not understood."), field="file", code="bad_event")
    if rule is None:
        return "", (), ()
    text = str(recurrence.read_rule(rule.to_ical().decode("utf-8", "replace")))
    return text, _days(one, "RDATE", begins), _days(one, "EXDATE", begins)


def _days(one: icalendar.Component, key: str, begins: When) -> tuple[When, ...]:
    """The days or moments of a list; of a period its beginning."""
    given = one.get(key)
    found = set()
    for part in given if isinstance(given, list) else [given] if given is not None else []:
        for each in getattr(part, "dts", ()):
            when = _when(each.dt[0] if isinstance(each.dt, tuple) else each.dt)
            if isinstance(when, datetime) == isinstance(begins, datetime):
                found.add(when.astimezone(UTC) if isinstance(when, datetime) else when)
    return tuple(sorted(found))


def _people(one: icalendar.Component) -> dict[str, str | None]:
    """The e-mails of who calls together and who is asked, each with its answer."""
    found: dict[str, str | None] = {}
    for key in ("ORGANIZER", "ATTENDEE"):
        given = one.get(key)
        for each in given if isinstance(given, list) else [given] if given is not None else []:
            address = str(each).strip()
            address = address[7:] if address.lower().startswith("mailto:") else address
            if "@" in address and len(address) <= 254 and len(found) < GUESTS:
                said = ANSWERS.get(str(each.params.get("PARTSTAT", "")).upper())
                found[address.casefold()] = str(said.value) if said else found.get(address.casefold())
    return found
