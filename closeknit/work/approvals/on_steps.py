"""Approval as a step of a process: put out, waited for, and the way on chosen by the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.access.models import Hat
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.work import recipients
from closeknit.work.approvals import approvals
from closeknit.work.approvals.approvals import Asked, What
from closeknit.work.approvals.models import Approval, State
from closeknit.work.processes import answers, deeds, steps
from closeknit.work.processes.steps import Moving, Outcome, Part, StepKind, Wait

LANE = "lane"


def begin(moving: Moving) -> Outcome:
    """Ask, and wait for the answer."""
    given, position = moving.step.given, moving.position.pk
    text = deeds.worded(str(given.get("text") or moving.step.label), moving)[:300]
    whom, _mark, number = str(given.get("of") or LANE).partition(":")
    of = {"hat": _lane_hat(moving)} if whom == LANE else {"user" if whom == "person" else "hat": int(number)}
    asked = Asked(text, key=f"position {position}", position=position, **of)
    approvals.ask(moving.record, WHAT.key, asked, by=moving.by)
    return Wait()


def _lane_hat(moving: Moving) -> int | None:
    """The role of the lane that the step stands in; nobody in particular, and so who a rule names, where it has none."""
    lane = moving.design.lane(moving.step.lane)
    if lane is None or not lane.hat:
        return None
    hat = Hat.objects.filter(key=lane.hat).values_list("pk", flat=True).first()
    if hat is None:
        raise Refused(now("The role of the lane “%(lane)s” is not there any more.") % {"lane": lane.label})
    return hat


def leave(moving: Moving) -> None:
    """Ask no longer, where the step is skipped or its run cancelled."""
    still = Approval.objects.filter(position=moving.position.pk, state=State.OPEN)
    still.update(state=State.WITHDRAWN, answered_at=timezone.now())


def answered(record: Any, approval: Approval, by: Actor) -> None:
    """Tell the run."""
    if approval.position is not None:
        said = "approved" if approval.state == State.APPROVED else "refused"
        answers.answer(approval.position, said, by=by, reason=approval.reason)


def check(given: Mapping[str, Any], kind: Kind, actor: Actor) -> None:
    """Refuse whom nobody can ask."""
    if (given.get("of") or LANE) not in dict(_approvers(kind, actor)):
        raise Refused(now("Choose who approves it."), field="of", code="not_an_option")


def _approvers(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    several = [
        (f"{word}:{pk}", name) for _label, word, rows in recipients.groups() if word != "team" for pk, name in rows
    ]
    return [(LANE, now("the role of the lane")), *several]


WHAT = What("step", _("Steps of processes"), answered)


def register() -> None:
    """Let it be asked for, and be a step; called once when the program starts."""
    approvals.offer(WHAT)
    parts = (
        Part("text", _("What is asked"), "text", hint=_("{record} stands for the name of the record.")),
        Part("of", _("Who approves"), "choice", choices=_approvers),
    )
    ways: Any = {"approved": _("approved"), "refused": _("refused")}
    steps.register(
        StepKind(
            "approval",
            _("Approval"),
            "stamp",
            begin,
            leave=leave,
            parts=parts,
            answers=ways,
            check=check,
            waits=True,
            decided=True,
        )
    )
