"""Pages of the timeline: a note written, older entries, and every change of a record as a table."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import conditional_escape
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind
from closeknit.timeline import history, notes, panels


@require_POST
def note(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Write a note; under htmx the answer is the timeline as it now begins."""
    subject = gate.get(kind.model, pk, request.actor)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        notes.write_once(subject, text, by=request.actor, key=request.POST.get("idempotency", ""))
    except Refused as refused:
        if not request.htmx:
            raise
        forms = panels.composing(kind, subject.pk, subject.name)
        composer = {"url": request.path, "forms": forms, "text": text, "error": refused.sentence}
        return render(request, "web/record/composer.html", {"composer": composer}, status=422)
    if request.htmx:
        return render(request, "web/record/noted.html", {"timeline": panels.show(subject, request.actor)})
    return redirect(kind.address(subject.pk, subject.name))


@require_GET
def timeline(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """The entries after a cursor; a page of their own where there is no htmx."""
    subject = gate.get(kind.model, pk, request.actor)
    group = request.GET.get("group", "")
    group = group if group in dict(panels.GROUPS) else ""
    after, continues = request.GET.get("after", ""), _day(request.GET.get("continues", ""))
    shown = panels.show(subject, request.actor, after, continues, group)
    if request.htmx:
        return render(request, "web/record/timeline.html", {"timeline": shown})
    return render(request, "web/record/timeline_page.html", {"timeline": shown, "record": subject})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_GET
def changes(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Every change of fields, the newest first, each with its undo."""
    subject = gate.get(kind.model, pk, request.actor)
    told, following = history.tell(subject, request.actor, request.GET.get("after", ""))
    editable = "edit" in gate.rights(kind, pk, request.actor, ("edit",), binned=False)
    rows = [row for one in told for row in _rows(one, kind, editable)]
    next_url = f"{request.path}?after={following}" if following else ""
    template = "web/history_rows.html" if request.htmx and "after" in request.GET else "web/history.html"
    return render(
        request,
        template,
        {
            "record": {"name": subject.name, "url": kind.address(subject.pk, subject.name)},
            "rows": rows,
            "next_url": next_url,
        },
    )


def _rows(told: history.Told, kind: Kind, editable: bool) -> list[dict[str, Any]]:
    common = {
        "moment": told.moment,
        "by": told.actor,
        "undone": told.undone,
        "undo_url": reverse("undo", args=[told.change]) if editable and told.undoable else "",
    }
    changed = told.data.get("changes")
    if changed is None:
        return [{**common, "field": "", "was": "", "became": told.sentence}]
    return [
        {
            **common,
            "field": history.label(one["field"], kind),
            "was": conditional_escape(history.said(one["field"], one["was"], kind)),
            "became": conditional_escape(history.said(one["field"], one["became"], kind)),
            "undo_url": common["undo_url"] if place == 0 else "",
        }
        for place, one in enumerate(changed)
    ]
