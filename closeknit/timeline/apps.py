"""The timeline: sentences of what happened, and what people write into it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    """Registers the kinds of entry and the panel."""

    name = "closeknit.timeline"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.timeline import entries, models, panels
        from closeknit.web import keys

        entries.register()
        panels.register()
        gate.hangs(models.ContactPoint, "record")
        keys.register(keys.EVERYWHERE, keys.Key(_("Log a call"), ("L",), "log-contact", "l", "contact_log"))
