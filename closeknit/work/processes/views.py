"""Pages of processes: those there are, one with its runs, what people do to a run, and the page on which one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.profiles.forms import chooser, errors_of, text
from closeknit.web.shell import offer
from closeknit.work.processes import checks, designs, diagram, drawing, forms, processes, runs, standing
from closeknit.work.processes.models import Process, Run
from closeknit.work.processes.steps import STEPS

# ------------------------------------------------------------------------------------------------ read


@require_GET
def listed(request: Request) -> HttpResponse:
    """The processes about what the reader sees, and how many of each are under way."""
    shaped = [one for one in kinds if request.actor.may(one.key, "shape")]
    there, numbers = standing.seen(request.actor), standing.numbers(request.actor)
    context = {
        "rows": [_row(one, request, numbers) for one in there],
        "retired": [_row(one, request, {}) for one in standing.seen(request.actor, retired=True)],
        "add_url": reverse("process_add") if shaped else "",
    }
    return render(request, "work/processes/list.html", context)


def _row(process: Process, request: Request, numbers: Mapping[int, tuple[int, int]]) -> dict[str, Any]:
    kind, edition = kinds[process.kind], process.edition
    under_way, stuck = numbers.get(process.pk, (0, 0))
    return {
        "process": process,
        "kind": kind,
        "url": reverse("process", args=[process.pk]),
        "under_way": under_way,
        "stuck": stuck,
        "starts": forms.starts_said(designs.read(edition.design), kind, request.actor) if edition else "",
        "edition": edition.number if edition else None,
        "may_shape": request.actor.may(kind.key, "shape"),
    }


@require_GET
def page(request: Request, process: int) -> HttpResponse:
    """One process: its diagram, what starts it, and where it is under way."""
    found = standing.find(process, request.actor)
    kind, design = kinds[found.kind], designs.read(found.edition.design if found.edition else {})
    context = {
        "process": found,
        "kind": kind,
        "diagram": diagram.drawn(design),
        "starts": forms.starts_said(design, kind, request.actor) if found.edition else _("Starts nowhere before it is published."),
        "runs": standing.of_process(found, request.actor),
        "may_shape": request.actor.may(kind.key, "shape"),
        "drawn_anew": found.edition is not None and found.draft != found.edition.design,
    }  # fmt: skip
    return render(request, "work/processes/page.html", context)


# ------------------------------------------------------------------------------------------------ runs


def _back(request: Request, otherwise: str) -> HttpResponse:
    """Where the form says that one was."""
    asked = request.POST.get("on", "")
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return redirect(asked if safe else otherwise)


def _form(request: Request, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A form that opens over a page, or stands on one of its own."""
    context |= {"on": (request.POST or request.GET).get("on", "")[:500], "form": template}
    shown = template if request.htmx else "work/processes/form_page.html"
    return render(request, shown, context, status=status)


