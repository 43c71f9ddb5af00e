"""Pages of changes: taken back, looked through, and the bin."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.records import bin, undoing
from closeknit.records.many import batches
from closeknit.records.many.views import tell
from closeknit.records.models import Record
from closeknit.web.shell import offer_undo


@require_POST
def undo(request: Request, change: UUID) -> HttpResponse:
    """Take one change back, that of many rows in the background, then go on where one was."""
    batch = batches.take_back(change, by=request.actor)
    concerned = [] if batch else undoing.undo(change, by=request.actor)
    if batch:
        tell(request, batch)
    else:
        offer_undo(request, _("Taken back."))
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()):
        return redirect(asked)
    subject = gate.rows(Record, request.actor).filter(pk__in=concerned).order_by("pk").first()
    return redirect(subject.address if subject else "home")


@require_GET
def binned(request: Request) -> HttpResponse:
    """What is in the bin, the newest first."""
    rows, next_url = bin.page(request)
    template = "web/bin_rows.html" if request.htmx and "after" in request.GET else "web/bin.html"
    return render(request, template, {"rows": rows, "next_url": next_url, "count": ""})
