"""The endpoint of a batch: how far the worker has come with a change of many records."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from closeknit.access.requests import Request
from closeknit.api import bodies
from closeknit.api.description import GENERAL, NUMBER, TEXT, answer, ref
from closeknit.api.door import PREFIX, answered
from closeknit.records.many import batches
from closeknit.records.models import Batch

router = Router()

STATES = {"enum": [str(one) for one in Batch.State]}
MEMBERS = {
    "id": NUMBER,
    "change": TEXT,
    "state": STATES,
    "done": NUMBER,
    "total": NUMBER,
    "sentence": TEXT,
    "url": TEXT,
}
GENERAL["Progress"] = {"type": "object", "required": list(MEMBERS), "properties": MEMBERS}


def told(batch: Batch) -> dict[str, Any]:
    """A batch as the API gives it; `sentence` says what became of the records so far, and why it broke off if it did."""
    return {
        "id": batch.pk,
        "change": str(batch.change),
        "state": str(batch.state),
        "done": batch.done,
        "total": len(batch.ids),
        "sentence": " ".join(filter(None, (batches.sentence(batch), batch.error))),
        "url": f"{PREFIX}/batches/{batch.pk}",
    }


@router.get("/batches/{int:pk}", openapi_extra=answer(ref("Progress")), tags=["changes"], summary="Ask how far it is")
def read_batch(request: Request, pk: int) -> HttpResponse:
    """How far a change of many records has come; only for whoever began it."""
    bodies.parameters(request, ())
    return answered(told(batches.get(pk, request.actor)))
