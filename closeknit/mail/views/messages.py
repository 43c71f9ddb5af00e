"""Pages of messages: all of them for administrators, one for whoever may see it, and what is wished with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as said
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.mail import accounts, messages
from closeknit.mail.models import Message, State

# What somebody wrote is shown without scripts, forms, pictures from elsewhere or a way out of its frame.
CLOSED: dict[str, list[str]] = {"sandbox": [""], "default-src": [CSP.NONE], "frame-ancestors": [CSP.SELF]}


@require_GET
def listed(request: Request) -> HttpResponse:
    """What was written, the newest first."""
    group, before = request.GET.get("show", ""), request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0
    rows = messages.listed(request.actor, group, number)
    context = {
        "rows": [_row(one) for one in rows[: messages.PAGE]],
        "before": rows[messages.PAGE - 1].pk if len(rows) > messages.PAGE else "",
        "groups": [(key, label, key == group) for key, (label, _states) in messages.GROUPS.items()],
        "group": group,
        "account": accounts.current(),
    }
    return render(request, "mail/messages.html", context)


def _row(message: Message) -> dict[str, Any]:
    return {
        "message": message,
        "url": reverse("mail_message", args=[message.pk]),
        "state": State(message.state).label,
        "mark": messages.MARKS.get(State(message.state), "plain"),
    }


@require_GET
def one(request: Request, pk: int) -> HttpResponse:
    """One message as it was written, and what became of it."""
    found = messages.one(pk, request.actor)
    context = {
        **_row(found),
        "became": messages.became(found),
        "address": found.to_address if messages.address_seen(found, request.actor) else "",
        "waiting": found.state == State.QUEUED,
        "unknown": found.state == State.UNKNOWN,
        "ended": found.state in (State.FAILED, State.UNKNOWN),
        "account": accounts.current(),
    }
    return render(request, "mail/message.html", context)


@require_GET
@csp_override(CLOSED)
@xframe_options_sameorigin
def shown(request: Request, pk: int) -> HttpResponse:
    """Its HTML by itself, for the frame on its page."""
    return HttpResponse(messages.one(pk, request.actor).html)


@require_POST
def act(request: Request, pk: int, word: str) -> HttpResponse:
    """Stop it, send it again, or note that it has arrived."""
    match word:
        case "stop":
            found = messages.stop(pk, by=request.actor)
            said.success(request, _("Stopped. It was not sent."))
        case "again":
            found = messages.again(pk, by=request.actor)
            said.success(request, _("It is sent again."))
        case "arrived":
            found = messages.arrived(pk, by=request.actor)
            said.success(request, _("Noted as sent."))
        case _:
            raise gate.Absent
    back = request.POST.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else reverse("mail_message", args=[found.pk]))
