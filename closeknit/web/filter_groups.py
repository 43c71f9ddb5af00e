"""A filter as a form: groups within groups, each of all, any or none of its conditions, of the records themselves or of related ones.

The form is flat. Every part has a place, `t` for the outermost group and `t.0.2` for what is in it, and its fields are called by it:
`g-<place>` is how a group joins, `r-<place>` of which related records it asks; `f-`, `o-` and `v-<place>` are a condition.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.web import conditions
from closeknit.web.conditions import Asked, joined
from closeknit.web.list_address import WITHOUT_VALUE, Address
from closeknit.web.listing import Listing

ROOT = "t"
ROOT_HOW = f"g-{ROOT}"  # stands in every form
HOWS = ("all", "any", "none")


@dataclass(frozen=True, slots=True)
class Line:
    """One condition, as far as it is said: `op` is the name of an operator in an address."""

    field: str = ""
    op: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups, joined by `how`, of the records or of those at the end of `relation`."""

    how: str = "all"
    relation: str = ""
    items: tuple[Group | Line, ...] = field(default=())


def of_form(sent: QueryDict, place: str = ROOT, depth: int = 1) -> Group:
    """The group that a form holds, and all in it."""
    items: list[Group | Line] = []
    for number in range(filters.SIZE):
        inner = f"{place}.{number}"
        if f"g-{inner}" in sent and depth < filters.DEPTH:
            items.append(of_form(sent, inner, depth + 1))
        elif f"f-{inner}" in sent:
            op = sent.get(f"o-{inner}", "")
            items.append(Line(sent.get(f"f-{inner}", ""), op, joined(op, sent.getlist(f"v-{inner}"))))
    how = sent.get(f"g-{place}", "all")
    return Group(how if how in HOWS else "all", sent.get(f"r-{place}", ""), tuple(items))


def of_tree(tree: Filter) -> Group:
    """The form of a filter."""
    match tree:
        case All(items):
            return Group("all", "", tuple(map(_part, items)))
        case Either(items):
            return Group("any", "", tuple(map(_part, items)))
        case Not(Either(items)):
            return Group("none", "", tuple(map(_part, items)))
        case Related(path, where):
            inner = of_tree(where)
            return Group("all", path, (inner,)) if inner.relation else replace(inner, relation=path)
        case Not(item) if not isinstance(item, Where):
            return Group("none", "", (_part(item),))
    return Group("all", "", (_part(tree),))


def _part(tree: Filter) -> Group | Line:
    inner = tree.item if isinstance(tree, Not) else tree
    if not isinstance(inner, Where):
        return of_tree(tree)
    turned = filters.NOT if isinstance(tree, Not) else ""
    return Line(inner.field, f"{turned}{inner.operator}", _text(inner))


def _text(one: Where) -> str:
    if isinstance(one.value, list):
        return (".." if one.operator == "between" else ",").join(map(str, one.value))
    return "" if one.operator in WITHOUT_VALUE else str(one.value)


def tree(group: Group) -> Filter | None:
    """The filter that a group says; None where it says nothing yet. Raises Refused for an operator that there is not."""
    parts = [one for item in group.items if (one := _said(item))]
    if not parts:
        return None
    single = parts[0] if len(parts) == 1 else None
    if group.how == "none":
        found: Filter = Not(single or Either(tuple(parts)))
    else:
        found = single or (All if group.how == "all" else Either)(tuple(parts))
    return Related(group.relation, found) if group.relation else found


def _said(item: Group | Line) -> Filter | None:
    if isinstance(item, Group):
        return tree(item)
    operator, _turned = filters.operation(item.op)
    if not item.field or not item.op or (not item.value and operator not in WITHOUT_VALUE):
        return None
    return filters.from_address([(f"{item.field}__{item.op}", item.value)], frozenset()).items[0]


def done(group: Group, wish: str) -> Group:
    """The group after a wish of the form: `line:t.1` and `group:t.1` add to a place, `drop:t.1.0` takes it away."""
    verb, _mark, place = wish.partition(":")
    steps = [int(step) for step in place.split(".")[1:] if step.isdecimal()]
    added: dict[str, Group | Line] = {"line": Line(), "group": Group("any", "", (Line(), Line()))}
    if verb == "drop" and steps:
        return _changed(group, steps[:-1], lambda items: [one for at, one in enumerate(items) if at != steps[-1]])
    return _changed(group, steps, lambda items: [*items, added[verb]]) if verb in added else group


def _changed(group: Group, steps: list[int], change: Any) -> Group:
    if not steps:
        return replace(group, items=tuple(change(group.items)))
    items = [
        _changed(one, steps[1:], change) if at == steps[0] and isinstance(one, Group) else one
        for at, one in enumerate(group.items)
    ]
    return replace(group, items=tuple(items))


def shown(group: Group, scope: gate.Readable, url: str, focus: str = "", place: str = ROOT) -> dict[str, Any]:
    """A group as `web/list/group.html` shows it; conditions of which nothing can be asked any more begin anew.

    `url` answers with the form after a wish; `focus` is the place of the group that has just lost a part, or
    "new" where a condition was added.
    """
    relations = scope.relations()
    end = relations.get(group.relation)
    inner = gate.Readable(kinds[end.target], scope.actor) if end else scope
    counts = {"all": _("all of these"), "any": _("at least one of these"), "none": _("none of these")}
    return {
        "url": url,
        "place": place,
        "focus": place == focus,
        "fresh": focus == "new",
        "hows": [{"key": key, "label": label, "chosen": key == group.how} for key, label in counts.items()],
        "relations": [
            {"key": path, "label": relation_label(path, one, scope), "chosen": path == group.relation}
            for path, one in relations.items()
        ],
        "related": end is not None,
        "items": [_shown(one, inner, url, focus, f"{place}.{number}") for number, one in enumerate(group.items)],
        "outermost": place == ROOT,
        "deep": place.count(".") >= filters.DEPTH - 3,
    }


def relation_label(path: str, end: Any, scope: gate.Readable) -> str:
    """A relation as people choose it: the field, or the set of rows that it is in."""
    details = scope.kind.details.get(path.partition(".")[0])
    return f"{details.label}: {end.label}" if details else str(end.label)


def _shown(item: Group | Line, scope: gate.Readable, url: str, focus: str, place: str) -> dict[str, Any]:
    if isinstance(item, Group):
        return {"group": shown(item, scope, url, focus, place)}
    choices = [{"key": key, "label": one.label, "chosen": key == item.field} for key, one in scope.askable().items()]
    return {"place": place, "choices": choices, "parts": _parts(item, scope, place)}


def _parts(item: Line, scope: gate.Readable, place: str) -> dict[str, Any] | None:
    """The operators and the control of a condition; None while no field is chosen, or for one that is not there."""
    address = Address(reverse("list", args=[scope.kind.plural]), (("add_was", place.replace(".", "-")),))
    asked = Asked(item.field, item.op, item.value)
    try:
        return conditions.parts(Listing(scope.kind, scope.actor), address, asked, f"v-{place}")
    except Refused:
        return None


def check(found: Filter | None, scope: gate.Readable) -> None:
    """Pass, or raise Refused for what cannot be asked, or is too deep or too big."""
    if found is not None:
        filters.read(filters.written(found))
        filters.condition(found, scope)
