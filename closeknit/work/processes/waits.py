"""Steps that wait: for a task, a while, a date of the record, something that happens, a filter that comes true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import reading
from closeknit.records.models import Entry
from closeknit.work.processes import periods
from closeknit.work.processes.models import Signal
from closeknit.work.processes.steps import Go, Moving, Outcome, Part, StepKind, Wait, register

AGAIN = timedelta(hours=1)  # after which a wait looks by itself: a filter can come true by the clock alone
AT_FIRST = timedelta(minutes=1)  # the first time: what was being written while the wait began is kept by then
MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that can happen with a record: what people call it, and which entries say so."""

    label: str | Promise
    entries: Q


EVENTS: dict[str, Event] = {}


def offer_event(key: str, label: str | Promise, entries: Q) -> None:
    """Let processes wait for entries of this kind; called once by their owner when the program starts."""
    EVENTS[key] = Event(label, entries)


# ------------------------------------------------------------------------------------------------ a while, a date


def _begin_while(moving: Moving) -> Outcome:
    return Wait(periods.ahead(moving.now, moving.step.given["period"]))


def _look_while(moving: Moving, said: list[Signal]) -> Outcome:
    due = moving.position.due_at
    return Go() if due is None or due <= moving.now else Wait(due)


def _look_at_date(moving: Moving, said: list[Signal] | None = None) -> Outcome:
    """Wait until so long before or after what the record says; where it says nothing, until it does."""
    moment = _moment(moving)
    if moment is not None and moment <= moving.now:
        return Go()
    return Wait(moment or moving.now + AGAIN, moving.run.record_id)


def _moment(moving: Moving) -> datetime | None:
    given = moving.step.given
    kind = kinds[moving.run.process.kind]
    value = reading.one(kind, moving.run.record_id, moving.by).values.get(given["field"])
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = timezone.make_aware(datetime.combine(value, MORNING))
    if not given.get("period"):
        return value
    return periods.ahead(value, given["period"], 1 if given.get("way") == "after" else -1)


# ------------------------------------------------------------------------------------------------ something that happens


def deadline(moving: Moving, key: str = "within") -> datetime | None:
    """Until when a step waits, if that is said."""
    given = moving.step.given.get(key)
    return periods.ahead(moving.now, given) if given else None


def _waiting(moving: Moving, again: timedelta) -> Wait:
    until = moving.position.until
    due = moving.now + again
    return Wait(min(until, due) if until else due, moving.run.record_id, until)


def _begin_event(moving: Moving) -> Outcome:
    moving.position.until = deadline(moving)
    moving.position.floor = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    return _waiting(moving, AT_FIRST)


def _look_for_event(moving: Moving, said: list[Signal]) -> Outcome:
    since = Entry.objects.filter(ties__record=moving.run.record_id, pk__gt=moving.position.floor)
    found = since.filter(EVENTS[moving.step.given["event"]].entries).order_by("pk").first()
    if found is not None:
        return Go("came", found.by_id)
    return Go("late") if _late(moving) else _waiting(moving, AGAIN)


def _late(moving: Moving) -> bool:
    until = moving.position.until
    return until is not None and until <= moving.now


# ------------------------------------------------------------------------------------------------ a filter


def fits(moving: Moving, given: object) -> bool:
    """Whether the record fits a filter, asked with the eyes of who acts; raises Refused for one that they may not ask."""
    kind = kinds[moving.run.process.kind]
    asked = filters.condition(filters.read(given), gate.Readable(kind, moving.by))
    return gate.rows(kind.model, moving.by).filter(pk=moving.run.record_id).filter(asked).exists()


def _begin_fitting(moving: Moving) -> Outcome:
    moving.position.until = deadline(moving)
    return Go("fits") if fits(moving, moving.step.given["filter"]) else _waiting(moving, AT_FIRST)


def _look_for_fitting(moving: Moving, said: list[Signal]) -> Outcome:
    if fits(moving, moving.step.given["filter"]):
        return Go("fits")
    return Go("late") if _late(moving) else _waiting(moving, AGAIN)


# ------------------------------------------------------------------------------------------------ what is asked


def check_period(key: str, *, needed: bool = False) -> Callable[[Mapping[str, Any]], None]:
    """What refuses a period that cannot be read."""

    def check(given: Mapping[str, Any]) -> None:
        if given.get(key) or needed:
            periods.read(given.get(key), key)

    return check


def check_filter(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    """Refuse what is no filter over fields that the actor may ask."""
    tree = filters.read(given.get("filter"))
    if tree == filters.EVERYTHING:
        raise Refused(now("Say the condition, such as “status:customer”."), field="filter", code="required")
    filters.condition(tree, gate.Readable(kind, actor))


def _check_while(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    check_period("period", needed=True)(given)


def _check_date(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    if given.get("field") not in dict(dates(kind, actor)):
        raise Refused(now("Choose a date or a moment of the record."), field="field", code="not_an_option")
    check_period("period")(given)


def _check_event(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    if given.get("event") not in EVENTS:
        raise Refused(now("Choose what it waits for."), field="event", code="not_an_option")
    check_period("within")(given)


def _check_fitting(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    check_filter(given, kind, actor)
    check_period("within")(given)


def dates(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    """The fields of a kind that say when something is."""
    fields = gate.Readable(kind, actor).fields()
    return [(key, str(one.label)) for key, one in fields.items() if one.type.key in ("date", "moment")]


def _events(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    return [(key, str(one.label)) for key, one in EVENTS.items()]


def _ways(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    return [("before", now("before")), ("after", now("after"))]


WITHIN = Part("within", _("At most for"), "period")


def offer() -> None:
    """Make these kinds of step known; called once when the program starts."""
    register(
        StepKind("wait", _("Wait a while"), "hourglass", _begin_while, _look_while, waits=True, check=_check_while, parts=(Part("period", _("For"), "period", required=True),)),
        StepKind(
            "date", _("Wait for a date"), "calendar", _look_at_date, _look_at_date, waits=True, check=_check_date,
            parts=(Part("field", _("Date of the record"), "choice", required=True, choices=dates), Part("period", _("So long"), "period"), Part("way", _("Before or after"), "choice", choices=_ways)),
        ),
        StepKind(
            "event", _("Wait for something to happen"), "ear", _begin_event, _look_for_event, waits=True, check=_check_event,
            parts=(Part("event", _("What"), "choice", required=True, choices=_events), WITHIN), answers={"came": _("it happened"), "late": _("it did not")},
        ),
        StepKind(
            "until", _("Wait until a condition holds"), "filter", _begin_fitting, _look_for_fitting, waits=True, check=_check_fitting,
            parts=(Part("filter", _("Condition"), "filter", required=True), WITHIN), answers={"fits": _("it holds"), "late": _("it does not")},
        ),
    )  # fmt: skip
