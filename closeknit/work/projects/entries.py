"""The kinds of entry that projects write."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind


def register() -> None:
    """Make them known; called once when the program starts."""
    for key, icon, sentence in (
        ("started", "play", _("{actor} started the project {name}")),
        ("held", "pause", _("{actor} put the project {name} on hold")),
        ("finished", "check", _("{actor} finished the project {name}")),
        ("dropped", "x", _("{actor} dropped the project {name}: {cause}")),
        ("filled", "list-checks", _("{actor} took over tasks for the project {name}: {count}")),
    ):
        entries.register(EntryKind(f"project.{key}", sentence, icon, undoable=True, group="tasks", told=True))