@require_http_methods(["GET", "POST"])
def start(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Start one of the processes on a record."""
    subject = gate.get(kind.model, pk, request.actor, "edit")
    context = {"record": subject, "kind": kind, "processes": standing.startable(kind)}
    if request.method == "GET":
        return _form(request, "work/processes/start.html", **context)
    given = request.POST.get("process", "")
    try:
        made = runs.start(subject, int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0, by=request.actor)  # fmt: skip
    except Refused as refused:
        return _form(request, "work/processes/start.html", 422, error=refused.sentence, **context)
    messages.success(request, _("“%(process)s” is under way.") % {"process": made.process})
    return _back(request, subject.address)


@require_POST
def act(request: Request, run: int, word: str) -> HttpResponse:
    """Hold a run, or let it go on."""
    found = gate.get(Run, run, request.actor)
    try:
        if word == "pause":
            runs.pause(found, by=request.actor)
        elif word == "go-on":
            runs.go_on(found, by=request.actor)
        else:
            raise gate.Absent
    except Refused as refused:
        messages.error(request, refused.sentence)
    return _back(request, reverse("process", args=[found.process_id]))


@require_http_methods(["GET", "POST"])
def skip(request: Request, run: int, position: int) -> HttpResponse:
    """Go on from a step without what it waits for, with the reason."""
    found = gate.get(Run, run, request.actor, "edit")
    context = {"title": _("Skip this step"), "verb": _("Skip"), "action": request.path}
    return _with_reason(request, found, context, lambda reason: runs.skip(found, position, reason, by=request.actor))


@require_http_methods(["GET", "POST"])
def cancel(request: Request, run: int) -> HttpResponse:
    """Give a run up, with the reason."""
    found = gate.get(Run, run, request.actor, "edit")
    context = {"title": _("Cancel the process"), "verb": _("Cancel the process"), "action": request.path}
    return _with_reason(request, found, context, lambda reason: runs.cancel(found, reason, by=request.actor))


def _with_reason(request: Request, run: Run, context: dict[str, Any], do: Any) -> HttpResponse:
    if request.method == "GET":
        return _form(request, "work/processes/reason.html", **context)
    said = request.POST.get("reason", "")
    try:
        do(said)
    except Refused as refused:
        return _form(request, "work/processes/reason.html", 422, error=refused.sentence, reason=said, **context)
    return _back(request, reverse("process", args=[run.process_id]))


# ------------------------------------------------------------------------------------------------ drawn


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Begin to draw a process: its name, and what it is about."""
    shaped = [one for one in kinds if request.actor.may(one.key, "shape")]
    if not shaped:
        raise gate.NotAllowed(_("Ask whoever administers Closeknit to draw processes."))
    form, errors = request.POST, dict[str, str]()
    if request.method == "POST":
        kind = next((one for one in shaped if one.key == form.get("kind")), shaped[0])
        try:
            made = processes.add(kind, {"name": form.get("name", "")}, by=request.actor)
            return redirect("process_draw", made.pk)
        except Refused as refused:
            errors = errors_of(refused)
    fields = [
        text("name", _("Name"), form.get("name", ""), errors, required=True),
        chooser("kind", _("About"), [(one.key, one.label_plural) for one in shaped], form.get("kind", ""), errors),
    ]
    context = {"fields": fields, "back_url": reverse("processes")}
    return render(request, "work/processes/add.html", context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
def draw(request: Request, process: int) -> HttpResponse:
    """The page on which a process is drawn; `?at=` is the step that is being changed."""
    found = standing.find(process, request.actor)
    kind = kinds[found.kind]
    gate.check(kind.key, request.actor, "shape")
    if found.retired_at is not None:
        raise gate.Absent
    if request.method == "GET":
        return _drawn(request, found, kind, None)
    try:
        return _stroke(request, found, kind)
    except Refused as refused:
        return _drawn(request, found, kind, refused)


def _stroke(request: Request, process: Process, kind: Kind) -> HttpResponse:
    """Carry out what one form of the page asks."""
    form, key = request.POST, request.POST.get("at", "")
    version = int(form["version"]) if form.get("version", "").isdecimal() and len(form["version"]) < 10 else None
    if form.get("do") == "publish":
        processes.publish(kind, process.pk, by=request.actor)
        messages.success(request, _("“%(process)s” is in force.") % {"process": process})
        return redirect("process", process.pk)
    if form.get("do") == "name":
        processes.change(kind, process.pk, {"name": form.get("name", "")}, by=request.actor, version=version)
        return redirect("process_draw", process.pk)
    design, at = _changed(designs.read(process.draft), key, request, kind)
    processes.change(kind, process.pk, {"design": designs.written(design)}, by=request.actor, version=version)
    back = reverse("process_draw", args=[process.pk])
    return redirect(f"{back}?at={at}#step" if at else back)


def _changed(design: designs.Design, key: str, request: Request, kind: Kind) -> tuple[designs.Design, str]:
    """The design after one stroke, and the step that is looked at next."""
    form = request.POST
    match form.get("do"):
        case "add":
            return drawing.with_step(design, form.get("kind", ""), key)
        case "step":
            given = forms.step_given(form, drawing.step_of(design, key), kind, request.actor)
            return drawing.changed(design, key, **given), key
        case "up" | "down":
            return drawing.moved(design, key, -1 if form["do"] == "up" else 1), key
        case "remove":
            return drawing.without_step(design, key), ""
        case "lane-add":
            return drawing.with_lane(design, form.get("lane-label", ""), form.get("hat", "")), ""
        case "lane":
            return drawing.with_lane_changed(design, form.get("lane", ""), form.get("lane-label", ""), form.get("hat", "")), ""  # fmt: skip
        case "lane-remove":
            return drawing.without_lane(design, form.get("lane", "")), ""
        case "starts":
            return drawing.with_starts(design, forms.starts_given(form, kind, request.actor)), ""
    raise gate.Absent


def _drawn(request: Request, process: Process, kind: Kind, refused: Refused | None) -> HttpResponse:
    design, errors = designs.read(process.draft), errors_of(refused)
    step = design.step((request.POST or request.GET).get("at", ""))
    wrong = checks.problems(design, kind, request.actor)
    url, sent = reverse("process_draw", args=[process.pk]), request.POST.get("do", "")
    of_step = errors if sent == "step" else {}
    starts = {key: request.POST.get(key, "") for key in ("filter", "rule", "among")} if sent == "starts" else {}
    context = {
        "process": process,
        "kind": kind,
        "design": design,
        "diagram": diagram.drawn(design, url=url, current=step.key if step else "", wrong=frozenset(one.at for one in wrong)),
        "steps": [{"key": one.key, "label": runs.named(one), "icon": STEPS[one.kind].icon} for one in design.steps if one.kind in STEPS],
        "step": step,
        "step_label": runs.named(step) if step and step.kind in STEPS else "",
        "step_kind": STEPS.get(step.kind) if step else None,
        "fields": forms.step_fields(step, design, kind, request.actor, of_step) if step and step.kind in STEPS else [],
        "problems": [] if not design.steps else [{"sentence": one.sentence, "url": f"{url}?at={one.at}#step" if design.step(one.at) else ""} for one in wrong],
        "kinds_of_step": [(one.key, one.label) for one in STEPS.values()],
        "hats": drawing.hats(),
        "start_fields": forms.start_fields(design, starts, errors if sent == "starts" else {}),
        "error": "" if errors.keys() & {"filter", "rule", "among"} or (of_step and not errors.get("")) else next(iter(errors.values()), ""),
        "ready": not wrong,
        "published": process.edition is not None and process.draft == process.edition.design,
    }  # fmt: skip
    return render(request, "work/processes/draw.html", context, status=422 if refused else 200)


@require_POST
def retire(request: Request, process: int) -> HttpResponse:
    """Start a process no more; the bar at the foot takes it up again."""
    found = standing.find(process, request.actor)
    gone = processes.retire(kinds[found.kind], process, by=request.actor)
    offer(request, _("“%(process)s” is retired. What is under way goes on.") % {"process": gone}, reverse("process_reinstate", args=[process]))  # fmt: skip
    return redirect("processes")


@require_POST
def reinstate(request: Request, process: int) -> HttpResponse:
    """Take up a retired process again, as a draft."""
    found = standing.find(process, request.actor)
    try:
        processes.reinstate(kinds[found.kind], process, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("processes")
    return redirect("process_draw", process)
