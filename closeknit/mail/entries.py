"""The kinds of entry of mail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.records.entries import EntryKind, register

WRITTEN, STOPPED = "mail.written", "mail.stopped"


def announce() -> None:
    """Make them known; called once when the program starts."""
    register(
        EntryKind(WRITTEN, _("{actor} wrote an e-mail: {subject}"), "mail", group="contacts"),
        EntryKind(STOPPED, _("{actor} stopped this e-mail before it left: {subject}"), "mail-x", group="contacts"),
    )
