"""The tree of branches around an organization, ours and theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import number, prepared
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

    One query. Empty when there is nothing above and nothing below.
    """
    rows = _near(actor, limit, here=organization.pk)
    return list(_ordered(rows, organization.pk)) if len(rows) > 1 else []


@prepared
def _near(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    """The ids, names and heads of the organizations around one, by name."""
    here = Organization.objects.filter(pk=number("here"))
    above = [here.filter(**{f"{head}__isnull": False}).values(head) for head in ABOVE]
    heads = above[0].union(*above[1:])
    near = [
        here.values("pk"),
        *above,
        Organization.objects.filter(parent__in=above[0]).values("pk"),
        Organization.objects.filter(parent=number("here")).values("pk"),
        Organization.objects.filter(parent__parent=number("here")).values("pk"),
    ]
    # One condition of them all would read every organization; each by itself is a few steps in an index.
    seen = gate.rows(Organization, actor).filter(pk__in=near[0].union(*near[1:]))
    # Where many sisters are cut off, the organization and those above it stay: without them the tree has no place to stand on.
    way = Case(When(Q(pk=number("here")) | Q(pk__in=heads), then=0), default=1)
    shown = Organization.objects.filter(pk__in=seen.order_by(way, "sort_key", "id").values("pk")[:limit])
    return shown.order_by("sort_key", "id").values_list("id", "name", "parent_id")


def below(organization: Any, actor: Actor, limit: int) -> dict[int, str]:
    """The names of the branches one and two levels below, by id, of those the actor sees. One query."""
    return dict(_below(actor, limit, here=organization.pk))


@prepared
def _below(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    first = Organization.objects.filter(parent=number("here")).values("pk")
    second = Organization.objects.filter(parent__parent=number("here")).values("pk")
    seen = gate.rows(Organization, actor).filter(pk__in=first.union(second))
    return seen.order_by("sort_key", "id").values_list("id", "name")[:limit]


def count(organization: Any, actor: Actor) -> int:
    """How many branches are directly below, of those the actor sees."""
    return gate.rows(Organization, actor).filter(parent=organization.pk).count()


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
