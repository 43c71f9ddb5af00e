"""How mail leaves: the mail server that administrators or the environment name, or the built-in mailbox; and whether this is a copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from closeknit.access import audit, gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, RefusedTogether
from closeknit.mail import addresses, sealing
from closeknit.mail.models import Account

RIGHT = "mail"  # what who may name the mail server, release a copy and read every message may manage
NONE, MAILBOX, SMTP = "none", "mailbox", "smtp"
SECURITIES = ("starttls", "tls", "none")
PORTS = {"starttls": 587, "tls": 465, "none": 25}
MOST_A_MINUTE = 100_000


@dataclass(frozen=True, slots=True)
class Sending:
    """How mail leaves now. `password` is None where it cannot be read; `fixed`: the environment says all this, and no page changes it."""

    way: str = NONE
    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str | None = ""
    from_address: str = ""
    from_name: str = ""
    reply_to: str = ""
    per_minute: int = 300
    fixed: bool = False
    held: bool = False
    trouble: str = ""
    answer: str = ""

    @property
    def ready(self) -> bool:
        """Whether letters can be written: they leave, or the mailbox takes them."""
        return self.way != NONE


def current() -> Sending:
    """How mail leaves now. The environment goes before what a page says; the demonstration keeps everything here."""
    row = Account.objects.filter(pk=1).first()
    found = _of_row(row) if row else Sending()
    found = replace(found, held=bool(row and row.home and row.home != this_home()))
    if settings.DEMO:
        return replace(found, way=MAILBOX, from_address="office@closeknit.example", fixed=True)
    return replace(found, **_of_url(settings.MAIL_URL), fixed=True) if settings.MAIL_URL else found


def _of_row(row: Account) -> Sending:
    same = ("way", "host", "port", "security", "user", "from_address", "from_name", "reply_to", "per_minute")
    told: dict[str, Any] = {key: getattr(row, key) for key in same}
    return Sending(**told, trouble=row.trouble, answer=row.answer, password=sealing.opened(row.password))


def _of_url(url: str) -> dict[str, Any]:
    """What CLOSEKNIT_MAIL says: `smtp://user:password@host:port?security=none`, `smtps://...`, or `mailbox:`."""
    parts = urlsplit(url)
    sender = {"from_address": settings.MAIL_FROM} if settings.MAIL_FROM else {}
    if parts.scheme == "mailbox":
        return {"way": MAILBOX, **sender}
    security = dict(parse_qsl(parts.query)).get("security", "tls" if parts.scheme == "smtps" else "starttls")
    where = {"host": parts.hostname or "", "port": parts.port or PORTS[security], "security": security}
    return {"way": SMTP, **where, "user": unquote(parts.username or ""), "password": unquote(parts.password or ""), **sender}  # fmt: skip


# ------------------------------------------------------------------------------------------------ changed


def seen(actor: Actor) -> Sending:
    """The same for its page. NotAllowed for who may not manage mail."""
    gate.check(RIGHT, actor, "manage")
    return current()


@transaction.atomic
def keep(given: Mapping[str, str], *, by: Actor) -> None:
    """Keep what a form says; an empty password leaves the one that is kept. Raises NotAllowed and RefusedTogether."""
    gate.check(RIGHT, by, "manage")
    if current().fixed:
        raise Refused(_("The environment says how mail leaves (CLOSEKNIT_MAIL). Change it there."), code="fixed")
    refusals = list(_wrong(given))
    if refusals:
        raise RefusedTogether(refusals)
    row = Account.objects.select_for_update().filter(pk=1).first() or Account(pk=1)
    for key in ("way", "host", "security", "user", "from_address", "from_name", "reply_to"):
        setattr(row, key, given.get(key, "").strip())
    row.port, row.per_minute = int(given["port"]), int(given["per_minute"])
    if given.get("password") or not row.user:
        row.password = sealing.seal(given.get("password", ""))
    row.home, row.trouble, row.answer, row.trouble_at = row.home or this_home(), "", "", None
    row.save()
    audit.write("mail.account", by.user_id, way=row.way, host=row.host)


def _wrong(given: Mapping[str, str]) -> Iterator[Refused]:
    if given.get("way") not in (NONE, MAILBOX, SMTP):
        yield Refused(_("Choose how mail leaves."), field="way", code="not_an_option")
    if given.get("security") not in SECURITIES:
        yield Refused(_("Choose how the connection is secured."), field="security", code="not_an_option")
    yield from _numbers(given)
    if given.get("way") != NONE and not given.get("from_address", "").strip():
        yield Refused(_("Say from which address mail is sent."), field="from_address", code="required")
    if given.get("way") == SMTP and not given.get("host", "").strip():
        yield Refused(_("Say the name of the mail server."), field="host", code="required")
    for key in ("from_address", "reply_to"):
        if given.get(key, "").strip():
            yield from addresses.wrong(given[key], key)
    for key in ("host", "user", "password", "from_name"):
        if any(sign in given.get(key, "") for sign in "\r\n\x00") or len(given.get(key, "")) > 200:
            yield Refused(_("One line of up to 200 characters."), field=key, code="bad_character")


def _numbers(given: Mapping[str, str]) -> Iterator[Refused]:
    for key, most in (("port", 65_535), ("per_minute", MOST_A_MINUTE)):
        value = given.get(key, "")
        if not (value.isascii() and value.isdigit() and 0 < int(value[:9]) <= most):
            sentence = _("A whole number from 1 to %(most)d.") % {"most": most}
            yield Refused(sentence, field=key, code="not_a_number")


def release(*, by: Actor) -> None:
    """Let a copy send: from now on this is the database that does. NotAllowed for who may not manage mail."""
    gate.check(RIGHT, by, "manage")
    Account.objects.update_or_create(pk=1, defaults={"home": this_home()})
    audit.write("mail.released", by.user_id)


# ------------------------------------------------------------------------------------------------ noted while sending


def settle_here() -> bool:
    """Whether this database is the one that sends; the first that sends is it."""
    row, _made = Account.objects.get_or_create(pk=1, defaults={"home": this_home()})
    if not row.home:
        Account.objects.filter(pk=1, home="").update(home=this_home())
        return True
    return row.home == this_home()


def note(trouble: str, answer: str = "") -> None:
    """Keep why nothing leaves, or, with "", that it does again."""
    rows = Account.objects.filter(pk=1)
    if trouble:
        rows.update(trouble=trouble, answer=answer[:500], trouble_at=timezone.now())
    else:
        rows.exclude(trouble="").update(trouble="", answer="", trouble_at=None)


def this_home() -> str:
    """What a database that was restored or copied does not share with the one it was made of: its server, its number, and our secret."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select system_identifier, (select oid from pg_database where datname = current_database()) from pg_control_system()"
        )
        return salted_hmac(
            "closeknit.mail.home", ":".join(map(str, cursor.fetchone() or ())), algorithm="sha256"
        ).hexdigest()[:64]
