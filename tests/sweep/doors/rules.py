"""Doors of the rules of work: business hours, the ladder of alerts, who approves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sweep.doors.door import Door, page, send, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject

RULES = ("kind:work.manage",)


def _company(subject: Subject) -> dict[str, Any]:
    return {"team": 0}


def _week(subject: Subject) -> dict[str, Any]:
    return {f"day_{place}": "9:00-17:00" for place in range(5)}


DOORS: dict[str, Door] = {
    "hours": Door((page(RULES),)),
    "hours_of": Door((page(RULES), page(RULES, "regions&country=DE"), send(RULES, _week)), words=_company),
    "hours_forget": Door((send(RULES),), words=_company),
    "ladder": Door((page(RULES), send(RULES, lambda s: {"hours_0": "2", "whom_0": "lead"}))),
    "leads": Door((send(RULES, lambda s: {}),)),
}

# Whoever sees tasks sees what became of those that they see.
DOORS["forgotten"] = Door((page(("kind:task.see",)), page(("kind:task.see",), "since=2026-01-01&until=2026-03-31")))

# Approvals: one's own list for everybody; those of tasks are tried by their own tests, which know who may answer.
_NOBODYS = {"words": lambda s: {"pk": 0}}
DOORS |= {
    "approvals": Door((page(("signed-in",)),)),
    "approval_approve": Door((send(("nobodys",)),), **_NOBODYS),
    "approval_refuse": Door((page(("nobodys",)), send(("nobodys",))), **_NOBODYS),
    "approval_withdraw": Door((send(("nobodys",)),), **_NOBODYS),
    "approvers": Door((page(("signed-in",)),)),
    "approval_rule_add": Door((send(RULES, lambda s: {"what": "task", "hat": "1"}),), also=(422,)),
    "approval_rule_remove": Door((send((*RULES, "nobodys")),), words=lambda s: {"rule": 0}),
    "deputy_add": Door((send(("signed-in",), lambda s: {"deputy": "0"}),), also=(422,)),
    "deputy_remove": Door((send(("nobodys",)),), words=lambda s: {"deputy": 0}),
}

# Set alerts: on whatever one sees, and each person's own.
DOORS |= {
    "watches": Door((page(("signed-in",)), send(("signed-in",), lambda s: {"view": "0"})), also=(422,)),
    "watch_remove": Door((send(("nobodys",)),), words=lambda s: {"pk": 0}),
    "watch": Door((page(("sees",)), send(("sees",), lambda s: {"what": "entry-", "tell": "me"})), words=the_record),
}

# Reports are for everybody who is signed in, and count what they see: closeknit/insight/tests tries that.
DOORS |= {
    "activity": Door((page(("signed-in",)), page(("signed-in",), "by=customer&as=csv"))),
    "activity_contacts": Door((page(("signed-in",)), page(("signed-in",), "person=1"))),
    "quiet": Door((page(("signed-in",)), page(("signed-in",), "what=unknown"))),
}
