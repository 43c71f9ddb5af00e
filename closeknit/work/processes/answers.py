"""Word to a position from outside: whoever has the answer that a step waits for says it here."""

from __future__ import annotations

from procrastinate.contrib.django import app

from closeknit.access.actors import Actor
from closeknit.work.processes.models import Signal

MOVE = "work.move"


def answer(position: int, said: str, *, by: Actor, reason: str = "") -> None:
    """Give a waiting step its answer, in the transaction in which it is decided; the worker goes on from there within a second.

    `position` is `moving.position.pk`, as the step was given it. Said twice, the first counts; said to one that has gone on, nothing happens.
    """
    Signal.objects.create(position_id=position, answer=said, by=by.user_id, reason=reason)
    hurry()


def hurry() -> None:
    """Have the worker look for what is due as soon as this transaction is kept."""
    app.configure_task(MOVE).defer()
