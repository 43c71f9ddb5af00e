"""Tasks that need approval: doing one asks for it, and only the answer makes it done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.access.verbs import Refused
from closeknit.work import tasks
from closeknit.work.approvals import approvals
from closeknit.work.approvals.approvals import Asked, What
from closeknit.work.approvals.models import Approval, State
from closeknit.work.hours.hours import RIGHT
from closeknit.work.models import OPEN, Task


def held(task: Task, by: Actor) -> bool:
    """Whether a task waits for another's approval before it is done; it is asked for by this. Who approves it may do it alone."""
    if task.approver_id is None and task.approver_hat_id is None:
        return False
    mine = User.hats.through.objects.filter(user_id=by.user_id, hat_id=task.approver_hat_id)
    if task.approver_id == by.user_id or (task.approver_hat_id is not None and mine.exists()):
        return False
    # One that is still open was asked for by what was taken back since.
    stale = Approval.objects.filter(record_id=task.pk, what=WHAT.key, state=State.OPEN)
    stale.update(state=State.WITHDRAWN, answered_at=timezone.now())
    asked = Asked(text=task.name, user=task.approver_id, hat=task.approver_hat_id)
    approvals.ask(task, WHAT.key, asked, by=by, told=False)
    return True


def answered(record: Any, approval: Approval, by: Actor) -> None:
    """The task is done as who asked did it, or is to be done once more."""
    task = Task.objects.select_for_update().get(pk=record.pk)
    if approval.state == State.APPROVED:
        tasks.finish(task, by=replace(by, user_id=approval.asked_by_id), at=task.asked_at)
    else:
        tasks.resume(task, by=by)


def wanted() -> Q:
    """The task is still open, and waits."""
    return Q(Exists(Task.objects.filter(OPEN, pk=OuterRef("record_id"), asked_at__isnull=False)))


def guard(ids: list[int], by: Actor) -> None:
    """Refuse that others than who gave a task, who approves it, and who manages work decide who approves it."""
    decide = Q(given_by_id=by.user_id) | Q(approver_id=by.user_id) | Q(approver_hat_id__in=by.hats)
    decide |= Q(given_by=None, created_by_id=by.user_id)
    theirs = Task.objects.filter(pk__in=ids).exclude(approver=None, approver_hat=None)
    if not by.may(RIGHT, "manage") and theirs.exclude(pk__in=theirs.filter(decide).values("pk")).exists():
        sentence = now("Who gave you this decides who approves it. Ask them.")
        raise Refused(sentence, field="approver", code="not_yours")


WHAT = What("task", _("Tasks"), answered, wanted)
