"""Where runs stand, for people: each as a line of steps, what was done by whom, where it is now, what lies ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records.types import named as mention
from closeknit.work.processes import designs, runs
from closeknit.work.processes.designs import END, Design
from closeknit.work.processes.models import Position, Process, Run, State
from closeknit.work.processes.steps import STEPS

SHOWN, ENDED, AHEAD = 100, 5, 8
TINTS = {"running": "accent", "paused": "warn", "stuck": "bad", "done": "good", "cancelled": "plain"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the line of a run. `state` is past, skipped, here or ahead; `number` names a position where it stands."""

    label: str
    icon: str
    state: str
    number: int = 0
    since: datetime | None = None
    who: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A run as its reader sees it."""

    id: int
    process: str
    url: str
    state: str
    state_label: str
    tint: str
    why: str
    by: str
    begun_at: datetime
    ended_at: datetime | None
    record: Named
    stops: tuple[Stop, ...]

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.ended_at is None

    @property
    def here(self) -> list[Stop]:
        """Where it stands."""
        return [one for one in self.stops if one.state == "here"]


def of_record(record: Any, actor: Actor) -> tuple[list[Standing], list[Standing]]:
    """The runs on a record: those under way, and the last that ended."""
    seen = gate.rows(Run, actor).filter(record_id=record.pk)
    newest = seen.order_by(F("ended_at").desc(nulls_first=True), "-pk").values_list("pk", flat=True)
    told = standings(list(newest[:SHOWN]))
    return [one for one in told if one.open], [one for one in told if not one.open][:ENDED]


def of_process(process: Process, actor: Actor) -> list[Standing]:
    """The newest runs of a process that the actor sees, those under way first."""
    seen = gate.rows(Run, actor).filter(process=process).order_by("-pk")
    open_ones = list(seen.filter(ended_at=None).values_list("pk", flat=True)[:SHOWN])
    others = list(seen.exclude(ended_at=None).values_list("pk", flat=True)[: SHOWN // 4])
    return standings([*open_ones, *others])


def standings(ids: list[int]) -> list[Standing]:
    """These runs, in this order; two queries."""
    if not ids:
        return []
    found = Run.objects.filter(pk__in=ids).select_related("process", "edition", "by", "record").in_bulk()
    positions: dict[int, list[Position]] = {}
    for one in Position.objects.filter(run_id__in=ids).select_related("left_by").order_by("number"):
        positions.setdefault(one.run_id, []).append(one)
    return [_standing(found[pk], positions.get(pk, [])) for pk in ids]


def _standing(run: Run, positions: list[Position]) -> Standing:
    design = designs.read(run.edition.design)
    live = [one for one in positions if one.left_at is None]
    return Standing(
        id=run.pk,
        process=str(run.process),
        url=reverse("process", args=[run.process_id]),
        state=run.state,
        state_label=str(State(run.state).label),
        tint=TINTS[run.state],
        why=run.why,
        by=run.by.name if run.by else "",
        begun_at=run.begun_at,
        ended_at=run.ended_at,
        record=mention(run.record),
        stops=(*_passed(design, positions), *(_stop(design, one) for one in live), *_ahead(design, live)),
    )


def _passed(design: Design, positions: Iterable[Position]) -> Iterable[Stop]:
    return (_stop(design, one) for one in positions if one.left_at is not None)


def _stop(design: Design, one: Position) -> Stop:
    step = design.step(one.step)
    label, icon = (runs.named(step), STEPS[step.kind].icon) if step else (one.step, "circle")
    lane = design.lane(step.lane) if step else None
    if one.left_at is None:
        return Stop(label, icon, "here", one.number, one.since, lane.label if lane else "", _waits(one))
    state = "skipped" if one.outcome in ("skipped", "cancelled") else "past"
    answers = STEPS[step.kind].answers if step else {}
    said = one.reason or (str(answers[one.outcome]) if len(answers) > 1 and one.outcome in answers else "")
    return Stop(label, icon, state, one.number, one.left_at, one.left_by.name if one.left_by else "", said)


def _waits(one: Position) -> str:
    if not one.begun:
        return ""
    return _("waits for the other ways") if one.due_at is None and one.watches_id is None and one.forks else ""


def _ahead(design: Design, live: list[Position]) -> list[Stop]:
    """What comes next if everything goes its usual way."""
    met = {one.step for one in live}
    found: list[Stop] = []
    for one in live:
        step = design.step(one.step)
        while step is not None and len(found) < AHEAD:
            kind = STEPS[step.kind]
            key = END if kind.ends else design.target(step, next(iter(kind.answers), ""))
            step = design.step(key)
            if step is None or step.key in met:
                break
            met.add(step.key)
            found.append(Stop(runs.named(step), STEPS[step.kind].icon, "ahead"))
    return found


def counted(kind: str, actor: Actor) -> Any:
    """How many runs there are and were on a record, as an expression on its row: whoever sees the record sees them."""
    found = Run.objects.filter(record_id=OuterRef("pk")).order_by()
    return Coalesce(Subquery(found.values("record_id").annotate(number_of=Count("pk")).values("number_of")), 0)


# ------------------------------------------------------------------------------------------------ processes


def startable(kind: Kind) -> list[Process]:
    """The processes that can be started on records of a kind, by name."""
    found = Process.objects.filter(kind=kind.key, retired_at=None, edition__isnull=False)
    return sorted(found, key=lambda one: str(one).casefold())


def seen(actor: Actor, *, retired: bool = False) -> list[Process]:
    """The processes about what the actor sees, by kind and name."""
    keys = [one.key for one in kinds if actor.may(one.key, "see")]
    found = Process.objects.filter(kind__in=keys, retired_at__isnull=not retired).select_related("edition", "owner")
    return sorted(found, key=lambda one: (keys.index(one.kind), str(one).casefold()))


def find(pk: int, actor: Actor) -> Process:
    """One of them, retired or not. Raises Absent."""
    found = Process.objects.select_related("edition", "owner").filter(pk=pk).first()
    if found is None or found.kind not in {one.key for one in kinds} or not actor.may(found.kind, "see"):
        raise gate.Absent
    return found


def numbers(actor: Actor) -> dict[int, tuple[int, int]]:
    """How many runs of each process are under way and how many of these are stuck, as far as the actor sees them."""
    seen = gate.rows(Run, actor).filter(ended_at=None).order_by().values("process_id")
    rows = seen.annotate(all=Count("pk"), stuck=Count("pk", filter=Q(state=State.STUCK)))
    return {one["process_id"]: (one["all"], one["stuck"]) for one in rows}
