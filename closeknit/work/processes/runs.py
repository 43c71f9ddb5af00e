"""A run: a process started on a record, held, let go on, a step of it skipped, given up."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import actors
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.work.processes import answers, designs, engine
from closeknit.work.processes.designs import Step
from closeknit.work.processes.engine import AT_ONCE
from closeknit.work.processes.models import Position, Process, Run, State
from closeknit.work.processes.steps import STEPS, Go, Moving, Wait

LONGEST = 1_000  # characters of a reason
CHAIN = 8  # processes that start each other, one after the other
AT_FIRST = 12  # steps that are carried out while the person waits; the worker does the others


# ------------------------------------------------------------------------------------------------ begun


@verb(_("Start a process"), to="edit", word="start-process")
def start(record: Any, process: int, *, by: Actor) -> Run:
    """Start a process on a record by hand; its first steps are carried out at once."""
    found = Process.objects.filter(pk=process, kind=record.kind, retired_at=None).select_related("edition").first()
    if found is None:
        raise Refused(now("There is no such process for this. Choose again."), field="process", code="not_a_process")
    made = begin(found, record.pk, by, "hand")
    if made is None:
        raise Refused(now("This process is under way here already."), field="process", code="under_way")
    advance(made, by)
    return made


def begin(
    process: Process, record: int, by: Actor, how: str, *, occasion: str | None = None, depth: int = 0
) -> Run | None:
    """Begin a run that acts as `by`; None where one is under way on this record, or was begun for the same occasion.

    One that stands at the end of too long a chain of processes is stuck from the start. Raises Refused for what is not published.
    """
    if process.edition is None:
        raise Refused(now("This process is not published yet."), field="process", code="draft")
    run = Run(process=process, edition=process.edition, record_id=record, by_id=by.user_id, how=how, depth=depth)
    run.occasion = occasion
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        return None
    engine.follow(run, [designs.read(process.edition.design).first], [])
    engine.tell(run, "process.started" if how in ("hand", "contact") else "process.began", by)
    if depth > CHAIN:
        sentence = now("Processes started each other %(most)d times in a row. Look at what starts them, then let this go on or cancel it.")  # fmt: skip
        engine.stick(run, run.positions.get(left_at=None), sentence % {"most": CHAIN})
    return run


def advance(run: Run, by: Actor) -> None:
    """Carry out what is due of a run while the person waits, then go on as that person."""
    moved = 0
    while moved < AT_FIRST and engine.move(run.pk):
        moved += 1
    if moved == AT_FIRST:
        answers.hurry()
    if moved:
        actors.declare(by)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.chain', '', true)")


def start_another(moving: Moving) -> Go | Wait:
    """The step that starts another process on the same record; one that is under way there is left alone."""
    process = Process.objects.filter(pk=int(moving.step.given["process"]), retired_at=None).select_related("edition")
    found = process.first()
    if found is None:
        raise Refused(now("The process that is to be started was retired."))
    occasion = f"run:{moving.run.pk}:{moving.position.number}"
    depth = moving.run.depth + 1
    made = begin(found, moving.run.record_id, moving.by, "process", occasion=occasion, depth=depth)
    if made is not None:
        answers.hurry()
    return Go()


# ------------------------------------------------------------------------------------------------ what people do to one


@verb(_("Pause"), to="edit")
def pause(run: Run, reason: str = "", *, by: Actor) -> Run:
    """Hold a run: nothing of it happens until somebody lets it go on."""
    _refuse_ended(run)
    run.state, run.why = State.PAUSED, _reason(reason, needed=False)
    run.save(update_fields=["state", "why"])
    Position.objects.filter(engine.LIVE, run=run).update(held=True)
    engine.tell(run, "process.paused", by, reason=run.why)
    return run


@verb(_("Go on"), to="edit")
def go_on(run: Run, *, by: Actor) -> Run:
    """Let a run that is held or stuck go on; a stuck one acts from now on as whoever lets it."""
    _refuse_ended(run)
    if run.state == State.RUNNING:
        return run
    if run.state == State.STUCK:
        run.by_id = by.user_id
    _release(run)
    engine.tell(run, "process.gone_on", by)
    advance(run, by)
    return run


@verb(_("Skip a step"), to="edit")
def skip(run: Run, position: int, reason: str, *, by: Actor) -> Run:
    """Go on from a step without what it waits for, with the reason; `position` is its number in the run."""
    _refuse_ended(run)
    said = _reason(reason)
    found = Position.objects.filter(engine.LIVE, run=run, number=position).first()
    if found is None:
        raise Refused(now("The process does not stand at this step any more. Look again."), code="changed_since")
    moving = _moving(run, found, by)
    kind = STEPS[moving.step.kind]
    if kind.gathers:
        raise Refused(now("This waits for other steps of the process. Skip those."), code="gathers")
    if kind.decided and not by.may(run.process.kind, "shape"):
        raise Refused(now("This waits for a decision. Only who draws the processes may skip it."), code="decided")
    kind.leave(moving)
    engine.leave(found, Go("skipped", by.user_id, said))
    engine.follow(run, [moving.design.target(moving.step, "")], found.forks)
    if run.state == State.STUCK:
        run.by_id = by.user_id
        _release(run)
    elif run.state == State.PAUSED:
        Position.objects.filter(engine.LIVE, run=run).update(held=True)
    engine.tell(run, "process.skipped", by, step=named(moving.step), reason=said)
    engine.settle(moving, found.forks)
    advance(run, by)
    return run


@verb(_("Cancel"), to="edit")
def cancel(run: Run, reason: str, *, by: Actor) -> Run:
    """Give a run up, with the reason; tasks that it gave and that are still open are dropped."""
    _refuse_ended(run)
    said = _reason(reason)
    for position in Position.objects.filter(engine.LIVE, run=run).order_by("number"):
        moving = _moving(run, position, by)
        STEPS[moving.step.kind].leave(moving)
        engine.leave(position, Go("cancelled", by.user_id))
    engine.end(run, State.CANCELLED, by, said)
    engine.tell(run, "process.cancelled", by, reason=said)
    return run


def named(step: Step) -> str:
    """What a step is called."""
    return step.label or str(STEPS[step.kind].label)


def _moving(run: Run, position: Position, by: Actor) -> Moving:
    design = designs.read(run.edition.design)
    step = design.step(position.step)
    assert step is not None, "an edition never changes"
    record = kinds[run.process.kind].model._default_manager.get(pk=run.record_id)
    moment = Run.objects.filter(pk=run.pk).values_list(Now(), flat=True)[0]
    return Moving(run, position, design, step, record, by, moment)


def _release(run: Run) -> None:
    """Let it run; what it was stuck at is tried again."""
    run.state, run.why = State.RUNNING, ""
    run.save(update_fields=["state", "why", "by"])
    held = Position.objects.filter(engine.LIVE, run=run, held=True)
    held.filter(Q(begun=False) | ~Q(watches=None)).update(due_at=AT_ONCE)  # who watched was told of nothing meanwhile
    held.update(held=False, attempts=0)


def _refuse_ended(run: Run) -> None:
    if run.ended_at is not None:
        raise Refused(now("This process has ended here. Start it again instead."), field="state", code="ended")


def _reason(given: str, *, needed: bool = True) -> str:
    said = given.strip()
    if (needed and not said) or len(said) > LONGEST or "\x00" in said:
        sentence = now("Say in a few words why, in at most %(most)d characters.")
        raise Refused(sentence % {"most": LONGEST}, field="reason", code="required")
    return said
