"""Endpoints of saved views."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.api import bodies, idempotency, verbs
from closeknit.api.description import (
    GENERAL,
    KEY,
    NUMBER,
    REMOVED,
    TEXT,
    Schema,
    answer,
    body,
    items_of,
    parameter,
    ref,
)
from closeknit.api.door import PREFIX, answered, written
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records.models import View
from closeknit.records.workspace import opened_views, saved_views

router = Router(tags=["views"])

ONE = "/views/{view}"
verbs.DOORS.update(
    {
        "records_saved_views.add": ("POST", "/views"),
        "records_saved_views.change": ("PATCH", ONE),
        "records_saved_views.remove": ("DELETE", ONE),
        "records_saved_views.restore": ("POST", f"{ONE}/restore"),
    }
)
SHARED: Schema = {
    "type": ["string", "integer"],
    "description": "nobody, everybody, or the id of a team that you are in",
}
ADDRESS: Schema = {
    "type": "string",
    "maxLength": saved_views.LONGEST,
    "description": "what stands in the address of the list after the question mark: filter, sort and columns",
}
ASKED: Schema = {"name": {"type": "string", "maxLength": 80}, "address": ADDRESS, "shared": SHARED, "position": NUMBER}
READ: Schema = {"id": NUMBER, "kind": TEXT, **ASKED, "owner": NUMBER}
GENERAL.update(
    {
        "View": {"type": "object", "required": list(READ), "properties": READ},
        "ViewNew": {"type": "object", "required": ["kind", "name"], "properties": {"kind": TEXT, **ASKED}},
        "ViewChanges": {"type": "object", "properties": ASKED},
    }
)
OF_KIND = parameter("kind", TEXT, "a kind, such as organization")


@router.get("/views", openapi_extra={"parameters": [OF_KIND], **answer(items_of(ref("View")))})
def list_views(request: Request) -> HttpResponse:
    """The saved views of a kind, or of all, that the caller sees, in the order of their tabs."""
    asked = bodies.parameters(request, {"kind"})
    wanted = [_kind(asked["kind"])] if "kind" in asked else [one for one in kinds if request.actor.may(one.key, "see")]
    for kind in wanted:
        gate.check(kind.key, request.actor, "see")
    items = [shown(one, request.actor) for kind in wanted for one in saved_views.seen(kind, request.actor)]
    return answered({"items": items, "after": None, "count": len(items), "count_exact": True})


@router.post("/views", openapi_extra={"parameters": [KEY], **body(ref("ViewNew")), **answer(ref("View"), 201)})
def add_view(request: Request) -> HttpResponse:
    """Keep a list by name."""
    given = _members(request, {"kind", *ASKED})
    kind = _kind(given.pop("kind", None))

    def act() -> HttpResponse:
        made = saved_views.add(kind, given, by=request.actor)
        return written(request, shown(made, request.actor), 201, Location=f"{PREFIX}/views/{made.pk}")

    said = f"{request.method} {request.path}\n".encode() + request.body
    return idempotency.once(request.actor, request.headers.get(idempotency.HEADER), said, act)


@router.get("/views/{int:view}", openapi_extra=answer(ref("View")))
def read_view(request: Request, view: int) -> HttpResponse:
    """One saved view."""
    return answered(shown(_found(request, view), request.actor))


@router.patch("/views/{int:view}", openapi_extra={**body(ref("ViewChanges")), **answer(ref("View"))})
def change_view(request: Request, view: int) -> HttpResponse:
    """Rename it, save another list in it, share it otherwise, or move its tab."""
    found = _found(request, view)
    given = _members(request, set(ASKED))
    return written(request, shown(saved_views.change(kinds[found.kind], view, given, by=request.actor), request.actor))


@router.delete("/views/{int:view}", openapi_extra=REMOVED)
def remove_view(request: Request, view: int) -> HttpResponse:
    """Take it away; it can be restored."""
    saved_views.remove(kinds[_found(request, view).kind], view, by=request.actor)
    return written(request, None, 204)


@router.post("/views/{int:view}/restore", openapi_extra=answer(ref("View")))
def restore_view(request: Request, view: int) -> HttpResponse:
    """Bring back one that was removed."""
    found = _found(request, view, removed=True)
    return written(request, shown(saved_views.restore(kinds[found.kind], view, by=request.actor), request.actor))


def shown(view: View, actor: Actor) -> dict[str, Any]:
    """A view as the API gives it: of its address what the caller may ask."""
    known = opened_views.readable(view, kinds[view.kind], actor)
    plain = {name: getattr(view, name) for name in ("id", "kind", "name", "position")}
    shared = view.team_id or saved_views.shared_with(view)
    return {**plain, "address": saved_views.written(known.pairs), "shared": shared, "owner": view.owner_id}


def _found(request: Request, pk: int, *, removed: bool = False) -> View:
    """The view that the caller sees, of a kind that they see; Absent for any other."""
    bodies.parameters(request, ())
    found = saved_views.one(pk, request.actor, removed=removed)
    if found is None or not request.actor.may(found.kind, "see"):
        raise gate.Absent
    return found


def _kind(given: object) -> Kind:
    found = next((one for one in kinds if given in (one.key, one.plural)), None)
    if found is None:
        sentence = _("“kind” is one of %(all)s.") % {"all": ", ".join(one.key for one in kinds)}
        raise Refused(sentence, field="kind", code="not_an_option")
    return found


def _members(request: Request, known: set[str]) -> dict[str, Any]:
    given = bodies.members(request)
    for key in sorted(set(given) - known):
        raise Refused(_("“%(key)s” is not part of this.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
    return given
