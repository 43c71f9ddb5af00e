"""Why mail does not leave, each as one sentence that says what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "host_unknown": _("There is no mail server of this name. Look at the name for a typing mistake."),
    "port_closed": _("The mail server does not listen on this port. Ask your provider for the port; 587 and 465 are usual."),
    "no_answer": _("The mail server does not answer. Look whether a firewall stands between, and at name and port."),
    "hung_up": _("The mail server ended the connection."),
    "certificate": _("The certificate of the mail server is not valid for this name. Use the name that your provider gives."),
    "tls": _("No secure connection came about. Choose the other kind of security, or the port that belongs to this one."),
    "no_starttls": _("The mail server offers no STARTTLS on this port. Choose TLS with port 465, or ask your provider."),
    "no_sign_in": _("The mail server takes no sign-in here. Choose a secure connection, or leave user and password empty."),
    "password_refused": _("The mail server refused user and password. Type both again; some providers want a password for programs."),
    "password_unreadable": _("The kept password belongs to another installation. Type it again."),
    "turned_away": _("The mail server did not let us in."),
    "sender_refused": _("The mail server refuses to send in the name of this sender. Use an address that belongs to this user."),
    "address_unknown": _("There is no mailbox of this address."),
    "recipient_refused": _("The mail server refused this recipient."),
    "content_refused": _("The mail server refused the message."),
    "for_now": _("The mail server cannot take it at the moment. It is tried again."),
    "given_up": _("The mail server did not take it in several tries."),
    "too_late": _("It could not be sent in time, and is too old to be sent now."),
    "lost_sight": _("The connection broke while the mail server took it: it was sent or not. Ask the recipient before you send it again."),
    "suppressed": _("Nothing is sent to this address any more."),
    "unreadable": _("It cannot be put into the form of an e-mail. Write it anew."),
    "file_gone": _("A file that goes with it cannot be read any more. Write it anew with the file."),
    "no_foreign_letters": _("The mail server cannot write to addresses with letters beyond English ones."),
    "held": _("This is a copy of another database, so nothing leaves until an administrator releases it."),
}  # fmt: skip


def sentence(reason: str, answer: str = "") -> str:
    """The sentence of a reason, and what the server said."""
    said = str(REASONS.get(reason, reason))
    return f"{said} ({answer})" if answer else said
