"""Endpoints of the timeline of any record: what happened, and every change with both values."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.http import HttpResponse
from django.utils.html import strip_tags
from ninja import Router

from closeknit.access import gate
from closeknit.access.requests import Request
from closeknit.api import bodies
from closeknit.api.description import TIMELINE
from closeknit.api.door import answered
from closeknit.catalogue.kinds import Kind
from closeknit.timeline import history
from closeknit.timeline.history import Told
from closeknit.web import addresses

addresses.register()
router = Router()

PAGE, MOST, CAP = 50, 500, 10_000


@router.get(
    "/{kind:kind}/{int:pk}/timeline",
    openapi_extra=TIMELINE,
    tags=["{kind}"],
    summary="Tell what happened with one of {kind}",
)
def timeline(request: Request, kind: Any, pk: int) -> HttpResponse:
    """The entries of a record, the newest first, each as a sentence."""
    return _entries(request, kind, pk, "")


@router.get(
    "/{kind:kind}/{int:pk}/history",
    openapi_extra=TIMELINE,
    tags=["{kind}"],
    summary="List the changes of one of {kind}",
)
def changes(request: Request, kind: Any, pk: int) -> HttpResponse:
    """The changes of a record, the newest first, each field with what it was and what it became."""
    return _entries(request, kind, pk, "changes")


def _entries(request: Request, kind: Kind, pk: int, group: str) -> HttpResponse:
    asked = bodies.parameters(request, {"limit", "after"})
    limit = bodies.whole_number(asked.get("limit") or str(PAGE), "limit", 1, MOST)
    subject = gate.get(kind.model, pk, request.actor)
    told, after = history.tell(subject, request.actor, asked.get("after", ""), limit, group=group)
    number, exact = history.count(subject, CAP, group=group)
    items = [_entry(one, kind) for one in told]
    return answered({"items": items, "after": after or None, "count": number, "count_exact": exact})


def _entry(told: Told, kind: Kind) -> dict[str, Any]:
    found = {
        "id": told.id,
        "kind": told.kind.key,
        "at": told.moment.isoformat(),
        "by": {"id": told.by, "name": told.actor},
        "sentence": unescape(strip_tags(told.sentence)),
        "text": told.text,
        "change": str(told.change) if told.change else None,
        "undoable": told.undoable,
        "undone": told.undone,
        "records": [{"kind": other, "id": pk, "name": name} for other, pk, name in told.records],
    }
    if told.contact:
        found["contact"] = {
            key: getattr(told.contact, key) for key in ("id", "form", "direction", "channel", "seconds")
        }
    if "changes" in told.data:
        found["changes"] = [{**one, "label": history.label(one["field"], kind)} for one in told.data["changes"]]
    return found
