"""Makes calendars known to the rest; called once when the program starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.work import notices
from closeknit.work.calendars import entries, kinds, models, panels, reminders, seen


def register() -> None:
    """The kind, its entries, who sees it, and what people are told of it."""
    entries.register()
    kinds.register()
    gate.beside["meeting"] = seen.beside
    gate.hangs(models.Participant, "record")
    gate.hangs(models.Guest, "record")
    notices.register(
        notices.NoticeKind("meeting.planned", _("{by} planned this with you"), "calendar-plus"),
        notices.NoticeKind("meeting.moved", _("{by} moved this"), "calendar-clock"),
        notices.NoticeKind("meeting.cancelled", _("{by} cancelled this"), "calendar-x"),
        notices.NoticeKind(reminders.KIND, _("This begins soon"), "calendar"),
    )
    panels.register()
