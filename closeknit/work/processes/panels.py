"""What a record's page shows of processes: where each run stands, and the way to start one."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.web import panels, shell
from closeknit.web.panels import Panel, Place
from closeknit.work.processes import standing


def register() -> None:
    """Put the panel on every record's page, and the list into the side bar; called once when the program starts."""
    shell.register(shell.Place(gettext_lazy("Processes"), "processes", "workflow", shell.somewhere("see"), "overview"))
    panels.register(
        Panel(
            "processes",
            gettext_lazy("Processes"),
            Place.SIDE,
            "work/processes/panel.html",
            show,
            rank=40,
            icon="workflow",
            counted=standing.counted,
        )
    )


def show(record: Any, actor: Actor) -> dict[str, Any]:
    """Where each run on a record stands."""
    kind = kinds[record.kind]
    under_way, ended = ([], []) if panels.known_empty(record, "processes") else standing.of_record(record, actor)
    rights = getattr(record, "rights", None)
    if rights is None:
        rights = gate.rights(kind, record.pk, actor, ("edit",), binned=record.binned_at is not None)
    editable = "edit" in rights
    on = kind.address(record.pk, record.name)
    return {
        "under_way": under_way,
        "ended": ended,
        "editable": editable,
        "on": on,
        "add_url": f"{reverse('process_start', args=[kind.plural, record.pk])}?on={on}" if editable else "",
        "add_label": _("Start a process"),
    }
