"""Pages of the people who sign in: who they are, what they may do, and what the roles let one do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import audit, gate, hats, invitations, people, teams
from closeknit.access.forms import errors_of, line
from closeknit.access.models import User
from closeknit.access.requests import Request
from closeknit.catalogue.refusal import Refused


@require_GET
def listed(request: Request) -> HttpResponse:
    """Everybody who may sign in, and who could once."""
    words = request.GET.get("q", "")[:200].strip()
    found = people.find(request.actor, words)
    rows = [
        {
            "person": one,
            "url": reverse("person", args=[one.pk]),
            "roles": ", ".join(hat.name for hat in people.roles_of(one)),
            "teams": ", ".join(team.name for team in people.teams_of(one)),
        }
        for one in found
    ]
    context = {"rows": rows, "words": words, "most": people.SHOWN, "deeds": audit.tell(request.actor)}
    return render(request, "access/people.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """The form that adds somebody; then the link by which they choose their password, shown this once."""
    gate.check("user", request.actor, "manage")
    if request.method == "GET":
        return _form(request, None, {}, None)
    given = _given(request)
    try:
        made = people.add(
            given["name"],
            given["email"],
            wearing=given["roles"],
            teams=teams.of(given["teams"], request.actor),
            by=request.actor,
        )
        return _link(request, made)
    except Refused as refused:
        return _form(request, None, given, refused)


@require_http_methods(["GET", "POST"])
def one(request: Request, user: int) -> HttpResponse:
    """Somebody's name, e-mail, roles and teams, to be changed."""
    found = people.get(user, request.actor)
    if request.method == "GET":
        return _form(request, found, _as_given(found), None)
    given = _given(request)
    try:
        chosen = teams.of(given["teams"], request.actor)
        people.change(found, given["name"], given["email"], wearing=given["roles"], teams=chosen, by=request.actor)
    except Refused as refused:
        return _form(request, found, given, refused)
    messages.success(request, _("Saved. It counts from their next click on."))
    return redirect("person", user)


@require_POST
def deactivate(request: Request, user: int) -> HttpResponse:
    """Let somebody sign in no more."""
    found = people.get(user, request.actor)
    people.deactivate(found, by=request.actor)
    messages.success(request, _("%(name)s may not sign in any more.") % {"name": found.name})
    return redirect("person", user)


@require_POST
def reactivate(request: Request, user: int) -> HttpResponse:
    """Let somebody sign in again."""
    found = people.get(user, request.actor)
    people.reactivate(found, by=request.actor)
    messages.success(request, _("%(name)s may sign in again.") % {"name": found.name})
    return redirect("person", user)


@require_POST
def invite(request: Request, user: int) -> HttpResponse:
    """A new link by which somebody chooses their password, shown this once."""
    return _link(request, people.get(user, request.actor))


@require_GET
def roles(request: Request) -> HttpResponse:
    """What each role lets its wearer do."""
    context = {"roles": hats.describe(request.actor), "rights": list(hats.rights().values())}
    return render(request, "access/roles.html", context)


def _link(request: Request, user: User) -> HttpResponse:
    key = people.invite(user, by=request.actor)
    url = request.build_absolute_uri(reverse("welcome", args=[key]))
    context = {"person": user, "url": url, "hours": invitations.HOURS, "back_url": reverse("person", args=[user.pk])}
    return render(request, "access/link.html", context)


def _given(request: Request) -> dict[str, Any]:
    sent = request.POST
    return {
        "name": sent.get("name", ""),
        "email": sent.get("email", ""),
        "roles": sent.getlist("roles"),
        "teams": sent.getlist("teams"),
    }


def _as_given(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "roles": [hat.key for hat in people.roles_of(user)],
        "teams": [str(team.pk) for team in people.teams_of(user)],
    }


def _form(request: Request, user: User | None, given: dict[str, Any], refused: Refused | None) -> HttpResponse:
    errors = errors_of(refused)
    worn = [hat.key for hat in people.roles_of(user)] if user else []
    context = {
        "title": user.name if user else _("Add a person"),
        "person": user,
        "action": request.path,
        "fields": [
            line("name", _("Name"), given.get("name", ""), error=errors.get("name", "")),
            line("email", _("E-mail"), given.get("email", ""), kind="email", error=errors.get("email", "")),
        ],
        "roles": [(hat, hat.key in given.get("roles", ())) for hat in people.wearable(request.actor, worn)],
        "teams": [(one, str(one.team.pk) in given.get("teams", ())) for one in teams.tree(request.actor)],
        "error": " ".join(sentence for key, sentence in errors.items() if key not in ("name", "email")),
        "changeable": user is None or people.may_change(user, request.actor),
        "deeds": audit.tell(request.actor, user) if user else [],
    }
    return render(request, "access/person.html", context, status=422 if refused else 200)
