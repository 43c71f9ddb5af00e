"""The page of the ladder: its levels, and who leads each team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate, teams
from closeknit.access.forms import errors_of
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.work import recipients
from closeknit.work.alerts import ladder as kept
from closeknit.work.alerts import promises
from closeknit.work.alerts.models import Whom
from closeknit.work.hours.hours import RIGHT


@require_http_methods(["GET", "POST"])
def ladder(request: Request) -> HttpResponse:
    """The levels, to be changed."""
    gate.check(RIGHT, request.actor, "manage")
    if request.method == "GET":
        return _page(request, [(one.hours, one.choice) for one in kept.rungs()], None)
    said = [
        (request.POST.get(f"hours_{place}", "")[:20], request.POST.get(f"whom_{place}", "")[:30])
        for place in range(kept.MOST)
    ]
    try:
        kept.keep(said, by=request.actor)
    except Refused as refused:
        return _page(request, said, refused)
    messages.success(request, _("Saved."))
    return redirect("ladder")


@require_GET
def forgotten(request: Request) -> HttpResponse:
    """Nothing forgotten: the promises of each team and person, and what became of them."""
    refused, said = None, (request.GET.get("since", "")[:20], request.GET.get("until", "")[:20])
    try:
        within = promises.period(*said)
    except Refused as wrong:
        refused, within = wrong, promises.period("", "")
    every, rows = promises.told(request.actor, within)
    context = {"every": every, "rows": rows, "period": within, "error": refused.sentence if refused else ""}
    return render(request, "work/alerts/forgotten.html", context, status=422 if refused else 200)


@require_POST
def leads(request: Request) -> HttpResponse:
    """Who leads each team."""
    gate.check(RIGHT, request.actor, "manage")
    given = {one.team.pk: _number(request.POST.get(f"lead_{one.team.pk}", "")) for one in teams.placed()}
    kept.lead(given, by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("ladder")


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _page(request: Request, said: list[tuple[str, str]], refused: Refused | None) -> HttpResponse:
    errors, roles = errors_of(refused), recipients.groups()[2][2]
    leading, people = kept.leads(), recipients.groups()[0][2]
    levels = [*said, *[("", "")] * kept.MOST][: kept.MOST]
    context: dict[str, Any] = {
        "levels": [
            {"place": place, "hours": hours, "whom": whom, "error": _error(errors, place)}
            for place, (hours, whom) in enumerate(levels)
        ],
        "choices": [(value, label) for value, label in Whom.choices if value != Whom.HAT],
        "roles": [(f"hat-{pk}", name) for pk, name in roles],
        "teams": [{"team": one.team, "depth": one.depth, "lead": leading.get(one.team.pk)} for one in teams.placed()],
        "people": people,
    }
    return render(request, "work/alerts/ladder.html", context, status=422 if refused else 200)


def _error(errors: dict[str, str], place: int) -> str:
    return errors.get(f"hours_{place}") or errors.get(f"whom_{place}") or ""
