"""What others must know of set alerts: their notices, and the verb on every record's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.work import notices
from closeknit.work.notices import NoticeKind
from closeknit.work.watches import hearing  # noqa: F401 - the queue finds by itself only what stands in a folder's own tasks.py


def register() -> None:
    """Make them known; called once when the program starts."""
    notices.register(
        NoticeKind("watch.field", _("{field} changed"), "eye"),
        NoticeKind("watch.entry", _("Something was written down here"), "eye"),
        NoticeKind("watch.quiet", _("Nothing has happened here for {days} days"), "eye"),
        NoticeKind("watch.fits", _("This has come to fit the view “{view}”"), "eye"),
    )
