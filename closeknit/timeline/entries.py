"""The kinds of entry that people write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind


def register() -> None:
    """Make them known; called once when the program starts."""
    entries.register(EntryKind("note.written", _("{actor} wrote a note"), "sticky-note", group="notes"))
