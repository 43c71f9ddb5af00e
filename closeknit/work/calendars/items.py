"""What stands in a calendar: the meetings and tasks of some people within a stretch of time, as far as the reader sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.web import marks
from closeknit.work.calendars import spread
from closeknit.work.calendars.models import Answer, Meeting, Participant
from closeknit.work.calendars.models import Status as Stand
from closeknit.work.models import Status, Task
from closeknit.work.recurrence import When

MOST = 500  # meetings, and tasks, that one page shows
EACH = 400  # times of one meeting
DAY = timedelta(days=1)
DUE = timedelta(minutes=30)  # how long what is due at a moment is drawn


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a calendar, its times by the reader's clock; whole days end on their last. `state` is open, done or late."""

    kind: str
    id: int
    name: str
    url: str
    begins: When
    ends: When
    state: str
    beside: str
    repeats: bool
    version: int
    occurrence: str
    move_url: str

    @property
    def whole(self) -> bool:
        """Whether it takes whole days, or more than one of them."""
        return not isinstance(self.begins, datetime) or not isinstance(self.ends, datetime) or self.ends - self.begins >= DAY  # fmt: skip

    @property
    def first(self) -> date:
        """Its first day."""
        return self.begins.date() if isinstance(self.begins, datetime) else self.begins

    @property
    def last(self) -> date:
        """Its last day; what ends at midnight does not reach into the next."""
        if not isinstance(self.ends, datetime):
            return self.ends
        return max(self.first, (self.ends - timedelta(microseconds=1)).date())

    @property
    def time(self) -> str:
        """When it begins, as it is written beside its name; nothing for whole days."""
        return marks.clock(self.begins) if isinstance(self.begins, datetime) else ""

    @property
    def times(self) -> str:
        """From when until when."""
        exact = isinstance(self.begins, datetime) and isinstance(self.ends, datetime)
        ends = marks.clock(self.ends) if exact and self.kind == "meeting" and isinstance(self.ends, datetime) else ""
        return f"{self.time}–{ends}" if ends else self.time

    @property
    def order(self) -> tuple[date, bool, str, str]:
        """By day, whole days first, then by time and name."""
        at = self.begins.strftime("%H%M%S") if isinstance(self.begins, datetime) else ""
        return self.first, not self.whole, at, self.name

    @property
    def icon(self) -> str:
        """The sign of its kind."""
        return kinds[self.kind].icon


def between(since: date, until: date, people: Sequence[int], teams: Sequence[int], actor: Actor) -> list[Item]:
    """What people have to do from one day to before another, and what their teams can take, in order. Four queries at most."""
    found = [*_meetings(since, until, people, actor), *_tasks(since, until, people, teams, actor)]
    shown = [one for one in found if one.first < until and one.last >= since]
    return sorted(shown, key=lambda one: one.order)


def of_people(people: Sequence[int]) -> Q:
    """The condition on meetings that some of these users hold or take part in."""
    rows = Participant.objects.filter(Q(answer=None) | ~Q(answer=Answer.NO), user_id__in=people)
    return Q(owner_id__in=people) | Q(Exists(rows.filter(record_id=OuterRef("pk"))))


def within(since: datetime, until: datetime) -> Q:
    """The condition on meetings that may touch a stretch of time; a day more at either end, for days are others elsewhere."""
    return Q(last_at__gt=since - DAY, first_at__lt=until + DAY) & ~Q(status=Stand.CANCELLED)


def _meetings(since: date, until: date, people: Sequence[int], actor: Actor) -> Iterable[Item]:
    if not actor.may("meeting", "see"):
        return
    first, last = spread.moment_of(since), spread.moment_of(until)
    rows = gate.rows(Meeting, actor).filter(within(first, last), of_people(people)).order_by("first_at", "pk")
    found = list(rows.select_related("about")[:MOST])
    editable, seen = _editable(Meeting, found, actor), _names(found, actor)
    for one in found:
        for span in spread.spans(one, first, last, EACH):
            yield _meeting(one, span, one.pk in editable, seen)


def _meeting(one: Any, span: spread.Span, editable: bool, seen: set[int]) -> Item:
    return Item(
        kind="meeting",
        id=one.pk,
        name=one.name,
        url=kinds["meeting"].address(one.pk, one.name),
        begins=_local(span.begins),
        ends=_local(span.ends),
        state="done" if one.status == Stand.HELD else "open",
        beside=one.place or (one.about.name if one.about_id in seen else ""),
        repeats=bool(one.recurrence),
        version=one.version,
        occurrence=span.key if one.recurrence else "",
        move_url=reverse("calendar_move", args=["meeting", one.pk]) if editable else "",
    )


def _tasks(since: date, until: date, people: Sequence[int], teams: Sequence[int], actor: Actor) -> Iterable[Item]:
    if not actor.may("task", "see"):
        return
    stretch = Q(due_by__gte=spread.moment_of(since) - DAY, due_by__lt=spread.moment_of(until) + DAY)
    whose = Q(doer_id__in=people) | Q(crew_id__in=teams, doer_id=None)
    rows = gate.rows(Task, actor).filter(stretch, whose).exclude(status=Status.DROPPED).order_by("due_by", "pk")
    found = list(rows.select_related("about")[:MOST])
    editable, seen = _editable(Task, found, actor), _names(found, actor)
    for one in found:
        yield _task(one, one.pk in editable and one.status == Status.OPEN, seen)


def _task(one: Any, editable: bool, seen: set[int]) -> Item:
    begins = _local(one.due_at) if one.due_at else one.due_on
    late = spread.moment_of(begins) + (timedelta() if one.due_at else DAY) < timezone.now()
    return Item(
        kind="task",
        id=one.pk,
        name=one.name,
        url=kinds["task"].address(one.pk, one.name),
        begins=begins,
        ends=begins + DUE if one.due_at else begins,
        state="done" if one.status == Status.DONE else "late" if late else "open",
        beside=one.about.name if one.about_id in seen else "",
        repeats=bool(one.recurrence),
        version=one.version,
        occurrence="",
        move_url=reverse("calendar_move", args=["task", one.pk]) if editable else "",
    )


def _local(one: When) -> When:
    return timezone.localtime(one) if isinstance(one, datetime) else one


def _editable(model: Any, found: list[Any], actor: Actor) -> set[int]:
    """Those of these that the actor may change; asked only of who may change some."""
    ids, kind = {one.pk for one in found}, kinds.of(model)
    if not ids or (kind is not None and "all" in actor.reaches(kind.key, "edit")):
        return ids
    rows: QuerySet[Any, Any] = gate.rows(model, actor, "edit").filter(pk__in=ids).values_list("pk", flat=True)
    return set(rows)


def _names(found: list[Any], actor: Actor) -> set[int]:
    """The ids of what these are about that the reader may know by name."""
    ids = {one.about_id for one in found if one.about_id}
    return set(gate.rows(Record, actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
