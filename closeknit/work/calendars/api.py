"""The calendar that other programs read at a private address."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from closeknit.api import rates
from closeknit.api.problems import TooManyRequests
from closeknit.work.calendars import feeds

TYPE = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar at a private address; 304 where the program has read the same before."""
    actor = feeds.reader(secret)
    try:
        rates.take(actor.user_id or 0)
    except TooManyRequests as refused:
        return HttpResponse(refused.sentence, status=429, content_type="text/plain", headers={"Retry-After": str(refused.wait)})  # fmt: skip
    found = feeds.calendar(actor, request.build_absolute_uri("/").rstrip("/"))
    tag = f'"{hashlib.sha256(found).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=0, must-revalidate", "Referrer-Policy": "no-referrer"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in known:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(found, content_type=TYPE, headers=headers)
