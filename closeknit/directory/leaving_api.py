"""The endpoint by which a program says that somebody has left an organization."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.api import bodies, description, idempotency, verbs
from closeknit.api.description import KEY, MATCH, NUMBER, TEXT, Schema, answer, body, ref
from closeknit.api.door import written
from closeknit.catalogue.fields import field
from closeknit.catalogue.refusal import Refused
from closeknit.directory import leaving
from closeknit.directory.leaving import ENDS, LONGEST_NOTE, MOVES, STAYS, Told
from closeknit.web import addresses

addresses.register()
router = Router()
verbs.DOORS["directory_leaving.leave"] = ("POST", "/{kind}/{id}/has-left")

DAY: Schema = {"type": ["string", "null"], "format": "date"}
SOMEBODY: Schema = {"type": ["integer", "string", "null"], "description": "an id, or the name of whom to add"}
PARTS: dict[str, Schema] = {
    "last_day": {"type": "string", "format": "date"},
    "employment": {"type": ["integer", "null"], "description": "its id; needed where there are several"},
    "successor": SOMEBODY,
    "new_employer": SOMEBODY,
    "title": TEXT,
    "since": DAY,
    "note": {"type": "string", "maxLength": LONGEST_NOTE},
    "choices": {
        "type": "object",
        "additionalProperties": {"enum": [STAYS, ENDS, MOVES]},
        "description": "what becomes of what it touches, by key, such as relationships.12; the rest stays",
    },
}
description.GENERAL["HasLeft"] = {
    "type": "object",
    "required": ["last_day"],
    "properties": PARTS,
    "additionalProperties": False,
}
DONE: Schema = {
    "type": "object",
    "properties": {"verb": TEXT, "change": TEXT, "kind": TEXT, "id": NUMBER, "version": NUMBER},
}
TYPES: dict[str, tuple[type, ...]] = {
    "employment": (int,), "successor": (int, str), "new_employer": (int, str), "title": (str,), "note": (str,), "choices": (dict,)
}  # fmt: skip


@router.post(
    "/{kind:kind}/{int:pk}/has-left",
    openapi_extra={"parameters": [KEY, MATCH], **body(ref("HasLeft")), **answer(DONE)},
    tags=["{kind}"],
    summary="Note that somebody has left, one of {kind}",
)
def has_left(request: Request, kind: Any, pk: int) -> HttpResponse:
    """End an employment, with a successor and a new employer where they are known. One undo takes all of it back."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor, "edit")
    if kind.key != "individual":
        raise Refused(_("Only people leave an organization."), code="not_a_person")
    told, version = _told(bodies.members(request)), bodies.version(request)

    def act() -> HttpResponse:
        left = leaving.leave(subject, told, by=request.actor, version=version)
        done = {"verb": "has-left", "change": str(request.actor.change), "kind": kind.key, "id": pk}
        return written(request, {**done, "version": left.version})

    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


def _told(sent: dict[str, Any]) -> Told:
    """What was sent, each part of its type; raises Refused."""
    for key in sent:
        if key not in PARTS:
            raise Refused(_("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
    last_day = _day("last_day", sent.get("last_day"))
    if last_day is None:
        raise Refused(_("“%(key)s” is needed.") % {"key": "last_day"}, field="last_day", code="required")
    given = {key: value for key, value in sent.items() if key in TYPES and value is not None}
    for key, value in given.items():
        if type(value) not in TYPES[key]:
            raise Refused(_("“%(key)s” is of the wrong sort.") % {"key": key}, field=key, code="wrong_type")
    if not all(isinstance(one, str) for one in given.get("choices", {}).values()):
        raise Refused(_("“%(key)s” is of the wrong sort.") % {"key": "choices"}, field="choices", code="wrong_type")
    return Told(last_day=last_day, since=_day("since", sent.get("since")), **given)


def _day(key: str, given: object) -> date | None:
    """A whole day as programs write it."""
    one = field(key, key, "date")
    value: date | None = one.type.parse(given if given is None or isinstance(given, str) else repr(given), one)
    return value
