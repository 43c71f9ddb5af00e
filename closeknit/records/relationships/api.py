"""Endpoints of relationships: those of a record, and the types that there are."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.api import bodies, description, idempotency, verbs
from closeknit.api.description import KEY, NUMBER, PAGING, REMOVED, TEXT, Schema, answer, body, items_of, ref
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.fields import field
from closeknit.catalogue.refusal import Refused
from closeknit.records.relationships import relationships, types
from closeknit.records.relationships.relationships import FIELDS, LONGEST_NOTE, Related
from closeknit.records.relationships.types import Type
from closeknit.web import addresses
from closeknit.web.listing import LIMIT, PAGE

addresses.register()
router = Router()

ONE = "/{kind}/{id}/relationships/{relationship}"
verbs.DOORS.update(
    {
        "records_relationships.relate": ("POST", "/{kind}/{id}/relationships"),
        "records_relationships.change": ("PATCH", ONE),
        "records_relationships.end": ("PATCH", ONE),
        "records_relationships.remove": ("DELETE", ONE),
    }
)

DAY: Schema = {"type": ["string", "null"], "format": "date"}
NOTE: Schema = {"type": "string", "maxLength": LONGEST_NOTE}
LASTING: Schema = {"since": DAY, "until": {**DAY, "description": "it is over from this day on"}, "note": NOTE}
DIRECTION: Schema = {
    "enum": ["forward", "backward"],
    "description": "backward: the other record is what `type` says to this one",
}
KINDS: Schema = {"type": "array", "items": TEXT, "description": "keys of kinds, none for any"}
WORDS: Schema = {"type": "string", "maxLength": types.LONGEST}
OF_TYPE: Schema = {
    "label": WORDS,
    "reverse": WORDS,
    "from_kinds": KINDS,
    "to_kinds": KINDS,
    "retired": {"type": "boolean"},
}


def _object(needed: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "required": needed, "properties": properties, "additionalProperties": False}


OTHER = _object(["id", "kind", "name"], id=NUMBER, kind=TEXT, name=TEXT)
READ = {
    "id": NUMBER,
    "type": TEXT,
    "direction": DIRECTION,
    "words": TEXT,
    "other": OTHER,
    **LASTING,
    "over": {"type": "boolean"},
}
MADE = {"type": TEXT, "other": NUMBER, "direction": DIRECTION, **LASTING}
TYPE = {"key": TEXT, **OF_TYPE, "symmetric": {"type": "boolean"}, "shipped": {"type": "boolean"}}
description.GENERAL.update(
    {
        "Relationship": {**_object([*READ], **READ), "description": "`words` is what this record is to the other."},
        "RelationshipNew": _object(["type", "other"], **MADE),
        "RelationshipChanges": _object([], **LASTING),
        "RelationshipType": _object([*TYPE], **TYPE),
        "RelationshipTypeNew": _object(["label"], **{key: one for key, one in OF_TYPE.items() if key != "retired"}),
        "RelationshipTypeChanges": _object([], **OF_TYPE),
    }
)
SHOWN = answer(ref("Relationship"))
CREATE = {"parameters": [KEY], **body(ref("RelationshipNew")), **answer(ref("Relationship"), 201)}
CHANGE = {**body(ref("RelationshipChanges")), **SHOWN}
TYPE_SHOWN = answer(ref("RelationshipType"))
TYPE_CREATE = {"parameters": [KEY], **body(ref("RelationshipTypeNew")), **answer(ref("RelationshipType"), 201)}
TYPE_CHANGE = {**body(ref("RelationshipTypeChanges")), **TYPE_SHOWN}


@router.get(
    "/{kind:kind}/{int:pk}/relationships",
    openapi_extra={"parameters": PAGING, **answer(items_of(ref("Relationship")))},
    tags=["{kind}"],
    summary="List the relationships of one of {kind}",
)
def list_relationships(request: Request, kind: Any, pk: int) -> HttpResponse:
    """What a record is tied to, among what the caller sees, the oldest first; `after` is the id of the last one seen."""
    asked = bodies.parameters(request, {"limit", "after"})
    limit = bodies.whole_number(asked.get("limit") or str(PAGE), "limit", 1, LIMIT)
    after = bodies.whole_number(asked.get("after") or "0", "after", 0, 2**62)
    subject = gate.get(kind.model, pk, request.actor)
    every = relationships.of(subject, request.actor)
    found = [one for one in every if one.id > after]
    cursor = str(found[limit - 1].id) if len(found) > limit else None
    items = [_shown(one) for one in found[:limit]]
    return answered({"items": items, "after": cursor, "count": len(every), "count_exact": True})


def _shown(one: Related) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": one.type.key,
        "direction": "backward" if one.backward else "forward",
        "words": one.words,
        "other": {"id": one.other, "kind": one.kind, "name": one.name},
        "since": one.since and one.since.isoformat(),
        "until": one.until and one.until.isoformat(),
        "note": one.note,
        "over": one.over,
    }


@router.post(
    "/{kind:kind}/{int:pk}/relationships",
    openapi_extra=CREATE,
    tags=["{kind}"],
    summary="Tie one of {kind} to a record",
)
def relate(request: Request, kind: Any, pk: int) -> HttpResponse:
    """Tie a record to another that the caller sees."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor, "edit")
    given = _members(request, MADE, needed=("type", "other"))
    for key, type_ in (("type", str), ("other", int)):
        if type(given[key]) is not type_:
            raise Refused(_("“%(key)s” is of the wrong sort.") % {"key": key}, field=key, code="wrong_type")
    backward = _direction(given.get("direction", "forward"))

    def act() -> HttpResponse:
        made = relationships.relate(
            subject, given["other"], given["type"], **_lasting(given), backward=backward, by=request.actor
        )
        where = f"{PREFIX}/{kind.plural}/{pk}/relationships/{made.pk}"
        return written(request, _shown(relationships.one(subject, made.pk, request.actor)), 201, Location=where)

    return _once(request, act)


