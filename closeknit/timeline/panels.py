"""The history in the middle of every record's page."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.timeline.history import Told, tell
from closeknit.web import marks, panels
from closeknit.web.panels import Panel, Place, Subject

CHANGING = frozenset({"edit", "restore"})  # either lets one take a change back


def register() -> None:
    """Put the history on every record's page; called once when the program starts."""
    panels.register(Panel("history", _("History"), Place.MIDDLE, "web/record/timeline.html", show))


def show(record: Any, actor: Actor, after: str = "", continues: Any = None) -> dict[str, Any]:
    """The context of the timeline's template."""
    told, following = tell(record, actor, after)
    editable = bool(_rights(record, actor) & CHANGING)
    days = [
        {"day": day, "entries": [_entry(one, editable) for one in some]}
        for day, some in groupby(told, key=lambda one: timezone.localdate(one.moment))
    ]
    next_url = (
        f"{reverse('timeline', args=[kinds[record.kind].plural, record.pk])}?after={following}" if following else ""
    )
    return {"days": days, "next_url": next_url, "continues": continues}


def _rights(record: Any, actor: Actor) -> frozenset[str]:
    """What the reader may do, as the page knows it already or as it is asked for a part of it."""
    if isinstance(record, Subject):
        return record.rights
    return gate.rights(kinds[record.kind], record.pk, actor, CHANGING, binned=record.binned_at is not None)


def _entry(told: Told, editable: bool) -> dict[str, Any]:
    return {
        "id": told.id,
        "icon": told.kind.icon,
        "html": told.sentence,
        "moment": told.moment,
        "text": told.text,
        "state": "",
        "meta": [
            marks.ref(kinds[kind].address(pk, name), name, pk, "person" if kinds[kind].round else "thing")
            for kind, pk, name in (told.records[:3] if told.kind.between is None else ())  # named in the sentence
        ],
        "undo_url": reverse("undo", args=[told.change]) if told.undoable and editable else "",
    }
