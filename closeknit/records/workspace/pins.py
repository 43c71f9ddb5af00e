"""What somebody pinned to their side bar, as they may see it now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.records.workspace import saved_views
from closeknit.records.workspace.side_bars import Pin, key, read
from closeknit.web import marks, shell


@dataclass(frozen=True, slots=True)
class Pinned:
    """Something pinned as its owner may see it; `key` names it in forms."""

    key: str
    folder: str
    item: shell.Item


def pinned(pins: list[Pin], request: Request) -> list[Pinned]:
    """What somebody pinned, as far as they may see it now; folder by folder, what is in none first."""
    actor = request.actor
    views = {one["view"] for one in pins if "view" in one}
    records = {one["record"] for one in pins if "record" in one}
    named: dict[str, shell.Item] = {}
    for view in saved_views.some(views, actor) if views else ():
        url = f"/{kinds[view.kind].plural}/?view={view.pk}"
        current = request.GET.get("view") == str(view.pk) or request.GET.get("from") == str(view.pk)
        named[f"view-{view.pk}"] = shell.Item(view.name, url, "list-filter", current)
    for found in gate.rows(Record, actor).filter(pk__in=records).only("kind", "name") if records else ():
        face = marks.face(found.name, found.pk, kinds[found.kind].shape)
        named[f"record-{found.pk}"] = shell.Item(
            found.name, found.address, "", request.path == found.address, face=face
        )
    for one in pins:
        if "address" in one:
            named[key(one)] = shell.Item(
                one["label"], one["address"], "search", request.get_full_path() == one["address"]
            )
    shown = [Pinned(key(one), one.get("folder", ""), named[key(one)]) for one in pins if key(one) in named]
    folders = list(dict.fromkeys(["", *(one.folder for one in shown)]))
    return sorted(shown, key=lambda one: folders.index(one.folder))


def own(request: Request, actor: Actor) -> shell.Own:
    """What the shell shows of somebody's own."""
    pins, hidden = read(actor)
    groups: dict[str, list[shell.Item]] = {}
    for one in pinned(pins, request) if pins else ():
        groups.setdefault(one.folder or _("Pinned"), []).append(one.item)
    return shell.Own(tuple(shell.Group(label, tuple(items)) for label, items in groups.items()), frozenset(hidden))
