"""Endpoints of what a company adds to the kinds: classifications and segments."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.api import bodies, idempotency, verbs
from closeknit.api.description import GENERAL, KEY, NUMBER, REMOVED, TEXT, answer, body, items_of, parameter, ref
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import conversions, definitions, membership, segments
from closeknit.profiles.models import Definition, Segment

router = Router(tags=["classifications"])

verbs.DOORS.update(
    {
        "profiles_definitions.add": ("POST", "/classifications"),
        "profiles_definitions.change": ("PATCH", "/classifications/{classification}"),
        "profiles_definitions.retype": ("POST", "/classifications/{classification}/retype"),
        "profiles_definitions.move": ("POST", "/classifications/{classification}/move"),
        "profiles_definitions.retire": ("DELETE", "/classifications/{classification}"),
        "profiles_definitions.reinstate": ("POST", "/classifications/{classification}/restore"),
        "profiles_segments.add": ("POST", "/segments"),
        "profiles_segments.change": ("PATCH", "/segments/{segment}"),
        "profiles_segments.retire": ("DELETE", "/segments/{segment}"),
    }
)

WORDS = ("label", "unit", "hint", "group", "sensitivity", "target")
SCOPE = {
    "oneOf": [
        {"type": "object", "required": [key], "properties": {key: {"const": True} if key == "all" else NUMBER}}
        for key in Scope
    ]
}
ANSWERS = {"type": "array", "items": ref("ClassificationAnswer")}
ASKED: dict[str, Any] = {**dict.fromkeys(WORDS, TEXT), "options": ANSWERS, "scope": SCOPE}
GENERAL.update(
    {
        "ClassificationAnswer": {
            "type": "object",
            "required": ["label"],
            "properties": {"key": TEXT, "label": TEXT, "tint": TEXT, "retired": {"type": "boolean"}},
        },
        "ClassificationNew": {
            "type": "object",
            "required": ["kind", "label", "type"],
            "properties": {"kind": TEXT, "key": TEXT, "type": {"enum": definitions.offered()}, **ASKED},
        },
        "ClassificationChanges": {"type": "object", "properties": ASKED},
        "Classification": {
            "type": "object",
            "required": ["id", "kind", "key", "label", "type", "scope", "version", "retired"],
            "properties": {
                "id": NUMBER, "kind": TEXT, "key": TEXT, "type": TEXT, "position": NUMBER, "version": NUMBER, "retired": {"type": "boolean"},
                **ASKED, "group": {"type": ["string", "null"]}, "conversion": {"type": ["object", "null"]},
            },
        },
        "Retype": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"enum": definitions.offered()}, "options": ANSWERS, "preview": {"type": "boolean"}},
        },
        "SegmentNew": {
            "type": "object",
            "required": ["kind", "name", "filter"],
            "properties": {"kind": TEXT, "name": TEXT, "filter": {"type": "object"}},
        },
        "SegmentChanges": {"type": "object", "properties": {"name": TEXT, "filter": {"type": "object"}}},
        "Segment": {
            "type": "object",
            "required": ["id", "kind", "name", "filter"],
            "properties": {"id": NUMBER, "kind": TEXT, "name": TEXT, "filter": {"type": ["object", "null"]}},
        },
    }
)  # fmt: skip
OF_KIND = parameter("kind", TEXT, "a kind, such as organization")


# ------------------------------------------------------------------------------------------------ classifications


@router.get("/classifications", openapi_extra={"parameters": [OF_KIND], **answer(items_of(ref("Classification")))})
def list_classifications(request: Request) -> HttpResponse:
    """The classifications of a kind, or of all, that the caller sees; the retired ones last."""
    asked = bodies.parameters(request, {"kind"})
    wanted = [_kind(asked["kind"])] if "kind" in asked else [one for one in kinds if request.actor.may(one.key, "see")]
    for kind in wanted:
        gate.check(kind.key, request.actor, "see")
    return _listed([shown(one) for kind in wanted for one in definitions.seen(kind, request.actor, retired=True)])


@router.post("/classifications", openapi_extra={"parameters": [KEY], **body(ref("ClassificationNew")), **answer(ref("Classification"), 201)})  # fmt: skip
def add_classification(request: Request) -> HttpResponse:
    """Make a classification for all records of a kind, for a segment, or for one record."""
    given = members(request, {"kind", "key", "type", *ASKED})
    kind = _kind(given.pop("kind", None))

    def act() -> HttpResponse:
        made = definitions.add(kind, given, by=request.actor)
        return written(request, shown(made), 201, Location=f"{PREFIX}/classifications/{made.pk}")

    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


@router.get("/classifications/{int:classification}", openapi_extra=answer(ref("Classification")))
def read_classification(request: Request, classification: int) -> HttpResponse:
    """One classification."""
    return answered(shown(_definition(request, classification)))


@router.patch("/classifications/{int:classification}", openapi_extra={**body(ref("ClassificationChanges")), **answer(ref("Classification"))})  # fmt: skip
def change_classification(request: Request, classification: int) -> HttpResponse:
    """Rename it, change its answers, or give it another scope."""
    found = _definition(request, classification, retired=False)
    given = members(request, {"type", *ASKED})
    return written(request, shown(definitions.change(kinds[found.kind], found.key, given, by=request.actor)))


@router.post("/classifications/{int:classification}/move", openapi_extra={**body({"type": "object", "properties": {"before": TEXT}}), **answer(ref("Classification"))})  # fmt: skip
def move_classification(request: Request, classification: int) -> HttpResponse:
    """Put it before the classification of the key `before`, or at the end."""
    found = _definition(request, classification, retired=False)
    before = members(request, {"before"}).get("before") or ""
    if not isinstance(before, str):
        raise Refused(_("“before” is the key of a classification."), field="before", code="wrong_type")
    return written(request, shown(definitions.move(kinds[found.kind], found.key, before=before, by=request.actor)))


@router.post("/classifications/{int:classification}/retype", openapi_extra={**body(ref("Retype")), **answer(ref("Classification"))})  # fmt: skip
def retype_classification(request: Request, classification: int) -> HttpResponse:
    """Give it another type; with `preview` only say what would become of its values. It gets another id."""
    found = _definition(request, classification, retired=False)
    given = members(request, {"type", "options", "preview"})
    if not isinstance(preview := given.pop("preview", False), bool):
        raise Refused(_("“preview” is true or false."), field="preview", code="wrong_type")
    kind = kinds[found.kind]
    if preview:
        return answered(asdict(definitions.try_retype(kind, found.key, given, by=request.actor)))
    return written(request, shown(definitions.retype(kind, found.key, given, by=request.actor)))


@router.delete("/classifications/{int:classification}", openapi_extra=REMOVED)
def retire_classification(request: Request, classification: int) -> HttpResponse:
    """Nobody is asked it any more; its values are kept."""
    found = _definition(request, classification, retired=False)
    definitions.retire(kinds[found.kind], found.key, by=request.actor)
    return written(request, None, 204)


@router.post("/classifications/{int:classification}/restore", openapi_extra=answer(ref("Classification")))
def restore_classification(request: Request, classification: int) -> HttpResponse:
    """Ask a retired one again."""
    found = _definition(request, classification, retired=True)
    return written(request, shown(definitions.reinstate(kinds[found.kind], classification, by=request.actor)))


def _definition(request: Request, pk: int, retired: bool | None = None) -> Definition:
    """The definition that the caller sees; Absent for any other."""
    bodies.parameters(request, ())
    for kind in kinds:
        if request.actor.may(kind.key, "see"):
            for one in definitions.seen(kind, request.actor, retired=True):
                if one.pk == pk and retired in (None, one.retired_at is not None):
                    return one
    raise gate.Absent


def shown(one: Definition) -> dict[str, Any]:
    """A classification as the API gives it."""
    extent: dict[str, Any] = {"all": True}
    if one.segment is not None:
        extent = {"segment": one.segment.pk}
    elif one.scope == Scope.RECORD:
        extent = {"record": one.records[0]} if len(one.records) == 1 else {"records": one.records}
    plain = {name: getattr(one, name) for name in ("id", "kind", "key", "label", "type", "unit", "hint", "sensitivity", "target", "position", "version")}  # fmt: skip
    answers = [{"key": each["key"], "label": each["label"], "tint": each.get("tint", ""), "retired": each.get("retired", False)} for each in one.options]  # fmt: skip
    group = one.group.label if one.group else None
    whole = {**plain, "group": group, "options": answers, "scope": extent, "retired": one.retired_at is not None}
    return {**whole, "conversion": _conversion(one)}


def _conversion(one: Definition) -> dict[str, Any] | None:
    """How far the values are that came from a field of another type; None where none did."""
    found = conversions.of(one)
    if found is None:
        return None
    return {"total": found.total, "done": found.done, "kept": found.kept, "ended": found.ended_at is not None}


# ------------------------------------------------------------------------------------------------ segments


@router.get("/segments", openapi_extra={"parameters": [OF_KIND], **answer(items_of(ref("Segment")))})
def list_segments(request: Request) -> HttpResponse:
    """The segments of a kind, or of all."""
    asked = bodies.parameters(request, {"kind"})
    wanted = [_kind(asked["kind"])] if "kind" in asked else [one for one in kinds if request.actor.may(one.key, "see")]
    for kind in wanted:
        gate.check(kind.key, request.actor, "see")
    return _listed([_segment(one, request.actor) for kind in wanted for one in segments.live(kind)])


@router.post("/segments", openapi_extra={"parameters": [KEY], **body(ref("SegmentNew")), **answer(ref("Segment"), 201)})
def add_segment(request: Request) -> HttpResponse:
    """Name the records of a kind that fit a filter."""
    given = members(request, {"kind", "name", "filter"})
    kind = _kind(given.pop("kind", None))

    def act() -> HttpResponse:
        made = segments.add(kind, given, by=request.actor)
        return written(request, _segment(made, request.actor), 201, Location=f"{PREFIX}/segments/{made.pk}")

    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


@router.get("/segments/{int:segment}", openapi_extra=answer(ref("Segment")))
def read_segment(request: Request, segment: int) -> HttpResponse:
    """One segment."""
    return answered(_segment(_found_segment(request, segment), request.actor))


@router.patch("/segments/{int:segment}", openapi_extra={**body(ref("SegmentChanges")), **answer(ref("Segment"))})
def change_segment(request: Request, segment: int) -> HttpResponse:
    """Rename it or give it another filter."""
    found = _found_segment(request, segment)
    given = members(request, {"name", "filter"})
    return written(
        request, _segment(segments.change(kinds[found.kind], segment, given, by=request.actor), request.actor)
    )


@router.delete("/segments/{int:segment}", openapi_extra=REMOVED)
def retire_segment(request: Request, segment: int) -> HttpResponse:
    """Remove a segment that no classification is for."""
    found = _found_segment(request, segment)
    segments.retire(kinds[found.kind], segment, by=request.actor)
    return written(request, None, 204)


def _found_segment(request: Request, pk: int) -> Segment:
    bodies.parameters(request, ())
    for kind in kinds:
        if request.actor.may(kind.key, "see"):
            for one in segments.live(kind):
                if one.pk == pk:
                    return one  # type: ignore[no-any-return]
    raise gate.Absent


def _segment(one: Segment, by: Actor) -> dict[str, Any]:
    """A segment as the API gives it; its filter to whoever may see all that it asks about."""
    known = gate.Readable(kinds[one.kind], by)
    told = one.filter if membership.readable(one.tree, known) else None
    return {"id": one.pk, "kind": one.kind, "name": one.label, "filter": told}


# ------------------------------------------------------------------------------------------------ what both share


def _listed(items: list[dict[str, Any]]) -> HttpResponse:
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


def _kind(given: object) -> Kind:
    """The kind of that key or plural; raises Refused."""
    found = next((one for one in kinds if given in (one.key, one.plural)), None)
    if found is None:
        raise Refused(
            _("“kind” is one of %(all)s.") % {"all": ", ".join(one.key for one in kinds)},
            field="kind",
            code="not_an_option",
        )
    return found


def members(request: HttpRequest, known: set[str]) -> dict[str, Any]:
    """The members that were sent; raises Refused for one that means nothing here."""
    given = bodies.members(request)
    for key in sorted(set(given) - known):
        raise Refused(_("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
    return given
