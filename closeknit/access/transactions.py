"""One request is one transaction: all of it is written, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

type Respond = Callable[[HttpRequest], HttpResponseBase]


def one_transaction(respond: Respond) -> Respond:
    """The middleware. A view's exception has become a response when it comes here, so the status decides."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with transaction.atomic():
            response = respond(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    return middleware
