"""Pages for administrators: the mail server, what is tried of it, the release of a copy, and to whom nothing is sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access.forms import errors_of
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.mail import accounts, addresses, trying
from closeknit.mail.accounts import PORTS
from closeknit.mail.reasons import sentence

WAYS = {
    "none": gettext_lazy("Not at all"),
    "smtp": gettext_lazy("By a mail server"),
    "mailbox": gettext_lazy("Into the built-in mailbox: nothing leaves this machine"),
}
SECURITIES = {
    "starttls": gettext_lazy("STARTTLS, usually on port 587"),
    "tls": gettext_lazy("TLS, usually on port 465"),
    "none": gettext_lazy("None: only for a server on this machine"),
}
GIVEN = ("way", "host", "port", "security", "user", "password", "from_address", "from_name", "reply_to", "per_minute")


@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    """How mail leaves."""
    found = accounts.seen(request.actor)
    if request.method == "GET":
        return _form(request, {key: getattr(found, key) for key in GIVEN}, None)
    given = {key: request.POST.get(key, "")[:500] for key in GIVEN}
    given["port"] = given["port"] or str(PORTS.get(given["security"], 587))
    try:
        accounts.keep(given, by=request.actor)
    except Refused as refused:
        return _form(request, given, refused)
    if "try" in request.POST:
        return _tried(request)
    messages.success(request, _("Saved."))
    return redirect("mail_account")


def _form(request: Request, given: dict[str, Any], refused: Refused | None) -> HttpResponse:
    found = accounts.seen(request.actor)
    errors = errors_of(refused)
    context = {
        "given": {**given, "password": ""},
        "account": found,
        "has_password": bool(found.password),
        "trouble": sentence(found.trouble, found.answer) if found.trouble else "",
        "ways": [(key, label, key == given["way"]) for key, label in WAYS.items()],
        "securities": SECURITIES.items(),
        "errors": errors,
        "error": errors.get("", ""),
    }
    return render(request, "mail/account.html", context, status=422 if refused else 200)


@require_POST
def try_out(request: Request) -> HttpResponse:
    """Whether mail leaves as it is set up."""
    return _tried(request)


def _tried(request: Request) -> HttpResponse:
    wrong = trying.run(by=request.actor)
    if wrong:
        messages.error(request, wrong)
    else:
        messages.success(
            request, _("It works. A message to %(address)s is on its way.") % {"address": request.actor.email}
        )
    return redirect("mail_account")


@require_POST
def release(request: Request) -> HttpResponse:
    """Let a copy send."""
    accounts.release(by=request.actor)
    messages.success(request, _("Released. What waits leaves now."))
    return redirect("mail_account")


@require_GET
def suppressed(request: Request) -> HttpResponse:
    """To whom nothing is sent."""
    return _suppressed(request, "", None)


def _suppressed(request: Request, typed: str, refused: Refused | None) -> HttpResponse:
    context = {"rows": addresses.all_suppressed(request.actor), "typed": typed, "error": refused.sentence if refused else ""}  # fmt: skip
    return render(request, "mail/suppressed.html", context, status=422 if refused else 200)


@require_POST
def suppress(request: Request) -> HttpResponse:
    """Somebody does not want to be written to."""
    typed = request.POST.get("address", "")[:400]
    try:
        addresses.suppress(typed, by=request.actor)
    except Refused as refused:
        return _suppressed(request, typed, refused)
    messages.success(request, _("Nothing is sent to this address any more."))
    return redirect("mail_suppressed")


@require_POST
def allow(request: Request, pk: int) -> HttpResponse:
    """They may be written to again."""
    addresses.allow(pk, by=request.actor)
    messages.success(request, _("This address may be written to again."))
    return redirect("mail_suppressed")
