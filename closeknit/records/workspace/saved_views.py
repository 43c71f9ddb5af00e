"""A saved view: a list that somebody keeps by name, for themselves, for a team or for everybody; it is the address of the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Now
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import prepared
from closeknit.access.verbs import opening
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.statements import Slot
from closeknit.records.models import View
from closeknit.web.list_address import FORM

MOST = 50  # that one person has of a kind
LONGEST = 8_000  # characters of an address
PLACE = frozenset(
    {"view", "from", "after", "limit", "count", "fields", *FORM}
)  # of an address, what is no part of a view

type Pairs = list[tuple[str, str]]


@opening(_("Save a view"), to="see")
def add(kind: Kind, given: Mapping[str, Any], *, by: Actor) -> View:
    """Keep the list at `address` under `name`, `shared` with "nobody", "everybody" or the id of a team; raises Refused."""
    owner = _keeper(kind, by)
    if View.objects.filter(kind=kind.key, owner_id=owner, removed_at=None).count() >= MOST:
        raise Refused(now("You have %(most)d views here. Remove one first.") % {"most": MOST}, code="too_many")
    view = View(kind=kind.key, owner_id=owner, position=_last(kind) + 1)
    _describe(view, {"address": "", "shared": "nobody", **given, "name": given.get("name")}, by)
    view.save()
    return view


@opening(_("Change a view"), to="see")
def change(kind: Kind, pk: int, given: Mapping[str, Any], *, by: Actor) -> View:
    """Give a view another `name` or `address`, share it otherwise, or put it at another `position`; raises Refused."""
    view = _mine(kind, pk, by)
    _describe(view, given, by)
    view.save(update_fields=["name", "address", "everybody", "team", "position"])
    return view


@opening(_("Remove a view"), to="see")
def remove(kind: Kind, pk: int, *, by: Actor) -> View:
    """Take a view away; it can be brought back."""
    view = _mine(kind, pk, by)
    view.removed_at = Now()
    view.save(update_fields=["removed_at"])
    return view


@opening(_("Bring a view back"), to="see")
def restore(kind: Kind, pk: int, *, by: Actor) -> View:
    """Show a view again that was removed."""
    view = _mine(kind, pk, by, removed=True)
    view.removed_at = None
    view.save(update_fields=["removed_at"])
    return view


def seen(kind: Kind, actor: Actor) -> list[View]:
    """The views of a kind that somebody sees: their own, those of their teams, and everybody's; in the order of their tabs."""
    columns = tuple(one.attname for one in View._meta.concrete_fields)
    return [View.from_db(DEFAULT_DB_ALIAS, columns, row) for row in _tabs(actor, columns, kind=kind.key)]


@prepared
def _tabs(actor: Actor, columns: tuple[str, ...]) -> QuerySet[View, Any]:
    mine = _seen(actor).filter(kind=Slot("kind", TextField()), removed_at=None)
    return mine.order_by("position", "id").values_list(*columns)


def every(actor: Actor) -> QuerySet[View]:
    """The views of every kind that somebody sees, whether or not they see the kind."""
    return _seen(actor).filter(removed_at=None).order_by("name", "id")


def one(pk: int, actor: Actor, *, removed: bool = False) -> View | None:
    """The view of that id, if somebody sees it; whether they see its kind is another question."""
    return _seen(actor).filter(pk=pk, removed_at__isnull=not removed).first()


def some(pks: Iterable[int], actor: Actor) -> QuerySet[View]:
    """Those of these views that somebody sees, of kinds that they see."""
    return _seen(actor).filter(
        pk__in=pks, removed_at=None, kind__in=[one.key for one in kinds if actor.may(one.key, "see")]
    )


def _seen(actor: Actor) -> QuerySet[View]:
    return View.objects.filter(Q(owner_id=actor.user_id or 0) | Q(everybody=True) | Q(team_id__in=actor.teams))


