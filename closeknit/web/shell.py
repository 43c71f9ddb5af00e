"""The shell around every page: who is here, where they can go."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use."""
    return {}
