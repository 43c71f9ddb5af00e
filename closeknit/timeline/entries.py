"""The kinds of entry that people write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind


def register() -> None:
    """Make them known; called once when the program starts."""
    entries.register(
        EntryKind("note.written", _("{actor} wrote a note"), "sticky-note", group="notes"),
        # Its sentence and its text are those of the contact as it stands now, see contacts/telling.py.
        EntryKind("contact.logged", "{said}", "phone", undoable=True, group="contacts", told=True),
        EntryKind("contact.corrected", _("{actor} corrected: {form}"), "pencil", undoable=True, told=True),
        EntryKind("contact.withdrawn", _("{actor} withdrew: {form}"), "x", undoable=True, told=True),
    )
