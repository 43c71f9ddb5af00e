"""Pages of the tree of teams."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import teams
from closeknit.access.forms import chooser, errors_of, line
from closeknit.access.models import Team
from closeknit.access.requests import Request
from closeknit.catalogue.refusal import Refused


@require_GET
def listed(request: Request) -> HttpResponse:
    """The tree."""
    return render(request, "access/teams.html", {"teams": teams.tree(request.actor)})


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """The form that makes a team; `?below=` is the one above it."""
    if request.method == "GET":
        return _form(request, None, "", request.GET.get("below", ""), None)
    name, above = request.POST.get("name", ""), request.POST.get("parent", "")
    try:
        made = teams.add(name, _above(request, above), by=request.actor)
    except Refused as refused:
        return _form(request, None, name, above, refused)
    messages.success(request, _("“%(team)s” added.") % {"team": made.name})
    return redirect("teams")


@require_http_methods(["GET", "POST"])
def one(request: Request, team: int) -> HttpResponse:
    """A team's name and place, to be changed."""
    found = teams.get(team, request.actor)
    if request.method == "GET":
        return _form(request, found, found.name, str(found.parent_id or ""), None)
    name, above = request.POST.get("name", ""), request.POST.get("parent", "")
    try:
        teams.change(found, name, _above(request, above), by=request.actor)
    except Refused as refused:
        return _form(request, found, name, above, refused)
    messages.success(request, _("Saved."))
    return redirect("teams")


@require_POST
def remove(request: Request, team: int) -> HttpResponse:
    """Take away a team that is empty."""
    found = teams.get(team, request.actor)
    try:
        teams.remove(found, by=request.actor)
    except Refused as refused:
        return _form(request, found, found.name, str(found.parent_id or ""), refused)
    messages.success(request, _("“%(team)s” removed.") % {"team": found.name})
    return redirect("teams")


def _above(request: Request, given: str) -> Team | None:
    """The team of this id, as a form gives it; none for the top."""
    found = teams.of([given] if given else [], request.actor)
    return found[0] if found else None


def _form(request: Request, team: Team | None, name: str, above: str, refused: Refused | None) -> HttpResponse:
    errors = errors_of(refused)
    tree = [one for one in teams.tree(request.actor) if team is None or one.team.pk != team.pk]
    places = [("", _("At the top")), *((one.team.pk, f"{'— ' * one.depth}{one.team.name}") for one in tree)]
    context = {
        "team": team,
        "action": request.path if request.method == "GET" or team is None else request.path.removesuffix("remove/"),
        "fields": [
            line("name", _("Name"), name, error=errors.get("name", "")),
            chooser("parent", _("Below"), places, above, error=errors.get("parent", "")),
        ],
        "error": " ".join(sentence for key, sentence in errors.items() if key not in ("name", "parent")),
    }
    return render(request, "access/team.html", context, status=422 if refused else 200)
