"""Which classifications describe a record: those of all, those of the segments that it fits now, and its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Case, Expression, Value, When
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import system
from closeknit.catalogue import filters
from closeknit.catalogue.extents import Extent, Scope
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused, RefusedTogether
from closeknit.catalogue.types.value import Condition


def describing(kind: Kind, pk: int, keys: Iterable[str]) -> frozenset[str]:
    """Those of these fields that describe a record as it stands now; one query where a segment is among them."""
    extents = {key: kind.fields[key].extent for key in keys}
    fitting = _fitting(kind, [pk], extents.values())
    return frozenset(key for key, one in extents.items() if _holds(one, pk, fitting))


def described(kind: Kind, pks: Collection[int], key: str) -> set[int]:
    """Those of the records that a field describes as they stand now."""
    extent = kind.fields[key].extent
    fitting = _fitting(kind, pks, [extent])
    return {pk for pk in pks if _holds(extent, pk, fitting)}


def check(kind: Kind, pks: Collection[int], keys: Iterable[str]) -> None:
    """Pass, or raise RefusedTogether for each field of these that does not describe every one of the records as they stand now."""
    extents = {key: kind.fields[key].extent for key in keys}
    narrow = {key: one for key, one in extents.items() if one.scope is not Scope.ALL}
    if not narrow or not pks:
        return
    fitting = _fitting(kind, pks, narrow.values())
    outside = [key for key, one in narrow.items() if not all(_holds(one, pk, fitting) for pk in pks)]
    if outside:
        raise RefusedTogether([_refusal(kind.fields[key], narrow[key]) for key in outside])


def _holds(extent: Extent, pk: int, fitting: dict[int, set[int]]) -> bool:
    match extent.scope:
        case Scope.ALL:
            return True
        case Scope.SEGMENT:
            return pk in fitting[extent.segment]
    return pk in extent.records


def _fitting(kind: Kind, pks: Collection[int], extents: Iterable[Extent]) -> dict[int, set[int]]:
    """Which of the records fit each segment, by the id of the segment."""
    scope = gate.Readable(kind, system("segments"))
    trees = {one.segment: one.fits for one in extents if one.scope is Scope.SEGMENT and one.fits is not None}
    if not trees:
        return {}
    asked = {f"s{segment}": _truth(filters.condition(tree, scope)) for segment, tree in trees.items()}
    rows = list(kind.model._default_manager.filter(pk__in=pks).values("pk", **asked))
    return {segment: {row["pk"] for row in rows if row[f"s{segment}"]} for segment in trees}


def _truth(condition: Condition) -> Expression:
    """A condition as a value of the row; one that asks nothing is true of every row, and no `When`."""
    return Case(When(condition, then=True), default=False) if condition else Value(True)


def _refusal(field: Field, extent: Extent) -> Refused:
    if extent.scope is Scope.RECORD:  # whose it is, and what it is called, is not for everybody
        sentence = _("There is no field “%(key)s” here.") % {"key": field.key}
    else:
        sentence = _("“%(field)s” is asked of “%(segment)s” only, and this is none of them.") % {
            "field": field.label,
            "segment": extent.name,
        }
    return Refused(sentence, field=field.key, code="outside_scope")
