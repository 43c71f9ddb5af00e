"""Pages of a kind's fields: seen in their groups, added, changed, put in order, retired and taken up again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import TYPES
from closeknit.profiles import answers, definitions, forms, groups, overview
from closeknit.profiles.models import Definition
from closeknit.web.shell import offer


@require_GET
def home(request: Request) -> HttpResponse:
    """The fields of the first kind that the reader may shape."""
    shaped = _shaped(request)
    if not shaped:
        raise gate.NotAllowed(_("Ask whoever administers Closeknit to change the fields."))
    return redirect("fields", shaped[0].plural)


@require_GET
def listed(request: Request, kind: Kind) -> HttpResponse:
    """The fields of a kind in their groups; `?at=` is the one that was just moved, and `?way=` where to."""
    gate.check(kind.key, request.actor, "shape")
    at, way = request.GET.get("at", ""), request.GET.get("way", "")
    context = {"kind": kind, "tabs": _tabs(request, kind), "overview": overview.of_kind(kind, request.actor), "at": at, "way": way}  # fmt: skip
    return render(request, "profiles/fields.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request, kind: Kind) -> HttpResponse:
    """The form that adds a field; `?record=` is the one on whose page it was asked for, and to which it leads back."""
    gate.check(kind.key, request.actor, "shape")
    subject = _subject(request, kind)
    if request.method == "GET":
        return _add_form(request, kind, subject, None)
    try:
        scope = forms.scope(kind, request.POST, request.actor)
        made = definitions.add(kind, {**forms.adding(request.POST), "scope": scope}, by=request.actor)
    except Refused as refused:
        return _add_form(request, kind, subject, refused)
    if subject is not None:
        return redirect(f"{kind.address(subject.pk, subject.name)}#fact-{made.key}")
    messages.success(request, _("“%(field)s” added.") % {"field": made})
    return redirect(_page_at(kind, made))


def _add_form(request: Request, kind: Kind, subject: Any, refused: Refused | None) -> HttpResponse:
    given = {key: request.POST.get(key, "") for key in request.POST}
    lines = forms.add_lines(kind, given, request.actor, refused)
    own = (f"record-{subject.pk}", _("%(names)s only") % {"names": subject.name}) if subject is not None else None
    context = {
        "kind": kind,
        "tabs": _tabs(request, kind),
        "subject": subject,
        "back_url": kind.address(subject.pk, subject.name) if subject is not None else reverse("fields", args=[kind.plural]),
        **lines,
        "scopes": forms.scopes(kind, given.get("scope", ""), own),
        "scope_error": lines["errors"].get("scope", ""),
        "segment": forms.segment_lines(kind, given, request.actor, lines["errors"]),
        "more_open": any(line["error"] for line in lines["more"]),
    }  # fmt: skip
    return render(request, "profiles/add.html", context, status=422 if refused else 200)


def _subject(request: Request, kind: Kind) -> Any:
    """The record on whose page the form was asked for, which the reader may change; None for none."""
    given = request.GET.get("record", "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        return None
    return gate.get(kind.model, int(given), request.actor, "edit")


@require_http_methods(["GET", "POST"])
def one(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """A field: its name, answers, group, scope, and what becomes of it."""
    gate.check(kind.key, request.actor, "shape")
    found = definitions.get(kind, definition, request.actor)
    if request.method == "GET":
        return _form(request, kind, found, None)
    try:
        given = forms.changing(request.POST, found.type)
        if (wished := request.POST.get("scope", "")) and wished != forms.chosen_scope(found):
            given["scope"] = forms.scope(kind, request.POST, request.actor)
        changed = definitions.change(kind, found.key, given, by=request.actor)
    except Refused as refused:
        return _form(request, kind, found, refused)
    if "put" in request.POST:
        return redirect(f"{reverse('field', args=[kind.plural, definition])}#answers")
    messages.success(request, _("Saved."))
    return redirect(_page_at(kind, changed))


def _form(request: Request, kind: Kind, found: Definition, refused: Refused | None) -> HttpResponse:
    actor, errors = request.actor, forms.errors_of(refused)
    given = {**forms.as_given(found), **{key: request.POST.get(key, "") for key in request.POST}}
    chosen = given.get("scope") or forms.chosen_scope(found)
    names = overview.names_of(kind, found.records[: overview.NAMED], actor)
    own = ("record", overview.scope_in_words(kind, found, names)) if chosen == "record" or found.records else None
    more = forms.more_lines(kind, given, actor, errors)
    context = {
        "kind": kind,
        "tabs": _tabs(request, kind),
        "field": found,
        "type": TYPES[found.type],
        "fields": [forms.text("label", _("Name"), given["label"], errors, required=True)],
        "more": [line for line in more if line["key"] != "unit" or TYPES[found.type].numeric],
        "answers": _answers(request, found) if found.type in definitions.WITH_ANSWERS else [],
        "tints": list(forms.TINT_NAMES.items()),
        "options_error": errors.get("options", ""),
        "scopes": forms.scopes(kind, chosen, own),
        "scope_error": errors.get("scope", ""),
        "segment": forms.segment_lines(kind, given, actor, errors),
        "error": next((errors[key] for key in errors if key in ("key", "type", "")), ""),
    }
    return render(request, "profiles/field.html", context, status=422 if refused else 200)


def _answers(request: Request, found: Definition) -> list[dict[str, Any]]:
    """The answers as the form has them, and empty rows for further ones."""
    rows: list[dict[str, Any]] = forms.answers(request.POST) if "answer" in request.POST else found.options
    told = [{**row, "label": answers.said(row), "retired": row.get("retired", False)} for row in rows]
    return [*told, *({"key": "", "label": "", "tint": "", "retired": False} for _number in range(forms.BLANK))]


@require_POST
def rename(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """Another name, where it stands in the list."""
    found = definitions.get(kind, definition, request.actor)
    try:
        changed = definitions.change(kind, found.key, {"label": request.POST.get("label", "")}, by=request.actor)
    except Refused as refused:
        return _form(request, kind, found, refused)
    return redirect(_page_at(kind, changed))


@require_POST
def move(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """A place `up` or `down` in its group, or before the field that it was dropped on."""
    found = definitions.get(kind, definition, request.actor)
    way = request.POST.get("way", "")
    stepped = definitions.neighbour(kind, found, way, request.actor) if way in ("up", "down") else None
    before = request.POST.get("before", "") if stepped is None else stepped
    if stepped is None and not before:
        return redirect(_page_at(kind, found, way))
    definitions.move(kind, found.key, before=before, by=request.actor)
    return redirect(_page_at(kind, found, way))


@require_http_methods(["GET", "POST"])
def retype(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """Another type: `?type=` tries what would become of the values, a form sent does it."""
    found = definitions.get(kind, definition, request.actor)
    form = request.POST if request.method == "POST" else request.GET
    given = forms.retyping(form)
    tried, errors = None, dict[str, str]()
    try:
        if request.method == "POST":
            made = definitions.retype(kind, found.key, given, by=request.actor)
            messages.success(request, _("“%(field)s” is a field of another type now.") % {"field": made})
            return redirect(_page_at(kind, made))
        if given["type"]:
            tried = definitions.try_retype(kind, found.key, given, by=request.actor)
    except Refused as refused:
        errors = forms.errors_of(refused)
    context = {
        "kind": kind,
        "tabs": _tabs(request, kind),
        "field": found,
        "type": TYPES[found.type],
        "fields": forms.retype_lines(found, form, errors),
        "tried": tried,
        "given": form,
        "wished": TYPES[given["type"]].label if tried else "",
        "error": next((sentence for key, sentence in errors.items() if key not in ("type", "options")), ""),
    }
    return render(request, "profiles/retype.html", context, status=422 if errors else 200)


@require_POST
def retire(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """Ask it no more; the bar at the foot takes it up again."""
    found = definitions.get(kind, definition, request.actor)
    try:
        gone = definitions.retire(kind, found.key, by=request.actor)
    except Refused as refused:
        return _form(request, kind, found, refused)
    back = reverse("field_reinstate", args=[kind.plural, definition])
    offer(request, _("“%(field)s” is retired. Its values are kept.") % {"field": gone}, back)
    return redirect("fields", kind.plural)


@require_POST
def reinstate(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """Ask a retired field again."""
    try:
        back = definitions.reinstate(kind, definition, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("fields", kind.plural)
    messages.success(request, _("“%(field)s” is back, with its values.") % {"field": back})
    return redirect(_page_at(kind, back))


@require_POST
def promote(request: Request, kind: Kind, definition: int) -> HttpResponse:
    """Make a field that several records have grown everybody's."""
    found = definitions.get(kind, definition, request.actor)
    made = definitions.change(kind, found.key, {"scope": {"all": True}}, by=request.actor)
    messages.success(request, _("“%(field)s” is everybody's now.") % {"field": made})
    return redirect(_page_at(kind, made))


@require_POST
def group(request: Request, kind: Kind, group: int) -> HttpResponse:
    """Another name of a group, or whether it is folded."""
    sent = request.POST
    try:
        groups.change(kind, group, sent.get("label", ""), folded="folded" in sent, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("fields", kind.plural)


def _shaped(request: Request) -> list[Kind]:
    return [kind for kind in kinds if request.actor.may(kind.key, "shape")]


def _tabs(request: Request, current: Kind) -> list[dict[str, Any]]:
    return [
        {"label": one.label_plural, "url": reverse("fields", args=[one.plural]), "current": one is current}
        for one in _shaped(request)
    ]


def _page_at(kind: Kind, found: Definition, way: str = "") -> str:
    """The list of fields, at one of them: no fragment, or browsers would not give it the focus."""
    return f"{reverse('fields', args=[kind.plural])}?at={found.pk}&way={way}"
