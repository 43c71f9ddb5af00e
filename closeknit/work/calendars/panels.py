"""What others' pages show of meetings: those about a record, and on the page of a meeting its times and what can be done with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_skeleton
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.views import mine
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types import amounts
from closeknit.records import pages
from closeknit.records.reading import Reading
from closeknit.web import keys, marks, panels, shell
from closeknit.web.panels import Panel, Place
from closeknit.work.calendars import meetings, spread
from closeknit.work.calendars.models import Meeting, Status
from closeknit.work.calendars.spread import Span

FEW, COMING, GONE = 6, 6, 3
SHORT = timedelta(days=30)


def register() -> None:
    """Put them where they belong; called once when the program starts."""
    side = Place.SIDE
    panels.register(
        Panel("times", gettext_lazy("When"), side, "work/calendars/times.html", times, kinds=("meeting",), first=True)
    )
    panels.register(
        Panel("meetings", gettext_lazy("Meetings"), side, "work/calendars/panel.html", of_record, but=("meeting", "task"), icon="calendar", counted=counted)
    )  # fmt: skip
    pages.OWN_VERBS["meeting"] = verbs
    _place()


def _place() -> None:
    """Where the calendar stands in the side bar and in one's settings, and its keys."""
    shell.register(
        shell.Place(
            gettext_lazy("Calendar"), "calendar", "calendar-days", lambda actor: actor.may("meeting", "see"), "day"
        )
    )
    keys.register(
        gettext_lazy("In the calendar"),
        keys.Key(gettext_lazy("A day earlier, a day later"), ("[", "]"), "before", "["),
        keys.Key("", (), "after", "]"),
        keys.Key(gettext_lazy("A quarter of an hour earlier, later"), ("-", "+"), "earlier", "-"),
        keys.Key("", (), "later", "+ ="),
        keys.Key(gettext_lazy("Shorter, longer"), (",", "."), "shorter", ","),
        keys.Key("", (), "longer", "."),
        keys.Key(gettext_lazy("Day, week, month, list"), ("D", "W", "M", "L")),
        keys.Key(gettext_lazy("Before, today, after"), ("P", "H", "N")),
        where="[data-calendar]",
    )
    mine.ELSEWHERE.append((gettext_lazy("Calendar in other programs"), "calendar_address"))


def verbs(found: Reading, rights: frozenset[str]) -> list[dict[str, Any]]:
    """What can be done with a meeting on its page."""
    stands = str(found.values["status"])
    if "edit" in rights and stands != Status.PLANNED:
        return [_verb(_("Plan again"), "rotate-ccw", found.id, "plan-again")]
    logs = [_verb(_("Log it"), "check", found.id, "log", key="x")] if "note" in rights and not found.values["recurrence"] else []  # fmt: skip
    return [*logs, *([_verb(_("Cancel it"), "calendar-x", found.id, "cancel")] if "edit" in rights else [])]


def _verb(label: str, icon: str, pk: int, word: str, key: str = "") -> dict[str, Any]:
    return {"label": label, "icon": icon, "url": reverse("meeting_act", args=[pk, word]), "key": key, "method": "post"}


# ------------------------------------------------------------------------------------------------ beside a meeting


def times(record: Any, actor: Actor) -> dict[str, Any]:
    """When a meeting takes place: what is past and not logged, and what comes; and one's own answer."""
    meeting = gate.get(Meeting, record.pk, actor) if record.binned_at is None else None
    asked, said = meetings.asked(record.pk, actor)
    rights: frozenset[str] = getattr(record, "rights", frozenset())
    spans = _near(meeting) if meeting else []
    past = [one for one in spans if one.first <= timezone.now()]
    done = {one.key for one in past if meetings.logged(meeting, one)}
    return {
        "meeting": record,
        "times": [_time(one, done) for one in spans],
        "series": bool(meeting and meeting.recurrence),
        "cancelled": bool(meeting and meeting.status == Status.CANCELLED),
        "editable": "edit" in rights,
        "notable": "note" in rights,
        "asked": asked and record.binned_at is None,
        "said": said,
        "answers": [("yes", _("I come")), ("maybe", _("Perhaps")), ("no", _("I do not come"))],
        "on": kinds["meeting"].address(record.pk, record.name),
        "url": _calendar_url(spans),
    }


