"""What the API says of itself: the description for programs, and the same as a page for people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja.errors import AuthenticationError

from closeknit.access.requests import Request
from closeknit.api import bodies, problems
from closeknit.api.description import describe
from closeknit.api.door import Bearer, answered, speaking
from closeknit.catalogue.refusal import Refused


@csrf_exempt
@speaking
def description(request: Request) -> HttpResponse:
    """GET /api/v1/openapi.json: with a token what exists for its owner, without one what is shipped and open."""
    try:
        bodies.parameters(request, ())
        actor = Bearer()(request)
        if actor is None and "Authorization" in request.headers:
            raise AuthenticationError
    except (Refused, AuthenticationError) as error:
        return problems.answer(request, error)
    return answered(describe(actor))


@login_not_required
@require_safe
def pages(request: Request) -> HttpResponse:
    """GET /api/docs: the description to read."""
    whole = describe(request.actor if request.actor.known else None)
    return render(
        request,
        "api/docs.html",
        {"groups": _groups(whole), "schemas": _schemas(whole), "title": whole["info"]["title"]},
    )


def _groups(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations by kind, in the order of the description."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in whole["paths"].items():
        for method, one in operations.items():
            group = found.setdefault((one.get("tags") or [""])[0], [])
            group.append(
                {
                    **one,
                    "method": method.upper(),
                    "path": path,
                    "takes": _named(_body(one)),
                    "gives": _named(_given(one)),
                }
            )
    return [{"name": name, "operations": operations} for name, operations in found.items()]


def _body(one: dict[str, Any]) -> dict[str, Any]:
    return dict(one.get("requestBody", {}))


def _given(one: dict[str, Any]) -> dict[str, Any]:
    return next((dict(said) for status, said in one["responses"].items() if status.startswith("2")), {})


def _named(holder: dict[str, Any]) -> str:
    """The name of the schema that a body or an answer has, "" for none."""
    schemas = [each["schema"] for each in holder.get("content", {}).values()]
    return str(schemas[0].get("$ref", "")).rpartition("/")[2] if schemas else ""


def _schemas(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The schemas with their members, but for conditions, which follow from the members."""
    return [
        {
            "name": name,
            "says": schema.get("description", ""),
            "members": [_member(key, one, schema) for key, one in schema.get("properties", {}).items()],
        }
        for name, schema in whole["components"]["schemas"].items()
        if not name.endswith("Conditions")
    ]


def _member(key: str, one: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    types = one.get("type", "")
    said = " | ".join(types) if isinstance(types, list) else types or str(one.get("$ref", "")).rpartition("/")[2]
    items = one.get("items", {})
    inside = [*items.get("properties", {})] or [str(items.get("$ref", "")).rpartition("/")[2]] if items else []
    return {
        "key": key,
        "label": one.get("title", ""),
        "type": said,
        "needed": key in schema.get("required", ()),
        "inside": ", ".join(filter(None, inside)),
        "options": ", ".join(str(option) for option in one.get("enum", ()) if option is not None),
    }
