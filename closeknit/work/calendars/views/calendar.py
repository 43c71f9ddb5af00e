"""Pages of calendars: a day, a week, a month or a list of what comes; a thing moved on them; what becomes of a meeting."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.records import record
from closeknit.web.shell import offer_undo
from closeknit.work import tasks
from closeknit.work.calendars import meetings
from closeknit.work.calendars.models import Meeting
from closeknit.work.calendars.views import sheets
from closeknit.work.models import Task


@require_GET
def calendar(request: Request) -> HttpResponse:
    """The calendar of oneself, a colleague or a team."""
    gate.check("meeting", request.actor, "see")
    asked = sheets.Asked.read(request.GET, request.actor)
    return render(request, f"work/calendars/{asked.template}.html", sheets.show(asked, request))


@require_POST
def move(request: Request, kind: str, pk: int) -> HttpResponse:
    """Move what was dragged or moved by keys: a meeting, one time of a series alone, or the day or moment that a task is due."""
    given = request.POST
    begins, ends, seen = given.get("begins", ""), given.get("ends", ""), given.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
    if kind == "meeting":
        found: Any = gate.get(Meeting, pk, request.actor)
        meetings.move(found, begins, ends, given.get("occurrence", ""), by=request.actor, version=version)
    elif kind == "task":
        found = gate.get(Task, pk, request.actor)
        _move_task(found, begins, version, request.actor)
    else:
        raise gate.Absent
    offer_undo(request, _("“%(name)s” moved.") % {"name": found.name}, back=_on(request))
    return redirect(_on(request) or found.address)


def _move_task(task: Task, begins: str, version: int | None, by: Actor) -> None:
    """To another day its reminder goes along; a task that gets a time, another one or none is edited."""
    day, _mark, clock = begins.partition("T")
    was = timezone.localtime(task.due_at).strftime("%H:%M") if task.due_at else ""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Refused(_("Say to which day, such as 2026-12-31."), field="begins", code="not_a_date") from None
    if clock[:5] == was:
        tasks.move(task, wanted, by=by, version=version)
    else:
        record.edit(task, {"due_at" if clock else "due_on": begins}, by=by, version=version)


@require_POST
def act(request: Request, pk: int, word: str) -> HttpResponse:
    """What takes one press: logged, cancelled, planned again, answered, moved by days; of a series one time, where it is named."""
    meeting, given = gate.get(Meeting, pk, request.actor), request.POST
    occurrence = given.get("occurrence", "")
    match word:
        case "log":
            meetings.log(meeting, occurrence, by=request.actor)
            said = _("“%(name)s” is logged.")
        case "cancel":
            meetings.cancel(meeting, occurrence, by=request.actor)
            said = _("“%(name)s” is cancelled.")
        case "plan-again":
            meetings.plan_again(meeting, by=request.actor)
            said = _("“%(name)s” is planned again.")
        case "yes" | "no" | "maybe":
            meetings.answer(meeting, word, by=request.actor)
            said = _("Your answer to “%(name)s” is noted.")
        case _:
            raise gate.Absent
    offer_undo(request, said % {"name": meeting.name}, back=_on(request))
    return redirect(_on(request) or meeting.address)


def _on(request: Request) -> str:
    """Where the form says that one was; "" for anywhere but here."""
    asked = request.POST.get("on", "")
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else ""