def _near(meeting: Meeting) -> list[Span]:
    """The last few times of a meeting and the next."""
    now = timezone.now()
    if not meeting.recurrence:
        return spread.spans(meeting, spread.moment_of(spread.start_of(meeting)), spread.NEVER, 1)
    gone = [one for one in spread.spans(meeting, now - 6 * SHORT, now) if one.first <= now]
    coming = [one for one in spread.spans(meeting, now, now + 60 * SHORT, COMING + 1) if one.first > now]
    return [*gone[-GONE:], *coming[:COMING]]


def _time(one: Span, done: set[str]) -> dict[str, Any]:
    past = one.first <= timezone.now()
    return {"key": one.key, "label": told(one), "past": past, "logged": one.key in done}


def _calendar_url(spans: list[Span]) -> str:
    day = timezone.localdate(spans[0].first) if spans else timezone.localdate()
    return f"{reverse('calendar')}?{urlencode({'day': day.isoformat()})}"


def told(one: Span) -> str:
    """A time as it is read: the day, and from when until when."""
    language = amounts.locale_of(get_language() or "en")
    begins = timezone.localtime(one.begins) if isinstance(one.begins, datetime) else one.begins
    ends = timezone.localtime(one.ends) if isinstance(one.ends, datetime) else one.ends
    day, last = (format_skeleton("yMMMEd", each, locale=language) for each in (begins, ends))
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        return day if begins == ends else f"{day} – {last}"
    if begins.date() == ends.date():
        return f"{day}, {marks.clock(begins)}–{marks.clock(ends)}"
    return f"{day}, {marks.clock(begins)} – {last}, {marks.clock(ends)}"


# ------------------------------------------------------------------------------------------------ beside any record


def counted(kind: str, actor: Actor) -> Any:
    """How many meetings there are about a record or with it, as an expression on its row."""
    seen = (
        gate.rows(Meeting, actor)
        .filter(meetings.tied(kind, OuterRef("pk"), OuterRef(OuterRef("pk"))))
        .exclude(status=Status.CANCELLED)
    )
    alone = seen.order_by().annotate(one=Value(1)).values("one").annotate(number_of=Count("pk")).values("number_of")
    return Coalesce(Subquery(alone), 0)


def _around(record: Any, actor: Actor) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The next of them, and the last."""
    now = timezone.now()
    seen = gate.rows(Meeting, actor).filter(meetings.tied(record.kind, record.pk)).exclude(status=Status.CANCELLED)
    coming = [_line(one, now) for one in seen.filter(last_at__gt=now).order_by("first_at", "pk")[: FEW * 2]]
    gone = [_line(one, now) for one in seen.filter(last_at__lte=now).order_by("-last_at", "-pk")[:FEW]]
    return coming, gone


def of_record(record: Any, actor: Actor) -> dict[str, Any]:
    """The next meetings about a record or with it, and the last ones."""
    coming, gone = ([], []) if panels.known_empty(record, "meetings") else _around(record, actor)
    adding = record.binned_at is None and actor.may("meeting", "create")
    return {
        "coming": sorted(coming, key=lambda one: one["first"])[:FEW],
        "gone": gone,
        "add_url": f"{reverse('create', args=['meetings'])}?{urlencode({'about': record.pk})}" if adding else "",
        "add_label": _("Plan meeting"),
        "take_url": f"{reverse('calendar_take')}?{urlencode({'about': record.pk})}" if adding else "",
    }


def _line(one: Meeting, now: datetime) -> dict[str, Any]:
    span = spread.coming(one, now) or next(iter(spread.spans(one, one.first_at or now, spread.NEVER, 1)), None)
    shown = span or Span(spread.start_of(one), spread.start_of(one) + spread.length_of(one))
    return {
        "name": one.name,
        "url": kinds["meeting"].address(one.pk, one.name),
        "when": told(shown),
        "first": shown.first,
        "repeats": bool(one.recurrence),
    }
