"""The panel of approvals on the page of a task."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.web import panels
from closeknit.web.panels import Panel, Place
from closeknit.work.approvals import lines


def register() -> None:
    """Put the panel on the pages of tasks; called once when the program starts."""
    label = _("Approval")
    panels.register(
        Panel("approvals", label, Place.SIDE, "work/approvals/panel.html", show, kinds=("task",), icon="stamp")
    )


def show(record: Any, actor: Actor) -> dict[str, Any]:
    """What was asked for and answered."""
    return {"lines": lines.of_record(record.pk, actor), "on": kinds[record.kind].address(record.pk, record.name)}
