"""Endpoints of contacts: the forms there are, and the contacts of a record, logged, corrected and withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.api import bodies, description, idempotency, verbs
from closeknit.api.description import KEY, NUMBER, REMOVED, TEXT, Schema, answer, body, items_of, ref
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.refusal import Refused
from closeknit.timeline.contacts import contacts, durations, library
from closeknit.timeline.contacts.library import Form
from closeknit.timeline.models import ContactPoint
from closeknit.web import addresses

addresses.register()
router = Router()

ONE = "/{kind}/{id}/contacts/{contact}"
verbs.DOORS.update(
    {
        "timeline_contacts.log": ("POST", "/{kind}/{id}/contacts"),
        "timeline_contacts.correct": ("PATCH", ONE),
        "timeline_contacts.withdraw": ("DELETE", ONE),
    }
)

KNOWN = [one.key for one in library.offered()]
MOMENT: Schema = {"type": "string", "format": "date-time", "description": "with its offset; by default now"}
SAID: Schema = {
    "direction": {"enum": ["out", "in", ""], "description": "out: we began; in: they did; empty where a form knows neither"},
    "seconds": {"type": ["integer", "null"], "minimum": 0, "maximum": durations.LONGEST},
    "text": {"type": "string", "maxLength": contacts.LONGEST},
    "happened_at": MOMENT,
    "with": {
        "type": "array",
        "items": NUMBER,
        "maxItems": contacts.MOST_NAMED,
        "description": "ids of further records that it was with or about; where they worked then is added",
    },
}  # fmt: skip
STARTS: Schema = {
    "type": "object",
    "additionalProperties": TEXT,
    "description": "what it gives rise to, each in one line, such as a task",
}
NEW: Schema = {"form": {"enum": KNOWN}, **SAID, "starts": STARTS}
READ: Schema = {
    "id": NUMBER,
    "form": {"enum": KNOWN},
    "direction": SAID["direction"],
    "channel": TEXT,
    "seconds": SAID["seconds"],
    "text": TEXT,
    "happened_at": {"type": "string", "format": "date-time"},
    "records": {"type": "array", "items": NUMBER, "description": "ids of what it concerns, as far as you see it"},
}
FORM: Schema = {
    "key": TEXT,
    "label": TEXT,
    "channel": TEXT,
    "directions": {"type": "array", "items": SAID["direction"]},
}


def _object(needed: list[str], properties: Schema) -> Schema:
    return {"type": "object", "required": needed, "properties": properties, "additionalProperties": False}


description.GENERAL.update(
    {
        "ContactForm": _object([*FORM], FORM),
        "Contact": _object([*READ], READ),
        "ContactNew": _object(["form"], NEW),
        "ContactChanges": _object([], SAID),
    }
)
SHOWN = answer(ref("Contact"))


@router.get(
    "/contact-forms",
    openapi_extra=answer(items_of(ref("ContactForm"))),
    tags=["contact-forms"],
    summary="List the forms of contact",
)
def list_contact_forms(request: Request) -> HttpResponse:
    """The forms through which a contact can be logged, and who may have begun one."""
    bodies.parameters(request, ())
    items = [_form(one) for one in library.offered()]
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


def _form(one: Form) -> dict[str, Any]:
    return {"key": one.key, "label": str(one.label), "channel": one.channel, "directions": list(one.sentences)}


@router.post(
    "/{kind:kind}/{int:pk}/contacts",
    openapi_extra={"parameters": [KEY], **body(ref("ContactNew")), **answer(ref("Contact"), 201)},
    tags=["{kind}"],
    summary="Log a contact with one of {kind}",
)
def log_contact(request: Request, kind: Any, pk: int) -> HttpResponse:
    """Log a contact under a record; it is told in the history of everything that it concerns."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor, "note")
    given = _given(request, NEW)

    def act() -> HttpResponse:
        made = contacts.log(subject, given, by=request.actor)
        return written(request, _shown(made, request), 201, Location=f"{PREFIX}/{kind.plural}/{pk}/contacts/{made.pk}")

    return _once(request, act)


@router.get(
    "/{kind:kind}/{int:pk}/contacts/{int:contact}",
    openapi_extra=SHOWN,
    tags=["{kind}"],
    summary="Read a contact of one of {kind}",
)
def contact(request: Request, kind: Any, pk: int, contact: int) -> HttpResponse:
    """One contact of a record as it stands now."""
    bodies.parameters(request, ())
    return answered(_shown(contacts.of_record(gate.get(kind.model, pk, request.actor), contact), request))


@router.patch(
    "/{kind:kind}/{int:pk}/contacts/{int:contact}",
    openapi_extra={**body(ref("ContactChanges")), **SHOWN},
    tags=["{kind}"],
    summary="Correct a contact of one of {kind}",
)
def correct_contact(request: Request, kind: Any, pk: int, contact: int) -> HttpResponse:
    """Change what was logged; what is not sent stays."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor)
    return written(
        request, _shown(contacts.correct(subject, contact, _given(request, SAID), by=request.actor), request)
    )


@router.delete(
    "/{kind:kind}/{int:pk}/contacts/{int:contact}",
    openapi_extra=REMOVED,
    tags=["{kind}"],
    summary="Withdraw a contact of one of {kind}",
)
def withdraw_contact(request: Request, kind: Any, pk: int, contact: int) -> HttpResponse:
    """Withdraw what was logged by mistake; the change can be undone."""
    bodies.parameters(request, ())
    contacts.withdraw(gate.get(kind.model, pk, request.actor), contact, by=request.actor)
    return HttpResponse(status=204, headers={"Closeknit-Change": str(request.actor.change)})


def _once(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


def _given(request: Request, known: Schema) -> dict[str, Any]:
    """What was sent, as the verbs take it; raises Refused for a key that is not known."""
    given = bodies.members(request)
    for key in given:
        if key not in known:
            raise Refused(_("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
    if isinstance(given.get("happened_at"), str):
        given["happened_at"] = _moment(given["happened_at"])
    return given


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        sentence = _("“happened_at” is a moment with its offset, such as 2026-12-31T15:00:00+01:00.")
        raise Refused(sentence, field="happened_at", code="not_a_moment") from None


def _shown(one: ContactPoint, request: Request) -> dict[str, Any]:
    return {
        "id": one.pk,
        "form": one.form,
        "direction": one.direction,
        "channel": one.channel,
        "seconds": one.seconds,
        "text": one.text,
        "happened_at": one.happened_at.isoformat(),
        "records": contacts.seen(one, request.actor),
    }
