"""Carries out runs: one step at a time, each in a transaction that holds the run, does the step and says where it stands then."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import entries
from closeknit.records.models import Entry
from closeknit.work import notices
from closeknit.work.processes import designs
from closeknit.work.processes.designs import END, Design, Step
from closeknit.work.processes.models import Position, Run, Signal, State
from closeknit.work.processes.steps import STEPS, Go, Moving, Outcome, StepKind, Wait

log = logging.getLogger("closeknit.processes")

MOST_STEPS = 300  # that one run comes to: a process that leads back to itself ends here
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # due, whatever clock is asked
FEW = 100  # positions that are looked for at once
TRIES = 5  # of a step that meets an error of the database or of ours
LIVE = Q(left_at=None)


# ------------------------------------------------------------------------------------------------ what is due


def carry_on(seconds: float, now: datetime | None = None) -> bool:
    """Move every run that is due, for so long; False where time ran out, or another worker held some, before the end."""
    until, tried = monotonic() + seconds, set[int]()
    while found := due(now, tried):
        for run in found:
            tried.add(run)
            while carefully(run, now):
                if monotonic() > until:
                    return False
    return not due(now, set())


def due(now: datetime | None, but: set[int]) -> list[int]:
    """The runs of which some position is due, or was given word; the longest due first."""
    moment: Any = now or Now()
    there = Position.objects.filter(LIVE, held=False).exclude(run_id__in=but)
    by_clock = there.filter(due_at__lte=moment).order_by("due_at", "pk").values_list("run_id", flat=True)[:FEW]
    spoken_to = Signal.objects.filter(position__left_at=None, position__held=False).exclude(position__run_id__in=but)
    by_word = spoken_to.order_by("pk").values_list("position__run_id", flat=True)[:FEW]
    return list(dict.fromkeys([*by_clock, *by_word]))


def carefully(run: int, now: datetime | None = None) -> bool:
    """Move a run by one step; what cannot be done at the moment is tried again later, a few times. False where nothing was to do."""
    try:
        return move(run, now)
    except (OperationalError, InterfaceError, psycopg.OperationalError):
        log.warning("a step is tried again", extra={"run": run}, exc_info=True)
    except Exception:
        log.exception("a step met an error", extra={"run": run})
    _try_later(run, now)
    return False


def _try_later(pk: int, now: datetime | None) -> None:
    """Put off the step of a run that met an error, and no other: those may wait for a later day. After a few tries it is stuck."""
    with transaction.atomic():
        run = Run.objects.select_for_update().annotate(moment=Now()).filter(pk=pk, state=State.RUNNING).first()
        if run is None:
            return
        moment = now or run.moment
        position, _said = _next(run, moment)
        if position is None:
            return
        position.attempts += 1
        position.due_at = moment + timedelta(seconds=5**position.attempts)
        position.save(update_fields=["attempts", "due_at"])
        if position.attempts >= TRIES:
            stick(run, position, _("This met an error; whoever runs Closeknit finds it in the log."))


# ------------------------------------------------------------------------------------------------ one step


def move(pk: int, now: datetime | None = None) -> bool:
    """Move a run by one step, in one transaction; False where another holds it or nothing of it is due."""
    with transaction.atomic():
        held = Run.objects.select_for_update(skip_locked=True).filter(pk=pk, state=State.RUNNING)
        run = held.annotate(moment=Now()).first()
        return run is not None and step(run, now or run.moment)


def step(run: Run, now: datetime) -> bool:
    """The same for a run that is locked already."""
    position, said = _next(run, now)
    if position is None:
        return False
    try:
        with transaction.atomic():
            _do(run, position, said, now)
    except (Refused, gate.NotAllowed) as refused:
        stick(run, position, refused.sentence)
    except gate.Absent:
        stick(run, position, _unseen(run))
    except LookupError:
        stick(run, position, _("Who started this may not sign in any more. Let it go on to take it over."))
    return True


def _next(run: Run, now: datetime) -> tuple[Position | None, list[Signal]]:
    """Where a run is moved next: the first position that is due or was given word, with the word."""
    live = _live(run)
    said: dict[int, list[Signal]] = {}
    for signal in Signal.objects.filter(position_id__in=[one.pk for one in live]).order_by("pk"):
        said.setdefault(signal.position_id, []).append(signal)
    found = next((one for one in live if one.pk in said or (one.due_at and one.due_at <= now)), None)
    return found, said.get(found.pk, []) if found else []


def _unseen(run: Run) -> str:
    if run.record.binned_at is not None:
        return _("The record is in the bin. Take it out, then let this go on.")
    return _("Who started this does not see the record any more.")


def _live(run: Run) -> list[Position]:
    return list(Position.objects.filter(LIVE, run=run).order_by("number"))


def _do(run: Run, position: Position, said: list[Signal], now: datetime) -> None:
    """What is due at a position: its step begun, or looked at again, and what follows from that."""
    by = acting(run)
    Signal.objects.filter(pk__in=[one.pk for one in said]).delete()
    with translation.override(by.language), timezone.override(by.zone or timezone.get_default_timezone()):
        design = designs.read(run.edition.design)
        found = design.step(position.step)
        assert found is not None, "an edition never changes"
        record = gate.get(kinds[run.process.kind].model, run.record_id, by)
        moving = Moving(run, position, design, found, record, by, now)
        kind = STEPS[found.kind]
        if kind.gathers:
            _gather(moving)
            return
        outcome = kind.look(moving, said) if position.begun else kind.begin(moving)
        carry_out(moving, kind, outcome)


def acting(run: Run) -> Actor:
    """As whom a run acts: who started it, with the rights that they have now; raises LookupError for who may not sign in any more."""
    if run.by_id is None:
        raise LookupError("a run without anybody")
    by = actors.of_user(run.by_id)
    with connection.cursor() as cursor:  # what this leads to knows how many processes stand behind it
        cursor.execute("select set_config('app.chain', %s, true)", [str(run.depth + 1)])
    return by


def carry_out(moving: Moving, kind: StepKind, outcome: Outcome) -> None:
    """Note that a step waits, or leave it for what follows."""
    position = moving.position
    if isinstance(outcome, Wait):
        position.begun, position.attempts = True, 0
        position.due_at, position.watches_id, position.until = outcome.due, outcome.watch, outcome.until
        position.save(update_fields=["begun", "attempts", "due_at", "watches", "until", "floor"])
        return
    leave(position, outcome)
    if kind.all_ways:
        forks = [*position.forks, position.number]
        ways = list(dict.fromkeys(one for one in moving.step.goes.values() if one != END))
        follow(moving.run, ways or [moving.design.below(moving.step.key)], forks)
    else:
        to = END if kind.ends else moving.design.target(moving.step, outcome.answer)
        follow(moving.run, [to], position.forks)
    settle(moving, position.forks)


def leave(position: Position, outcome: Go) -> None:
    """Note how a position was left, by whom and why where that was a person."""
    position.left_at, position.outcome = Now(), outcome.answer or "done"
    position.left_by_id, position.reason = outcome.by, outcome.reason
    position.save(update_fields=["left_at", "outcome", "left_by", "reason", "begun"])


def follow(run: Run, targets: Iterable[str], forks: list[int]) -> None:
    """Come to these steps; each is due at once."""
    for key in targets:
        if key == END:
            continue
        run.steps += 1
        if run.steps > MOST_STEPS:
            sentence = _("This came to %(most)d steps without an end: look where it leads back to itself.")
            raise Refused(sentence % {"most": MOST_STEPS}, code="endless")
        Position.objects.create(run=run, number=run.steps, step=key, forks=forks, due_at=AT_ONCE)
    run.save(update_fields=["steps"])


# ------------------------------------------------------------------------------------------------ forks and ends


def _gather(moving: Moving) -> None:
    """Wait here for the others that came through the same fork; without a fork there is nobody to wait for."""
    position = moving.position
    if not position.forks:
        carry_out(moving, STEPS[moving.step.kind], Go())
        return
    position.begun, position.due_at = True, None
    position.save(update_fields=["begun", "due_at"])
    settle(moving, position.forks)


def settle(moving: Moving, forks: list[int]) -> None:
    """Let go on what has gathered, from the innermost fork outwards, and end a run that stands nowhere."""
    run, design, live = moving.run, moving.design, _live(moving.run)
    for fork in reversed(forks):
        there = [one for one in live if fork in one.forks]
        if not there:
            continue  # every way of it has ended; the fork around it may wait for just that
        if all(_gathered(one, design, fork) for one in there):
            for one in there:
                leave(one, Go("gathered"))
            last = max((_step(design, one) for one in there), key=design.steps.index)
            follow(run, [design.target(last, "")], there[0].forks[:-1])
            settle(moving, there[0].forks[:-1])
        return
    if not live:
        end(run, State.DONE, moving.by)


def _gathered(position: Position, design: Design, fork: int) -> bool:
    return position.begun and position.forks[-1] == fork and STEPS[_step(design, position).kind].gathers


def _step(design: Design, position: Position) -> Step:
    found = design.step(position.step)
    assert found is not None, "an edition never changes"
    return found


def end(run: Run, state: State, by: Actor, why: str = "") -> None:
    """End a run, and tell it on its record."""
    run.state, run.why, run.ended_at = state, why, Now()
    run.save(update_fields=["state", "why", "ended_at"])
    if state == State.DONE:
        tell(run, "process.ended", by)


def stick(run: Run, position: Position, why: str) -> None:
    """Stop a run that cannot go on by itself, and tell whoever answers for it."""
    Position.objects.filter(LIVE, run=run).update(held=True)
    Position.objects.filter(pk=position.pk).update(due_at=AT_ONCE)  # tried again when somebody lets it go on
    run.state, run.why = State.STUCK, why[:500]
    run.save(update_fields=["state", "why"])
    whom = {run.process.owner_id, run.by_id or run.process.owner_id}
    notices.tell(whom, run.record, "process.stuck", f"{run.pk} {position.number}", {"process": str(run.process)})


def tell(run: Run, kind: str, by: Actor, **data: Any) -> Entry:
    """Write on the record what became of a run."""
    told = {"run": run.pk, "process": str(run.process), **data}
    return entries.write(kind, by=by, records=[run.record_id], data=told)
