"""Problems: every refusal as the JSON of RFC 9457, with a sentence for a person and a stable code for the program."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError

from closeknit.access import trouble
from closeknit.access.gate import NotAllowed
from closeknit.catalogue.refusal import Refused, each

CONTENT_TYPE = "application/problem+json"
LANGUAGE = "en"  # programs write numbers and dates one way, whatever language their owner reads

# What is not simply wrong input (422), by the code of the refusal.
STATUSES = {
    "conflict": 412,
    "changed_since": 409,
    "in_progress": 409,
    "rights_changed": 409,
    "not_json_type": 415,
    "not_multipart": 415,
    "file_too_big": 413,
    "too_many_requests": 429,
    "contradiction": 409,
    "busy": 409,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong. `field` names what it concerns, `errors` each of several; `more` are further members of the answer."""

    status: int
    detail: str
    code: str
    field: str = ""
    errors: tuple[dict[str, Any], ...] = ()
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    more: dict[str, Any] = dataclasses.field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The members of the answer."""
        errors = list(self.errors) or [{"field": self.field, "sentence": self.detail, "code": self.code}]
        title = HTTPStatus(self.status).phrase
        told = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, "code": self.code}
        return {**told, "field": self.field, "errors": errors, **self.more}


class TooManyRequests(Refused):
    """A program asks more often than it may; `wait` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            _("Too many requests. Try again in %(wait)d seconds.") % {"wait": wait}, code="too_many_requests"
        )
        self.wait = wait


def of(error: Exception) -> Problem | None:
    """The problem that an exception is; None for a fault of ours, which is nobody's wrong input."""
    match error:
        case Refused():
            return _refused(error)
        case NotAllowed():
            return Problem(403, error.sentence, "not_allowed")
        case PermissionDenied():
            return Problem(403, _("Your roles do not let you do this. Ask an administrator."), "not_allowed")
        case Http404():
            return absent()
        case AuthenticationError():
            return _unknown()
        case RequestDataTooBig():
            return Problem(413, _("The request is larger than a request may be. Send it in parts."), "too_big")
        case SuspiciousOperation():
            return Problem(422, _("The request has more parts than a request may have."), "too_many")
        case UnreadablePostError() | MultiPartParserError():
            return Problem(422, _("The request ended before it was complete. Send it again."), "incomplete")
        case HttpError():
            return Problem(error.status_code, str(error), "wrong_request")
    seen = trouble.refusal(error)
    return _refused(seen) if seen else None


def _refused(refused: Refused) -> Problem:
    single = each(refused)
    errors = tuple({"field": one.field, "sentence": one.sentence, "code": one.code} for one in single)
    wait = {"Retry-After": str(refused.wait)} if isinstance(refused, TooManyRequests) else {}
    wait = {"Retry-After": "1"} if refused.code in ("in_progress", "busy") else wait
    status = STATUSES.get(refused.code, 422)
    return Problem(status, refused.sentence, refused.code, refused.field, errors, headers=wait)


def absent() -> Problem:
    """What is not there, and what the caller may not see: word for word the same."""
    return Problem(404, _("There is nothing here, or nothing that you may see."), "not_found")


def _unknown() -> Problem:
    sentence = _("This needs a token that is valid: send “Authorization: Bearer ck_…”.")
    return Problem(401, sentence, "unknown_token", headers={"WWW-Authenticate": 'Bearer realm="Closeknit"'})


def response(problem: Problem) -> HttpResponse:
    """The answer of a problem."""
    answer = JsonResponse(
        problem.json(), status=problem.status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )
    for name, value in problem.headers.items():
        answer.headers[name] = value
    return answer


def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The answer of an exception; one that is a fault of ours goes on, to be logged."""
    problem = of(error) if isinstance(error, Exception) else None
    if problem is None:
        raise error
    return response(problem)


def at_last(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a refusal that came when all was done, in the one language of the API."""
    with translation.override(LANGUAGE):
        return response(_refused(refused))
