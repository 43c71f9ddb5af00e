"""What can be said in a letter: the fields of whom it is written to, as far as their writer may see them, our company, and the writer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind
from closeknit.directory import ours
from closeknit.mail.models import Signature
from closeknit.records import reading

KINDS = ("individual", "organization")  # to which letters are written


def labels(kind: Kind, actor: Actor) -> dict[str, str]:
    """The places by key, with what people call them. Letters are read by who knows no classes, so that only open fields stand in them."""
    fields = gate.Readable(kind, actor).fields()
    found = {key: str(one.label) for key, one in fields.items() if one.shown_to(frozenset({"open"}))}
    return {**found, **_around()}


def _around() -> dict[str, str]:
    return {
        "our.name": _("Name of our company"),
        "sender.name": _("Name of the sender"),
        "sender.email": _("E-mail of the sender"),
        "sender.signature": _("Signature of the sender"),
    }


def values(record: Any, kind: Kind, actor: Actor, keys: Iterable[str]) -> dict[str, str]:
    """What stands in these places for one record; "" where there is nothing, or nothing that the writer may see."""
    wanted = set(keys)
    known = labels(kind, actor)
    shown = {"our.name": ours.ours().name, **_of_sender(actor, wanted)}
    fields = [key for key in wanted if key in known and key not in shown]
    if fields:
        read = next(iter(reading.read(gate.rows(kind.model, actor).filter(pk=record.pk), kind, actor, fields)), None)
        if read is not None:
            shown |= {key: kind.fields[key].type.shown(read.values.get(key), kind.fields[key]) for key in fields}
    return {key: shown.get(key, "") for key in wanted}


def _of_sender(actor: Actor, wanted: set[str]) -> dict[str, str]:
    text = signature(actor) if "sender.signature" in wanted else ""
    return {"sender.name": actor.name, "sender.email": actor.email, "sender.signature": text}


def signature(actor: Actor) -> str:
    """What somebody's letters end with; their name while they have not written anything else."""
    found = Signature.objects.filter(user_id=actor.user_id or 0).values_list("text", flat=True).first()
    return found or actor.name


def sign(text: str, *, by: Actor) -> None:
    """Choose what one's letters end with."""
    Signature.objects.update_or_create(
        user_id=by.user_id or 0, defaults={"text": text.strip()[:2000].replace("\x00", "")}
    )
