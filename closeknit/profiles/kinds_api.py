"""Endpoints of kinds: those that there are, and those that the company adds, renames and removes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.api import bodies, idempotency
from closeknit.api.description import GENERAL, KEY, REMOVED, TEXT, answer, body, items_of, ref
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.profiles import own_kinds
from closeknit.profiles.api import members
from closeknit.profiles.shape import own_kinds as added

router = Router(tags=["kinds"])

ASKED: dict[str, Any] = {"label": TEXT, "label_plural": TEXT, "icon": TEXT}
GENERAL.update(
    {
        "KindNew": {"type": "object", "required": ["label", "label_plural"], "properties": ASKED},
        "KindChanges": {"type": "object", "properties": ASKED},
        "Kind": {
            "type": "object",
            "required": ["key", "plural", "own", *ASKED],
            "properties": {"key": TEXT, "plural": TEXT, "own": {"type": "boolean"}, **ASKED},
        },
    }
)


@router.get("/kinds", openapi_extra=answer(items_of(ref("Kind"))))
def list_kinds(request: Request) -> HttpResponse:
    """The kinds that the caller sees; `plural` is their word in addresses, `own` those that the company added."""
    bodies.parameters(request, ())
    items = [shown(one) for one in kinds if request.actor.may(one.key, "see")]
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


@router.post("/kinds", openapi_extra={"parameters": [KEY], **body(ref("KindNew")), **answer(ref("Kind"), 201)})
def add_kind(request: Request) -> HttpResponse:
    """Add a kind; it has lists, pages and endpoints at once."""
    given = members(request, {*ASKED})

    def act() -> HttpResponse:
        made = own_kinds.add(given, by=request.actor)
        return written(request, shown(kinds[made.key]), 201, Location=f"{PREFIX}/kinds/{made.key}")

    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


@router.get("/kinds/{str:key}", openapi_extra=answer(ref("Kind")))
def read_kind(request: Request, key: str) -> HttpResponse:
    """One kind."""
    bodies.parameters(request, ())
    found = next((one for one in kinds if one.key == key and request.actor.may(key, "see")), None)
    if found is None:
        raise gate.Absent
    return answered(shown(found))


@router.patch("/kinds/{str:key}", openapi_extra={**body(ref("KindChanges")), **answer(ref("Kind"))})
def change_kind(request: Request, key: str) -> HttpResponse:
    """Rename it or give it another icon; its addresses stay."""
    own_kinds.change(key, members(request, {*ASKED}), by=request.actor)
    return written(request, shown(kinds[key]))


@router.delete("/kinds/{str:key}", openapi_extra=REMOVED)
def remove_kind(request: Request, key: str) -> HttpResponse:
    """Remove a kind of which there are no records."""
    bodies.parameters(request, ())
    own_kinds.remove(key, by=request.actor)
    return written(request, None, 204)


def shown(kind: Kind) -> dict[str, Any]:
    """A kind as the API gives it."""
    names = {"label": str(kind.label), "label_plural": str(kind.label_plural), "icon": kind.icon}
    return {"key": kind.key, "plural": kind.plural, **names, "own": kind.key in added()}
