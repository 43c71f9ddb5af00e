"""The timeline: sentences of what happened, and what people write into it."""

from __future__ import annotations

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    """Registers the kinds of entry and the panel."""

    name = "closeknit.timeline"

    def ready(self) -> None:
        from closeknit.timeline import entries, panels

        entries.register()
        panels.register()
