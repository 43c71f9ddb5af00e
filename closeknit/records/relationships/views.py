"""Pages of relationships: those of a record in their views, one added, changed, ended, removed; and the types of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import each
from closeknit.records import search as searching
from closeknit.records.relationships import displays, forms, relationships, types
from closeknit.records.relationships.types import Type
from closeknit.web.shell import offer_undo

SUGGESTED = 8


@require_GET
def shown(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """The relationships of a record, as `?view=` wishes to see them: a list without it."""
    subject = gate.get(kind.model, pk, request.actor)
    offered = {one.key: one for one in displays.of(kind.key)}
    view = offered.get(request.GET.get("view", ""), offered["list"])
    context = {
        "record": _mentioned(subject),
        "view": view,
        "views": displays.switch(subject, view.key),
        **view.show(subject, request.actor),
    }
    return render(request, "records/ties_page.html", context)


def _mentioned(subject: Any) -> dict[str, Any]:
    kind = kinds[subject.kind]
    shape = kind.shape
    return {"id": subject.pk, "name": subject.name, "kind": shape, "url": kind.address(subject.pk, subject.name)}


def _back(subject: Any) -> HttpResponse:
    return redirect(f"{kinds[subject.kind].address(subject.pk, subject.name)}?tab=relationships")


@require_http_methods(["GET", "POST"])
def relate(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """The form that adds a relationship; under htmx the form alone, in the page where it was asked for."""
    subject = gate.get(kind.model, pk, request.actor, "edit")
    if request.method == "GET":
        return _relate_form(request, subject, None)
    try:
        forms.add(subject, request.POST, request.actor)
    except Refused as refused:
        return _relate_form(request, subject, refused)
    messages.success(request, _("Relationship added."))
    return _back(subject)


def _relate_form(request: Request, subject: Any, refused: Refused | None) -> HttpResponse:
    given = {key: request.POST.get(key, "") for key in request.POST}
    suggest_url = displays.address("relationship_suggest", subject)
    context = {
        "record": _mentioned(subject),
        "title": _("Add a relationship"),
        "verb": _("Add it"),
        "action": displays.address("relate", subject),
        "fields": forms.relate_lines(subject, given, suggest_url, refused),
        "error": _rest(refused, {"type", "other", "since", "until", "note"}),
    }
    return _form(request, context, refused)


def _form(request: Request, context: dict[str, Any], refused: Refused | None) -> HttpResponse:
    template = "records/ties_form.html" if request.htmx else "records/ties_form_page.html"
    return render(request, template, context, status=422 if refused else 200)


def _rest(refused: Refused | None, lines: set[str]) -> str:
    """What was refused and stands beside no line."""
    return next((one.sentence for one in each(refused) if one.field not in lines), "") if refused else ""


@require_GET
def suggest(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Records of any kind that fit what is being typed; those of one name each with their number."""
    gate.get(kind.model, pk, request.actor)
    found, _more = searching.find(request.GET.get("q", "")[:200], request.actor, limit=SUGGESTED + 1)
    others = [one for one in found if one.id != pk][:SUGGESTED]
    called = Counter(one.name.casefold() for one in others)
    named = [
        (f"{one.name} #{one.id}" if called[one.name.casefold()] > 1 else one.name, one.id, _note(one)) for one in others
    ]
    return HttpResponse(format_html_join("", '<option value="{}" data-id="{}">{}</option>', named))


def _note(one: searching.Found) -> str:
    return format_html("{}", " · ".join(filter(None, (str(kinds[one.kind].label), one.note))))


@require_http_methods(["GET", "POST"])
def one(request: Request, kind: Kind, pk: int, relationship: int) -> HttpResponse:
    """One relationship: its dates and its note, to be changed."""
    subject = gate.get(kind.model, pk, request.actor, "edit")
    found = relationships.one(subject, relationship, request.actor)
    if request.method == "GET":
        return _change_form(request, subject, found, None)
    try:
        relationships.change(subject, relationship, forms.lasting(request.POST, request.actor), by=request.actor)
    except Refused as refused:
        return _change_form(request, subject, found, refused)
    offer_undo(request, _("Relationship changed."))
    return _back(subject)


