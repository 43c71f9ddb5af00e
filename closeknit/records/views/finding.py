"""Finding: the search field, suggestions for a reference, and the page that everybody begins on."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import kinds
from closeknit.records import home as homepage
from closeknit.records import search as searching
from closeknit.records.types import ANY
from closeknit.records.workspace import palette as palettes

SUGGESTED = 8


@require_GET
def search(request: Request) -> HttpResponse:
    """What fits the words, over every kind; under htmx the answers below the field."""
    q = request.GET.get("q", "")[:200]
    found, more = searching.find(q, request.actor, limit=searching.ANSWERS if request.htmx else searching.PAGE)
    context = {
        "q": q,
        "answers": [_answer(one) for one in found],
        "more": more,
        "all_url": f"{reverse('search')}?{urlencode({'q': q})}",
    }
    if request.htmx:
        return render(request, "web/search/answers.html", context) if q.strip() else HttpResponse("")
    return render(request, "web/search.html", context)


def _answer(found: searching.Found) -> dict[str, object]:
    kind = kinds[found.kind]
    return {
        "id": found.id,
        "url": kind.address(found.id, found.name),
        "name": found.name,
        "key": found.id,
        "kind": kind.shape,
        "kind_label": kind.label,
        "note": found.note,
        "marked": "",
    }


@require_GET
def palette(request: Request) -> HttpResponse:
    """What may be found or done from the page `on`; without htmx the page of the search."""
    q = request.GET.get("q", "")[:200]
    if not request.htmx:
        return redirect(f"{reverse('search')}?{urlencode({'q': q})}")
    ticked, recent = (_numbers(request.GET.get(name, "")) for name in ("ticked", "recent"))
    asked = palettes.Asked(q, request.GET.get("on", "")[:500], sum(ticked[:1]), tuple(recent))
    return render(request, "web/search/palette.html", {"groups": palettes.groups(asked, request.actor), "q": q})


def _numbers(given: str) -> list[int]:
    """The numbers in a text, separated by commas; what is none is passed over."""
    return [int(one) for one in given.split(",")[:20] if one.isascii() and one.isdigit() and len(one) < 19]


@require_GET
def suggest(request: Request, key: str) -> HttpResponse:
    """Names of records of a kind, or of any, that begin with, or contain, what is being typed: options for a control."""
    if key not in {ANY, *(kind.key for kind in kinds)}:
        raise gate.Absent
    found, _more = searching.find(
        request.GET.get("q", "")[:200], request.actor, kind="" if key == ANY else key, limit=SUGGESTED
    )
    return HttpResponse(
        format_html_join(
            "",
            '<option value="{}" data-id="{}">{}</option>',
            ((one.name, one.id, format_html("{}", one.note)) for one in found),
        )
    )


@require_GET
def home(request: Request) -> HttpResponse:
    """Today: what changed on what one looks after, and the next step where there is nothing yet."""
    return render(request, "web/today.html", homepage.context(request))
