"""Trying the mail server out: what is wrong is said in one sentence, and a first message is sent where nothing is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.mail import accounts, outbox
from closeknit.mail.accounts import MAILBOX, NONE, RIGHT
from closeknit.mail.outbox import Draft
from closeknit.mail.reasons import sentence
from closeknit.mail.smtp import SENT, Server, Unreachable

SECONDS = 8.0  # somebody looks at the page meanwhile


def run(*, by: Actor) -> str:
    """What is wrong, or "" where a message to the actor's own address is on its way. NotAllowed for who may not manage mail."""
    gate.check(RIGHT, by, "manage")
    account = accounts.current()
    if account.way == NONE:
        return _("Nothing is set up yet. Name a mail server, or the built-in mailbox.")
    if account.held:
        return sentence("held")
    if account.way != MAILBOX:
        try:
            with Server(account, SECONDS) as server:
                outcome = server.probe(by.email)
        except Unreachable as trouble:
            return sentence(trouble.reason, trouble.answer)
        if outcome.what != SENT:
            return sentence(outcome.reason, outcome.answer)
    text = _("This message says that Closeknit can send e-mail. You need not answer it.")
    outbox.write([Draft(by.email, _("Closeknit can send e-mail"), text, purpose="trial", to_name=by.name, by=by.user_id)])  # fmt: skip
    accounts.note("")
    return ""