def _change_form(request: Request, subject: Any, found: relationships.Related, refused: Refused | None) -> HttpResponse:
    given = {key: request.POST.get(key, "") for key in request.POST} if refused else None
    context = {
        "record": _mentioned(subject),
        "title": f"{found.words} {found.name}",
        "verb": _("Save"),
        "action": displays.address("relationship", subject, found.id),
        "fields": forms.lasting_lines(found, given, refused),
        "error": _rest(refused, {"since", "until", "note"}),
    }
    return _form(request, context, refused)


@require_POST
def end(request: Request, kind: Kind, pk: int, relationship: int) -> HttpResponse:
    """Note that a relationship is over from today on."""
    subject = gate.get(kind.model, pk, request.actor)
    relationships.end(subject, relationship, by=request.actor)
    offer_undo(request, _("Noted as over from today on."))
    return _back(subject)


@require_POST
def remove(request: Request, kind: Kind, pk: int, relationship: int) -> HttpResponse:
    """Take a relationship away."""
    subject = gate.get(kind.model, pk, request.actor)
    relationships.remove(subject, relationship, by=request.actor)
    offer_undo(request, _("Relationship removed."))
    return _back(subject)


# ------------------------------------------------------------------------------------------------ types


@require_GET
def type_list(request: Request) -> HttpResponse:
    """Every type, those that are retired last."""
    types.check(request.actor)
    known = sorted(types.known().values(), key=lambda one: one.retired)
    labels = {kind.key: str(kind.label_plural) for kind in kinds}
    rows = [
        {"type": one, "words": one.words(), "reverse": one.words(backward=True), "ends": [_ends(one.from_kinds, labels), _ends(one.to_kinds, labels)]}
        for one in known
    ]  # fmt: skip
    return render(request, "records/tie_types.html", {"types": rows})


def _ends(keys: tuple[str, ...], labels: dict[str, str]) -> str:
    return ", ".join(labels.get(key, key) for key in keys) or _("anything")


@require_http_methods(["GET", "POST"])
def add_type(request: Request) -> HttpResponse:
    """The form that adds a type."""
    types.check(request.actor)
    if request.method == "GET":
        return _type_form(request, None, None)
    try:
        made = types.add(**forms.type_given(request.POST), by=request.actor)
    except Refused as refused:
        return _type_form(request, None, refused)
    messages.success(request, _("“%(words)s” added.") % {"words": made.words()})
    return redirect("relationship_types")


@require_http_methods(["GET", "POST"])
def one_type(request: Request, type_key: str) -> HttpResponse:
    """A type: its words and its kinds to be changed; `retired` in the form retires it, or takes it up again."""
    types.check(request.actor)
    found = types.known().get(type_key)
    if found is None:
        raise gate.Absent
    if request.method == "GET":
        return _type_form(request, found, None)
    retired = request.POST.get("retired", "")
    given = {"retired": retired == "yes"} if retired else forms.type_given(request.POST)
    try:
        changed = types.change(type_key, given, by=request.actor)
    except Refused as refused:
        return _type_form(request, found, refused)
    messages.success(request, _("“%(words)s” saved.") % {"words": changed.words()})
    return redirect("relationship_types")


def _type_form(request: Request, found: Type | None, refused: Refused | None) -> HttpResponse:
    given = forms.type_given(request.POST) if refused else None
    context = {
        "type": found,
        "title": found.words() if found else _("Add a type of relationship"),
        "fields": forms.type_lines(found, given, refused),
        "error": _rest(refused, {"label", "reverse", "from_kinds", "to_kinds"}),
    }
    return render(request, "records/tie_type.html", context, status=422 if refused else 200)
