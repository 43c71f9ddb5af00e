"""Insight: what daily work comes to."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    """Registers its places in the side bar, and the keys of who has gone quiet."""

    name = "closeknit.insight"

    def ready(self) -> None:
        from closeknit.web import keys, shell

        seen = shell.somewhere("see")
        shell.register(shell.Place(_("Activity"), "activity", "chart-column", seen, "overview"))
        shell.register(shell.Place(_("Gone quiet"), "quiet", "bell-off", seen, "overview"))
        keys.register(
            _("On who has gone quiet"),
            keys.Key(_("Log a contact with whom is marked"), ("P",), "press-log", "p"),
            keys.Key(_("Add a task about whom is marked"), ("W",), "press-task", "w"),
            where="[data-quiet]",
        )
