"""What digests make known to the rest of the product when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from closeknit.mail import outbox
from closeknit.mail.models import Message, State
from closeknit.records.models import Record
from closeknit.work import notices
from closeknit.work.digests import background
from closeknit.work.notices import NoticeKind

__all__ = ["background", "register"]  # the worker must know its jobs

ENDS = {State.FAILED: "mail.failed", State.UNKNOWN: "mail.unknown"}


def register() -> None:
    """Called once."""
    notices.register(
        NoticeKind("mail.failed", _("Your e-mail “{subject}” was not sent"), "mail-x"),
        NoticeKind("mail.unknown", _("Nobody knows whether your e-mail “{subject}” was sent"), "mail-question-mark"),
    )
    outbox.SETTLED.append(ended)


def ended(message: Message) -> None:
    """Tell whoever wrote a letter that it did not leave, or that nobody knows."""
    kind = ENDS.get(State(message.state))
    record = Record.objects.filter(pk=message.record_id).first() if message.record_id and message.by_id else None
    if kind and record is not None and message.by_id:
        key = f"{message.pk} {message.attempts}"
        notices.tell([message.by_id], record, kind, key, {"subject": message.subject})
