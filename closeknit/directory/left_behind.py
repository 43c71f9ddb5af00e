"""What leaving touches that is known here: relationships, fields that name the leaver, and to whom of us their record is shared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Share
from closeknit.access.types import Named
from closeknit.access.verbs import Refused
from closeknit.catalogue import filters
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.directory import leaving
from closeknit.directory.leaving import ENDS, MOVES, STAYS, Concern, Leaver, Touch
from closeknit.directory.models import WORKING, Employment
from closeknit.records import record
from closeknit.records.relationships import relationships
from closeknit.records.relationships.relationships import Related

SHOWN, FEW, MOST = 50, 3, 200


def register() -> None:
    """Say what leaving touches; called once when the program starts."""
    leaving.touches(Touch("relationships", _("Relationships"), ties, settle_tie))
    leaving.touches(Touch("fields", _("Named as"), naming, rename))
    leaving.touches(Touch("shares", _("Shared with"), shares, _nothing))


def ties(leaver: Leaver, by: Actor) -> list[Concern]:
    """What they are to others; what ties them to that organization and its people is proposed to end."""
    found = [one for one in relationships.of(leaver.individual, by, SHOWN) if not one.over]
    there = {leaver.organization, *_working_at(leaver.organization, [one.other for one in found])}
    return [
        Concern(
            str(one.id),
            f"{one.words} {one.name}",
            examples=(Named(one.other, one.name, one.url, one.kind),),
            deeds=(STAYS, ENDS, MOVES),
            proposed=ENDS if one.other in there else STAYS,
        )
        for one in found
    ]


def _working_at(organization: int, people: list[int]) -> QuerySet[Any, Any]:
    rows = Employment.objects.filter(WORKING, organization_id=organization, record_id__in=people)
    return rows.values_list("record_id", flat=True)


def settle_tie(leaver: Leaver, concern: Concern, deed: str, by: Actor) -> None:
    """End a relationship on the last day, and begin it between the successor and the other where it moves."""
    one = relationships.one(leaver.individual, int(concern.key), by)
    relationships.end(leaver.individual, one.id, leaver.last_day, by=by)
    if deed == MOVES and leaver.successor.pk != one.other and not _has_already(leaver.successor, one, by):
        again = {"since": leaver.last_day, "note": one.note, "backward": one.backward}
        relationships.relate(leaver.successor, one.other, one.type.key, **again, by=by)


def _has_already(successor: Any, wanted: Related, by: Actor) -> bool:
    open_ones = (one for one in relationships.of(successor, by) if not one.over)
    return any((one.other, one.type.key) == (wanted.other, wanted.type.key) for one in open_ones)


def _fields(by: Actor) -> Iterator[tuple[Kind, Field]]:
    """Every field that may name a person, of the kinds and classes that the actor sees."""
    for kind in kinds:
        for one in kind.readable(by.classes).values():
            named = one.type.key == "reference" and one.target == "individual"
            if named and one.writable and not isinstance(one.home, Detail):
                yield kind, one


def _records(kind: Kind, one: Field, person: int, by: Actor) -> QuerySet[Any]:
    tree = filters.read({"field": one.key, "op": "is", "value": person})
    fits = filters.condition(tree, gate.Readable(kind, by))
    return gate.rows(kind.model, by).filter(fits, kind=kind.key, binned_at=None).order_by("pk")


def naming(leaver: Leaver, by: Actor) -> list[Concern]:
    """The fields of other records that name the leaver, each with its records."""
    found = []
    for kind, one in _fields(by):
        rows = list(_records(kind, one, leaver.individual.pk, by)[: MOST + 1])
        if rows:
            some = tuple(Named(row.pk, row.name, kind.address(row.pk, row.name), kind.key) for row in rows[:FEW])
            words = {"field": one.label, "kind": kind.label_plural}
            text = now("“%(field)s” of %(kind)s") % words
            deeds = (STAYS, MOVES) if len(rows) <= MOST else (STAYS,)
            found.append(Concern(f"{kind.key}.{one.key}", text, len(rows), some, deeds))
    return found


def rename(leaver: Leaver, concern: Concern, deed: str, by: Actor) -> None:
    """Let the records that name the leaver name the successor."""
    key, _dot, name = concern.key.partition(".")
    kind = kinds[key]
    for one in _records(kind, kind.fields[name], leaver.individual.pk, by):
        record.edit(one, {name: leaver.successor.pk}, by=by)


def shares(leaver: Leaver, by: Actor) -> list[Concern]:
    """To whom of us the record is opened. It stays so: the record keeps the history of those years."""
    rows = Share.objects.filter(record_id=leaver.individual.pk).select_related("user", "team").order_by("pk")
    names = [Named(one.pk, (one.user or one.team).name) for one in rows[:MOST]]  # type: ignore[union-attr]
    return [Concern("record", now("Their page is open to"), len(names), tuple(names[:FEW]))] if names else []


def _nothing(leaver: Leaver, concern: Concern, deed: str, by: Actor) -> None:
    raise Refused(now("What is shared stays shared. Change it under the record's shares."), field="choices")
