"""What the page of a kind's fields tells about each: whom it describes, in words, and how many records hold a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.types.value import TYPES
from closeknit.profiles import definitions
from closeknit.profiles.models import Conversion, Definition, Group

CAP = 10_000  # more are not counted
NAMED = 3  # records that are named, of those that have a field for themselves

HELD = "select {pk}::bigint, (select count(*) from (select 1 from records_record where kind = %s and binned_at is null and {condition} limit {most}) held)"


@dataclass(frozen=True, slots=True)
class Row:
    """A field as the page tells it; `held` is a number in words, `promotable` says that several records have grown it."""

    definition: Definition
    type: Any
    scope: str
    held: str
    promotable: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The fields in force under their groups (None for those without one), those that are retired, those that may be
    promoted, and the conversions under way."""

    groups: list[tuple[Group | None, list[Row]]]
    retired: list[Row]
    promotable: list[Row]
    converting: list[Conversion]

    @property
    def count(self) -> int:
        """How many are in force."""
        return sum(len(rows) for _group, rows in self.groups)


def of_kind(kind: Kind, actor: Actor) -> Overview:
    """The whole page, in a handful of queries."""
    found = definitions.seen(kind, actor, retired=True)
    held, names = _held(kind, found), _names(kind, found, actor)
    rows = [
        Row(
            one,
            TYPES[one.type],
            scope_in_words(kind, one, names),
            _said(held.get(one.pk, 0)),
            definitions.is_promotable(one),
        )
        for one in found
    ]
    live = [one for one in rows if one.definition.retired_at is None]
    grouped = [(group, list(several)) for group, several in groupby(live, lambda one: one.definition.group)]
    return Overview(
        grouped,
        [one for one in rows if one.definition.retired_at is not None],
        [one for one in live if one.promotable],
        [each for one in found if (each := getattr(one, "conversion", None)) and each.ended_at is None],
    )


def scope_in_words(kind: Kind, one: Definition, names: dict[int, str]) -> str:
    """Whom a field describes: “All organizations”, “Dairies”, “Kestrel Dairies only”."""
    if one.segment is not None:
        return str(one.segment)
    if one.scope == Scope.ALL:
        plural = str(kind.label_plural)
        return _("All %(kinds)s") % {"kinds": plural.lower(), "Kinds": plural}
    told = [names[pk] for pk in one.records[:NAMED] if pk in names]
    if len(one.records) > len(told):
        return _("%(names)s and %(more)d more") % {"names": ", ".join(told), "more": len(one.records) - len(told)}
    return _("%(names)s only") % {"names": ", ".join(told)}


def names_of(kind: Kind, pks: Iterable[int], actor: Actor) -> dict[int, str]:
    """The names of those of these records that the actor sees."""
    wanted = set(pks)
    rows: Any = gate.rows(kind.model, actor).filter(pk__in=wanted).values_list("pk", "name") if wanted else ()
    return dict(rows)


def _names(kind: Kind, found: Sequence[Definition], actor: Actor) -> dict[int, str]:
    return names_of(kind, (pk for one in found for pk in one.records[:NAMED]), actor)


def _said(count: int) -> str:
    return _("more than %(count)d") % {"count": CAP} if count > CAP else str(count)


def _held(kind: Kind, found: Sequence[Definition]) -> dict[int, int]:
    """How many records hold a value of each, counted up to the cap; one query for all."""
    if not found:
        return {}
    asked = " union all ".join(HELD.format(pk=one.pk, condition=_condition(one), most=CAP + 1) for one in found)
    with connection.cursor() as cursor:
        cursor.execute(asked, [kind.key] * len(found))
        return dict(cursor.fetchall())


def _condition(one: Definition) -> str:
    """The condition that a record holds a value, by what the database keeps sorted where it does."""
    if one.storage == "token":
        return f"facets @> array[public.closeknit_facet({one.pk}, '')]"
    return f"{one.sorted_in} is not null" if one.sorted_in else f"profile ? '{one.pk}'"
