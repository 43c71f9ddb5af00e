"""Pages of saved views: one saved, changed, removed and brought back, and how many records each has."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import Kind
from closeknit.records.models import View
from closeknit.records.workspace import opened_views, saved_views
from closeknit.web import shell

FIELDS = ("name", "address", "shared")


@require_POST
def add(request: Request, kind: Kind) -> HttpResponse:
    """Save the list that is open under a name."""
    made = saved_views.add(kind, _given(request), by=request.actor)
    messages.success(request, _("“%(name)s” saved.") % {"name": made.name})
    return _opened(kind, made)


@require_POST
def change(request: Request, kind: Kind, view: int) -> HttpResponse:
    """Save what is shown in the view, rename it, or share it otherwise."""
    changed = saved_views.change(kind, view, _given(request), by=request.actor)
    messages.success(request, _("“%(name)s” saved.") % {"name": changed.name})
    return _opened(kind, changed)


@require_POST
def remove(request: Request, kind: Kind, view: int) -> HttpResponse:
    """Take a view away."""
    gone = saved_views.remove(kind, view, by=request.actor)
    back = reverse("view_restore", args=[kind.plural, gone.pk])
    shell.offer(request, _("“%(name)s” removed.") % {"name": gone.name}, back)
    return redirect("list", kind.plural)


@require_POST
def restore(request: Request, kind: Kind, view: int) -> HttpResponse:
    """Bring back a view that was removed."""
    return _opened(kind, saved_views.restore(kind, view, by=request.actor))


@require_GET
def counts(request: Request, kind: Kind) -> HttpResponse:
    """How many records each view has; a part of the list's page, asked for once that is there."""
    gate.check(kind.key, request.actor, "see")
    return render(request, "web/list/view_counts.html", {"counts": opened_views.counts(kind, request.actor)})


def _given(request: Request) -> dict[str, Any]:
    return {key: request.POST[key] for key in FIELDS if key in request.POST}


def _opened(kind: Kind, view: View) -> HttpResponse:
    return redirect(f"{reverse('list', args=[kind.plural])}?view={view.pk}")
