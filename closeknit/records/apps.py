"""Records: the one identity of everything, its history, its bin, its files."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Tells the gate which rows hang on records, and registers the type of references."""

    name = "closeknit.records"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.records import models, types  # noqa: F401

        gate.hangs(models.Entry, "ties__record")
        gate.hangs(models.Assignment, "record")
        gate.hangs(models.Attachment, "record")
