"""Pages of segments: listed with how many records each holds, made from a list, renamed, given another filter, retired and taken up again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import forms, membership, segments
from closeknit.profiles.models import Segment
from closeknit.web import shell
from closeknit.web.list_address import Address
from closeknit.web.sentences import told


@require_GET
def home(request: Request) -> HttpResponse:
    """The segments of the first kind that the reader may shape."""
    shaped = _shaped(request)
    if not shaped:
        raise gate.NotAllowed(_("Ask whoever administers Closeknit to change the segments."))
    return redirect("segments", shaped[0].plural)


@require_GET
def listed(request: Request, kind: Kind) -> HttpResponse:
    """The segments of a kind; how many records each holds is asked for once the page is there."""
    gate.check(kind.key, request.actor, "shape")
    scope = gate.Readable(kind, request.actor)
    rows = [_row(one, scope) for one in segments.live(kind)]
    tabs = [
        {"label": one.label_plural, "url": reverse("segments", args=[one.plural]), "current": one is kind}
        for one in _shaped(request)
    ]
    return render(request, "profiles/segments.html", {"kind": kind, "rows": rows, "tabs": tabs})


def _row(one: Segment, scope: gate.Readable) -> dict[str, Any]:
    """A segment for who shapes its kind; what it asks only where they may see all of that."""
    known = membership.readable(one.tree, scope)
    url = reverse("list", args=[scope.kind.plural])
    asked = urlencode({membership.KEY: one.pk})
    return {
        "segment": one,
        "said": told(one.tree, scope) if known else "",
        "url": f"{url}?{asked}" if known else "",
        "count_url": f"{url}?{asked}&part=count" if known else "",
        "filter_url": f"{url}?{urlencode({'filter': json.dumps(one.filter, ensure_ascii=False)})}" if known else "",
    }


@require_http_methods(["GET", "POST"])
def save(request: Request, kind: Kind) -> HttpResponse:
    """Make a segment of those whom a list shows, or give its conditions, which the address has, to one that there is."""
    gate.check(kind.key, request.actor, "shape")
    sent, errors = request.POST, {}
    if request.method == "POST":
        tree = filters.written(Address.of(request).tree)
        try:
            saved = _saved(kind, sent, tree, request)
        except Refused as refused:
            errors = forms.errors_of(refused)
        else:
            messages.success(request, _("The segment “%(segment)s” is there.") % {"segment": saved})
            return redirect("segments", kind.plural)
    known = [("", _("None: make a new one")), *((one.pk, str(one)) for one in segments.live(kind))]
    context = {
        "kind": kind,
        "fields": [
            forms.text("name", _("What they are called"), sent.get("name", ""), errors),
            forms.chooser("replace", _("Takes the place of the filter of"), known, sent.get("replace", ""), errors),
        ],
        "error": next((sentence for key, sentence in errors.items() if key not in ("name", "replace")), ""),
        "back_url": reverse("list", args=[kind.plural]),
    }
    return render(request, "profiles/segment.html", context, status=422 if errors else 200)


def _saved(kind: Kind, sent: Mapping[str, str], tree: Any, request: Request) -> Segment:
    replaced = sent.get("replace", "")
    if not replaced:
        return segments.add(kind, {"name": sent.get("name", ""), "filter": tree}, by=request.actor)
    if not (replaced.isascii() and replaced.isdecimal() and len(replaced) < 19):
        raise Refused(_("Choose one of the segments in the list."), field="replace", code="not_an_option")
    name = {"name": sent["name"]} if sent.get("name", "").strip() else {}
    return segments.change(kind, int(replaced), {"filter": tree, **name}, by=request.actor)


@require_POST
def rename(request: Request, kind: Kind, segment: int) -> HttpResponse:
    """Another name of a segment."""
    try:
        segments.change(kind, segment, {"name": request.POST.get("name", "")}, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("segments", kind.plural)


@require_POST
def retire(request: Request, kind: Kind, segment: int) -> HttpResponse:
    """Take a segment out of use; it can be taken up again."""
    try:
        gone = segments.retire(kind, segment, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        back = reverse("segment_reinstate", args=[kind.plural, segment])
        shell.offer(request, _("“%(segment)s” retired.") % {"segment": gone}, back)
    return redirect("segments", kind.plural)


@require_POST
def reinstate(request: Request, kind: Kind, segment: int) -> HttpResponse:
    """Take a retired segment up again."""
    try:
        segments.reinstate(kind, segment, by=request.actor)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("segments", kind.plural)


def _shaped(request: Request) -> list[Kind]:
    return [kind for kind in kinds if request.actor.may(kind.key, "shape")]
