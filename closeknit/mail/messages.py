"""Messages as people see them: who may, what became of them, and what they wish with them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.mail import outbox
from closeknit.mail.accounts import RIGHT
from closeknit.mail.models import Message, State
from closeknit.mail.reasons import sentence
from closeknit.records import entries

PAGE = 50
GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (gettext_lazy("All"), tuple(State.values)),
    "waiting": (gettext_lazy("Waiting"), (State.QUEUED, State.CLAIMED, State.SENDING)),
    "trouble": (gettext_lazy("Not sent"), (State.FAILED, State.UNKNOWN)),
}
MARKS = {State.SENT: "good", State.FAILED: "late", State.UNKNOWN: "soon"}


def listed(actor: Actor, group: str, before: int = 0) -> list[Message]:
    """What was written, the newest first, one more than a page. NotAllowed for who may not manage mail."""
    gate.check(RIGHT, actor, "manage")
    found = Message.objects.filter(state__in=GROUPS.get(group, GROUPS[""])[1]).select_related("by")
    return list((found.filter(pk__lt=before) if before else found).order_by("-pk")[: PAGE + 1])


def of_record(record: Any, actor: Actor, most: int) -> QuerySet[Message]:
    """What was written about a record, the newest first, of what the actor sees."""
    return gate.rows(Message, actor).filter(record_id=record.pk).order_by("-pk")[:most]


def count_of() -> Coalesce:
    """How many messages there are about a record, as an expression on its row."""
    found = Message.objects.filter(record_id=OuterRef("pk")).order_by().values("record_id")
    return Coalesce(Subquery(found.annotate(number_of=Count("pk")).values("number_of")), 0)


def one(pk: int, actor: Actor) -> Message:
    """A message: for who wrote it, who sees what it is about, who manages mail. Raises Absent."""
    found = Message.objects.select_related("by", "record", "edition__template").filter(pk=pk).first()
    if found is None or not (_theirs(found, actor) or gate.rows(Message, actor).filter(pk=pk).exists()):
        raise gate.Absent
    return found


def _theirs(message: Message, actor: Actor) -> bool:
    mine = message.by_id is not None and message.by_id == actor.user_id
    return mine or actor.may(RIGHT, "manage")


def address_seen(message: Message, actor: Actor) -> bool:
    """Whether the actor may know to which address it goes: e-mails are details of a class."""
    sets = (details for kind in kinds for key, details in kind.details.items() if key == "emails")
    return _theirs(message, actor) or all(one.sensitivity in actor.classes for one in sets)


def became(message: Message) -> str:
    """What became of it, as a sentence; "" while it waits for its first try."""
    return sentence(message.reason, message.answer) if message.reason else ""


# ------------------------------------------------------------------------------------------------ wishes


def stop(pk: int, *, by: Actor) -> Message:
    """Stop a message before it leaves. Absent and NotAllowed as `one`; Refused where it is too late."""
    found = _own(pk, by)
    if not outbox.stop(found.pk):
        raise Refused(_("It is too late to stop this message."), code="too_late")
    if found.entry_id is not None:
        tied = found.entry.records.values_list("pk", flat=True) if found.entry else ()
        data = {"subject": found.subject, "record": found.record_id}
        entries.write("mail.stopped", by=by, records=list(tied), data=data)
    return found


def again(pk: int, *, by: Actor) -> Message:
    """Send a message again that was not sent, or of which nobody knows. Refused for another."""
    found = _own(pk, by)
    if not outbox.again(found.pk):
        raise Refused(_("Only what was not sent can be sent again."), code="sent")
    return found


def arrived(pk: int, *, by: Actor) -> Message:
    """Note that a message of which nobody knew has arrived. Refused for another."""
    found = _own(pk, by)
    if not outbox.arrived(found.pk):
        raise Refused(_("It is known already what became of this message."), code="known")
    return found


def _own(pk: int, by: Actor) -> Message:
    """A message that this actor may decide about: their own, or any for who manages mail."""
    found = one(pk, by)
    if not _theirs(found, by):
        raise gate.NotAllowed(_("Only who wrote a message, or an administrator, decides about it."))
    return found
