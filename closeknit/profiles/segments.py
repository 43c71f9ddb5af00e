"""A segment: the records of a kind that fit a filter, named so that fields, views and audiences can be made for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import opening
from closeknit.catalogue import filters
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import membership
from closeknit.profiles.locks import one_at_a_time
from closeknit.profiles.models import Definition, Segment

MOST_PARTS = 4 * filters.SIZE  # of a segment with all that it asks for


@opening(_("Add a segment"), to="shape")
def add(kind: Kind, given: Mapping[str, Any], *, by: Actor) -> Segment:
    """Make a segment from `name` and `filter`, over fields that its maker sees; raises Refused naming what is wrong."""
    one_at_a_time(kind.key)
    segment = Segment(kind=kind.key)
    _describe(segment, kind, {"filter": None, **given, "name": given.get("name")}, by)
    return _saved(segment, by)


@opening(_("Change a segment"), to="shape")
def change(kind: Kind, pk: int, given: Mapping[str, Any], *, by: Actor) -> Segment:
    """Rename it, or give it another filter: from then on other records fit it, and are asked its fields."""
    segment = find(kind, pk)
    _describe(segment, kind, given, by)
    return _saved(segment, by)


@opening(_("Retire a segment"), to="shape")
def retire(kind: Kind, pk: int, *, by: Actor) -> Segment:
    """Remove a segment that no field in force is for."""
    segment = find(kind, pk)
    if Definition.objects.filter(segment=segment, retired_at=None).exists():
        raise Refused(
            now("Some fields are for this segment. Give them another scope first."), field="segment", code="in_use"
        )
    if any(pk in set(membership.members(one.tree)) for one in live()):
        raise Refused(
            now("Another segment asks for this one. Change its filter first."), field="segment", code="in_use"
        )
    segment.retired_at = Now()
    return _saved(segment, by)


@opening(_("Take up a segment again"), to="shape")
def reinstate(kind: Kind, pk: int, *, by: Actor) -> Segment:
    """Bring back a segment that was retired, as it was; raises Refused where that cannot be any more."""
    one_at_a_time(kind.key)
    segment = Segment.objects.filter(kind=kind.key, pk=pk, retired_at__isnull=False).first()
    if segment is None:
        raise gate.Absent
    _describe(segment, kind, {"name": segment.label}, by)
    filters.condition(segment.tree, gate.Readable(kind, actors.system("segments")))
    _nested(segment)
    segment.retired_at = None
    return _saved(segment, by)


def find(kind: Kind, pk: int) -> Segment:
    """The segment in force, for changing it; Absent where there is none."""
    one_at_a_time(kind.key)
    found: Segment | None = live(kind).filter(pk=pk).first()
    if found is None:
        raise gate.Absent
    return found


def live(kind: Kind | None = None) -> Any:
    """The segments in force, of a kind or of all."""
    every = Segment.objects.filter(retired_at=None).order_by("label")
    return every if kind is None else every.filter(kind=kind.key)


def asked(tree: Filter) -> Iterator[str]:
    """The keys of the fields of the record itself that a filter asks about."""
    match tree:
        case All(items) | Either(items):
            for one in items:
                yield from asked(one)
        case Not(item):
            yield from asked(item)
        case Where(name):
            yield name.removeprefix("profile.")
        case Related():
            return


def depends(segment: Segment, keys: frozenset[str]) -> bool:
    """Whether who fits a segment depends on one of these fields: by its filter, or by the segments of the fields that it asks about."""
    pending, met = [segment], {segment.pk}
    while pending:
        tree = pending.pop().tree
        names = set(asked(tree))
        if names & keys:
            return True
        inner = Segment.objects.filter(pk__in=set(membership.members(tree)) - met)
        narrow = Definition.objects.filter(kind=segment.kind, key__in=names, retired_at=None, segment__isnull=False)
        scoped = [one.segment for one in narrow.select_related("segment") if one.segment and one.segment.pk not in met]
        further = [*scoped, *inner]
        met |= {one.pk for one in further}
        pending += further
    return False


def asking(kind: Kind, key: str) -> Segment | None:
    """A segment whose filter asks about this field, or None."""
    return next((one for one in live(kind) if key in set(asked(one.tree))), None)


def _describe(segment: Segment, kind: Kind, given: Mapping[str, Any], by: Actor) -> None:
    if "name" in given:
        segment.label = _name(given["name"])
        if live(kind).filter(label__iexact=segment.label).exclude(pk=segment.pk).exists():
            raise Refused(now("There is a segment of this name already."), field="name", code="taken")
    if "filter" in given:
        tree = filters.read(given["filter"])
        if tree == filters.EVERYTHING:
            raise Refused(now("Say whom the segment holds by a filter."), field="filter", code="required")
        scope = gate.Readable(kind, by)
        filters.condition(tree, scope)
        tree = membership.settled(tree, scope)
        _same_for_all(tree, kind)
        segment.filter = filters.written(tree)
        _nested(segment)
        keys = frozenset(
            Definition.objects.filter(segment_id=segment.pk or 0, retired_at=None).values_list("key", flat=True)
        )
        if keys and depends(segment, keys):
            raise Refused(
                now("A segment cannot depend on a field that is asked of it alone."), field="filter", code="circle"
            )


def _same_for_all(tree: Filter, kind: Kind) -> None:
    """Refuse what only its maker can ask: nobody else is “me”."""
    try:
        filters.condition(tree, gate.Readable(kind, actors.system("segments")))
    except Refused:
        sentence = now("A segment is the same for everybody: name the person instead of “me”.")
        raise Refused(sentence, field="filter", code="personal") from None


def _nested(segment: Segment) -> None:
    """Refuse a segment that asks for itself, through whatever others, or one whose parts are too many with those of the others."""
    one_at_a_time("segments")  # a circle can go through several kinds
    trees = {one.pk: one.tree for one in live().exclude(pk=segment.pk)}
    trees[segment.pk or 0] = segment.tree

    def parts(pk: int, path: tuple[int, ...]) -> int:
        if pk in path:
            raise Refused(
                now("A segment cannot ask for itself, not even through another."), field="filter", code="circle"
            )
        inner = (parts(one, (*path, pk)) for one in membership.members(trees[pk]) if one in trees)
        return filters.size(trees[pk]) + sum(inner)

    if any(parts(pk, ()) > MOST_PARTS for pk in trees):
        raise Refused(
            now("With the segments that it asks for, this is too much at once."), field="filter", code="too_big"
        )


def _name(given: object) -> str:
    if not isinstance(given, str) or "\x00" in given or not 0 < len(given.strip()) <= 80:
        raise Refused(now("Give the segment a name of 1 to 80 characters."), field="name", code="required")
    return " ".join(given.split())


def _saved(segment: Segment, by: Actor) -> Segment:
    segment.save()
    actors.declare(by)
    return segment
