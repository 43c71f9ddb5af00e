"""Signing in: what allauth is told about our users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# Higher folders may offer, above the form, people to be by one click: {url, people: [{key, name, what}]}, or nothing.
OFFERS: list[Callable[[HttpRequest], dict[str, Any] | None]] = []


def offered(request: HttpRequest) -> dict[str, Any] | None:
    """The first offer made to this request, or None."""
    return next((found for offer in OFFERS if (found := offer(request))), None)


class Adapter(DefaultAccountAdapter):
    """Nobody signs themselves up: users are made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["email", "name"]
