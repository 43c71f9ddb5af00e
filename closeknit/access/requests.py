"""The request as our pages know it."""

from __future__ import annotations

from django.http import HttpRequest

from closeknit.access.actors import Actor


class Request(HttpRequest):
    """A request of somebody whom `sessions.identify` recognised, or of `NOBODY`; `htmx` when only a part of a page is asked."""

    actor: Actor
    htmx: bool
