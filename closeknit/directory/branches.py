"""The tree of branches around an organization, ours and theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.directory.models import Organization

ABOVE = ("parent_id", "parent__parent_id", "parent__parent__parent_id", "parent__parent__parent__parent_id")


@dataclass(frozen=True, slots=True)
class Branch:
    """An organization of the tree: `level` counts from the highest one that is shown, `here` marks where one stands."""

    id: int
    name: str
    level: int
    here: bool


def tree(organization: Any, actor: Actor, limit: int) -> list[Branch]:
    """Those above up to four levels, the organization, its sisters and two levels below it, as far as the actor sees them.

    Two queries at most. Empty when there is nothing above and nothing below.
    """
    above = _above(organization.pk) if organization.parent_id else []
    near = [Q(pk__in=[organization.pk, *above]), Q(parent=organization.pk), Q(parent__parent=organization.pk)]
    if above:
        near.append(Q(parent=above[0]))
    # One condition of them all would read every organization; each by itself is a few steps in an index.
    first, *others = (Organization.objects.filter(one).values("pk") for one in near)
    seen = gate.rows(Organization, actor).filter(pk__in=first.union(*others))
    # Where many sisters are cut off, the organization and those above it stay: without them the tree has no place to stand on.
    way = Case(When(pk__in=[organization.pk, *above], then=0), default=1)
    shown = Organization.objects.filter(pk__in=seen.order_by(way, "sort_key", "id").values("pk")[:limit])
    rows = list(shown.order_by("sort_key", "id").values_list("id", "name", "parent_id"))
    if len(rows) < 2:
        return []
    return list(_ordered(rows, organization.pk))


def count(organization: Any, actor: Actor) -> int:
    """How many branches are directly below, of those the actor sees."""
    return gate.rows(Organization, actor).filter(parent=organization.pk).count()


def _above(pk: int) -> list[int]:
    """The ids above, the nearest first."""
    found = Organization.objects.filter(pk=pk).values_list(*ABOVE).first() or ()
    return [one for one in found if one is not None]


def _ordered(rows: Sequence[tuple[int, str, int | None]], here: int) -> list[Branch]:
    """The rows as a tree read from above; a row whose head is not seen stands where the tree begins."""
    known = {pk for pk, _name, _parent in rows}
    below: dict[int | None, list[tuple[int, str]]] = {}
    for pk, name, parent in rows:
        below.setdefault(parent if parent in known else None, []).append((pk, name))
    found: list[Branch] = []
    waiting = [(pk, name, 0) for pk, name in reversed(below.get(None, []))]
    while waiting:
        pk, name, level = waiting.pop()
        found.append(Branch(pk, name, level, pk == here))
        waiting += [(one, called, level + 1) for one, called in reversed(below.get(pk, []))]
    return found
