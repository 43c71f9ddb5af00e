"""Who is free: at a time that is being planned, what each of some colleagues has there already, named as far as one may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.work.calendars import items, plans, spread
from closeknit.work.calendars.items import of_people
from closeknit.work.calendars.models import Answer, Meeting, Participant
from closeknit.work.calendars.panels import told
from closeknit.work.calendars.spread import Span

MOST = 300  # meetings that are looked at
SHOWN = 4  # of one person
PEOPLE = 60  # who are looked at at once


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody has at that time: when, and its name and address, "" where one may not know them."""

    when: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Person:
    """One colleague, with what they have then; nothing means that they are free."""

    name: str
    others: list[Other]


def wished(given: Any) -> Span | None:
    """The time that a form speaks of, None while it does not say one that can be read."""
    known = kinds["meeting"].fields
    try:
        found = {key: known[key].type.parse(given.get(key, ""), known[key]) for key in plans.WHEN}
    except Refused:
        return None
    begins: Any = found["starts_at"] or found["starts_on"]
    if begins is None:
        return None
    exact = isinstance(begins, datetime)
    ends = found["ends_at" if exact else "ends_on"] or (begins + plans.USUAL if exact else begins)
    return Span(begins, ends) if _in_order(begins, ends) else None


def _in_order(begins: date, ends: date) -> bool:
    return begins <= ends <= begins + timedelta(days=40)


def look(people: Sequence[int], at: Span, actor: Actor) -> list[Person]:
    """Each of these people, oneself first, with what they have at a time. Five queries at most."""
    wanted = list(dict.fromkeys([actor.user_id or 0, *people]))[:PEOPLE]
    names = dict(User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", "name"))
    found = [(one, span) for one in _meetings(wanted, at) for span in spread.spans(one, at.first, at.last, SHOWN)]
    seen = set(gate.rows(Meeting, actor).filter(pk__in={one.pk for one, _span in found}).values_list("pk", flat=True))
    who = _who([one for one, _span in found])
    others: dict[int, list[Other]] = {pk: [] for pk in wanted if pk in names}
    for one, span in sorted(found, key=lambda pair: pair[1].first):
        for pk in others.keys() & who[one.pk]:
            others[pk].append(_other(one, span, one.pk in seen))
    return [Person(names[pk], those[:SHOWN]) for pk, those in others.items()]


def _meetings(people: list[int], at: Span) -> list[Any]:
    rows = Meeting.objects.filter(items.within(at.first, at.last), of_people(people), binned_at=None)
    return list(rows.order_by("first_at", "pk")[:MOST])


def _who(found: Iterable[Any]) -> dict[int, set[int]]:
    """The users who hold each meeting or come to it."""
    who = {one.pk: {one.owner_id} for one in found}
    rows = Participant.objects.filter(record_id__in=who).values_list("record_id", "user_id", "answer")
    for meeting, user, answer in rows:
        if answer != Answer.NO:
            who[meeting].add(user)
    return who


def _other(one: Any, span: Span, seen: bool) -> Other:
    times = told(span) if span.whole or timezone.localdate(span.first) != timezone.localdate(span.last) else told(span).rpartition(", ")[2]  # fmt: skip
    return Other(times, one.name if seen else "", kinds["meeting"].address(one.pk, one.name) if seen else "")
