"""Makes calendars known to the rest; called once when the program starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.views import mine
from closeknit.web import keys, shell
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
    shell.register(
        shell.Place(_("Calendar"), "calendar", "calendar-days", lambda actor: actor.may("meeting", "see"), "day")
    )
    keys.register(
        _("In the calendar"),
        keys.Key(_("A day earlier, a day later"), ("[", "]"), "before", "["),
        keys.Key("", (), "after", "]"),
        keys.Key(_("A quarter of an hour earlier, later"), ("-", "+"), "earlier", "-"),
        keys.Key("", (), "later", "+ ="),
        keys.Key(_("Shorter, longer"), (",", "."), "shorter", ","),
        keys.Key("", (), "longer", "."),
        keys.Key(_("Day, week, month, list"), ("D", "W", "M", "L")),
        keys.Key(_("Before, today, after"), ("P", "H", "N")),
        where="[data-calendar]",
    )
    mine.ELSEWHERE.append((_("Calendar in other programs"), "calendar_address"))
    panels.register()
