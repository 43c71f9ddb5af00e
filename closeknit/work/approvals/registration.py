"""What others must know of approvals: their entries, their notices, what tasks ask for, and their panel."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from closeknit.access import audit, gate
from closeknit.records import entries, record
from closeknit.records.entries import EntryKind
from closeknit.work import notices, tasks
from closeknit.work.approvals import approvals, on_steps, on_tasks, panels
from closeknit.work.approvals.models import Approval
from closeknit.work.notices import NoticeKind


def register() -> None:
    """Make them known; called once when the program starts."""
    gate.hangs(Approval, "record")
    approvals.offer(on_tasks.WHAT)
    on_steps.register()
    tasks.HELD.append(on_tasks.held)
    record.GUARDS |= {"approver": on_tasks.guard, "approver_hat": on_tasks.guard}
    panels.register()
    for key, icon, sentence in _entries():
        entries.register(EntryKind(f"approval.{key}", sentence, icon, group="tasks", told=True))
    notices.register(
        NoticeKind("approval.asked", _("{by} asks for your approval"), "stamp"),
        NoticeKind("approval.approved", _("{by} approved this"), "stamp"),
        NoticeKind("approval.refused", _("{by} refused this: {reason}"), "x"),
    )
    audit.SENTENCES["approvers.changed"] = _("%(by)s changed who approves what.")


def _entries() -> tuple[tuple[str, str, Any], ...]:
    return (
        ("asked", "stamp", _("{actor} asked for approval: {text}")),
        ("approved", "stamp", _("{actor} approved: {text}")),
        ("deputy_approved", "stamp", _("{actor} approved for {for}: {text}")),
        ("refused", "x", _("{actor} refused: {text}. {reason}")),
        ("deputy_refused", "x", _("{actor} refused for {for}: {text}. {reason}")),
        ("withdrawn", "undo-2", _("{actor} withdrew the request for approval: {text}")),
    )
