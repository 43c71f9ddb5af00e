"""The demonstration: a company with a story, people to be with one click, and a bar that says what to try."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Offers its people on the sign-in page and its scenes at the foot; both only where the demonstration runs."""

    name = "closeknit.demo"

    def ready(self) -> None:
        from closeknit.demo import panels

        panels.register()
