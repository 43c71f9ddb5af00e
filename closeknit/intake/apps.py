"""The intake: other people's files, read, matched and brought in."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Registers the kinds of entry that imports write, and their place in the side bar."""

    name = "closeknit.intake"

    def ready(self) -> None:
        from closeknit.intake import entries, panels

        entries.register()
        panels.register()
