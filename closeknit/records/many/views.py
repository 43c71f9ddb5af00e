"""Pages of selections: something done to many rows of a list at once, and how far it has come."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import Kind
from closeknit.records.many import batches, exports, selections
from closeknit.records.models import Batch
from closeknit.records.workspace import looks
from closeknit.web import list_page
from closeknit.web.list_address import Address
from closeknit.web.listing import CAP, Listing, count
from closeknit.web.shell import UNDO, offer_undo


@require_GET
def selection(request: Request, kind: Kind) -> HttpResponse:
    """Parts of the bar: the control of the field that is to be set, or how many rows fit in all."""
    gate.check(kind.key, request.actor, "see")
    if key := request.GET.get("field", ""):
        one = next((one for one in selections.settable(kind, request.actor) if one.key == key), None)
        return HttpResponse(selections.labelled(one) if one else "")
    number, exact = count(selections.listing(kind, request.actor, _address(request, kind)))
    shown = number_format(min(number, CAP), force_grouping=True)
    return render(request, "web/list/selected_all.html", {"count": number, "shown": shown, "exact": exact})


def _address(request: Request, kind: Kind, name: str = "then") -> Address:
    """The list that the bar stands under: what it asks for, or the way `back` to it."""
    then = (request.POST if request.method == "POST" else request.GET).get(name, "")[:8000]
    return Address(reverse("list", args=[kind.plural]), tuple(parse_qsl(then, keep_blank_values=True)))


def _ids(request: Request, kind: Kind) -> list[int]:
    asked = selections.listing(kind, request.actor, _address(request, kind))
    return batches.chosen(asked, request.POST.getlist("id"), request.POST.get("all", ""))


def _begun(request: Request, verb: str, kind: Kind, given: dict[str, Any]) -> HttpResponse:
    seen_at = batches.moment(request.POST.get("seen_at", ""))
    batch = batches.begin(verb, kind, _ids(request, kind), given, by=request.actor, seen_at=seen_at)
    address = _address(request, kind, "back")
    back = address.to(list(address.pairs))
    tell(request, batch, back)
    return redirect(back)


def tell(request: Request, batch: Batch, back: str = "") -> None:
    """Say on the next page what became of it, with Undo, which leads `back`, or how far it has come."""
    if batch.state == Batch.State.WAITING:
        request.session[UNDO] = {"progress_url": reverse("batch", args=[batch.pk]), **_progress(batch)}
    elif batches.undoable(batch):
        offer_undo(request, batches.sentence(batch), back=back)
    else:
        messages.info(request, batches.sentence(batch))


@require_POST
def edit(request: Request, kind: Kind) -> HttpResponse:
    """Set one field of all."""
    gate.check(kind.key, request.actor, "edit")
    key = request.GET.get("field", "") or request.POST.get("field", "")
    return _begun(request, "edit", kind, selections.given(kind, request.actor, request.POST, key))


@require_POST
def tag(request: Request, kind: Kind) -> HttpResponse:
    """Give tags and take tags away."""
    gate.check(kind.key, request.actor, "edit")
    return _begun(request, "tag", kind, selections.tags(kind, request.POST))


@require_POST
def discard(request: Request, kind: Kind) -> HttpResponse:
    """Put them into the bin."""
    gate.check(kind.key, request.actor, "bin")
    return _begun(request, "discard", kind, {})


@require_POST
def restore(request: Request) -> HttpResponse:
    """Take rows of any kind out of the bin."""
    seen_at = batches.moment(request.POST.get("seen_at", ""))
    ids = batches.ticked(request.POST.getlist("id"))
    batch = batches.begin("restore", None, ids, {}, by=request.actor, seen_at=seen_at)
    tell(request, batch)
    return redirect("bin")


@require_GET
def export_all(request: Request, kind: Kind, form: str) -> HttpResponseBase:
    """The whole list that the address asks for, as a file."""
    gate.check(kind.key, request.actor, "export")
    asked = list_page.read(kind, request.actor, Address.of(request), looks.of(kind, request.actor).columns)
    return _file(asked, form)


@require_POST
def export(request: Request, kind: Kind, form: str) -> HttpResponseBase:
    """The chosen rows as a file, in the columns of the list."""
    if form not in ("csv", "xlsx"):
        raise gate.Absent
    gate.check(kind.key, request.actor, "export")
    asked = list_page.read(kind, request.actor, _address(request, kind), looks.of(kind, request.actor).columns)
    return _file(replace(asked, only=frozenset(_ids(request, kind))), form)


def _file(asked: Listing, form: str) -> HttpResponseBase:
    name = f"{asked.kind.plural}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "xlsx":
        return FileResponse(exports.spreadsheet(asked), as_attachment=True, filename=name)
    response = StreamingHttpResponse(exports.csv(asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def progress(request: Request, pk: int) -> HttpResponse:
    """How far a batch has come; under htmx the bar, which becomes that of undo at the end."""
    batch = batches.get(pk, request.actor)
    context: dict[str, Any] = {"undo": {"progress_url": reverse("batch", args=[pk]), **_progress(batch)}}
    if batch.state != Batch.State.WAITING:
        url = reverse("undo", args=[batch.change]) if batches.undoable(batch) else ""
        text = " ".join(filter(None, (batches.sentence(batch), batch.error)))
        back = urlsplit(request.headers.get("HX-Current-URL", ""))
        context = {
            "undo": {"text": text, "url": url, "finished": True, "back": back._replace(scheme="", netloc="").geturl()}
        }
    if request.htmx:
        return render(request, "components/undo.html", context)
    return render(request, "web/batch.html", context)


def _progress(batch: Batch) -> dict[str, Any]:
    return {"text": _("Working on it"), "done": batch.done, "total": len(batch.ids)}
