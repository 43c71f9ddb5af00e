"""Pages of one's own side bar: arranged, and added to from what is open."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.records.workspace import pins as pinned_things
from closeknit.records.workspace import side_bars
from closeknit.web import shell


@require_http_methods(["GET", "POST"])
def arrange(request: Request) -> HttpResponse:
    """The side bar to be arranged: `do` says what was pressed beside which `pin`."""
    if request.method == "POST":
        return _done(request)
    pins, hidden = side_bars.read(request.actor)
    found = pinned_things.pinned(pins, request)
    context = {
        "pinned": found,
        "folders": list(dict.fromkeys(one.folder for one in found if one.folder)),
        "places": [(key, label, key not in hidden) for key, label in shell.offered(request.actor)],
        "at": request.GET.get("at", ""),
        "way": request.GET.get("way", ""),
    }
    return render(request, "records/side_bar.html", context)


def _done(request: Request) -> HttpResponse:
    sent, by = request.POST, request.actor
    which, wish = sent.get("pin", ""), sent.get("do", "")
    match wish:
        case "up" | "down":
            side_bars.step(which, -1 if wish == "up" else 1, by=by)
        case "before":
            side_bars.move(which, sent.get("before", ""), by=by)
        case "folder":
            side_bars.put(which, sent.get("folder", ""), by=by)
        case "unpin":
            side_bars.unpin(which, by=by)
        case "hide":
            side_bars.hide(sent.getlist("shown"), by=by)
            messages.success(request, _("Saved."))
        case _:
            raise Refused(_("The page is out of date. Load it again."), field="do", code="unknown")
    return redirect(f"/side-bar/?at={which}&way={wish}" if wish in ("up", "down") and which else "side_bar")


@require_POST
def pin(request: Request) -> HttpResponse:
    """Pin a view, or the search that is open."""
    sent = request.POST
    view = sent.get("view", "")
    if view and not (view.isascii() and view.isdecimal() and len(view) < 19):
        raise gate.Absent
    given = {"view": int(view)} if view else {"label": sent.get("label", "")[:80], "address": sent.get("address", "")}
    side_bars.pin(given, by=request.actor)
    messages.success(request, _("It is in your side bar."))
    back = sent.get("address", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) and back.startswith("/") else "side_bar")


@require_POST
def pin_record(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Pin a record."""
    found = gate.get(kind.model, pk, request.actor)
    side_bars.pin({"record": found.pk}, by=request.actor)
    messages.success(request, _("“%(name)s” is in your side bar.") % {"name": found.name})
    return redirect(kind.address(found.pk, found.name))
