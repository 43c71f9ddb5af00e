"""The kinds of entry that imports write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind


def register() -> None:
    """Make them known; called once when the program starts. An import is taken back on its own page, whole or by row."""
    entries.register(
        EntryKind("import.brought", _("{actor} brought this in from {name}"), "file-input"),
        EntryKind("import.changed", _("{actor} changed {changes} by an import"), "file-input"),
        EntryKind("import.taken_back", _("{actor} took back the import of {name}"), "undo-2", unmakes=True),
    )
