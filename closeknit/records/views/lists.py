"""Pages of lists: the rows, the filter form, the export."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import Kind
from closeknit.records import exports
from closeknit.records.pages import state_of
from closeknit.web import list_page
from closeknit.web.list_page import Address


@require_GET
def listing(request: Request, kind: Kind) -> HttpResponse:
    """The list of a kind; under htmx its next rows, or its count."""
    gate.check(kind.key, request.actor, "see")
    address = Address.of(request)
    asked = list_page.read(kind, request.actor, address)
    if address.one("part") == "count":
        return render(request, "components/count.html", {"count": list_page.counted(asked)})
    context = list_page.show(asked, address)
    if request.htmx and address.one("after"):
        return render(request, "web/list/rows.html", context)
    return render(request, "web/list.html", {**context, **state_of(kind, asked, request)})


@require_GET
def filtering(request: Request, kind: Kind) -> HttpResponse:
    """The parts of the filter form for a chosen field; with a value, the list with that condition."""
    gate.check(kind.key, request.actor, "see")
    address = Address(reverse("list", args=[kind.plural]), Address.of(request).pairs)
    scope = gate.Readable(kind, request.actor)
    if "add_op" in request.GET:
        return redirect(address.to(list_page.added(address)))
    return render(
        request, "web/list/filter_parts.html", {"parts": list_page.filter_parts(scope.field(address.one("add_field")))}
    )


@require_GET
def export(request: Request, kind: Kind, form: str) -> HttpResponseBase:
    """The whole list that the address asks for, as a file."""
    gate.check(kind.key, request.actor, "export")
    asked = list_page.read(kind, request.actor, Address.of(request))
    name = f"{kind.plural}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == "xlsx":
        return FileResponse(exports.spreadsheet(asked), as_attachment=True, filename=name)
    response = StreamingHttpResponse(exports.csv(asked), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
