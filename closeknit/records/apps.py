"""Records: the one identity of everything, its history, its bin, its files."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    """Tells the gate which rows hang on records, and registers the type of references."""

    name = "closeknit.records"

    def ready(self) -> None:
        from closeknit.access import gate, hats
        from closeknit.catalogue.kinds import WORD_SOURCES
        from closeknit.records import files, models, panels, types  # noqa: F401
        from closeknit.records.many import tasks  # noqa: F401 - the queue finds by itself only what stands in a folder's own tasks.py
        from closeknit.records.relationships import panels as relationship_panels
        from closeknit.records.relationships import types as relationship_types
        from closeknit.records.workspace.pins import own
        from closeknit.web import shell

        shell.register(shell.Place(_("Bin"), "bin", "trash-2", shell.somewhere("restore"), "foot"))
        right = relationship_types.RIGHT
        hats.MANAGED[right] = _("the types of relationship")
        types_of_tie = shell.Place(
            _("Types of relationship"),
            "relationship_types",
            "waypoints",
            lambda actor: actor.may(right, "manage"),
            shell.SETTINGS,
            _("What people and organizations can be to one another."),
        )
        shell.register(types_of_tie)
        shell.arranged_by(own)
        WORD_SOURCES.append(files.WORDS)
        gate.hangs(models.Entry, "ties__record")
        gate.hangs(models.Assignment, "record")
        gate.hangs(models.Attachment, "record")
        panels.register()
        relationship_panels.register()
