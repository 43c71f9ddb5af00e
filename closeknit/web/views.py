"""The living page of parts, for whoever builds pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from closeknit.access.requests import Request


@require_GET
def parts(request: Request) -> HttpResponse:
    """Every component in each of its states."""
    return render(request, "web/parts.html")
