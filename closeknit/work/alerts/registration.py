"""What others must know of alerts: their entry, their notice, the right to keep the rules, and the place where these are kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.access import audit, hats
from closeknit.records import entries
from closeknit.records.entries import EntryKind
from closeknit.work import notices
from closeknit.work.alerts import climbing  # noqa: F401 - the queue finds by itself only what stands in a folder's own tasks.py
from closeknit.work.hours.hours import RIGHT
from closeknit.work.notices import NoticeKind


def register() -> None:
    """Make them known; called once when the program starts."""
    sentence = _("The task {name} is late: {to} was asked")
    entries.register(EntryKind("alert.raised", sentence, "bell-ring", group="tasks", told=True))
    notices.register(NoticeKind("alert.raised", _("This is late, and you are asked"), "bell-ring"))
    hats.MANAGED[RIGHT] = _("business hours, alerts and who approves")
    audit.SENTENCES["hours.changed"] = _("%(by)s changed the business hours of %(team)s.")
    audit.SENTENCES["ladder.changed"] = _("%(by)s changed whom late tasks climb to.")
    audit.SENTENCES["leads.changed"] = _("%(by)s changed who leads the teams.")
