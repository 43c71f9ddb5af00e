"""Pages of set alerts: the dialog on a record, and all that one has set."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records.workspace import opened_views, saved_views
from closeknit.web.list_address import Address
from closeknit.work.views import back
from closeknit.work.watches import watches as kept
from closeknit.work.watches.models import Tell


@require_http_methods(["GET", "POST"])
def on_record(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """The dialog that sets an alert on a record, and those that one has set there."""
    record = gate.get(kind.model, pk, request.actor)
    said, refused = request.POST, None
    if request.method == "POST":
        days = said.get("days", "")
        number = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0
        try:
            kept.set_alert(record, said.get("what", "")[:80], number, said.get("tell", "")[:10], by=request.actor)
        except Refused as wrong:
            refused = wrong
        else:
            messages.success(request, _("You set an alert on “%(name)s”.") % {"name": record.name})
            return redirect(record.address)
    context: dict[str, Any] = {
        "record": record,
        "action": request.path,
        "fields": [(f"field-{key}", one.label) for key, one in gate.Readable(kind, request.actor).fields().items()],
        "groups": [(f"entry-{key}", label) for key, label in kept.GROUPS.items()],
        "tells": Tell.choices,
        "said": said,
        "mine": kept.of(request.actor, record.pk),
        "error": refused.sentence if refused else "",
    }
    part = "work/watches/set.html" if request.htmx else "work/watches/set_page.html"
    return render(request, part, context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def listed(request: Request) -> HttpResponse:
    """All that one has set, and the form that sets one on a saved view."""
    refused = None
    if request.method == "POST":
        try:
            _set_on_view(request)
        except Refused as wrong:
            refused = wrong
        else:
            messages.success(request, _("Alert set."))
            return redirect("watches")
    known = {one.key: one for one in kinds if request.actor.may(one.key, "see")}
    views = [one for one in saved_views.every(request.actor) if one.kind in known]
    context = {
        "mine": kept.of(request.actor),
        "views": [(one.pk, f"{known[one.kind].label_plural}: {one.name}") for one in views],
        "tells": Tell.choices,
        "said": request.POST,
        "error": refused.sentence if refused else "",
    }
    return render(request, "work/watches/watches.html", context, status=422 if refused else 200)


def _set_on_view(request: Request) -> None:
    given = request.POST.get("view", "")
    pk = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    view = saved_views.one(pk, request.actor)
    if view is None:
        raise Refused(_("Choose one of the views."), field="view", code="required")
    gate.check(view.kind, request.actor, "see")
    known = opened_views.readable(view, kinds[view.kind], request.actor)
    tree = Address("", tuple(known.pairs)).tree
    kept.set_on_view(view, request.POST.get("tell", "")[:10], tree, by=request.actor)


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """Take one of one's own away."""
    kept.remove(pk, by=request.actor)
    messages.success(request, _("Alert taken away."))
    return back(request, "/alerts/")
