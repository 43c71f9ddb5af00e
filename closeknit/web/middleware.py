"""What every page gets around it: whether htmx asks, and refusals shown as a page."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from closeknit.access import trouble
from closeknit.access.actors import NOBODY, Actor
from closeknit.access.verbs import Refused
from closeknit.catalogue.refusal import each
from closeknit.web import shell

CONFLICTS = frozenset({"conflict", "changed_since", "contradiction", "busy", "in_progress"})


class Pages:
    """Marks what htmx asks for, and turns a refusal that no view answered into a page, or a part, that says it."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.htmx = "HX-Request" in request.headers  # type: ignore[attr-defined]
        response = self.respond(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal as 422, or 409 where somebody was quicker; any other error goes on."""
        refused = error if isinstance(error, Refused) else trouble.refusal(error)
        # After an error outside of a verb the transaction answers nothing more, not even what a page needs.
        if refused is None or request.path.startswith("/api/") or connection.needs_rollback:
            return None
        return _refused(request, refused)


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    status = 409 if refused.code in CONFLICTS else 422
    context = {"sentences": [one.sentence for one in each(refused)], "back_url": _back(request)}
    return render(request, "web/refused.html", context, status=status)


def refused_at_last(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page for a refusal that came when all was done: for whoever is here, and without the undo of what is not."""
    actor: Actor = getattr(request, "actor", NOBODY)
    shell.forget(request)
    with translation.override(actor.language if actor.known else translation.get_language()):
        return _refused(request, refused)


def _back(request: HttpRequest) -> str:
    """Where one came from, which stands in a link: only an address of ours may."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, request.is_secure())
    return came_from if ours else "/"
