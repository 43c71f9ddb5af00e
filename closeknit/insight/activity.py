"""Activity: how many contacts and how much time, by person, form or customer, in some days, as far as the reader sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Trunc
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records.models import Record
from closeknit.timeline.contacts import durations, library
from closeknit.timeline.models import ContactPoint, Touch
from closeknit.work.alerts import promises
from closeknit.work.alerts.promises import Period

LONGEST = 366  # days of one report
MOST = 100  # lines of a table
SHOWN = 200  # contacts behind a number
BY = ("person", "form", "customer")
DAYS, WEEKS = 31, 190  # days up to which a chart has a bar for each day, for each week


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to know: in which days, by what, and perhaps of one person, form or customer alone."""

    period: Period
    by: str = "person"
    person: int | None = None
    form: str = ""
    customer: int | None = None

    def address(self, **narrower: Any) -> str:
        """The address of the contacts behind a number."""
        said = {"since": self.period.since.isoformat(), "until": self.period.until.isoformat(), **narrower}
        return f"{reverse('activity_contacts')}?{urlencode(said)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: whose, how many contacts, how many of them they began and we began, how many seconds, and what stands behind."""

    label: str
    contacts: int
    theirs: int
    ours: int
    seconds: int
    url: str

    @property
    def time(self) -> str:
        """How long all took together."""
        return durations.told(self.seconds)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart: the days it stands for, how many contacts, and the box it is drawn in."""

    label: str
    contacts: int
    x: int
    y: int
    width: int
    height: int


WIDE, HIGH = 720, 140


def read(given: Mapping[str, str]) -> Asked:
    """What an address asks; this month where it says nothing. Raises Refused."""
    since, until = given.get("since", "")[:20], given.get("until", "")[:20]
    today = timezone.localdate()
    period = promises.period(since or (today.replace(day=1).isoformat() if not until else ""), until)
    if (period.until - period.since).days >= LONGEST:
        raise Refused(_("One report is about up to 366 days. Choose fewer."), field="until", code="too_long")
    by = given.get("by", "")
    return Asked(
        period,
        by if by in BY else "person",
        _number(given.get("person", "")),
        given.get("form", "")[:40],
        _number(given.get("customer", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def found(asked: Asked, actor: Actor) -> QuerySet[ContactPoint]:
    """The contacts that are asked for and concern a record that the actor sees."""
    first, last = asked.period.around()
    rows = ContactPoint.objects.filter(happened_at__gte=first, happened_at__lt=last)
    touched = Touch.objects.filter(contact_id=OuterRef("pk"))
    if not all(gate.sees_all(kind.key, actor) for kind in kinds):
        rows = rows.filter(Exists(touched.filter(_seen(actor))))
    if asked.person is not None:
        rows = rows.filter(entry__by_id=asked.person)
    if asked.form:
        rows = rows.filter(form=asked.form)
    if asked.customer is not None:
        rows = rows.filter(Exists(touched.filter(_seen(actor), record_id=asked.customer)))
    return rows


def _seen(actor: Actor) -> Exists:
    return Exists(gate.rows(Record, actor).filter(pk=OuterRef("record_id")))


def lines(asked: Asked, actor: Actor) -> list[Line]:
    """The table, those with the most contacts first."""
    rows = found(asked, actor)
    if asked.by == "form":
        told = _summed(rows.values_list("form"), "pk", "")
        return [_line(_form(one[0]), one[1:], asked.address(form=one[0])) for one in told]
    if asked.by == "person":
        told = _summed(rows.filter(entry__by__isnull=False).values_list("entry__by_id", "entry__by__name"), "pk", "")
        return [_line(one[1], one[2:], asked.address(person=one[0])) for one in told]
    touches = Touch.objects.filter(_seen(actor), contact__in=rows, record__kind="organization")
    told = _summed(touches.values_list("record_id", "record__name"), "contact_id", "contact__")
    return [_line(one[1], one[2:], asked.address(customer=one[0])) for one in told]


def _summed(rows: Any, counted: str, path: str) -> Any:
    sums = {
        "number": Count(counted),
        "theirs": Count(counted, filter=Q(**{f"{path}direction": "in"})),
        "ours": Count(counted, filter=Q(**{f"{path}direction": "out"})),
        "lasted": Sum(f"{path}seconds", default=0),
    }
    return rows.annotate(**sums).order_by("-number", "-lasted")[:MOST]


def _line(label: str, sums: tuple[int, int, int, int], url: str) -> Line:
    return Line(label, *sums, url)


def _form(key: str) -> str:
    form = library.known(key)
    return str(form.label) if form else key


def total(asked: Asked, actor: Actor) -> Line:
    """All that is asked for in one line."""
    sums = found(asked, actor).aggregate(
        number=Count("pk"),
        theirs=Count("pk", filter=Q(direction="in")),
        ours=Count("pk", filter=Q(direction="out")),
        lasted=Sum("seconds", default=0),
    )
    return Line(_("All"), sums["number"], sums["theirs"], sums["ours"], sums["lasted"], asked.address())


def bars(asked: Asked, actor: Actor) -> list[Bar]:
    """The chart: a bar for each day, week or month of the period, also where nothing happened."""
    step = _step(asked.period)
    counted = {
        timezone.localdate(moment): number
        for moment, number in found(asked, actor)
        .annotate(begins=Trunc("happened_at", step))
        .values_list("begins")
        .annotate(number=Count("pk"))
        .order_by("begins")
    }
    starts = _starts(asked.period, step)
    most, width = max([1, *counted.values()]), WIDE // len(starts)
    return [
        Bar(_said(day, step), number := counted.get(day, 0), place * width, HIGH - (high := HIGH * number // most), max(width - 2, 1), high)
        for place, day in enumerate(starts)
    ]  # fmt: skip


def _step(period: Period) -> str:
    days = (period.until - period.since).days
    return "day" if days <= DAYS else "week" if days <= WEEKS else "month"


def _starts(period: Period, step: str) -> list[date]:
    """The first days of all parts of a period; the first part may begin before it."""
    day = period.since
    if step == "week":
        day -= timedelta(days=day.weekday())
    if step == "month":
        day = day.replace(day=1)
    found = []
    while day <= period.until:
        found.append(day)
        day = (
            (day + timedelta(days=32)).replace(day=1)
            if step == "month"
            else day + timedelta(days=7 if step == "week" else 1)
        )
    return found


def _said(day: date, step: str) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT" if step == "month" else "SHORT_DATE_FORMAT")


@dataclass(frozen=True, slots=True)
class Behind:
    """One contact behind a number: what, when, who of us, and the record that it was entered under, if the reader sees it."""

    form: str
    moment: datetime
    by: str
    under: Any
    time: str
    text: str


def behind(asked: Asked, actor: Actor) -> list[Behind]:
    """The newest contacts that a number counts."""
    columns = ("form", "happened_at", "entry__by__name", "record_id", "seconds", "text")
    rows: Any = list(found(asked, actor).order_by("-happened_at", "-pk").values_list(*columns)[:SHOWN])
    seen = gate.rows(Record, actor).in_bulk({row[3] for row in rows})
    return [
        Behind(_form(form), moment, by or "", seen.get(under), durations.told(seconds), text)
        for form, moment, by, under, seconds, text in rows
    ]


def periods() -> list[tuple[str, date, date]]:
    """The periods that are offered by name."""
    today = timezone.localdate()
    monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    quarter = month.replace(month=3 * ((month.month - 1) // 3) + 1)
    before = month - timedelta(days=1)
    return [
        (_("This week"), monday, today),
        (_("Last week"), monday - timedelta(days=7), monday - timedelta(days=1)),
        (_("This month"), month, today),
        (_("Last month"), before.replace(day=1), before),
        (_("This quarter"), quarter, today),
    ]
