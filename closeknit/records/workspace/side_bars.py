"""One's own side bar: views, records and searches pinned to it, in folders and in order, and what of the usual is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zlib import crc32

from django.db import models, transaction
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.statements import Slot, kept
from closeknit.records.models import Record, SideBar
from closeknit.records.workspace import saved_views
from closeknit.web import shell

MOST = 60
LONGEST = 80  # characters of a name

type Pin = dict[str, Any]


def key(pin: Mapping[str, Any]) -> str:
    """What a pin is called in forms: the same for the same thing, wherever it stands."""
    for what in ("view", "record"):
        if what in pin:
            return f"{what}-{pin[what]}"
    return f"search-{crc32(str(pin['address']).encode()):08x}"


def pin(given: Mapping[str, Any], *, by: Actor) -> None:
    """Put a `view` or a `record` by its id, or a search by `label` and `address`, at the end; what is there already stays. Raises Refused."""
    fresh = _checked(given, by)
    with _changing(by) as (bar, items):
        if len(items) >= MOST:
            raise Refused(_("There is room for %(most)d in the side bar. Take something out first.") % {"most": MOST})
        if key(fresh) not in map(key, items):
            bar.items = [*items, fresh]


def unpin(which: str, *, by: Actor) -> None:
    """Take one out."""
    with _changing(by) as (bar, items):
        bar.items = [one for one in items if key(one) != which]


def move(which: str, before: str, *, by: Actor) -> None:
    """Put one before another, into its folder; before "" is the end. One that is not there is left as it is."""
    with _changing(by) as (bar, items):
        moved = next((one for one in items if key(one) == which), None)
        target = next((one for one in items if key(one) == before), None)
        if moved is None or which == before or (before and target is None):
            return
        rest = [one for one in items if one is not moved]
        at = len(rest) if target is None else rest.index(target)
        folder = moved.get("folder", "") if target is None else target.get("folder", "")
        bar.items = [*rest[:at], {**moved, "folder": folder}, *rest[at:]]


def step(which: str, way: int, *, by: Actor) -> None:
    """Move one a place up (-1) or down (1) within its folder."""
    with _changing(by) as (bar, items):
        at = next((at for at, one in enumerate(items) if key(one) == which), None)
        if at is None:
            return
        inside = [place for place, one in enumerate(items) if one.get("folder") == items[at].get("folder")]
        there = inside.index(at) + way
        if 0 <= there < len(inside):
            found = list(items)
            found[at], found[inside[there]] = found[inside[there]], found[at]
            bar.items = found


def put(which: str, folder: str, *, by: Actor) -> None:
    """Put one into the folder of that name, which is there while something is in it; "" for none."""
    name = _name(folder) if folder.strip() else ""
    with _changing(by) as (bar, items):
        bar.items = [{**one, "folder": name} if key(one) == which else one for one in items]


def hide(wanted: Iterable[str], *, by: Actor) -> None:
    """Show of the usual only what is `wanted`; what the side bar does not have is passed over."""
    shown = set(wanted)
    with _changing(by) as (bar, _items):
        bar.hidden = [one for one, _label in shell.offered(by) if one not in shown]


@contextmanager
def _changing(by: Actor) -> Iterator[tuple[SideBar, list[Pin]]]:
    """The side bar of somebody, locked, and its items; saved at the end."""
    if by.user_id is None:
        raise Refused(_("Only somebody who is signed in has a side bar of their own."), code="nobody")
    with transaction.atomic():
        SideBar.objects.get_or_create(user_id=by.user_id)
        bar = SideBar.objects.select_for_update().get(user_id=by.user_id)
        yield bar, bar.items
        bar.save()


def _checked(given: Mapping[str, Any], by: Actor) -> Pin:
    """A pin of something that its owner sees."""
    if "view" in given:
        view = saved_views.one(int(given["view"]), by)
        if view is None or not by.may(view.kind, "see"):
            raise gate.Absent
        return {"view": view.pk}
    if "record" in given:
        return {"record": gate.get(Record, given["record"], by).pk}
    address = str(given.get("address", ""))
    if (
        len(address) > saved_views.LONGEST
        or not address.startswith("/")
        or not url_has_allowed_host_and_scheme(address, None)
    ):
        raise Refused(_("Only a page of this company can be pinned."), field="address", code="bad_address")
    return {"label": _name(str(given.get("label", ""))), "address": address}


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not 0 < len(name) <= LONGEST or "\x00" in name:
        raise Refused(_("Give a name of 1 to 80 characters."), field="label", code="required")
    return name


def read(actor: Actor) -> tuple[list[Pin], list[str]]:
    """The pins of somebody as they are kept, and what they hide."""
    if actor.user_id is None:
        return [], []
    rows = kept((SideBar,), _query).run(user=actor.user_id)
    return (rows[0][0], rows[0][1]) if rows else ([], [])


def _query() -> models.QuerySet[SideBar, Any]:
    user = Slot("user", models.BigIntegerField())
    return SideBar.objects.filter(user_id=user).values_list("items", "hidden")
