"""The kinds of entry that processes write on the records that they are about."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from closeknit.records import entries
from closeknit.records.entries import EntryKind
from closeknit.timeline.contacts import library
from closeknit.work.processes import waits


def register() -> None:
    """Make them known, and what processes can wait for; called once when the program starts."""
    for key, icon, sentence in (
        ("started", "play", _("{actor} started the process {process}")),
        ("began", "play", _("The process {process} started by itself")),
        ("ended", "flag", _("The process {process} is done")),
        ("paused", "pause", _("{actor} paused the process {process}")),
        ("gone_on", "play", _("{actor} let the process {process} go on")),
        ("skipped", "skip-forward", _("{actor} skipped {step} in the process {process}: {reason}")),
        ("cancelled", "x", _("{actor} cancelled the process {process}: {reason}")),
    ):
        entries.register(EntryKind(f"process.{key}", sentence, icon, group="tasks"))
    waits.offer_event("contact", _("any contact"), Q(kind="contact.logged"))
    for form in library.offered():
        waits.offer_event(f"contact:{form.key}", form.label, Q(kind="contact.logged", data__form=form.key))
    waits.offer_event("note", _("a note"), Q(kind="note.written"))
    waits.offer_event("file", _("a file"), Q(kind="file.added"))
    waits.offer_event("edited", _("a change of its fields"), Q(kind="record.edited"))
