"""The register of steps: what a process can do, wait for and decide; each folder adds its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind
from closeknit.work.processes.designs import Design, Step
from closeknit.work.processes.models import Position, Run, Signal

type Answers = Mapping[str, str | Promise]
type Choices = Callable[[Kind, Actor], list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Moving:
    """A run at one of its steps: what a step is given. `record` is read through the gate as `by`; `now` is the database's clock."""

    run: Run
    position: Position
    design: Design
    step: Step
    record: Any
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class Go:
    """The step is over, with one of its answers, or ""; who gave it and why, where that was a person."""

    answer: str = ""
    by: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """The step goes on waiting: it is looked at again at `due`, and whenever an entry is written about the record `watch`.

    With neither it waits until `answers.answer` is called with the id of its position.
    """

    due: datetime | None = None
    watch: int | None = None
    until: datetime | None = None


type Outcome = Go | Wait


def answered(moving: Moving, said: list[Signal]) -> Outcome:
    """What most steps that wait for an answer do when they are woken: go on with it, else wait on."""
    given = next((one for one in said if one.answer), None)
    if given is not None:
        return Go(given.answer, given.by, given.reason)
    return Wait(moving.position.due_at, moving.position.watches_id, moving.position.until)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a step asks whoever draws it, kept under `key` in its `given`.

    `type` is text, long, period, filter, choice, or lines (a `key: value` on each). `choices(kind, actor)` are those of a choice.
    """

    key: str
    label: str | Promise
    type: str = "text"
    required: bool = False
    hint: str | Promise = ""
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class StepKind:
    """A kind of step.

    `begin(moving)` does its effect, in the transaction that moves the run, and says whether it is over or waits; `look(moving,
    signals)` is called when it is woken and says the same again, from what is true then, so that being woken twice does no harm.
    Both raise Refused or NotAllowed, which leaves the run stuck with that sentence. `leave` takes back what was put out when the step is
    skipped or its run cancelled. `answers(given)` are the ways on; without any there is one. `check` raises Refused for what cannot be
    carried out, before it is published. A `decided` step is skipped by nobody but who may draw the process. `all_ways` goes every way at once, `gathers` waits for all that came through the same fork.
    """

    key: str
    label: str | Promise
    icon: str
    begin: Callable[[Moving], Outcome]
    look: Callable[[Moving, list[Signal]], Outcome] = answered
    leave: Callable[[Moving], None] = lambda moving: None
    parts: tuple[Part, ...] = ()
    answers: Answers = field(default_factory=dict)
    check: Callable[[Mapping[str, Any], Kind, Actor], None] = lambda given, kind, actor: None
    waits: bool = False
    decided: bool = False
    all_ways: bool = False
    gathers: bool = False
    ends: bool = False


STEPS: dict[str, StepKind] = {}


def register(*given: StepKind) -> None:
    """Make kinds of step known; called once by each folder when the program starts."""
    for one in given:
        if one.key in STEPS:
            raise ValueError(f"two kinds of step are called {one.key}")
        STEPS[one.key] = one
