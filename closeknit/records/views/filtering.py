"""Filters of more than one condition: typed as a line, with what it could go on with."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue import filters
from closeknit.catalogue.filters import EVERYTHING, Filter
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.web import conditions, filter_groups, typed_filters, typed_suggestions
from closeknit.web.list_address import Address
from closeknit.web.listing import Listing
from closeknit.web.sentences import told


@require_GET
def typed(request: Request, kind: Kind) -> HttpResponse:
    """The list that fits what was typed; the line again, with a sentence, where it cannot be read."""
    gate.check(kind.key, request.actor, "see")
    address = Address(reverse("list", args=[kind.plural]), Address.of(request).pairs)
    try:
        tree = typed_filters.read(address.one("typed"), gate.Readable(kind, request.actor))
    except Refused as refused:
        subject = Listing(kind, request.actor)
        context = {
            "filter": conditions.form(subject, address, address.one("typed")),
            "error": refused.sentence,
            "title": kind.label_plural,
            "back_url": address.to(address.arranged()),
        }
        return render(request, "web/list/filter_page.html", context, status=422)
    return redirect(asking(address, tree))


@require_GET
def terms(request: Request, kind: Kind) -> HttpResponse:
    """What the last word of a typed filter could become, as options for its line."""
    gate.check(kind.key, request.actor, "see")
    found = typed_suggestions.offered(gate.Readable(kind, request.actor), request.GET.get("q", ""))
    return HttpResponse(
        format_html_join("", '<option value="{}">{}</option>', ((one.value, one.note) for one in found))
    )


def asking(address: Address, tree: Filter) -> str:
    """The list with another filter: as plain pairs where it can be, else as a tree."""
    flat = typed_filters.pairs(tree)
    given = [("filter", json.dumps(filters.written(tree), ensure_ascii=False))] if flat is None else flat
    return address.to([*given, *address.arranged()])


@require_GET
def groups(request: Request, kind: Kind) -> HttpResponse:
    """The form of a filter with groups and related records; `do` says what was pressed in it, `show` asks for the list."""
    gate.check(kind.key, request.actor, "see")
    scope, sent = gate.Readable(kind, request.actor), request.GET
    pairs = tuple(pair for pair in Address.of(request).pairs if pair[0] not in ("do", "show") and pair[0][1:2] != "-")
    address = Address(reverse("list", args=[kind.plural]), pairs)
    wish, url = sent.get("do", ""), reverse("filter_groups", args=[kind.plural])
    if filter_groups.ROOT_HOW in sent:
        group = filter_groups.done(filter_groups.of_form(sent), wish)
        address = Address(address.path, tuple(address.arranged()))
    else:
        group = filter_groups.of_tree(address.tree)
    refusal, found = "", None
    try:
        found = filter_groups.tree(group)
        filter_groups.check(found, scope)
    except Refused as refused:
        refusal, found = refused.sentence, None
    if "show" in sent and not refusal:
        return redirect(asking(address, found or EVERYTHING))
    focus = wish.removeprefix("drop:").rpartition(".")[0] if wish.startswith("drop:") else "new" if wish else ""
    context = {
        "group": filter_groups.shown(group, scope, url, focus),
        "url": url,
        "keep": address.arranged(),
        "sentence": told(found, scope) if found else "",
        "error": refusal,
        "title": kind.label_plural,
        "back_url": address.to(list(address.pairs)),
    }
    template = "web/list/groups_form.html" if request.htmx else "web/list/groups.html"
    return render(request, template, context, status=422 if refusal and "show" in sent else 200)
