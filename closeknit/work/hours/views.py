"""Pages of business hours: those of all teams, and the form of one."""

from __future__ import annotations

from typing import Any

from babel.dates import get_day_names
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import preferences
from closeknit.access.forms import errors_of
from closeknit.access.models import Team
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.types import amounts
from closeknit.work.hours import hours
from closeknit.work.hours.hours import Given

LONGEST = 20_000  # characters of the closed days


@require_GET
def listed(request: Request) -> HttpResponse:
    """When each team works."""
    return render(request, "work/hours/hours.html", {"teams": hours.tell(request.actor)})


@require_http_methods(["GET", "POST"])
def one(request: Request, team: int) -> HttpResponse:
    """The hours of a team, of the company for 0, to be changed; with `?regions=` the regions of a country alone."""
    found = hours.team_of(team, request.actor)
    if "regions" in request.GET:
        regions = hours.regions_of(request.GET.get("country", ""))
        return render(request, "work/hours/regions.html", {"regions": regions, "region": ""})
    if request.method == "GET":
        return _form(request, found, hours.shown(found, request.actor), None)
    given = _given(request)
    try:
        hours.keep(found, given, by=request.actor)
    except Refused as refused:
        return _form(request, found, given, refused)
    messages.success(request, _("Saved."))
    return redirect("hours")


@require_POST
def forget(request: Request, team: int) -> HttpResponse:
    """Let a team have the hours of the team above it again."""
    hours.forget(hours.team_of(team, request.actor), by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("hours")


def _given(request: Request) -> Given:
    said = request.POST
    days = tuple(said.get(f"day_{place}", "")[:200] for place in range(7))
    return Given(
        days,
        said.get("zone", "")[:60],
        said.get("country", "")[:2],
        said.get("region", "")[:40],
        said.get("closed", "")[:LONGEST],
    )


def _form(request: Request, team: Team | None, given: Given, refused: Refused | None) -> HttpResponse:
    names = get_day_names("wide", "stand-alone", amounts.locale_of(get_language() or "en"))
    errors = errors_of(refused)
    days = [
        (f"day_{place}", names[place], said, errors.get(f"day_{place}", "")) for place, said in enumerate(given.days)
    ]
    context: dict[str, Any] = {
        "team": team,
        "pk": team.pk if team else 0,
        "given": given,
        "days": days,
        "errors": errors,
        "zones": preferences.zones(),
        "usual": str(timezone.get_default_timezone()),
        "countries": sorted(hours.country_names().items(), key=lambda each: each[1]),
        "regions": hours.regions_of(given.country),
        "region": given.region,
    }
    return render(request, "work/hours/form.html", context, status=422 if refused else 200)
