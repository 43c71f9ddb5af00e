"""The saved views of a list as its page shows them: which one is open, whether it was changed since, and what of it is gone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Team
from closeknit.catalogue import filters
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records.models import View
from closeknit.records.workspace import saved_views
from closeknit.records.workspace.saved_views import Pairs
from closeknit.web import list_page
from closeknit.web.conditions import Chip
from closeknit.web.list_address import RESERVED, Address
from closeknit.web.listing import Sort

ARRANGED = ("column", "columns")  # a column that is gone is simply not shown


@dataclass(frozen=True, slots=True)
class Readable:
    """What somebody may ask of a view: its address without the rest, and the names of what is gone; "" for what only they may not see."""

    pairs: Pairs
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A list as it was asked for: its address with the view's in it, the views there are, the one it began with, and what of that is gone."""

    address: Address
    views: tuple[View, ...]
    view: View | None = None
    changed: bool = False
    gone: tuple[str, ...] = ()


def opened(kind: Kind, actor: Actor, address: Address) -> Opened:
    """The list at an address: `?view=7` is the list of the view 7, `?from=7&...` what it was changed to. Absent for a view that is not seen."""
    views = tuple(saved_views.seen(kind, actor))
    asked, began = address.one("view"), address.one("from")
    view = next((one for one in views if str(one.pk) in (asked, began)), None)
    if asked.isdecimal() and (view is None or str(view.pk) != asked):
        raise gate.Absent
    rest = [pair for pair in address.pairs if pair[0] != "from" and not (pair[0] == "view" and pair[1].isdecimal())]
    if view is None:
        return Opened(Address(address.path, tuple(rest)), views)
    known = readable(view, kind, actor)
    pairs = [*known.pairs, *rest] if asked.isdecimal() else rest
    now = saved_views.pairs(urlencode(pairs))
    changed = saved_views.normal(now) != saved_views.normal(known.pairs)
    return Opened(Address(address.path, (*pairs, ("from", str(view.pk)))), views, view, changed, known.gone)


def readable(view: View, kind: Kind, actor: Actor) -> Readable:
    """The parts of a view that its reader may ask, and the names of those that are gone."""
    scope, kept, gone = gate.Readable(kind, actor), [], []
    for name, value in saved_views.pairs(view.address):
        refused = None
        if name == "filter":
            pruned, refused = _tree(value, scope)
            kept += [("filter", json.dumps(filters.written(pruned), ensure_ascii=False))] if pruned else []
        elif (refused := _refused(name, value, scope)) is None:
            kept.append((name, value))
        gone += [] if refused is None else [refused]
    return Readable(kept, tuple(dict.fromkeys(gone)))


def _refused(name: str, value: str, scope: gate.Readable) -> str | None:
    """What cannot be asked of a pair: None for nothing."""
    field = Sort.read(value).field if name == "sort" else name.partition("__")[0]
    if name in RESERVED and name != "sort":
        return None
    try:
        if name == "sort":
            scope.field(field)
        else:
            filters.condition(filters.from_address([(name, value)], RESERVED), scope)
    except Refused:
        return _named(field, scope)
    return None


def _named(field: str, scope: gate.Readable) -> str:
    """The name of a field that cannot be asked; "" for one that only this reader may not see."""
    known = scope.fields().get(field)
    if known is not None:
        return str(known.label)
    return "" if field.removeprefix("profile.") in scope.kind.fields else field


def _tree(text: str, scope: gate.Readable) -> tuple[Filter | None, str | None]:
    """The filter without what cannot be asked, and the name of the first such part."""
    gone: list[str] = []
    try:
        found = _pruned(filters.read(json.loads(text)), scope, gone)
    except (ValueError, Refused):
        return None, "filter"
    return found, gone[0] if gone else None


def _pruned(tree: Filter, scope: gate.Readable, gone: list[str]) -> Filter | None:
    match tree:
        case All(items) | Either(items):
            kept = tuple(one for item in items if (one := _pruned(item, scope, gone)))
            return type(tree)(kept) if kept else None
        case Not(item):
            inner = _pruned(item, scope, gone)
            return Not(inner) if inner else None
        case Related(path, where):
            return _pruned_related(path, where, scope, gone)
        case Where(field):
            try:
                filters.condition(tree, scope)
            except Refused:
                gone.append(_named(field, scope))
                return None
            return tree


def _pruned_related(path: str, where: Filter, scope: gate.Readable, gone: list[str]) -> Filter | None:
    try:
        end = scope.end(path)
    except Refused:
        gone.append(path if path.partition(".")[0] not in {*scope.kind.fields, *scope.kind.details} else "")
        return None
    inner = _pruned(where, gate.Readable(kinds[end.target], scope.actor), gone)
    return Related(path, inner) if inner else None


