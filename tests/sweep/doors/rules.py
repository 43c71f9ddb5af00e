"""Doors of the rules of work: business hours, the ladder of alerts, who approves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sweep.doors.door import Door, page, send

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
