"""A design changed by one stroke: a step put in, changed, moved, taken out; the same with lanes; what starts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from closeknit.access.models import Hat
from closeknit.catalogue.refusal import Refused
from closeknit.work.processes.designs import MOST_LANES, MOST_STEPS, Design, Lane, Step
from closeknit.work.processes.steps import STEPS


def with_step(design: Design, kind: str, after: str) -> tuple[Design, str]:
    """The design with a new step of a kind below another, first where there is none; and the key of the new one."""
    if kind not in STEPS:
        raise Refused(_("Choose what the step does."), field="kind", code="not_an_option")
    if len(design.steps) >= MOST_STEPS:
        raise Refused(_("A process has at most %(most)d steps.") % {"most": MOST_STEPS}, field="kind", code="too_many")
    key = _free(kind, {one.key for one in design.steps})
    before = design.step(after)
    lane = before.lane if before else (design.lanes[0].key if design.lanes else "")
    place = design.steps.index(before) + 1 if before else len(design.steps)
    made = Step(key, kind, "", lane)
    return replace(design, steps=(*design.steps[:place], made, *design.steps[place:])), key


def changed(design: Design, key: str, **values: Any) -> Design:
    """The design with other values of one step."""
    found = step_of(design, key)
    return replace(design, steps=tuple(replace(one, **values) if one is found else one for one in design.steps))


def moved(design: Design, key: str, way: int) -> Design:
    """The design with a step one place up (-1) or down (1); at the end of the list it stays."""
    steps = list(design.steps)
    here = steps.index(step_of(design, key))
    there = here + way
    if 0 <= there < len(steps):
        steps[here], steps[there] = steps[there], steps[here]
    return replace(design, steps=tuple(steps))


def without_step(design: Design, key: str) -> Design:
    """The design without a step; what led to it leads to what stands below instead."""
    found = step_of(design, key)
    rest = (one for one in design.steps if one is not found)
    steps = tuple(replace(one, goes={answer: to for answer, to in one.goes.items() if to != key}) for one in rest)
    return replace(design, steps=steps)


def step_of(design: Design, key: str) -> Step:
    """The step of that key. Raises Refused where somebody took it out."""
    found = design.step(key)
    if found is None:
        raise Refused(_("This step is not there any more."), field="step", code="not_a_step")
    return found


def with_lane(design: Design, label: str, hat: str) -> Design:
    """The design with a further lane; the first takes all the steps."""
    if len(design.lanes) >= MOST_LANES:
        raise Refused(_("A process has at most %(most)d lanes.") % {"most": MOST_LANES}, field="label", code="too_many")
    made = Lane(_free("lane", {one.key for one in design.lanes}), _named(label), hat)
    steps = design.steps if design.lanes else tuple(replace(one, lane=made.key) for one in design.steps)
    return replace(design, lanes=(*design.lanes, made), steps=steps)


def with_lane_changed(design: Design, key: str, label: str, hat: str) -> Design:
    """The design with a lane called otherwise, or of another role."""
    lanes = (replace(one, label=_named(label), hat=hat) if one.key == key else one for one in design.lanes)
    return replace(design, lanes=tuple(lanes))


def without_lane(design: Design, key: str) -> Design:
    """The design without a lane; its steps go to the first that is left."""
    lanes = tuple(one for one in design.lanes if one.key != key)
    first = lanes[0].key if lanes else ""
    steps = tuple(replace(one, lane=first) if one.lane == key else one for one in design.steps)
    return replace(design, lanes=lanes, steps=steps)


def with_starts(design: Design, starts: Mapping[str, Any]) -> Design:
    """The design with something else that starts it; empty values are left out."""
    return replace(design, starts={key: one for key, one in starts.items() if one})


def hats() -> list[tuple[str, str]]:
    """The roles whose a lane can be, by key."""
    return [("", _("whoever looks after the record")), *Hat.objects.order_by("name").values_list("key", "name")]


def _named(label: str) -> str:
    name = " ".join(label.split())
    if not name:
        raise Refused(_("Give the lane a name."), field="label", code="required")
    return name


def _free(word: str, taken: set[str]) -> str:
    number = 1
    while f"{word}-{number}" in taken:
        number += 1
    return f"{word}-{number}"
