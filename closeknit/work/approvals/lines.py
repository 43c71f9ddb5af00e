"""Approvals as lines: what waits for somebody's answer, what they asked for, and what became of those of a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.work.approvals import approvals
from closeknit.work.approvals.models import Approval, State

SHOWN, MOST = 20, 100


@dataclass(frozen=True, slots=True)
class Line:
    """An approval: what it is about, the amount, who asked whom and when, how it stands, and whether its reader may answer."""

    id: int
    name: str
    url: str
    text: str
    amount: str
    by: str
    of: str
    at: datetime
    state: str
    label: str
    answered_by: str
    stands_for: str
    reason: str
    mine: bool
    answerable: bool


def lines(actor: Actor) -> list[Line]:
    """What waits for somebody's answer, the first asked first."""
    return [_line(one, True, actor) for one in approvals.open_first(approvals.answerable(actor))[:SHOWN]]


def asked_by(actor: Actor) -> list[Line]:
    """What somebody asked for and still waits."""
    found = approvals.waiting(actor).filter(asked_by_id=actor.user_id or 0)
    return [_line(one, False, actor) for one in approvals.open_first(found)[:MOST]]


def of_record(pk: int, actor: Actor) -> list[Line]:
    """The approvals of a record, the newest first; what was taken back is left out."""
    seen = gate.rows(Approval, actor).filter(record_id=pk).exclude(state=State.WITHDRAWN)
    named = seen.select_related("record", "asked_by", "of_user", "of_hat", "answered_by", "stands_for").order_by("-pk")
    mine = set(approvals.answerable(actor).filter(record_id=pk).values_list("pk", flat=True))
    return [_line(one, one.pk in mine, actor) for one in named[:SHOWN]]


def _line(one: Approval, answerable: bool, actor: Actor) -> Line:
    return Line(
        id=one.pk,
        name=one.record.name,
        url=kinds[one.record.kind].address(one.record_id, one.record.name),
        text="" if one.text == one.record.name else one.text,
        amount=f"{one.amount.normalize():f} {one.currency}" if one.amount is not None else "",
        by=one.asked_by.name if one.asked_by else "",
        of=one.of_user.name if one.of_user else one.of_hat.name if one.of_hat else "",
        at=one.asked_at,
        state=one.state,
        label=str(State(one.state).label),
        answered_by=one.answered_by.name if one.answered_by_id and one.answered_by else "",
        stands_for=one.stands_for.name if one.stands_for_id and one.stands_for else "",
        reason=one.reason,
        mine=one.asked_by_id == actor.user_id and one.state == State.OPEN,
        answerable=answerable,
    )
