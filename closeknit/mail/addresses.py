"""Addresses of e-mail: whether one can be written to, and those to which nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parseaddr

from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from closeknit.access import audit, gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused
from closeknit.mail.models import Suppression

ASKED, BOUNCED = "asked", "bounced"
SHOWN = 500


def wrong(address: str, field: str) -> Iterator[Refused]:
    """The refusal of what is no address, if it is none."""
    if not _valid(address.strip()):
        yield Refused(_("Type an e-mail address, such as anna@example.com."), field=field, code="not_an_email")


def checked(address: str, field: str = "to") -> str:
    """An address without spaces around; raises Refused for what is none."""
    for refused in wrong(address, field):
        raise refused
    return address.strip()


def _valid(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return parseaddr(address)[1] == address and address.isprintable()


# ------------------------------------------------------------------------------------------------ not written to


def suppressed(address: str) -> Suppression | None:
    """Why nothing is sent to an address, or None."""
    return Suppression.objects.filter(address=address.lower()).first()


def refuse_suppressed(address: str) -> None:
    """Raise Refused where nothing may be sent to an address."""
    found = suppressed(address)
    if found is None:
        return
    if found.reason == BOUNCED:
        sentence = _(
            "There is no mailbox %(address)s, said its mail server. Correct the address, or ask an administrator."
        )
    else:
        sentence = _("The owner of %(address)s asked not to be written to.")
    raise Refused(sentence % {"address": address}, field="to", code="suppressed")


def bounced(address: str, answer: str) -> None:
    """Note that a mail server says that there is no such mailbox."""
    Suppression.objects.get_or_create(address=address.lower(), defaults={"reason": BOUNCED, "answer": answer[:500]})


def suppress(address: str, *, by: Actor) -> None:
    """Note that somebody does not want to be written to. NotAllowed for who may not manage mail; Refused for no address."""
    gate.check("mail", by, "manage")
    given = checked(address, "address").lower()
    Suppression.objects.update_or_create(address=given, defaults={"reason": ASKED, "by_id": by.user_id})
    audit.write("mail.suppressed", by.user_id, address=given)


def allow(pk: int, *, by: Actor) -> None:
    """Let an address be written to again. NotAllowed for who may not manage mail; Absent where there is none."""
    gate.check("mail", by, "manage")
    found = Suppression.objects.filter(pk=pk).first()
    if found is None:
        raise gate.Absent
    found.delete()
    audit.write("mail.allowed", by.user_id, address=found.address)


def all_suppressed(actor: Actor) -> list[Suppression]:
    """The addresses to which nothing is sent. NotAllowed for who may not manage mail."""
    gate.check("mail", actor, "manage")
    return list(Suppression.objects.order_by(Lower("address"))[:SHOWN])
