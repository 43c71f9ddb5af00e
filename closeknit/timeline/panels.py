"""The history in the middle of every record's page."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records import pages
from closeknit.timeline.contacts import library, telling
from closeknit.timeline.history import Told, tell
from closeknit.web import marks, panels
from closeknit.web.panels import Panel, Place, Subject

CHANGING = frozenset({"edit", "restore"})  # either lets one take a change back
MENTIONED = 3  # records beneath an entry
# What of a history can be asked for by itself: the group of its kinds of entry, and what people call it.
GROUPS = (("", _("Everything")), ("contacts", _("Contacts")), ("notes", _("Notes")), ("changes", _("Changes")))


def register() -> None:
    """Put the history on every record's page; called once when the program starts."""
    panels.register(Panel("history", _("History"), Place.MIDDLE, "web/record/timeline.html", show))
    pages.COMPOSING.append(composing)


def composing(kind: Kind, pk: int, name: str) -> list[dict[str, Any]]:
    """The forms of contact over a history: each opens over the page."""
    here = urlencode({"on": kind.address(pk, name)})
    url = reverse("contact_log")
    return [{"label": one.label, "icon": one.icon, "url": f"{url}?form={one.key}&{here}"} for one in library.offered()]


def show(record: Any, actor: Actor, after: str = "", continues: Any = None, group: str = "") -> dict[str, Any]:
    """The context of the timeline's template."""
    told, following = tell(record, actor, after, group=group)
    rights = _rights(record, actor)
    days = [
        {"day": day, "entries": [_entry(one, record, actor, rights) for one in some]}
        for day, some in groupby(told, key=lambda one: timezone.localdate(one.moment))
    ]
    url = reverse("timeline", args=[kinds[record.kind].plural, record.pk])
    asked = {"group": group} if group else {}
    return {
        "days": days,
        "next_url": f"{url}?{urlencode({'after': following, **asked})}" if following else "",
        "continues": continues,
        "group": group,
        "groups": [
            {"label": label, "url": f"{url}?{urlencode({'group': key})}", "current": key == group}
            for key, label in (GROUPS if not after else ())
        ],
    }


def _rights(record: Any, actor: Actor) -> frozenset[str]:
    """What the reader may do, as the page knows it already or as it is asked for a part of it."""
    if isinstance(record, Subject):
        return record.rights
    return gate.rights(kinds[record.kind], record.pk, actor, CHANGING | {"note"}, binned=record.binned_at is not None)


def _entry(told: Told, record: Any, actor: Actor, rights: frozenset[str]) -> dict[str, Any]:
    place = [kinds[record.kind].plural, record.pk]
    correctable = told.contact and "note" in rights and (told.by == actor.user_id or "edit" in rights)
    return {
        "id": told.id,
        "icon": told.icon,
        "html": told.sentence,
        "moment": told.moment,
        "text": told.text,
        "state": "",
        "meta": [
            marks.ref(kinds[kind].address(pk, name), name, pk, kinds[kind].shape)
            for kind, pk, name in _mentioned(told)[:MENTIONED]
        ],
        "edit_url": reverse("contact", args=[*place, told.contact.id]) if told.contact and correctable else "",
        "undo_url": reverse("undo", args=[told.change]) if told.undoable and rights & CHANGING else "",
    }


def _mentioned(told: Told) -> list[tuple[str, int, str]]:
    """The other records of an entry, without those that its sentence names."""
    if told.kind.between is not None:
        return []
    named = telling.participants(told.contact, told.records) if told.contact else ()
    return [one for one in told.records if one not in named or not kinds[one[0]].round]
