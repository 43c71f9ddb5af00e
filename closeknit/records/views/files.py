"""The files of a record: attached, downloaded, removed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind
from closeknit.records import files, panels
from closeknit.web.shell import offer_undo


@require_POST
def attach(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Attach the file that was sent; the same page with a sentence when it is refused. `back` is where it was sent from: the tab, or the page."""
    subject = gate.get(kind.model, pk, request.actor, "edit")
    url = f"{kind.address(subject.pk, subject.name)}?tab=attachments"
    try:
        sent = request.FILES.get("file")
        if sent is None:
            raise Refused(_("Choose a file first."), field="file", code="required")
        name, key = sent.name or "", request.POST.get("idempotency", "")
        change = files.attach_once(subject, files.keep(sent), name, by=request.actor, key=key)
    except Refused as refused:
        shown = panels.show(subject, request.actor, error=refused.sentence)
        return render(
            request,
            "records/attachments_page.html",
            {"record": {"name": subject.name, "url": url.partition("?")[0]}, **shown},
            status=422,
        )
    offer_undo(request, _("“%(name)s” attached.") % {"name": name}, change)
    return redirect(url.partition("?")[0] if request.POST.get("back") == "page" else url)


@require_GET
def download(request: Request, kind: Kind, pk: int, file: int) -> HttpResponseBase:
    """The bytes of a file, always as a download."""
    return files.download(files.one(gate.get(kind.model, pk, request.actor), file, request.actor))


@require_POST
def remove(request: Request, kind: Kind, pk: int, file: int) -> HttpResponse:
    """Take a file off its record."""
    subject = gate.get(kind.model, pk, request.actor)
    gone = files.one(subject, file, request.actor)
    files.remove(subject, file, by=request.actor)
    offer_undo(request, _("“%(name)s” removed.") % {"name": gone.name})
    return redirect(f"{kind.address(subject.pk, subject.name)}?tab=attachments")
