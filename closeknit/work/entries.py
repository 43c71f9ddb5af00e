"""The kinds of entry that tasks write, told on the task and on what it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind


def register() -> None:
    """Make them known; called once when the program starts."""
    for key, icon, sentence in (
        ("added", "square-check", _("{actor} added the task {name}")),
        ("done", "square-check", _("{actor} did the task {name}")),
        ("asked", "stamp", _("{actor} did the task {name}, which waits for approval")),
        ("reopened", "rotate-ccw", _("{actor} took up the task {name} again")),
        ("dropped", "x", _("{actor} dropped the task {name}: {cause}")),
        ("moved", "calendar", _("{actor} moved the task {name} to {day}")),
        ("given", "user-round-check", _("{actor} gave the task {name} to {to}")),
        ("claimed", "user-round-check", _("{actor} took the task {name}")),
        ("released", "undo-2", _("{actor} gave the task {name} back")),
        ("ticked", "square-check", _("{actor} ticked off {step} in the task {name}")),
        ("unticked", "square-check", _("{actor} took the tick off {step} in the task {name}")),
    ):
        entries.register(EntryKind(f"task.{key}", sentence, icon, undoable=True, group="tasks", told=True))
