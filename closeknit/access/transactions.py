"""One request is one transaction: all of it is written, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from closeknit.access import trouble
from closeknit.catalogue.refusal import Refused

type Respond = Callable[[HttpRequest], HttpResponseBase]
type Say = Callable[[HttpRequest, Refused], HttpResponse]

# How a refusal is said under each beginning of an address; the engines of pages and of the API say it at start-up.
_says: dict[str, Say] = {}
AFTERWARDS: list[Callable[[], None]] = []  # what a process does when a request is over, whether it was refused or not


def says(beginning: str, say: Say) -> None:
    """Declare how a refusal is answered under addresses that begin so; the longest beginning counts."""
    _says[beginning] = say


def one_transaction(respond: Respond) -> Respond:
    """The middleware. A view's exception has become a response when it comes here, so the status decides."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        try:
            with transaction.atomic():
                response = respond(request)
                if response.status_code >= 400:
                    transaction.set_rollback(True)
        except (
            DatabaseError
        ) as error:  # only the end of a transaction asks whether all that it points to is still there
            return _said(request, error)
        for one in AFTERWARDS:
            one()
        return response

    return middleware


def _said(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    refused = trouble.refusal(error)
    if refused is None:
        raise error
    say = _says[max((one for one in _says if request.path.startswith(one)), key=len)]
    with transaction.atomic():
        response = say(request, refused)
    response.headers["Cache-Control"] = "private, no-store"
    return response
