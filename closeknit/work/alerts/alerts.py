"""Alerts as somebody is asked to answer them: by doing the task, moving it, giving it, or dropping it with a cause."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Exists, OuterRef

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.work import due
from closeknit.work.alerts.models import AlertTo
from closeknit.work.due import Line
from closeknit.work.models import OPEN, Task

SHOWN = 20


def asked_of(actor: Actor) -> list[Line]:
    """What somebody is asked about and nobody has answered, the newest alert first, with the level that it has come to; three queries."""
    late = gate.rows(Task, actor).filter(OPEN, pk=OuterRef("alert__record_id"), late_from=OuterRef("alert__since"))
    asked = AlertTo.objects.filter(Exists(late), user_id=actor.user_id or 0).order_by("-alert_id")
    levels: dict[int, int] = {}
    for record, level in asked.values_list("alert__record_id", "alert__level")[: 2 * SHOWN]:
        levels[record] = max(level, levels.get(record, 0))
    wanted = list(levels)[:SHOWN]
    found = gate.rows(Task, actor).filter(pk__in=wanted).values(*due.COLUMNS) if wanted else ()
    lines = {line.id: replace(line, level=levels[line.id]) for line in due.lines(list(found), actor)}
    return [lines[pk] for pk in wanted if pk in lines]
