"""The page that leads to all settings, and the living page of parts, for whoever builds pages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from closeknit.access.requests import Request
from closeknit.web import shell


@require_GET
def parts(request: Request) -> HttpResponse:
    """Every component in each of its states."""
    return render(request, "web/parts.html")


@require_GET
def settings(request: Request) -> HttpResponse:
    """The places where the company is set up, as far as the reader has them, and one's own settings."""
    return render(request, "web/settings.html", {"places": shell.settings(request.actor)})
