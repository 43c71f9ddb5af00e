"""Doors of mail: the server and the messages for who manages mail, one message for who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.sweep.doors.door import Door, page, send, the_record

if TYPE_CHECKING:
    from tests.sweep.world import Subject

MANAGES = ("kind:mail.manage",)
NONE_OF_THESE = ("nobodys",)

MANAGED_ROW = ("kind:mail.manage", "nobodys")


def _template(subject: Subject) -> dict[str, Any]:
    return {"name": "Hello", "kind": "individual", "language": "en", "subject": "Hello", "text": "{{ given_name }}"}


def _letter(subject: Subject) -> dict[str, Any]:
    return {"to": "anna@example.com", "subject": "Hello", "text": "Good morning"}


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
    "mail_templates": Door((page(MANAGES),)),
    "mail_template_add": Door((page(MANAGES, "kind=organization"), send(MANAGES, _template))),
    "mail_template": Door((page(MANAGED_ROW), send(MANAGED_ROW)), words=lambda s: {"pk": 0}),
    "mail_template_retire": Door((send(MANAGED_ROW),), words=lambda s: {"pk": 0}),
    "mail_signature": Door((page(("signed-in",)), send(("signed-in",), lambda s: {"text": "Yours"}))),
    # Letters are for people and organizations; to whom one goes, the folder's own tests try.
    "mail_write": Door(
        (page(("sees", "may:note")), send(("sees", "may:note"), _letter)), words=the_record, also=(404, 422)
    ),
    # Which single messages somebody sees, and who decides about them, the folder's own tests try.
    "mail_allow": Door((send(MANAGED_ROW),), words=lambda s: {"pk": 0}),
    "mail_message": Door((page(NONE_OF_THESE),), words=lambda s: {"pk": 0}),
    "mail_shown": Door((page(NONE_OF_THESE),), words=lambda s: {"pk": 0}),
    "mail_act": Door((send(NONE_OF_THESE),), words=lambda s: {"pk": 0, "word": "stop"}),
}
