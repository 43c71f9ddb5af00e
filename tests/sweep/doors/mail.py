"""Doors of mail: the server and the messages for who manages mail, one message for who may see it."""

from __future__ import annotations

from tests.sweep.doors.door import Door, page, send

MANAGES = ("kind:mail.manage",)
NONE_OF_THESE = ("nobodys",)

DOORS: dict[str, Door] = {
    "mail_account": Door(
        (
            page(MANAGES),
            send(
                MANAGES,
                lambda s: {"way": "none", "security": "tls", "port": "465", "per_minute": "300"},
            ),
        )
    ),
    "mail_try": Door((send(MANAGES),)),
    "mail_release": Door((send(MANAGES),)),
    "mail_suppressed": Door((page(MANAGES),)),
    "mail_suppress": Door((send(MANAGES, lambda s: {"address": "anna@example.com"}),)),
    "mail_messages": Door((page(MANAGES), page(MANAGES, "show=trouble&before=7"))),
    # Which single messages somebody sees, and who decides about them, the folder's own tests try.
    "mail_allow": Door((send(("kind:mail.manage", "nobodys")),), words=lambda s: {"pk": 0}),
    "mail_message": Door((page(NONE_OF_THESE),), words=lambda s: {"pk": 0}),
    "mail_shown": Door((page(NONE_OF_THESE),), words=lambda s: {"pk": 0}),
    "mail_act": Door((send(NONE_OF_THESE),), words=lambda s: {"pk": 0, "word": "stop"}),
}
