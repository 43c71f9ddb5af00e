"""Sending: what is due leaves over one connection, each message by itself; what became of it is noted before the next is begun."""

from __future__ import annotations

import time

from closeknit.mail import accounts, addresses, building, outbox
from closeknit.mail.accounts import MAILBOX, NONE, Sending
from closeknit.mail.models import Message
from closeknit.mail.smtp import NEVER, SENT, Outcome, Server, Unreachable


def run(seconds: float = 20.0) -> int:
    """Send what is due, for about so many seconds; gives how many messages came to an end or to a server. Nothing of a copy leaves."""
    outbox.take_stock()
    account = accounts.current()
    if account.way == NONE or not accounts.settle_here():
        return 0
    until, done = time.monotonic() + seconds, 0
    with Server(account) as server:
        while time.monotonic() < until and (batch := outbox.claim(account.per_minute)):
            done += _send(batch, account, server, until)
            if done == 0:
                break
    return done


def _send(batch: list[Message], account: Sending, server: Server, until: float) -> int:
    """Send claimed messages; what cannot be begun any more goes back."""
    for place, message in enumerate(batch):
        if time.monotonic() > until:
            outbox.release(batch[place:])
            return place
        try:
            _one(message, account, server)
        except Unreachable as trouble:
            accounts.note(trouble.reason, trouble.answer)
            outbox.release(batch[place:])
            return place
    if account.trouble:
        accounts.note("")
    return len(batch)


def _one(message: Message, account: Sending, server: Server) -> None:
    """Send one message, if it is still this worker's. Raises Unreachable before it is begun."""
    try:
        content = building.build(message, account)
    except building.Unbuildable as wrong:
        outbox.settle(message, Outcome(NEVER, wrong.reason))
        return
    if addresses.suppressed(message.to_address):
        outbox.settle(message, Outcome(NEVER, "suppressed"))
        return
    if account.way != MAILBOX:
        server.open()
    if not outbox.begin(message):
        return
    if account.way == MAILBOX:
        outbox.settle(message, Outcome(SENT), kept_here=True)
    else:
        outbox.settle(message, server.deliver(message.to_address, content))
