"""Pages of templates: all of them, the form of one in a language, and how it reads for a real record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.forms import errors_of
from closeknit.access.requests import Request
from closeknit.access.types import Named
from closeknit.access.verbs import Refused
from closeknit.catalogue.fields import Column, Field, field
from closeknit.catalogue.kinds import kinds
from closeknit.mail import accounts, patterns, vocabulary
from closeknit.mail.models import Template
from closeknit.mail.patterns import Given
from closeknit.mail.wording import Filled

WITH: Field = field("with", _("Preview with"), "reference", home=Column("record"))


@require_GET
def listed(request: Request) -> HttpResponse:
    """Every template."""
    labels = {key: kinds[key].label for key in vocabulary.KINDS}
    rows = [(one, labels.get(one.kind, one.kind), languages) for one, languages in patterns.listed(request.actor)]
    return render(request, "mail/templates.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """A new template."""
    gate.check(accounts.RIGHT, request.actor, "manage")
    if request.method == "POST":
        return _sent(request, None)
    kind = request.GET.get("kind", "")
    kind = kind if kind in vocabulary.KINDS else vocabulary.KINDS[0]
    return _form(request, None, Given("", kind, get_language() or settings.LANGUAGE_CODE, "", ""), None)


@require_http_methods(["GET", "POST"])
def one(request: Request, pk: int) -> HttpResponse:
    """A template in one of its languages; `?language=` another, to be written there."""
    template = patterns.one(pk, request.actor)
    if request.method == "POST":
        return _sent(request, template)
    has = patterns.languages_of(template)
    asked = request.GET.get("language", "")
    language = asked if asked in dict(settings.LANGUAGES) else (has or [settings.LANGUAGE_CODE])[0]
    words = patterns.text_of(template, language)
    given = Given(template.name, template.kind, language, words.subject if words else "", words.body if words else "")
    return _form(request, template, given, None)


@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """Offer it no more."""
    patterns.retire(pk, by=request.actor)
    messages.success(request, _("The template is not offered any more."))
    return redirect("mail_templates")


def _sent(request: Request, template: Template | None) -> HttpResponse:
    said = request.POST
    kind = template.kind if template else said.get("kind", "")[:40]
    given = Given(said.get("name", "")[:400], kind, said.get("language", "")[:12], said.get("subject", "")[:1000], said.get("text", "")[:60_000])  # fmt: skip
    try:
        if "preview" in said:
            return _form(request, template, given, None, _previewed(request, given))
        made = patterns.keep(template, given, by=request.actor)
    except Refused as refused:
        return _form(request, template, given, refused)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('mail_template', args=[made.template_id])}?language={made.language}")


def _previewed(request: Request, given: Given) -> Filled:
    """The letter as somebody who is named would get it from the reader."""
    source = patterns.check(given, request.actor)
    found: Named | None = WITH.type.parse(request.POST.get("with", "").strip(), WITH, request.actor)
    if found is None or found.kind != given.kind:
        kind = str(kinds[given.kind].label)
        raise Refused(_("Name one to see it with: %(kind)s.") % {"kind": kind}, field="with", code="required")
    kind_of = kinds[given.kind]
    record = gate.get(kind_of.model, found.id, request.actor)
    values = vocabulary.values(record, kind_of, request.actor, source.keys)
    return source.fill(values, vocabulary.labels(kind_of, request.actor))


def _form(
    request: Request, template: Template | None, given: Given, refused: Refused | None, filled: Filled | None = None
) -> HttpResponse:
    languages = dict(settings.LANGUAGES)
    kind = kinds[given.kind if given.kind in vocabulary.KINDS else vocabulary.KINDS[0]]
    errors = errors_of(refused)
    context: dict[str, Any] = {
        "template": template,
        "given": given,
        "kinds": [(key, kinds[key].label) for key in vocabulary.KINDS],
        "languages": languages.items(),
        "language": languages.get(given.language, given.language),
        "places": vocabulary.labels(kind, request.actor).items(),
        "with": request.POST.get("with", ""),
        "filled": filled,
        "errors": errors,
        "error": errors.get("", ""),
    }
    return render(request, "mail/template.html", context, status=422 if refused else 200)
