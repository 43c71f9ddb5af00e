"""Pages of work: a task added in one line, what is done with one by a key, and notices."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.types import Named
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records import entries, record
from closeknit.records.models import Record
from closeknit.records.types import named
from closeknit.web.shell import offer_undo
from closeknit.work import notices as telling
from closeknit.work import recipients, tasks, typed_tasks
from closeknit.work.models import Task

# ------------------------------------------------------------------------------------------------ added in one line


@require_http_methods(["GET", "POST"])
def quick(request: Request) -> HttpResponse:
    """A task in one line; what is understood of it is shown while it is typed. It is about the record on whose page one is."""
    kind = kinds["task"]
    gate.check(kind.key, request.actor, "create")
    given = request.POST if request.method == "POST" else request.GET
    line, on = given.get("line", "")[: typed_tasks.LONGEST], given.get("on", "")[:500]
    about = None if "alone" in given else _here(on, request)
    typed = typed_tasks.read(line)
    context: dict[str, Any] = {
        "line": line,
        "on": on,
        "about": about,
        "parts": typed.parts,
        "name": typed.values["name"],
    }
    if request.method == "POST":
        try:
            return _added(request, kind, typed.values, about)
        except Refused as refused:
            context |= {"error": refused.sentence, "key": given.get("idempotency", "")}
            return render(request, "work/quick_page.html", context, status=422)
    context["key"] = str(uuid.uuid4())
    part = "work/understood.html" if "line" in given else "work/quick.html"
    return render(request, part if request.htmx else "work/quick_page.html", context)


def _added(request: Request, kind: Kind, values: dict[str, Any], about: Named | None) -> HttpResponse:
    given = {**values, "about": about} if about else values
    key = entries.form_key(request.POST.get("idempotency", ""), request.POST.get("line", ""))
    made = record.create_once(kind, given, by=request.actor, key=key)
    offer_undo(request, _("“%(name)s” added.") % {"name": made.name}, key)
    return back(request, kind.address(made.pk, made.name))


def _here(on: str, request: Request) -> Named | None:
    """The record on whose page somebody is, as far as they see it; on that of a task what it is about."""
    try:
        words = resolve(on).kwargs
    except Resolver404:
        return None
    kind, pk = words.get("kind"), words.get("pk")
    if not isinstance(kind, Kind) or not isinstance(pk, int):
        return None
    if kind.key == "task":
        pk = gate.rows(Task, request.actor).filter(pk=pk).values_list("about_id", flat=True).first()
    found = gate.rows(Record, request.actor).filter(pk=pk or 0).first()
    return named(found) if found else None


def back(request: Request, otherwise: str) -> HttpResponse:
    """Where the form says that one was."""
    return redirect(_was(request) or otherwise)


def _was(request: Request) -> str:
    """The address where the form says that one was, "" for none of ours."""
    asked = request.POST.get("on", "")
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else ""


# ------------------------------------------------------------------------------------------------ done with one


@require_POST
def act(request: Request, pk: int, word: str) -> HttpResponse:
    """What takes one key: done, taken up again, claimed, given back, moved to a day, a step ticked off."""
    task = gate.get(Task, pk, request.actor)
    match word:
        case "do":
            done = tasks.do(task, by=request.actor)
            said = _("“%(name)s” waits for approval.") if done.asked_at else _("“%(name)s” is done.")
        case "reopen":
            tasks.reopen(task, by=request.actor)
            said = _("“%(name)s” is open again.")
        case "claim":
            tasks.claim(task, by=request.actor)
            said = _("“%(name)s” is yours.")
        case "release":
            tasks.release(task, by=request.actor)
            said = _("“%(name)s” is for the others again.")
        case "move":
            tasks.move(task, _day(request.POST.get("day", "")), by=request.actor)
            said = _("“%(name)s” moved.")
        case _:
            raise gate.Absent
    offer_undo(request, said % {"name": task.name}, back=_was(request))
    return back(request, task.address)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Refused(_("Say to which day, such as 2026-12-31."), field="day", code="not_a_date") from None


@require_http_methods(["GET", "POST"])
def give(request: Request, pk: int) -> HttpResponse:
    """Give a task to a person, a team or a role."""
    task = gate.get(Task, pk, request.actor, "edit")
    if request.method == "POST":
        what, _mark, number = request.POST.get("to", "").partition("-")
        if what not in ("person", "team", "hat") or not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Refused(_("Choose whom to give it to."), field="to", code="required")
        tasks.give(task, **{what: int(number)}, by=request.actor)
        offer_undo(request, _("“%(name)s” is given.") % {"name": task.name})
        return back(request, task.address)
    context = {"task": task, "groups": recipients.groups(), "on": request.GET.get("on", "")[:500]}
    return render(request, "work/give.html" if request.htmx else "work/give_page.html", context)


@require_http_methods(["GET", "POST"])
def drop(request: Request, pk: int) -> HttpResponse:
    """Give up a task, with the cause."""
    task = gate.get(Task, pk, request.actor, "edit")
    if request.method == "POST":
        tasks.drop(task, request.POST.get("cause", ""), by=request.actor)
        offer_undo(request, _("“%(name)s” is dropped.") % {"name": task.name})
        return back(request, task.address)
    context = {"task": task, "on": request.GET.get("on", "")[:500]}
    return render(request, "work/drop.html" if request.htmx else "work/drop_page.html", context)


# ------------------------------------------------------------------------------------------------ notices


@require_GET
def notices(request: Request) -> HttpResponse:
    """What one was told, the newest first; with `count` how much of it is new, for the bell, with `latest` the last that is, for the browser."""
    if "count" in request.GET:
        return HttpResponse(str(telling.unread(request.actor) or ""))
    if "latest" in request.GET:
        return JsonResponse(telling.latest(request.actor))
    return render(request, "work/notices.html", {"notices": telling.newest(request.actor)})


@require_POST
def notices_read(request: Request) -> HttpResponse:
    """All of it is read."""
    telling.read(request.actor)
    return redirect("notices")


@require_POST
def notice(request: Request, notice: int) -> HttpResponse:
    """One is read, and its record opens."""
    return redirect(telling.read(request.actor, notice))
