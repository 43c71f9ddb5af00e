"""What processes make known to the rest of the product when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.access import gate, people
from closeknit.timeline import notes
from closeknit.work import notices
from closeknit.work.notices import NoticeKind
from closeknit.work.processes import background, deeds, entries, examples, messages, panels, runs, starts, waits
from closeknit.work.processes.models import Fit, Run

__all__ = ["background", "notes", "register"]  # the worker must know the verbs that steps do, and its jobs


def register() -> None:
    """Called once."""
    entries.register()
    waits.offer()
    deeds.offer(runs.start_another)
    messages.offer()
    starts.offer()
    panels.register()
    people.BEGINNINGS.append(examples.ship)
    gate.hangs(Run, "record")
    gate.hangs(Fit, "record")
    notices.register(NoticeKind("process.stuck", _("The process {process} cannot go on by itself"), "circle-alert"))
