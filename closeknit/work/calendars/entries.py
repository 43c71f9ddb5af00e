"""The kinds of entry that meetings write, told on the meeting and on what it is about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind


def register() -> None:
    """Make them known; called once when the program starts."""
    for key, icon, sentence in (
        ("planned", "calendar-plus", _("{actor} planned the meeting {name}")),
        ("moved", "calendar-clock", _("{actor} moved the meeting {name} to {day}")),
        ("moved_one", "calendar-clock", _("{actor} moved {name} from {was} to {day}, that time alone")),
        ("left_out", "calendar-x", _("{actor} cancelled {name} on {day}, that time alone")),
        ("cancelled", "calendar-x", _("{actor} cancelled the meeting {name}")),
        ("planned_again", "calendar-plus", _("{actor} planned the meeting {name} again")),
        ("answered", "calendar-check", _("{actor} answered the invitation to {name}: {said}")),
    ):
        entries.register(EntryKind(f"meeting.{key}", sentence, icon, undoable=True, group="meetings", told=True))
