"""Pages of the kinds that a company adds: seen with how many there are, added, renamed, removed while there are none."""

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
from closeknit.profiles import forms, icons, own_kinds
from closeknit.profiles.shape import own_kinds as added
from closeknit.web.listing import Listing, count

WORDS = ("label", "label_plural", "icon")


@require_GET
def listed(request: Request) -> HttpResponse:
    """Every kind with how many records of it the reader sees; the company's own can be changed."""
    gate.check("kind", request.actor, "shape")
    rows = [{"kind": kind, "own": kind.key in added(), "count": _count(request, kind)} for kind in kinds]
    return render(request, "profiles/kinds.html", {"rows": rows})


def _count(request: Request, kind: Kind) -> tuple[int, bool]:
    return count(Listing(kind, request.actor, ("name",))) if request.actor.may(kind.key, "see") else (0, True)


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """The form that adds a kind, and leads on to its first field."""
    gate.check("kind", request.actor, "shape")
    if request.method == "GET":
        return _form(request, None, {}, None)
    given = {key: request.POST.get(key, "") for key in WORDS}
    try:
        made = own_kinds.add(given, by=request.actor)
    except Refused as refused:
        return _form(request, None, given, refused)
    messages.success(request, _("“%(kinds)s” added. Now say what is known of each.") % {"kinds": made.label_plural})
    return redirect("field_add", made.plural)


@require_http_methods(["GET", "POST"])
def one(request: Request, key: str) -> HttpResponse:
    """A kind of the company's own: its names and its icon."""
    found = _own(request, key)
    if request.method == "GET":
        return _form(request, found, {}, None)
    given = {word: request.POST.get(word, "") for word in WORDS}
    try:
        own_kinds.change(key, given, by=request.actor)
    except Refused as refused:
        return _form(request, found, given, refused)
    messages.success(request, _("Saved."))
    return redirect("kinds")


@require_POST
def remove(request: Request, key: str) -> HttpResponse:
    """Take away a kind of which there are no records."""
    found = _own(request, key)
    try:
        own_kinds.remove(key, by=request.actor)
    except Refused as refused:
        return _form(request, found, {}, refused)
    messages.success(request, _("“%(kinds)s” removed.") % {"kinds": found.label_plural})
    return redirect("kinds")


def _own(request: Request, key: str) -> Kind:
    gate.check("kind", request.actor, "shape")
    if key not in added():
        raise gate.Absent
    return added()[key]


def _form(request: Request, kind: Kind | None, given: dict[str, Any], refused: Refused | None) -> HttpResponse:
    errors = forms.errors_of(refused)
    said = {**_as_it_is(kind), **request.GET.dict(), **given}
    chosen = said.get("icon") or "box"
    label = _("Name of several")
    context = {
        "kind": kind,
        "action": reverse("kind", args=[kind.key]) if kind else reverse("kind_add"),
        "fields": [
            forms.text("label", _("Name of one"), said.get("label", ""), errors, required=True, hint=_("As in Scale.")),
            forms.text("label_plural", label, said.get("label_plural", ""), errors, required=True, hint=_("As in Scales.")),
        ],
        "find": said.get("find", ""),
        "icons": [(*each, each[0] == chosen) for each in icons.offered(said.get("find", ""), chosen)],
        "icon_error": errors.get("icon", ""),
        "error": errors.get("key", ""),
    }  # fmt: skip
    return render(request, "profiles/kind.html", context, status=422 if refused else 200)


def _as_it_is(kind: Kind | None) -> dict[str, str]:
    return {word: str(getattr(kind, word)) for word in WORDS} if kind else {}
