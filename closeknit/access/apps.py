"""Access: who people are, what they may do, and the one door to rows."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Registers the type of fields that name a user."""

    name = "closeknit.access"

    def ready(self) -> None:
        from closeknit.access import types  # noqa: F401
