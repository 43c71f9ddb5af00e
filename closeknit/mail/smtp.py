"""One connection to a mail server, kept for many messages; what it answers is told apart into sent, later, never and unknown."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from closeknit.mail.accounts import Sending

SECONDS = 30.0  # that one answer may take
AFTER_CONTENT = 300.0  # RFC 5321 asks for ten minutes; a lease lasts longer than this
NO_MAILBOX = re.compile(r"\b5\.1\.(?:1|2|3|6|10)\b")  # RFC 3463: the address, not the message, is at fault
DOTS = re.compile(rb"(?m)^\.")
TAKEN, FORWARDED, GO_ON, CLOSING = 250, 251, 354, 421
SENT, LATER, NEVER, UNKNOWN = "sent", "later", "never", "unknown"


class Unreachable(Exception):
    """No connection came about; `reason` as in reasons.py, `answer` what the server said."""

    def __init__(self, reason: str, answer: str = "") -> None:
        super().__init__(reason)
        self.reason, self.answer = reason, answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message: `sent`, `later`, `never` or `unknown`; `reason` as in reasons.py, `answer` what the server said."""

    what: str
    reason: str = ""
    answer: str = ""


class Server:
    """A connection to the mail server of an account; used in a `with`, which opens and closes it. Raises Unreachable."""

    def __init__(self, account: Sending, seconds: float = SECONDS) -> None:
        self.account, self.seconds = account, seconds
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, frames: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> smtplib.SMTP:
        """The connection, made where there is none. Raises Unreachable."""
        if self._smtp is None:
            self._smtp = connect(self.account, self.seconds)
        return self._smtp

    def close(self) -> None:
        """End it; a server that hung up already has nothing against that."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def deliver(self, to: str, content: bytes) -> Outcome:
        """Give one message to the server. A broken connection is an outcome, and the next message gets a new one. Raises Unreachable."""
        smtp, handed = self.open(), False
        line: Any = smtp.sock
        try:
            line.settimeout(self.seconds)
            if refused := self._announced(smtp, to) or self._begun(smtp):
                return refused
            handed = True
            line.settimeout(AFTER_CONTENT)
            smtp.send(stuffed(content))
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError):
            self._smtp = None
            smtp.close()
            return Outcome(UNKNOWN, "lost_sight") if handed else Outcome(LATER, "hung_up")
        if code == CLOSING:
            self.close()
        return Outcome(SENT, "", told(code, said)) if code == TAKEN else judged(code, said, "content_refused")

    def probe(self, to: str) -> Outcome:
        """Ask whether a message to this address would be taken, and send none. Raises Unreachable."""
        smtp = self.open()
        try:
            return self._announced(smtp, to) or Outcome(SENT)
        except (smtplib.SMTPException, OSError):
            return Outcome(LATER, "hung_up")

    def _announced(self, smtp: smtplib.SMTP, to: str) -> Outcome | None:
        """Say from whom and to whom a message goes; the refusal, if the server has one."""
        options = [] if to.isascii() else ["SMTPUTF8"]
        if options and not smtp.has_extn("smtputf8"):
            return Outcome(NEVER, "no_foreign_letters")
        code, said = smtp.mail(self.account.from_address, options)
        if code != TAKEN:
            return self._refused(smtp, code, said, "sender_refused")
        code, said = smtp.rcpt(to)
        return None if code in (TAKEN, FORWARDED) else self._refused(smtp, code, said, "recipient_refused")

    def _begun(self, smtp: smtplib.SMTP) -> Outcome | None:
        code, said = smtp.docmd("DATA")
        return None if code == GO_ON else self._refused(smtp, code, said, "content_refused")

    def _refused(self, smtp: smtplib.SMTP, code: int, said: bytes, reason: str) -> Outcome:
        """A refusal before anything was handed over; the connection is made ready for the next message."""
        found = judged(code, said, reason)
        if code == CLOSING or smtp.docmd("RSET")[0] != TAKEN:
            self.close()
        return found


def judged(code: int, said: bytes, reason: str) -> Outcome:
    """What an answer other than “taken” means: 4xx can be tried again, 5xx cannot."""
    answer = told(code, said)
    if 400 <= code < 500:
        return Outcome(LATER, "for_now", answer)
    if reason == "recipient_refused" and NO_MAILBOX.search(answer):
        return Outcome(NEVER, "address_unknown", answer)
    return Outcome(NEVER, reason, answer)


def told(code: int, said: bytes | str) -> str:
    """An answer of a server as one line of up to 500 characters."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(f"{code} {text}".split())[:500].replace("\x00", "")


def stuffed(content: bytes) -> bytes:
    """A message as it goes over the line: every line ends with CRLF, dots at their beginning are doubled, and one alone ends it."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    return DOTS.sub(b"..", lines.removesuffix(b"\r\n")) + b"\r\n.\r\n"


# ------------------------------------------------------------------------------------------------ connecting


def connect(account: Sending, seconds: float = SECONDS) -> smtplib.SMTP:
    """A connection on which messages can be given. Raises Unreachable with the reason."""
    if account.password is None:
        raise Unreachable("password_unreadable")
    try:
        return _signed_in(_secured(account, seconds), account)
    except socket.gaierror:
        raise Unreachable("host_unknown") from None
    except ConnectionRefusedError:
        raise Unreachable("port_closed") from None
    except ssl.SSLCertVerificationError as error:
        raise Unreachable("certificate", error.verify_message) from None
    except ssl.SSLError:
        raise Unreachable("tls") from None
    except smtplib.SMTPAuthenticationError as error:
        raise Unreachable("password_refused", told(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPResponseException as error:
        raise Unreachable("turned_away", told(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPServerDisconnected:
        raise Unreachable("tls" if account.security == "none" else "hung_up") from None
    except (OSError, UnicodeError):  # UnicodeError: a name that cannot be one of a host
        raise Unreachable("no_answer") from None


def _secured(account: Sending, seconds: float) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if account.security == "tls":
        found: smtplib.SMTP = smtplib.SMTP_SSL(account.host, account.port, timeout=seconds, context=context)
    else:
        found = smtplib.SMTP(account.host, account.port, timeout=seconds)
    found.ehlo_or_helo_if_needed()
    if account.security == "starttls":
        if not found.has_extn("starttls"):
            found.close()
            raise Unreachable("no_starttls")
        found.starttls(context=context)
        found.ehlo_or_helo_if_needed()
    return found


def _signed_in(smtp: smtplib.SMTP, account: Sending) -> smtplib.SMTP:
    if not account.user:
        return smtp
    try:
        smtp.login(account.user, account.password or "")
    except smtplib.SMTPNotSupportedError:
        smtp.close()
        raise Unreachable("no_sign_in") from None
    except smtplib.SMTPException:
        smtp.close()
        raise
    return smtp