def _once(request: Request, act: Any) -> HttpResponse:
    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


def _members(request: Request, known: Schema, needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """What was sent, of the keys that are known; raises Refused for any other, and for one that is needed and not there."""
    sent = bodies.members(request)
    for key in sent:
        if key not in known:
            raise Refused(_("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
    for key in needed:
        if key not in sent:
            raise Refused(_("“%(key)s” is needed.") % {"key": key}, field=key, code="required")
    return sent


def _direction(given: object) -> bool:
    if given not in ("forward", "backward"):
        raise Refused(_("“direction” is “forward” or “backward”."), field="direction", code="not_an_option")
    return given == "backward"


def _lasting(given: dict[str, Any]) -> dict[str, Any]:
    """The dates and the note that were sent, each of its type."""
    found: dict[str, Any] = {}
    for key in (one for one in FIELDS if one in given):
        if key == "note":
            if not isinstance(given[key], str):
                raise Refused(_("“note” is a text."), field="note", code="wrong_type")
            found[key] = given[key]
        else:
            found[key] = _day(key, given[key])
    return found


def _day(key: str, given: object) -> date | None:
    """A whole day as a program writes it; dates as people write them are for people."""
    if given is None:
        return None
    one = field(key, key, "date")
    value: date | None = one.type.parse(given if isinstance(given, str) else repr(given), one)
    return value


@router.get(
    "/{kind:kind}/{int:pk}/relationships/{int:relationship}",
    openapi_extra=SHOWN,
    tags=["{kind}"],
    summary="Read a relationship of one of {kind}",
)
def relationship(request: Request, kind: Any, pk: int, relationship: int) -> HttpResponse:
    """One relationship as read from this record."""
    bodies.parameters(request, ())
    return answered(_shown(relationships.one(gate.get(kind.model, pk, request.actor), relationship, request.actor)))


@router.patch(
    "/{kind:kind}/{int:pk}/relationships/{int:relationship}",
    openapi_extra=CHANGE,
    tags=["{kind}"],
    summary="Change a relationship of one of {kind}",
)
def change_relationship(request: Request, kind: Any, pk: int, relationship: int) -> HttpResponse:
    """Change its dates or its note; `until` alone ends it."""
    bodies.parameters(request, ())
    subject = gate.get(kind.model, pk, request.actor)
    given = _lasting(_members(request, LASTING))
    if [*given] == ["until"] and given["until"] is not None:
        relationships.end(subject, relationship, given["until"], by=request.actor)
    else:
        relationships.change(subject, relationship, given, by=request.actor)
    return written(request, _shown(relationships.one(subject, relationship, request.actor)))


@router.delete(
    "/{kind:kind}/{int:pk}/relationships/{int:relationship}",
    openapi_extra=REMOVED,
    tags=["{kind}"],
    summary="Remove a relationship of one of {kind}",
)
def remove_relationship(request: Request, kind: Any, pk: int, relationship: int) -> HttpResponse:
    """Take away a relationship that was noted by mistake; that can be taken back."""
    bodies.parameters(request, ())
    relationships.remove(gate.get(kind.model, pk, request.actor), relationship, by=request.actor)
    return HttpResponse(status=204, headers={"Closeknit-Change": str(request.actor.change)})


# ------------------------------------------------------------------------------------------------ types


@router.get(
    "/relationship-types",
    openapi_extra=answer(items_of(ref("RelationshipType"))),
    tags=["relationship-types"],
    summary="List the types of relationship",
)
def list_types(request: Request) -> HttpResponse:
    """Every type, the shipped ones first; the retired ones too."""
    bodies.parameters(request, ())
    items = [_type(one) for one in types.known().values()]
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


def _type(one: Type) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.words(),
        "reverse": one.words(backward=True),
        "from_kinds": [*one.from_kinds],
        "to_kinds": [*one.to_kinds],
        "retired": one.retired,
        "symmetric": one.symmetric,
        "shipped": one.shipped,
    }


@router.post(
    "/relationship-types", openapi_extra=TYPE_CREATE, tags=["relationship-types"], summary="Add a type of relationship"
)
def add_type(request: Request) -> HttpResponse:
    """Add a type; without a `reverse` it reads alike from both ends."""
    bodies.parameters(request, ())
    types.check(request.actor)
    given = _members(request, {key: one for key, one in OF_TYPE.items() if key != "retired"}, needed=("label",))

    def act() -> HttpResponse:
        made = types.add(by=request.actor, **given)
        return written(request, _type(made), 201, Location=f"{PREFIX}/relationship-types/{made.key}")

    return _once(request, act)


@router.patch(
    "/relationship-types/{slug:type_key}",
    openapi_extra=TYPE_CHANGE,
    tags=["relationship-types"],
    summary="Change a type of relationship",
)
def change_type(request: Request, type_key: str) -> HttpResponse:
    """Change its words, its kinds, or whether it is retired; what is not given stays."""
    bodies.parameters(request, ())
    types.check(request.actor)
    return written(request, _type(types.change(type_key, _members(request, OF_TYPE), by=request.actor)))
