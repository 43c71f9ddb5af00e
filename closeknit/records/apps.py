"""Records: the one identity of everything, its history, its bin, its files."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Tells the gate which rows hang on records, and registers the type of references."""

    name = "closeknit.records"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.records import models, panels, types  # noqa: F401
        from closeknit.web import shell

        shell.register(shell.Place(_("Bin"), "bin", "trash-2", shell.somewhere("restore"), "foot"))
        gate.hangs(models.Entry, "ties__record")
        gate.hangs(models.Assignment, "record")
        gate.hangs(models.Attachment, "record")
        panels.register()
