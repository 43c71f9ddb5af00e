"""What is looked at before a process is published: that every step can be carried out, is come to, and leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.access.models import Hat
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.timeline.contacts import library
from closeknit.work import recurrence
from closeknit.work.processes import waits
from closeknit.work.processes.designs import END, Design, Step
from closeknit.work.processes.steps import STEPS


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, as a sentence, and the key of the step or lane that it is about ("" for the whole)."""

    sentence: str
    at: str = ""


def problems(design: Design, kind: Kind, by: Actor) -> list[Problem]:
    """All that keeps a process from being published, in the order of its steps."""
    if not design.steps:
        return [Problem(_("There is no step yet. Add the first."))]
    found = [one for step in design.steps for one in _of_step(step, design, kind, by)]
    if not found:  # ways are followed only where every step is known
        found += [*_never_reached(design), *_endless(design)]
    return [*found, *_of_lanes(design), *_of_starts(design, kind, by)]


def ways(design: Design, step: Step) -> list[tuple[str, str]]:
    """Where a step can lead: each answer with the key of a step, or END."""
    kind = STEPS.get(step.kind)
    if kind is None or kind.ends:
        return []
    if kind.all_ways:
        return [(answer, to) for answer, to in step.goes.items() if to and to != END] or [("", design.below(step.key))]
    return [(answer, design.target(step, answer)) for answer in (kind.answers or {"": ""})]


def _of_step(step: Step, design: Design, kind: Kind, by: Actor) -> Iterator[Problem]:
    known = STEPS.get(step.kind)
    called = step.label or (str(known.label) if known else step.kind)
    if known is None:
        yield Problem(_("“%(step)s”: there is no such kind of step.") % {"step": called}, step.key)
        return
    for to in step.goes.values():
        if to and to != END and design.step(to) is None:
            yield Problem(_("“%(step)s” leads to a step that is not there.") % {"step": called}, step.key)
    if design.lanes and design.lane(step.lane) is None:
        yield Problem(_("“%(step)s” stands in no lane.") % {"step": called}, step.key)
    try:
        known.check(step.given, kind, by)
    except Refused as refused:
        yield Problem(f"“{called}”: {refused.sentence}", step.key)


def _never_reached(design: Design) -> list[Problem]:
    """Steps that nothing leads to. After one that was skipped comes what stands below it, which counts too."""
    met, pending = set[str](), [design.first]
    while pending:
        found = design.step(pending.pop())
        if found is None or found.key in met:
            continue
        met.add(found.key)
        pending += [to for _answer, to in ways(design, found)]
    sentence = _("Nothing leads to “%(step)s”.")
    return [Problem(sentence % {"step": one.label or one.kind}, one.key) for one in design.steps if one.key not in met]


def _endless(design: Design) -> list[Problem]:
    """Steps from which one comes back to them without waiting for anything on the way."""
    for start in design.steps:
        met, pending = set[str](), [start.key]
        while pending:
            found = design.step(pending.pop())
            if found is None or STEPS[found.kind].waits:
                continue
            further = [to for _answer, to in ways(design, found)]
            if start.key in further:
                sentence = _("“%(step)s” comes back to itself without waiting for anything.")
                return [Problem(sentence % {"step": start.label or start.kind}, start.key)]
            pending += [one for one in further if one not in met]
            met.update(further)
    return []


def _of_lanes(design: Design) -> Iterator[Problem]:
    known = set(Hat.objects.values_list("key", flat=True))
    for lane in design.lanes:
        if lane.hat and lane.hat not in known:
            yield Problem(_("The lane “%(lane)s” has a role that is not there.") % {"lane": lane.label}, lane.key)


def _of_starts(design: Design, kind: Kind, by: Actor) -> Iterator[Problem]:
    starts = design.starts
    try:
        if "filter" in starts:
            waits.check_filter({"filter": starts["filter"]}, kind, by)
        if starts.get("among") is not None:
            waits.check_filter({"filter": starts["among"]}, kind, by)
        if starts.get("rule"):
            recurrence.read_rule(str(starts["rule"]))
        if unknown := [one for one in starts.get("contacts") or [] if library.known(str(one)) is None]:
            yield Problem(_("There is no form of contact “%(form)s”.") % {"form": unknown[0]})
    except Refused as refused:
        yield Problem(_("What starts it: %(sentence)s") % {"sentence": refused.sentence})


def tree(design: Design, key: str = "filter") -> filters.Filter | None:
    """The filter by which a process starts, or among whose records it starts by the clock."""
    given = design.starts.get(key)
    return filters.read(given) if given else None
