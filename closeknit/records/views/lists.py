"""Pages of lists: the rows, the form of a condition, the columns."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.filters import EVERYTHING
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.records.many import selections
from closeknit.records.pages import state_of
from closeknit.records.workspace import looks, opened_views
from closeknit.web import board, conditions, list_page, suggestions
from closeknit.web.conditions import Asked
from closeknit.web.list_address import FORM, Address
from closeknit.web.listing import Listing, Sort


@require_GET
def listing(request: Request, kind: Kind) -> HttpResponse:
    """The list of a kind; under htmx its next rows, one row, or its count."""
    gate.check(kind.key, request.actor, "see")
    wanted = looks.of(kind, request.actor)
    found = opened_views.opened(kind, request.actor, Address.of(request))
    address = found.address
    asked = list_page.read(kind, request.actor, address, wanted.columns)
    if address.one("view") == "board":
        return _board(request, asked, address, found)
    if request.htmx and address.one("row"):
        return _row(request, asked, address, wanted)
    if address.one("part") == "count":
        return render(request, "components/count.html", {"count": list_page.counted(asked)})
    try:
        context, status = list_page.show(asked, address, wanted), 200
    except Refused as refused:
        if refused.code != "too_many_to_sort":
            raise
        by_name = replace(asked, sort=Sort())
        context = list_page.show(by_name, Address(address.path, tuple(address.without("sort"))), wanted)
        context, status = {**context, "notice": refused.sentence}, 422
    if request.htmx and address.one("after"):
        return render(request, "web/list/rows.html", context)
    beside = state_of(kind, asked, context["clear_url"], request)
    beside["board_url"] = address.to([*address.without(), ("view", "board")]) if board.choices(asked) else ""
    beside["selection"] = selections.bar(kind, request.actor, address, request.GET.urlencode())
    views = opened_views.context(found, kind, request.actor, wanted.columns, context["chips"])
    return render(request, "web/list.html", {**views, **context, **beside}, status=status)


def _row(request: Request, asked: Listing, address: Address, wanted: list_page.Wanted) -> HttpResponse:
    """One row as the list shows it, whether it still fits or not; none that the reader does not see."""
    ids = frozenset(int(one) for one in (address.one("row"),) if one.isascii() and one.isdigit() and len(one) < 19)
    alone = replace(asked, tree=EVERYTHING, q="", only=ids)
    return render(request, "web/list/rows.html", list_page.show(alone, address, wanted))


def _board(request: Request, asked: Listing, address: Address, found: opened_views.Opened) -> HttpResponse:
    """The same rows in columns; under htmx the next cards of one of them."""
    columns = board.Board.read(asked, address)
    if request.htmx and address.one("of"):
        return render(request, "web/board/cards.html", board.more(columns, address))
    context = board.show(columns, address)
    views = opened_views.context(found, asked.kind, request.actor, asked.columns, context["chips"])
    beside = state_of(asked.kind, asked, context["clear_url"], request)
    return render(request, "web/board.html", {**views, **beside, **context})


@require_GET
def filtering(request: Request, kind: Kind) -> HttpResponse:
    """The form of a condition, under htmx as a part of the list's page; once it says one, the list with it."""
    gate.check(kind.key, request.actor, "see")
    address = Address(reverse("list", args=[kind.plural]), Address.of(request).pairs)
    if "add_op" in request.GET and address.one("part") != "form":
        return redirect(address.to(conditions.added(address)))
    subject, asked = Listing(kind, request.actor), Asked.of(address)
    context = {
        "filter": conditions.form(subject, address),
        "asked": asked,
        "parts": conditions.parts(subject, address, asked),
        "title": kind.label_plural,
        "back_url": address.to(address.without(*FORM)),
    }
    if not request.htmx:
        return render(request, "web/list/filter_page.html", context)
    return render(request, f"web/list/filter{'_parts' if address.one('part') else ''}.html", context)


@require_GET
def values(request: Request, kind: Kind) -> HttpResponse:
    """Values that fit what is being typed into a condition, as options for its control."""
    gate.check(kind.key, request.actor, "see")
    one = gate.Readable(kind, request.actor).field(request.GET.get("add_field", ""))
    found = suggestions.suggested(kind, request.actor, one, request.GET.get("q", ""))
    options = ((each.value, each.note) for each in found)
    return HttpResponse(format_html_join("", '<option value="{}">{}</option>', options))


@require_POST
def columns(request: Request, kind: Kind) -> HttpResponse:
    """Keep the columns of a list as its reader chose them, or as wide as they drew one; or as they came."""
    gate.check(kind.key, request.actor, "see")
    sent, by = request.POST, request.actor
    if "width" in sent:
        looks.widen(kind, sent.get("column", ""), sent["width"], by=by)
        return HttpResponse(status=204)
    address = Address(
        reverse("list", args=[kind.plural]), tuple(parse_qsl(sent.get("then", "")[:8000], keep_blank_values=True))
    )
    if "reset" in sent:
        if not address.one("from"):  # the columns of a view are the view's
            looks.forget(kind, by=by)
        return redirect(address.to(address.without("column", "columns")))
    asked = looks.moved(looks.moved(sent.getlist("column"), sent.get("up", ""), -1), sent.get("down", ""), 1)
    chosen = looks.chosen(kind, asked, by=by) if address.one("from") else looks.choose(kind, asked, by=by)
    return redirect(address.to([*address.without("column", "columns"), *(("column", key) for key in chosen)]))
