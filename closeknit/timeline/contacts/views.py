"""Pages of contacts: one logged in seconds from wherever one is, corrected, withdrawn."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.access.types import Named
from closeknit.access.verbs import Refused
from closeknit.catalogue.fields import Column, Field, field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import RefusedTogether
from closeknit.records import entries
from closeknit.records.models import Record
from closeknit.records.types import named
from closeknit.timeline.contacts import contacts, durations, library, starts
from closeknit.timeline.contacts.library import Form
from closeknit.timeline.models import ContactPoint
from closeknit.web.shell import offer_undo

NEAR = 6  # people who are offered
WHEN: Field = field("happened_at", _("When"), "moment", home=Column("happened_at"))
WITH: Field = field("with", _("With"), "reference", home=Column("record"))


@require_http_methods(["GET", "POST"])
def log(request: Request) -> HttpResponse:
    """Log a contact with whom one is looking at, or with somebody who is named."""
    given = request.POST if request.method == "POST" else request.GET
    on = given.get("on", "")[:500]
    here = None if "alone" in given else _here(on, request.actor)
    form = library.known(given.get("form", "call")) or library.offered()[0]
    context = {**_shown(form, given), "on": on, "here": here, "near": _near(here, request.actor)}
    context |= {"starts": _starts(given, request.actor), "url": request.path}
    if request.method == "POST":
        try:
            return _logged(request, form, here, context["near"])
        except Refused as refused:
            context |= {"errors": _errors(refused), "key": given.get("idempotency", "")}
            return render(request, "timeline/contact_page.html", context, status=422)
    context["key"] = given.get("idempotency") or str(uuid.uuid4())
    return render(request, "timeline/contact.html" if request.htmx else "timeline/contact_page.html", context)


def _logged(request: Request, form: Form, here: Named | None, near: list[Named]) -> HttpResponse:
    given, actor = request.POST, request.actor
    other = WITH.type.parse(given.get("with", ""), WITH, actor)
    chosen = [one.id for one in near if str(one.id) in given.getlist("near")]
    named = [one for one in (here.id if here else None, other.id if other else None) if one is not None] + chosen
    if not named:
        raise Refused(_("Say with whom it was."), field="with", code="required")
    subject = gate.get(Record, named[0], actor)
    values = {**_values(form, given), "with": named[1:], "starts": _lines(given)}
    key = entries.form_key(
        given.get("idempotency", ""), *sorted(one for one in given.lists() if one[0] != "csrfmiddlewaretoken")
    )
    contacts.log_once(subject, values, by=actor, key=key)
    offer_undo(request, _("%(form)s logged.") % {"form": form.label}, key)
    return _back(request, subject.address)


@require_http_methods(["GET", "POST"])
def contact(request: Request, kind: Kind, pk: int, contact: int) -> HttpResponse:
    """Correct a contact of a record."""
    subject = gate.get(kind.model, pk, request.actor, "note")
    found = contacts.of_record(subject, contact)
    contacts.check_own(found, subject, request.actor)
    form = library.known(found.form) or library.offered()[0]
    stored = {"direction": found.direction, "text": found.text, "duration": durations.said(found.seconds)}
    given = request.POST if request.method == "POST" else stored
    context = {**_shown(form, given), "url": request.path, "happened_at": found.happened_at, "contact": found}
    context |= {"on": request.GET.get("on", "")[:500], "record": subject}
    if request.method == "POST":
        context["on"] = request.POST.get("on", "")[:500]
        try:
            contacts.correct(subject, contact, _corrected(form, request.POST, found), by=request.actor)
        except Refused as refused:
            return render(request, "timeline/contact_page.html", {**context, "errors": _errors(refused)}, status=422)
        offer_undo(request, _("%(form)s corrected.") % {"form": form.label})
        return _back(request, kind.address(subject.pk, subject.name))
    return render(request, "timeline/contact.html" if request.htmx else "timeline/contact_page.html", context)


@require_POST
def withdraw(request: Request, kind: Kind, pk: int, contact: int) -> HttpResponse:
    """Withdraw a contact of a record."""
    subject = gate.get(kind.model, pk, request.actor)
    contacts.withdraw(subject, contact, by=request.actor)
    offer_undo(request, _("Contact withdrawn."))
    return _back(request, kind.address(subject.pk, subject.name))


# ------------------------------------------------------------------------------------------------ what a form holds


def _shown(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of what was typed; a direction that this form does not know is its usual one."""
    direction = given.get("direction", "")
    return {
        "form": form,
        "forms": library.offered(),
        "direction": direction if direction in form.sentences else form.usual,
        "text": given.get("text", ""),
        "duration": given.get("duration", ""),
        "when": given.get("happened_at", ""),
        "with": given.get("with", ""),
        "errors": {},
    }


def _starts(given: Mapping[str, Any], actor: Actor) -> list[tuple[starts.Start, str]]:
    return [(one, given.get(f"start-{one.key}", "")) for one in starts.offered(actor)]


def _lines(given: QueryDict) -> dict[str, str]:
    return {key: str(given[f"start-{key}"]) for key in starts.STARTS if given.get(f"start-{key}", "").strip()}


def _values(form: Form, given: QueryDict) -> dict[str, Any]:
    """What was typed, as the verbs take it."""
    values: dict[str, Any] = {
        "form": form.key,
        "direction": direction if (direction := given.get("direction", "")) in form.sentences else form.usual,
        "duration": given.get("duration", ""),
        "text": given.get("text", "").replace("\r\n", "\n"),
    }
    moment = WHEN.type.parse(given.get("happened_at", ""), WHEN, None)
    return {**values, "happened_at": moment} if moment else values


def _corrected(form: Form, given: QueryDict, found: ContactPoint) -> dict[str, Any]:
    """The same for a contact that is there: its moment stays to the second unless another minute was chosen."""
    values = _values(form, given)
    if values.get("happened_at") == found.happened_at.replace(second=0, microsecond=0):
        del values["happened_at"]
    return values


def _errors(refused: Refused) -> dict[str, str]:
    """What was refused, by the field of the form."""
    several = refused.refusals if isinstance(refused, RefusedTogether) else [refused]
    return {
        ("starts" if one.field in ("name", "line", "starts") else one.field or "text"): one.sentence for one in several
    }


def _near(here: Named | None, actor: Actor) -> list[Named]:
    """Whom it was probably with: the people of the organization at which one is looking."""
    found = [pk for near in contacts.NEAR for pk in near(here.kind, here.id)] if here else []
    seen = gate.rows(Record, actor).in_bulk(found[: NEAR * 3])
    return [named(seen[pk]) for pk in found if pk in seen][:NEAR]


def _here(on: str, actor: Actor) -> Named | None:
    """The record on whose page somebody is, as far as they may note something on it."""
    try:
        words = resolve(on).kwargs
    except Resolver404:
        return None
    kind, pk = words.get("kind"), words.get("pk")
    if not isinstance(kind, Kind) or not isinstance(pk, int):
        return None
    found = gate.rows(Record, actor, "note").filter(pk=pk).first()
    return named(found) if found else None


def _back(request: Request, otherwise: str) -> HttpResponse:
    """Where the form says that one was."""
    asked = request.POST.get("on", "")
    safe = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return redirect(asked if safe else otherwise)