def may_change(view: View, actor: Actor) -> bool:
    """Whether somebody who sees the view may change it: its owner, and of a shared one who shapes the kind."""
    return view.owner_id == actor.user_id or actor.may(view.kind, "shape")


def pairs(address: str) -> Pairs:
    """An address taken apart, without what is no part of a view; `view=board` is a part, `view=7` names one."""
    found = parse_qsl(address.lstrip("?"), keep_blank_values=True)
    return [(name, value) for name, value in found if name not in PLACE or (name == "view" and not value.isdecimal())]


def written(given: Iterable[tuple[str, str]]) -> str:
    """The address of these pairs."""
    return urlencode(list(given))


def normal(given: Iterable[tuple[str, str]]) -> tuple[Pairs, Pairs]:
    """What two addresses of the same list have in common: columns in their order, all else in any."""
    every = list(given)
    columns = [pair for pair in every if pair[0] in ("column", "columns")]
    return sorted(pair for pair in every if pair[0] not in ("column", "columns")), columns


def shared_with(view: View) -> str:
    """Who beside its owner sees a view: "nobody", "everybody", or the id of a team."""
    return "everybody" if view.everybody else str(view.team_id) if view.team_id else "nobody"


def _mine(kind: Kind, pk: int, by: Actor, *, removed: bool = False) -> View:
    """The view, locked; Absent where it is not seen, NotAllowed where it is another's."""
    _keeper(kind, by)
    rows = _seen(by).filter(kind=kind.key, removed_at__isnull=not removed, pk=pk)
    view = rows.select_for_update().first()
    if view is None:
        raise gate.Absent
    if not may_change(view, by):
        raise gate.NotAllowed(now("This view belongs to somebody else. Save one of your own."))
    return view


def _describe(view: View, given: Mapping[str, Any], by: Actor) -> None:
    if "name" in given:
        view.name = _name(given["name"])
    if "address" in given:
        view.address = _address(given["address"])
    if "shared" in given:
        view.everybody, view.team_id = _shared(given["shared"], by, view.team_id)
    if "position" in given:
        view.position = _position(given["position"])


def _name(given: object) -> str:
    if not isinstance(given, str) or "\x00" in given or not 0 < len(given.strip()) <= 80:
        raise Refused(now("Give the view a name of 1 to 80 characters."), field="name", code="required")
    return " ".join(given.split())


def _address(given: object) -> str:
    if not isinstance(given, str) or "\x00" in given or len(given) > LONGEST:
        sentence = now("The address of a view is a text of at most %(limit)d characters.") % {"limit": LONGEST}
        raise Refused(sentence, field="address", code="bad_address")
    return urlencode([pair for pair in pairs(given) if pair[1] != "" or "__" in pair[0]])


def _shared(given: object, by: Actor, before: int | None) -> tuple[bool, int | None]:
    """Whether with everybody, and with which team: one's own, or the one that it was shared with before."""
    if given in ("nobody", "everybody"):
        return given == "everybody", None
    team = int(str(given)) if str(given).isascii() and str(given).isdecimal() and len(str(given)) < 19 else 0
    if team not in by.teams and team != before:
        sentence = now("Share a view with nobody, with everybody, or with a team that you are in.")
        raise Refused(sentence, field="shared", code="not_an_option")
    return False, team


def _position(given: object) -> int:
    if type(given) is not int or not 0 <= given < 2**31:
        raise Refused(now("The position is a whole number from 0 up."), field="position", code="wrong_type")
    return given


def _last(kind: Kind) -> int:
    return View.objects.filter(kind=kind.key).aggregate(last=Max("position"))["last"] or 0


def _keeper(kind: Kind, actor: Actor) -> int:
    """The id of who keeps views; a token that may only read keeps none."""
    if actor.user_id is None:
        raise Refused(now("Only somebody who is signed in has views of their own."), code="nobody")
    if not actor.in_scope(kind.key, "view"):
        raise gate.NotAllowed(now("This token may not save views. Make one with the scope “view”."))
    return actor.user_id
