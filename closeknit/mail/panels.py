"""What others' pages show of mail: the way to write a letter, and the last ones with what became of them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.mail import messages, vocabulary
from closeknit.mail.models import State
from closeknit.records import pages
from closeknit.web import panels
from closeknit.web.panels import Panel, Place

SHOWN = 5


def register() -> None:
    """Put them there; called once when the program starts."""
    pages.COMPOSING.append(composing)
    panels.register(
        Panel(
            "mail",
            _("E-mail"),
            Place.SIDE,
            "mail/panel.html",
            show,
            kinds=vocabulary.KINDS,
            icon="mail",
            counted=counted,
        )
    )


def composing(kind: Kind, pk: int, name: str) -> list[dict[str, Any]]:
    """The way to the page that writes an e-mail."""
    if kind.key not in vocabulary.KINDS:
        return []
    url = reverse("mail_write", args=[kind.plural, pk])
    return [{"label": now("E-mail"), "icon": "send", "url": url, "key": "m", "page": True}]


def counted(kind: str, actor: Actor) -> Any:
    """How many letters there are about a record, as an expression on its row: whoever sees the record sees them."""
    return messages.count_of()


def show(record: Any, actor: Actor) -> dict[str, Any]:
    """The newest letters to it, and their state."""
    rows = [] if panels.known_empty(record, "mail") else messages.of_record(record, actor, SHOWN)
    found = [
        {
            "message": one,
            "url": reverse("mail_message", args=[one.pk]),
            "state": State(one.state).label,
            "mark": messages.MARKS.get(State(one.state), "plain"),
        }
        for one in rows
    ]
    addable = record.binned_at is None and actor.may(record.kind, "note")
    url = reverse("mail_write", args=[kinds[record.kind].plural, record.pk])
    return {"messages": found, "write_url": url if addable else ""}
