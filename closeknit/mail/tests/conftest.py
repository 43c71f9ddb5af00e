"""A mail server in the test process, which answers as a test says and keeps what it took."""

# ruff: noqa: N802 - the names of the steps are the library's

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from closeknit.mail import accounts, outbox
from closeknit.mail.models import Account, Message
from closeknit.mail.outbox import Draft


class Peer:
    """What the server does: `answers` at MAIL, RCPT and DATA by a word in the recipient's address; everything else it takes."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answers: dict[str, dict[str, str]] = {"mail": {}, "rcpt": {}, "data": {}}
        self.hangs_up_after: str = ""
        self.connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers["mail"].get("", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._said("rcpt", address)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        to = envelope.rcpt_tos[0]
        said = self._said("data", to)
        if said.startswith("250"):
            self.taken.append(bytes(envelope.content or b""))
        if self.hangs_up_after and self.hangs_up_after in to:
            server.transport.abort()
        return said

    def _said(self, step: str, address: str) -> str:
        return next((said for word, said in self.answers[step].items() if word in address), "250 2.0.0 OK")

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=policy.default) for one in self.taken]  # type: ignore[misc]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def peer() -> Iterator[Peer]:
    found = Peer()
    logging.getLogger("mail.log").propagate = False  # it goes on to speak while the run has closed what it speaks to
    controller = Controller(found, hostname="127.0.0.1", port=free_port(), enable_SMTPUTF8=True)
    controller.start()
    found.port = controller.port  # type: ignore[attr-defined]
    yield found
    controller.stop()


@pytest.fixture
def account(db: None, peer: Any) -> Account:
    """Mail leaves by the peer."""
    return Account.objects.create(
        pk=1, way="smtp", host="127.0.0.1", port=peer.port, security="none", from_address="office@brightwell.example",
        from_name="Brightwell", per_minute=100_000, home=accounts.this_home(),
    )  # fmt: skip


@pytest.fixture
def wrote(account: Account) -> Callable[..., Message]:
    def write(to: str = "anna@kestrel.example", **more: Any) -> Message:
        draft = Draft(**{"to": to, "subject": "Hello", "text": "Good morning.\n", **more})
        return outbox.write([draft])[0]

    return write
