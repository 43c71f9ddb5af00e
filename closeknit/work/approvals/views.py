"""Pages of approvals: answered by a key, what waits for whom, who approves what, and deputies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.records.models import Record
from closeknit.work import recipients
from closeknit.work.approvals import approvals, lines
from closeknit.work.approvals import rules as kept
from closeknit.work.approvals.approvals import WHATS
from closeknit.work.approvals.models import Approval
from closeknit.work.hours.hours import RIGHT
from closeknit.work.views import back


@require_GET
def listed(request: Request) -> HttpResponse:
    """What waits for one's answer, and what one asked for."""
    found = {"mine": lines.lines(request.actor), "asked": lines.asked_by(request.actor), "on": request.path}
    return render(request, "work/approvals/approvals.html", found)


@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    """Let it pass."""
    found, record = _asked(request, pk)
    approvals.approve(record, found.pk, by=request.actor)
    messages.success(request, _("“%(name)s” is approved.") % {"name": record.name})
    return back(request, record.address)


@require_http_methods(["GET", "POST"])
def refuse(request: Request, pk: int) -> HttpResponse:
    """Say no, with the reason."""
    found, record = _asked(request, pk)
    if request.method == "POST":
        approvals.refuse(record, found.pk, request.POST.get("reason", ""), by=request.actor)
        messages.success(request, _("“%(name)s” is refused.") % {"name": record.name})
        return back(request, record.address)
    context = {"pk": pk, "record": record, "on": request.GET.get("on", "")[:500]}
    return render(request, "work/approvals/refuse.html" if request.htmx else "work/approvals/refuse_page.html", context)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back what one asked for."""
    found, record = _asked(request, pk)
    approvals.withdraw(record, found.pk, by=request.actor)
    messages.success(request, _("It is not asked for any more."))
    return back(request, record.address)


def _asked(request: Request, pk: int) -> tuple[Approval, Record]:
    """The approval of an id and the record that it is about, as far as one sees it."""
    found = gate.get(Approval, pk, request.actor)
    return found, gate.get(Record, found.record_id, request.actor)


# ------------------------------------------------------------------------------------------------ who approves


@require_GET
def approvers(request: Request) -> HttpResponse:
    """Who approves what, for who manages work; deputies for everybody."""
    return _page(request, None)


@require_POST
def rule_add(request: Request) -> HttpResponse:
    """Let a role approve something."""
    said = request.POST
    try:
        kept.add(
            said.get("what", ""),
            _number(said.get("hat", "")),
            said.get("limit", "")[:30],
            said.get("currency", "")[:8],
            by=request.actor,
        )
    except Refused as refused:
        return _page(request, refused)
    messages.success(request, _("Saved."))
    return redirect("approvers")


@require_POST
def rule_remove(request: Request, rule: int) -> HttpResponse:
    """Take a rule away."""
    kept.remove(rule, by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("approvers")


@require_POST
def deputy_add(request: Request) -> HttpResponse:
    """Let somebody stand in."""
    said = request.POST
    user = _number(said.get("user", "")) or request.actor.user_id or 0
    try:
        kept.appoint(
            user, _number(said.get("deputy", "")), said.get("since", ""), said.get("until", ""), by=request.actor
        )
    except Refused as refused:
        return _page(request, refused)
    messages.success(request, _("Saved."))
    return redirect("approvers")


@require_POST
def deputy_remove(request: Request, deputy: int) -> HttpResponse:
    """End that somebody stands in."""
    kept.dismiss(deputy, by=request.actor)
    messages.success(request, _("Saved."))
    return redirect("approvers")


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _page(request: Request, refused: Refused | None) -> HttpResponse:
    people, _teams, roles = (rows for _label, _key, rows in recipients.groups())
    manages = request.actor.may(RIGHT, "manage")
    context: dict[str, Any] = {
        "manages": manages,
        "rules": [(one, WHATS[one.what].label) for one in kept.rules(request.actor) if one.what in WHATS]
        if manages
        else [],
        "whats": [(key, one.label) for key, one in WHATS.items()],
        "roles": roles,
        "people": people,
        "deputies": kept.deputies(request.actor),
        "me": request.actor.user_id,
        "said": request.POST,
        "error": refused.sentence if refused else "",
    }
    return render(request, "work/approvals/approvers.html", context, status=422 if refused else 200)
