"""Who sees a meeting beside its owner and their teams: who of us takes part, and whoever sees what it is about.

What it is about is asked of all kinds but tasks: these are seen by who sees the meeting that they are about, and neither waits for the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.work.calendars.models import Meeting, Participant

READING = ("see", "note", "export")
NOT_ASKED = ("meeting", "task")


def beside(actor: Actor, to: str, apart: bool) -> list[Q]:
    """The conditions, any of which opens a meeting to somebody who may do this with meetings of their own."""
    if actor.user_id is None or to not in READING:
        return []
    mine = Participant.objects.filter(user_id=actor.user_id)
    if apart:
        return [gate.fetched(mine.values("record_id")), *_about_apart(actor)]
    return [Q(Exists(mine.filter(record_id=OuterRef("pk")))), *_about(actor)]


def _about(actor: Actor) -> list[Q]:
    """Asked meeting by meeting."""
    there = _either(_parts(actor, apart=False))
    return [_tied(there)] if there else []


def _about_apart(actor: Actor) -> list[Q]:
    """Each reach walked by an index of its own, and alone; of kinds that one sees whole nearly every meeting fits."""
    parts = _parts(actor, apart=True)
    found = [_tied(Q(kind__in=whole))] if (whole := parts.pop(Q(), None)) else []
    if parts:
        seen = Record.objects.filter(binned_at=None)
        some = gate.united(Record, [seen.filter(part, kind__in=keys) for part, keys in parts.items()])
        found.append(gate.fetched(Meeting.objects.filter(gate.fetched(some, F("about_id"))).values("pk")))
    return found


def _tied(there: Q) -> Q:
    """The condition on a meeting that what it is about is one of these."""
    records = Record.objects.filter(there, pk=OuterRef("about_id"), binned_at=None)
    return Q(Exists(Meeting.objects.filter(Exists(records), pk=OuterRef("pk"), about__isnull=False)))


def _parts(actor: Actor, *, apart: bool) -> dict[Q, list[str]]:
    """The conditions under which one sees records of some kinds, with the kinds."""
    found: dict[Q, list[str]] = {}
    for kind in sorted(one.key for one in kinds if one.key not in NOT_ASKED):
        for part in gate.reached(kind, actor, apart=apart):
            found.setdefault(part, []).append(kind)
    return found


def _either(parts: dict[Q, list[str]]) -> Q:
    return _any(Q(kind__in=keys) & part for part, keys in parts.items())


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for one in conditions:
        found |= one
    return found
