"""The directory: organizations and individuals, how to reach them, who works where."""

from __future__ import annotations

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Registers the two kinds and the rows that hang on them."""

    name = "closeknit.directory"

    def ready(self) -> None:
        from closeknit.access import gate
        from closeknit.directory import kinds, models

        for row in (models.Address, models.Telephone, models.Email, models.WebAddress, models.Employment):
            gate.hangs(row, "record")
        kinds.register()
