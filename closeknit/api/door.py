"""The door for programs: one Ninja API, its tokens, its problems, and its addresses, for whatever endpoints the folders bring."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, re_path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.security import HttpBearer

from closeknit.access import tokens
from closeknit.access.actors import NOBODY, Actor
from closeknit.access.requests import Request
from closeknit.access.sessions import zone_called
from closeknit.api import problems, rates
from closeknit.api.problems import LANGUAGE, Problem

PREFIX = "/api/v1"


class Bearer(HttpBearer):
    """A token in the header, and nothing else: a signed-in browser's cookie opens no endpoint."""

    openapi_bearerFormat = "ck_…"  # noqa: N815 - Ninja's spelling

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor of the token, who from here on acts in this request."""
        request.actor = NOBODY  # type: ignore[attr-defined]
        found: Actor | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The token's actor, if it is one, in their zone."""
        actor = tokens.actor_of(token.strip())
        if actor is None or actor.user_id is None:
            return None
        rates.take(actor.user_id)
        request.actor = actor  # type: ignore[attr-defined]
        if zone := zone_called(actor.zone):
            timezone.activate(zone)
        return actor


api = NinjaAPI(
    title="Closeknit", version="1", urls_namespace="api", auth=Bearer(), openapi_url=None, docs_url=None,
    description="Everything that people do in Closeknit, for programs.",
)  # fmt: skip
for _error in (Exception, Http404, HttpError):  # Ninja has handlers of its own for the latter two
    api.add_exception_handler(_error, problems.answer)


def urls() -> tuple[list[URLPattern], str, str]:
    """The addresses of the API, once every folder has brought its endpoints; unknown ones answer like absent records."""
    patterns, app, namespace = api.urls
    kept = [one for one in patterns if isinstance(one, URLPattern) and one.name != "api-root"]
    for one in kept:
        one.callback = speaking(one.callback)
    return [*kept, re_path(r"^.*$", speaking(csrf_exempt(_nowhere)), name="nowhere")], app, namespace


def _nowhere(request: HttpRequest) -> HttpResponse:
    return problems.response(problems.absent())


def speaking(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view that answers in the API's language, and as a problem when the method is not one of its own."""

    @functools.wraps(view)
    def answer(request: HttpRequest, **path: Any) -> HttpResponseBase:
        translation.activate(LANGUAGE)  # `identify` sets back what it found
        response = view(request, **path)
        if response.status_code == 405:
            allowed = response.headers.get("Allow", "")
            sentence = _("This address takes %(methods)s.") % {"methods": allowed}
            response = problems.response(Problem(405, sentence, "method_not_allowed", headers={"Allow": allowed}))
        response.headers["Content-Language"] = LANGUAGE
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined] # no cookie is looked at, so nothing can be forged
    open_answer: Callable[..., HttpResponseBase] = login_not_required(answer)
    return open_answer


def answered(data: Any, status: int = 200, **headers: str) -> HttpResponse:
    """Data as the JSON of an answer; headers by name, with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JsonResponse(data, safe=False, status=status, headers=named, json_dumps_params={"ensure_ascii": False})


def written(request: Request, data: Any, status: int = 200, **headers: str) -> HttpResponse:
    """The answer to a request that changed something: it names the change, which can be taken back."""
    return answered(data, status, Closeknit_Change=str(request.actor.change), **headers)


def tag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'
