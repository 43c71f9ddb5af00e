"""The form that files a document: its file, its fields, and what it concerns."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.types import Named
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import each
from closeknit.documents import documents
from closeknit.records import files
from closeknit.records.facts import control_of
from closeknit.records.forms import NewRecord
from closeknit.records.relationships.displays import mention
from closeknit.web.shell import offer_undo

CONTROL = {"name": "concerns", "id": "new-concerns"}


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """File a document; `concerns` is the id or the name of a record that it is about."""
    gate.check("document", request.actor, "create")
    if request.method == "GET":
        return _form(request, request.GET, None)
    given = request.POST.copy()
    sent = request.FILES.get("file")
    if sent is not None and not given.get("name", "").strip():
        given["name"] = documents.called(sent.name or "")
    form = NewRecord(kinds["document"], request.actor, given)
    try:
        about = _concerned(request, given)
        file = (files.keep(sent), sent.name or "") if sent is not None else None
        made = form.save(documents.with_it(file, about.id if about else None))
    except Refused as refused:
        return _form(request, given, refused)
    offer_undo(request, _("“%(name)s” added.") % {"name": made.name}, form.key)
    return redirect(made.address)


def _concerned(request: Request, given: QueryDict) -> Named | None:
    """The record that the document is about, of those that the reader sees. Raises Refused."""
    one = kinds["document"].fields["concerns"]
    found: Named | None = one.type.parse(given.get("concerns", "").strip(), one, request.actor)
    return found


def _form(request: Request, given: QueryDict, refused: Refused | None) -> HttpResponse:
    context = NewRecord(kinds["document"], request.actor, given).context(refused)
    errors = {one.field: one.sentence for one in each(refused)} if refused else {}
    beside = {"file": errors.get("file", ""), "concerns": errors.get("concerns", "") or errors.get("other", "")}
    context |= {
        "alike_url": "",
        "limit": _("up to %(most)d MB") % {"most": settings.UPLOAD_LIMIT // 2**20},
        "file_error": beside["file"],
        "error": "" if context["error"] in beside.values() else context["error"],
        **_about(request, given, beside["concerns"]),
    }
    return render(request, "documents/add.html", context, status=422 if refused else 200)


def _about(request: Request, given: QueryDict, error: str) -> dict[str, Any]:
    """What it concerns: fixed where the address names a record by its id, else a field to name one."""
    typed = given.get("concerns", "").strip()
    try:
        named = _concerned(request, given) if typed.isdigit() and not error else None
    except Refused as refused:
        named, error = None, refused.sentence
    if named is not None:
        return {"concerned": {"id": named.id, "ref": mention(named.id, named.kind, named.name)}}
    one = kinds["document"].fields["concerns"]
    wrong = {"aria-invalid": "true", "aria-describedby": "new-concerns-error"} if error else {}
    control = control_of(one, Named(0, typed) if typed else None, {**CONTROL, **wrong})
    hint = _("An organization, a person or whatever it is about.")
    asked = {"id": CONTROL["id"], "key": one.key, "label": one.label, "control": control, "error": error, "hint": hint}
    return {"concerns": asked}
