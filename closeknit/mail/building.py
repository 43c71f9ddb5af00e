"""The bytes of a message: headers that nobody can add to, its text, its HTML and its files."""

from __future__ import annotations

import mimetypes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from closeknit.access.verbs import Refused
from closeknit.mail.accounts import Sending
from closeknit.mail.models import Message
from closeknit.records import files

MACHINE = frozenset({"digest", "notice"})  # written by nobody: RFC 3834


class Unbuildable(Exception):
    """A message that cannot be put into the form of an e-mail; `reason` as in reasons.py."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def one_line(text: str, field: str, longest: int = 300) -> str:
    """A text that stands in a header, without spaces around; raises Refused for more lines, half characters or too many."""
    found = text.strip()
    if len(found) > longest or any(not sign.isprintable() for sign in found):
        sentence = _("One line of up to %(most)d characters, without signs that cannot be seen.")
        raise Refused(sentence % {"most": longest}, field=field, code="bad_character")
    return found


def build(message: Message, account: Sending) -> bytes:
    """The message as it is given to the mail server. Raises Unbuildable."""
    try:
        return _built(message, account).as_bytes()
    except FileNotFoundError:
        raise Unbuildable("file_gone") from None
    except (
        ValueError,
        UnicodeError,
        IndexError,
        AttributeError,
    ):  # the email package tells of a wrong header in each of these ways
        raise Unbuildable("unreadable") from None


def _built(message: Message, account: Sending) -> EmailMessage:
    made = EmailMessage(policy=SMTP.clone(utf8=not message.to_address.isascii()))
    made["From"] = _address(account.from_address, message.from_name or account.from_name)
    made["To"] = _address(message.to_address, message.to_name)
    if reply_to := account.reply_to or message.reply_to:
        made["Reply-To"] = _address(reply_to)
    made["Subject"] = message.subject
    made["Date"] = format_datetime(timezone.now())
    made["Message-ID"] = message.message_id
    if message.purpose in MACHINE:
        made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text)
    if message.html:
        made.add_alternative(message.html, subtype="html")
    for file in message.attachments:
        main, _mark, sub = (mimetypes.guess_type(file["name"])[0] or "application/octet-stream").partition("/")
        main, sub = ("application", "octet-stream") if main in ("text", "message", "multipart") else (main, sub)
        made.add_attachment(files.contents(file["hash"]), maintype=main, subtype=sub, filename=file["name"])
    return made


def _address(address: str, name: str = "") -> Address:
    """An address as a header has it, in letters of any script: the package refuses others than English ones where it takes it apart itself."""
    user, _mark, domain = address.rpartition("@")
    return Address(name, user, domain)
