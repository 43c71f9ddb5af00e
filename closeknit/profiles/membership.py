"""Being in a segment: what a filter can ask of every record beyond its fields. It is asked with the reader's eyes.

A segment that asks about something that the reader may not see is not there for them: to ask who is in it would be to ask that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.editions import Kept
from closeknit.catalogue.fields import Field, Home
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.choice import Choice
from closeknit.catalogue.types.value import EQUALITY, Condition, IsNotTrue, Operator, Option, several
from closeknit.profiles.models import Segment

KEY = "segment"


@dataclass(frozen=True, slots=True)
class Held:
    """A segment in force: its name, and what it asks."""

    label: str
    tree: Filter


type BySegment = Mapping[int, Held]


def _load() -> Mapping[str, BySegment]:
    found: dict[str, dict[int, Held]] = {}
    for one in Segment.objects.filter(retired_at=None).order_by("label"):
        found.setdefault(one.kind, {})[one.pk] = Held(str(one), one.tree)
    return found


held: Kept[Mapping[str, BySegment]] = Kept(_load, {})


class SegmentType(Choice):
    """One of the segments; the answers come with the field. No field of a company has this type."""

    operators = EQUALITY


@dataclass(frozen=True, slots=True)
class Membership(Home):
    """That a record is in a segment stands nowhere: it fits the filter or does not."""

    kind: str
    writable = False

    def select(self, field: Field) -> Any:
        """Nothing: it can only be asked."""
        raise TypeError("whether a record is in a segment is asked, and not read")

    def condition(self, field: Field, operator: Operator, given: object, actor: Any) -> Condition:
        """That a record fits one of the segments, or none of them."""
        field.type.allow(operator, field)
        if operator is Operator.IS_NOT:
            return IsNotTrue(self.condition(field, Operator.IS, given, actor))
        asked = several(given, field) if operator is Operator.IN else [given]
        return reduce(or_, [Q(self._fits(int(field.type.operand(one, field, actor)), actor)) for one in asked])

    def _fits(self, segment: int, actor: Any) -> Condition:
        return filters.condition(held()[self.kind][segment].tree, gate.Readable(kinds[self.kind], actor))


def field(scope: gate.Readable) -> Field | None:
    """The question for a segment, offering those that the reader may ask about; None where there is none."""
    mine = held().get(scope.kind.key, {})
    options = tuple(Option(str(pk), one.label) for pk, one in mine.items() if readable(one.tree, scope))
    if not options:
        return None
    home = Membership(scope.kind.key)
    return Field(KEY, _("Segment"), SegmentType(), home, options=options, icon="shapes", sortable=False, editable=False)


def readable(tree: Filter, scope: gate.Readable) -> bool:
    """Whether the reader may ask all that a filter asks, in the segments that it names and of related records too."""
    try:
        return all(_may(one, inner) for one, inner in _leaves(tree, scope))
    except Refused:
        return False


def _may(one: Where, scope: gate.Readable) -> bool:
    if one.field != KEY:
        scope.field(one.field)
        return True
    mine = held().get(scope.kind.key, {})
    return all(pk in mine and readable(mine[pk].tree, scope) for pk in named(one))


def _leaves(tree: Filter, scope: gate.Readable) -> Iterator[tuple[Where, gate.Readable]]:
    """The conditions of a filter, each with whom it is asked of; raises Refused for a relation that the reader may not follow."""
    match tree:
        case All(items) | Either(items):
            for one in items:
                yield from _leaves(one, scope)
        case Not(item):
            yield from _leaves(item, scope)
        case Related(path, where):
            yield from _leaves(where, gate.Readable(kinds[scope.end(path).target], scope.actor))
        case Where():
            yield tree, scope


def named(one: Where) -> list[int]:
    """The segments that a condition names by their ids."""
    values = one.value if isinstance(one.value, list) else str(one.value).split(",")
    return [int(text) for value in values if (text := str(value).strip()).isascii() and text.isdecimal()]


def members(tree: Filter) -> Iterator[int]:
    """The segments that a filter names, of whatever kind."""
    match tree:
        case All(items) | Either(items):
            for one in items:
                yield from members(one)
        case Not(item) | Related(where=item):
            yield from members(item)
        case Where(name) if name == KEY:
            yield from named(tree)


def settled(tree: Filter, scope: gate.Readable) -> Filter:
    """The same filter with segments by their ids, so that one may be renamed; raises Refused for one that is not there."""
    match tree:
        case All(items) | Either(items):
            return type(tree)(tuple(settled(one, scope) for one in items))
        case Not(item):
            return Not(settled(item, scope))
        case Related(path, where):
            return Related(path, settled(where, gate.Readable(kinds[scope.end(path).target], scope.actor)))
        case Where(name, operator, value) if name == KEY:
            asked = scope.asked(KEY)
            values = several(value, asked) if operator is Operator.IN else [value]
            ids = [asked.type.operand(one, asked, scope.actor) for one in values]
            return Where(name, operator, ids if operator is Operator.IN else ids[0])
    return tree