def sentence(gone: Iterable[str]) -> str:
    """What to say about a view of which these parts are gone; "" for nothing."""
    parts = list(gone)
    if not parts:
        return ""
    if named := [one for one in parts if one]:
        words = ", ".join(f"“{one}”" for one in named)
        return _("%(fields)s cannot be asked like this any more. The list is shown without it.") % {"fields": words}
    return _("This view asks about something that you may not see. The list is shown without it.")


@dataclass(frozen=True, slots=True)
class Tab:
    """A view over its list: `place` is where its count comes, `changed` says that what is shown is not what was saved."""

    label: str
    url: str
    place: str
    current: bool = False
    changed: bool = False
    shared: bool = False


def context(found: Opened, kind: Kind, actor: Actor, shown: Iterable[str], chips: Iterable[Chip]) -> dict[str, Any]:
    """What `web/list/views.html` shows; `shown` are the columns that the reader chose, which a new view keeps, `chips` the filter."""
    url, view = reverse("list", args=[kind.plural]), found.view
    tabs = [Tab(_("All"), url, "views-count-0", current=view is None)]
    for one in found.views:
        current = view is not None and one.pk == view.pk
        shared = one.owner_id != actor.user_id or one.everybody or one.team_id is not None
        changed = current and found.changed
        tabs.append(Tab(one.name, f"{url}?view={one.pk}", f"views-count-{one.pk}", current, changed, shared))
    state = saved_views.pairs(urlencode(found.address.pairs))
    if not any(name in ARRANGED for name, _value in state):
        state += [("column", key) for key in shown]
    return {
        "views": tabs,
        "views_counts_url": reverse("view_counts", args=[kind.plural]) if found.views else "",
        "view_new": _new(kind, actor, state, found),
        "segment_url": _segment(found.address, kind, actor),
        "pin": _pin(found, url, state, chips),
        "view_own": _own(view, kind, actor, state, found) if view else None,
        **({"notice": sentence(found.gone)} if found.gone else {}),
    }


def _segment(address: Address, kind: Kind, actor: Actor) -> str:
    """Where the filter that is open becomes a segment, for who shapes the kind."""
    asked = [pair for pair in address.pairs if pair in address.conditions or pair[0] == "filter"]
    if not asked or not actor.may(kind.key, "shape"):
        return ""
    return f"{reverse('segment_add', args=[kind.plural])}?{urlencode(asked)}"


def _pin(found: Opened, url: str, state: Pairs, chips: Iterable[Chip]) -> dict[str, str] | None:
    """What the side bar would keep: the view, or this search by its words; None for a list as it came."""
    if found.view is not None and not found.changed:
        return {"view": str(found.view.pk), "label": found.view.name, "address": f"{url}?view={found.view.pk}"}
    words = ", ".join(" ".join(f"{one.field} {one.op} {one.value}".split()) for one in chips)
    return {"view": "", "label": words[:80], "address": f"{url}?{urlencode(state)}"} if words else None


def _new(kind: Kind, actor: Actor, state: Pairs, found: Opened) -> dict[str, Any] | None:
    """The form that saves the list under a name; none for a list as it came."""
    if not state or (found.view is not None and not found.changed):
        return None
    return {"url": reverse("view_add", args=[kind.plural]), "address": urlencode(state), "shares": _shares(actor, None)}


def _own(view: View, kind: Kind, actor: Actor, state: Pairs, found: Opened) -> dict[str, Any]:
    """What can be done with the view that is open; the addresses are "" where it is another's."""
    mine = saved_views.may_change(view, actor)
    url = reverse("view", args=[kind.plural, view.pk]) if mine else ""
    return {
        "name": view.name,
        "url": url,
        "address": urlencode(state),
        "remove_url": reverse("view_remove", args=[kind.plural, view.pk]) if mine else "",
        "reset_url": f"{reverse('list', args=[kind.plural])}?view={view.pk}" if found.changed else "",
        "save": mine and found.changed,
        "repair": mine and bool(found.gone) and not found.changed,
        "shares": _shares(actor, view) if mine else [],
    }


def counts(kind: Kind, actor: Actor) -> list[tuple[str, str]]:
    """How many records each view of a kind has for this reader, as people write it, by the place where it is shown."""
    path = reverse("list", args=[kind.plural])
    asked = [("views-count-0", Address(path, ()))]
    for view in saved_views.seen(kind, actor):
        asked.append((f"views-count-{view.pk}", Address(path, tuple(readable(view, kind, actor).pairs))))
    return [(place, list_page.counted(list_page.read(kind, actor, address))) for place, address in asked]


def _shares(actor: Actor, view: View | None) -> list[tuple[str, str, bool]]:
    """With whom a view can be shared: value, words, whether it is."""
    chosen = saved_views.shared_with(view) if view else "nobody"
    known = {*actor.teams, *([view.team_id] if view and view.team_id else [])}
    teams = [(str(one.pk), one.name) for one in Team.objects.filter(pk__in=known).order_by("name")] if known else []
    every = [("nobody", _("Only me")), *teams, ("everybody", _("Everybody"))]
    return [(value, label, value == chosen) for value, label in every]
