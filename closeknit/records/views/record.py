"""The page of one record: its facts changed where they stand; made new, put into the bin, taken out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Conflict, Refused
from closeknit.catalogue.kinds import Kind
from closeknit.records import facts, reading, record
from closeknit.records.forms import NewRecord
from closeknit.records.pages import RIGHTS, counted, head_context, record_context
from closeknit.web.shell import offer_undo


@require_GET
def page(request: Request, kind: Kind, pk: int, slug: str = "") -> HttpResponse:
    """The page of one record; one in the bin is shown to whoever may restore it."""
    card = request.htmx and "card" in request.GET
    found = reading.one(kind, pk, request.actor, () if card else counted(kind))
    if f"-{slug}/" not in found.url and not request.htmx:
        query = request.GET.urlencode()
        return redirect(f"{found.url}?{query}" if query else found.url)
    if card:
        return render(request, "web/record/card.html", head_context(found, frozenset()))
    template = "web/record/peek.html" if request.htmx and "peek" in request.GET else "web/record.html"
    return render(request, template, record_context(found, request))


@require_http_methods(["GET", "POST"])
def fact(request: Request, kind: Kind, pk: int, key: str) -> HttpResponse:
    """One fact: shown, as a control, or changed. Without htmx the control has a page of its own."""
    if key not in kind.keys_for(request.actor.classes):
        raise gate.Absent
    if request.method == "POST":
        return _save_fact(request, kind, pk, key)
    found = reading.one(kind, pk, request.actor)
    if "show" in request.GET and request.htmx:
        rights = gate.rights(kind, pk, request.actor, ("edit",), binned=found.binned_at is not None)
        shown = facts.fact(found, key, editable="edit" in rights)
        return render(request, "web/record/fact.html", {"fact": shown})
    if "show" in request.GET:
        return redirect(found.url)
    gate.get(kind.model, pk, request.actor, "edit")
    return _control(request, found, key)


def _control(request: Request, found: reading.Reading, key: str, status: int = 200, **refusal: Any) -> HttpResponse:
    context = {"fact": facts.editing(found, key, **refusal), "version": found.version, "record": found}
    template = "web/record/fact_edit.html" if request.htmx else "web/record/fact_page.html"
    if request.htmx and "cell" in request.GET:
        template = "web/list/cell.html"
    return render(request, template, context, status=status)


def _save_fact(request: Request, kind: Kind, pk: int, key: str) -> HttpResponse:
    details = kind.details.get(key)
    given = facts.rows_given(details, request.POST) if details else facts.given_value(kind.fields[key], request.POST)
    try:
        version = _version(request)
        changed, version = _changed(request, kind, pk, {key: given}, version)
    except Conflict:
        found = reading.one(kind, pk, request.actor)  # what the other wrote, while this one waited
        return _control(request, found, key, 409, given=given, error=_differs(found, version), conflict=True)
    except Refused as refused:
        found = reading.one(kind, pk, request.actor)
        return _control(request, found, key, 422, given=given, error=refused.sentence)
    if request.htmx:
        return _saved_fact(request, reading.one(kind, pk, request.actor), key, new=changed.version != version)
    if changed.version != version:
        offer_undo(request, _("Changed."))
    return redirect(changed.address)


def _changed(request: Request, kind: Kind, pk: int, given: dict[str, Any], version: int) -> tuple[Any, int]:
    """The record with the value in it, and the version that it was put into: a newer one where others changed only other values.

    Raises Conflict where somebody changed this very value since the form was opened.
    """
    subject = kind.model(pk=pk)  # only its id counts: the verb reads the record through the gate, locked
    try:
        return record.edit(subject, given, by=request.actor, version=version), version
    except Conflict:
        now = reading.one(kind, pk, request.actor)
        if any(facts.stands(now, key) != request.POST.get("was") for key in given):
            raise
        return record.edit(subject, given, by=request.actor, version=now.version), now.version


def _differs(found: reading.Reading, version: int) -> str:
    """That somebody else was here, by name where nobody else can have been."""
    by = found.values.get("updated_by") if found.version == version + 1 else None
    if by is None or not by.name:
        return _("Somebody else changed this meanwhile. What they wrote stands.")
    return _("%(name)s changed this meanwhile. What they wrote stands.") % {"name": by.name}


def _saved_fact(request: Request, fresh: reading.Reading, key: str, *, new: bool) -> HttpResponse:
    """The fact as it now stands; when it changed, the head and the undo bar beside it, and word to the timeline."""
    cell = "cell" in request.GET
    shown = {"fact": facts.fact(fresh, key, editable=True), "saved": True, "version": fresh.version}
    answer = render_to_string("web/list/cell.html" if cell else "web/record/fact.html", shown, request)
    if not new:
        return HttpResponse(answer)
    label = (fresh.kind.details.get(key) or fresh.kind.fields[key]).label
    rights = gate.rights(fresh.kind, fresh.id, request.actor, RIGHTS, binned=False)
    undo = {"text": _("“%(field)s” changed.") % {"field": label}, "url": reverse("undo", args=[request.actor.change])}
    answer += render_to_string("components/undo_oob.html", {"undo": undo}, request)
    if cell:
        return HttpResponse(answer)
    if not _on_its_page(request, fresh):
        return HttpResponse(answer, headers={"HX-Trigger-After-Settle": "record-changed"})
    answer += render_to_string("web/record/head.html", {**head_context(fresh, rights), "aside": True}, request)
    return HttpResponse(answer, headers={"HX-Trigger-After-Settle": "record-changed"})


def _on_its_page(request: Request, fresh: reading.Reading) -> bool:
    """Whether the record is looked at on its own page, which has its head, or beside a list."""
    parts = urlsplit(request.headers.get("HX-Current-URL", "")).path.split("/")
    return parts[1:2] == [fresh.kind.plural] and "".join(parts[2:3]).partition("-")[0] == str(fresh.id)


def _version(request: Request) -> int:
    """The version that the page was read at; a form without one was not made by us."""
    given = request.POST.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Refused(_("The page is out of date. Load it again."), field="version", code="no_version")
    return int(given)


@require_http_methods(["GET", "POST"])
def create(request: Request, kind: Kind) -> HttpResponse:
    """The form that makes a record."""
    gate.check(kind.key, request.actor, "create")
    form = NewRecord(kind, request.actor, request.POST if request.method == "POST" else request.GET)
    if "read" in request.POST:  # not sent yet: the pasted text is to fill what is empty
        form.read()
        return render(request, "web/form.html", form.context(was_read=True))
    if request.method == "POST":
        try:
            made = form.save()
        except Refused as refused:
            return render(request, "web/form.html", form.context(refused), status=422)
        offer_undo(request, _("“%(name)s” added.") % {"name": made.name}, form.key)
        return redirect(kind.address(made.pk, made.name))
    return render(request, "web/form.html", form.context())


@require_POST
def alike(request: Request, kind: Kind) -> HttpResponse:
    """Records that look like what is being typed into the form."""
    gate.check(kind.key, request.actor, "create")
    return render(request, "components/alike.html", {"alike": NewRecord(kind, request.actor, request.POST).alike()})


@require_POST
def discard(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Put a record into the bin."""
    gone = record.discard(gate.get(kind.model, pk, request.actor), by=request.actor)
    offer_undo(request, _("“%(name)s” is in the bin.") % {"name": gone.name})
    return redirect("list", kind.plural)


@require_POST
def restore(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Take a record out of the bin."""
    back = record.restore(gate.get(kind.model, pk, request.actor, "restore"), by=request.actor)
    messages.success(request, _("“%(name)s” is back.") % {"name": back.name})
    return redirect(kind.address(back.pk, back.name))
