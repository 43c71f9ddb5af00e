"""Pages of letters: the one that writes one, and one's own signature."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from closeknit.access import gate
from closeknit.access.forms import errors_of
from closeknit.access.requests import Request
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import Kind
from closeknit.mail import accounts, letters, patterns, vocabulary
from closeknit.records import entries
from closeknit.records.relationships.displays import mention
from closeknit.web.shell import offer

GIVEN = ("to", "subject", "text", "edition")


@require_http_methods(["GET", "POST"])
def write(request: Request, kind: Kind, pk: int) -> HttpResponse:
    """Write an e-mail to somebody; `?edition=` begins with a template."""
    record = gate.get(kind.model, pk, request.actor, "note")
    if kind.key not in vocabulary.KINDS:
        raise gate.Absent
    if request.method == "GET":
        return _begun(request, record)
    given = {key: request.POST.get(key, "") for key in GIVEN} | {"files": request.POST.getlist("files")}
    said = sorted(one for one in request.POST.lists() if one[0] != "csrfmiddlewaretoken")
    key = entries.form_key(request.POST.get("idempotency", ""), *said)
    try:
        made = letters.write_once(record, given, by=request.actor, key=key)
    except Refused as refused:
        return _form(request, record, given, refused)
    back = kind.address(record.pk, record.name)
    offer(request, _("The e-mail leaves in ten seconds."), reverse("mail_act", args=[made.pk, "stop"]), back)
    return redirect(back)


def _begun(request: Request, record: Any) -> HttpResponse:
    """The form with a template, or with nothing but the signature."""
    edition = patterns.offered(record.kind, request.GET.get("edition", ""))
    given: dict[str, Any] = {"to": request.GET.get("to", ""), "subject": "", "text": "", "edition": "", "files": []}
    missing = ""
    if edition is not None:
        subject, text, missing = letters.begun(record, edition, request.actor)
        given |= {"subject": subject, "text": text, "edition": str(edition.pk)}
    else:
        given["text"] = "\n\n" + vocabulary.signature(request.actor)
    return _form(request, record, given, None, missing)


def _form(request: Request, record: Any, given: dict[str, Any], refused: Refused | None, missing: str = "") -> HttpResponse:  # fmt: skip
    actor, errors = request.actor, errors_of(refused)
    languages = dict(settings.LANGUAGES)
    editions = patterns.current(record.kind)
    own = (get_language() or "").partition("-")[0]
    context = {
        "record": record,
        "ref": mention(record.pk, record.kind, record.name),
        "back_url": record.address,
        "given": given,
        "recipients": letters.recipients(record, actor),
        "files": [(one, str(one.pk) in given["files"]) for one in letters.offered_files(record, actor)],
        "editions": sorted(
            ((one, languages.get(one.language, one.language)) for one in editions),
            key=lambda each: not each[0].language.startswith(own),
        ),
        "key": request.POST.get("idempotency") or str(uuid.uuid4()),
        "account": accounts.current(),
        "manages": actor.may(accounts.RIGHT, "manage"),
        "errors": errors,
        "error": errors.get("", "") or missing,
        "refused": refused,
    }
    return render(request, "mail/letter.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def signature(request: Request) -> HttpResponse:
    """What one's letters end with."""
    if request.method == "POST":
        vocabulary.sign(request.POST.get("text", ""), by=request.actor)
        messages.success(request, _("Saved."))
        return redirect("mail_signature")
    return render(request, "mail/signature.html", {"text": vocabulary.signature(request.actor)})
