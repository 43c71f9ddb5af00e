"""Pages of projects: added, how they go on, tasks taken over, templates, and one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.records import entries
from closeknit.records.forms import NewRecord
from closeknit.web.shell import offer_undo
from closeknit.work.projects import panels, plans, projects
from closeknit.work.projects.models import Project

MOST = 100

# ------------------------------------------------------------------------------------------------ added


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """The form that makes a project, perhaps like another or by a template, perhaps with a person of theirs in it."""
    gate.check("project", request.actor, "create")
    given = request.POST if request.method == "POST" else request.GET
    form, refused = NewRecord(kinds["project"], request.actor, given), None
    if request.method == "POST":
        try:
            made = form.save(_then(given))
        except Refused as found:
            refused = found
        else:
            offer_undo(request, _("“%(name)s” added.") % {"name": made.name}, form.key)
            return redirect(made.address)
    context = form.context(refused) | {"sources": _sources(request.actor), "source": given.get("source", "")[:20]}
    context |= {"counterpart": given.get("counterpart", "")[:20]}
    return render(request, "work/projects/add.html", context, status=422 if refused else 200)


def _then(given: QueryDict) -> Any:
    """What is done with a new project in the change that makes it."""
    source, person = given.get("source", ""), _number(given.get("counterpart", ""))

    def act(made: Project, by: Actor) -> None:
        if source:
            plans.from_template(made, **_chosen(source, by), by=by)
        if person:
            projects.add_member(made, individual=person, by=by)

    return act


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _chosen(source: str, by: Actor) -> dict[str, Any]:
    """What the choice of a form stands for: a template by its name, or the id of a project."""
    kind, _mark, number = source.partition("-")
    if kind == "like" and _number(number):
        return {"like": _number(number)}
    name = dict(plans.templates(by)).get(_number(number)) if kind == "template" else None
    if name is None:
        raise Refused(_("Choose a template, or a project like it."), field="source", code="required")
    return {"template": name}


def _sources(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The templates and the latest projects that tasks can be taken from."""
    shipped = [(f"template-{pk}", name) for pk, name in plans.templates(actor)] if actor.may("project", "create") else []  # fmt: skip
    latest = gate.rows(Project, actor).order_by("-pk").values_list("pk", "name")[:MOST]
    found = [(_("Templates"), shipped), (_("Projects"), [(f"like-{pk}", name) for pk, name in latest])]
    return [(label, some) for label, some in found if some]


# ------------------------------------------------------------------------------------------------ how it goes on


@require_POST
def act(request: Request, pk: int, word: str) -> HttpResponse:
    """What takes one press: started, or put on hold."""
    project = gate.get(Project, pk, request.actor)
    if word == "start":
        projects.start(project, by=request.actor)
        said = _("“%(name)s” has started.")
    elif word == "hold":
        projects.hold(project, by=request.actor)
        said = _("“%(name)s” is on hold.")
    else:
        raise gate.Absent
    offer_undo(request, said % {"name": project.name})
    return redirect(project.address)


@require_http_methods(["GET", "POST"])
def end(request: Request, pk: int, word: str) -> HttpResponse:
    """Finish a project, or drop it with the cause; what is still open is done, dropped or left, as one says."""
    project = gate.get(Project, pk, request.actor, "edit")
    given = request.POST
    still = projects.open_tasks(project)
    context = {"project": project, "word": word, "open": len(still), "cause": given.get("cause", "")}
    if request.method == "GET":
        return render(request, "work/projects/end.html", context)
    try:
        if word == "finish":
            projects.finish(project, given.get("open_tasks", ""), by=request.actor)
        else:
            projects.drop(project, given.get("cause", ""), given.get("open_tasks", "drop"), by=request.actor)
    except Refused as refused:
        return render(request, "work/projects/end.html", context | {"error": refused.sentence}, status=422)
    said = _("“%(name)s” is finished.") if word == "finish" else _("“%(name)s” is dropped.")
    offer_undo(request, said % {"name": project.name})
    return redirect(project.address)


# ------------------------------------------------------------------------------------------------ templates


@require_http_methods(["GET", "POST"])
def fill(request: Request, pk: int) -> HttpResponse:
    """Give a project the tasks of a template, or of a project like it; the form sent twice does it once."""
    project = gate.get(Project, pk, request.actor, "edit")
    source = request.POST.get("source", "")
    context: dict[str, Any] = {"project": project, "sources": _sources(request.actor), "source": source}
    if request.method == "GET":
        return render(request, "work/projects/fill.html", context)
    key = entries.form_key(request.POST.get("idempotency", ""), source)
    try:
        entries.once(key, "project.filled", request.actor, lambda by: _fill(project, source, by), lambda entry: None)
    except Refused as refused:
        return render(request, "work/projects/fill.html", context | {"error": refused.sentence}, status=422)
    offer_undo(request, _("Tasks added to “%(name)s”.") % {"name": project.name}, key)
    return redirect(f"{project.address}?tab=project_tasks")


def _fill(project: Project, source: str, by: Actor) -> None:
    plans.from_template(project, **_chosen(source, by), by=by)


@require_http_methods(["GET", "POST"])
def keep(request: Request, pk: int) -> HttpResponse:
    """Save how a project goes as a template."""
    project = gate.get(Project, pk, request.actor, "edit")
    context: dict[str, Any] = {"project": project, "name": request.POST.get("name", project.name)}
    if request.method == "GET":
        return render(request, "work/projects/keep.html", context)
    try:
        plans.save_template(project, request.POST.get("name", ""), by=request.actor)
    except Refused as refused:
        return render(request, "work/projects/keep.html", context | {"error": refused.sentence}, status=422)
    return redirect("project_templates")


@require_http_methods(["GET", "POST"])
def templates(request: Request) -> HttpResponse:
    """The templates; a form takes one away."""
    found = plans.templates(request.actor)
    if request.method == "GET":
        return render(request, "work/projects/templates.html", {"templates": found})
    plans.forget(_number(request.POST.get("template", "")), by=request.actor)
    return redirect("project_templates")


# ------------------------------------------------------------------------------------------------ mine


@require_GET
def mine(request: Request) -> HttpResponse:
    """The projects that one manages or is in, and what in each one has to do."""
    gate.check("project", request.actor, "see")
    return render(request, "work/projects/mine.html", {"projects": panels.mine(request.actor, MOST)})
