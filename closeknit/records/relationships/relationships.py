"""Relationships: typed ties between two records, with dates; made, changed, ended, removed, and read from either end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, Count, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.prepared import any_of, number, prepared
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.records import entries
from closeknit.records.entries import EntryKind
from closeknit.records.models import Record, Relationship, RelationshipType
from closeknit.records.relationships import types
from closeknit.records.relationships.types import Type

MOST = 1_000  # relationships of one record
LONGEST_NOTE = 1_000
FIELDS = ("since", "until", "note")


class Today(Func):
    """The day on which the database is asked."""

    template = "current_date"
    output_field = DateField()
    arity = 0


@dataclass(frozen=True, slots=True)
class Related:
    """A relationship as read from one of its records, `near`, to the other, which the reader sees."""

    id: int
    type: Type
    backward: bool
    near: int
    other: int
    kind: str
    name: str
    since: date | None
    until: date | None
    note: str

    @property
    def words(self) -> str:
        """What the near record is to the other: "reports to"."""
        return self.type.words(backward=self.backward)

    @property
    def over(self) -> bool:
        """Whether it has ended; an end that lies ahead is not one yet."""
        return self.until is not None and self.until <= timezone.localdate()

    @property
    def url(self) -> str:
        """The address of the other's page."""
        return kinds[self.kind].address(self.other, self.name)


# ------------------------------------------------------------------------------------------------ the verbs


@verb(_("Add a relationship"), to="edit")
def relate(
    record: Any,
    other: int,
    type: str,
    since: date | None = None,
    until: date | None = None,
    note: str = "",
    *,
    backward: bool = False,
    by: Actor,
) -> Relationship:
    """Tie a record to another that the actor sees; `backward` reads the type from its other end: "manages", not "reports to".

    Refused for a record itself, for kinds that the type does not take, and for what there is already and is not over.
    """
    kind = types.usable(type)
    far = _seen(other, by)
    _check_ends(kind, record, far, backward=backward)
    begins, ends = (far.pk, record.pk) if backward else (record.pk, far.pk)
    if kind.symmetric and begins > ends:
        begins, ends = ends, begins
    values = {"since": since, "until": until, "note": _checked_note(note)}
    _check_dates(since, until)
    made = _made(Relationship(record_id=begins, other_id=ends, type=type, **values))
    entries.write("relationship.added", by=by, records=[begins, ends], data=_told(made, kind))
    return made


def _seen(pk: int, by: Actor) -> Record:
    found = gate.rows(Record, by).filter(pk=pk).first() if 0 < pk < 2**63 else None
    if found is None:
        raise Refused(
            now("The other record is not there. Choose one that you see."), field="other", code="not_a_record"
        )
    return found


def _check_ends(kind: Type, record: Any, far: Record, *, backward: bool) -> None:
    if record.pk == far.pk:
        raise Refused(now("A record has no relationship with itself. Choose another."), field="other", code="itself")
    if not kind.fits(record.kind, far.kind, backward=backward):
        words = {
            "words": kind.words(backward=backward), "near": kinds[record.kind].label, "far": kinds[far.kind].label
        }  # fmt: skip
        sentence = now("“%(words)s” does not lead from one “%(near)s” to one “%(far)s”. Choose another type or record.")
        raise Refused(sentence % words, field="type", code="wrong_kind")
    both = Q(record_id=record.pk) | Q(other_id=record.pk)
    if Relationship.objects.filter(both).count() >= MOST:
        raise Refused(now("A record takes up to %(most)d relationships.") % {"most": MOST}, code="too_many")


def _check_dates(since: date | None, until: date | None) -> None:
    if since and until and until < since:
        raise Refused(
            now("A relationship cannot end before it begins: look at its dates."), field="until", code="ends_early"
        )


def _checked_note(note: str) -> str:
    if len(note) > LONGEST_NOTE or "\x00" in note:
        sentence = now("A note on a relationship takes up to %(most)d characters, and no NUL.")
        raise Refused(sentence % {"most": LONGEST_NOTE}, field="note", code="too_long")
    return note.strip()


def _made(relationship: Relationship) -> Relationship:
    """The relationship, saved; Refused where there is one like it that is not over. The database holds it for writers who cross."""
    alike = Relationship.objects.filter(
        record_id=relationship.record_id, other_id=relationship.other_id, type=relationship.type
    ).exclude(pk=relationship.pk)
    open_ones = alike.filter(Q(until=None) | Q(until__gt=timezone.localdate()))
    over = relationship.until is not None and relationship.until <= timezone.localdate()
    if not over and open_ones.exists():
        raise _already()
    try:
        with transaction.atomic():
            relationship.save()
    except IntegrityError:
        raise _already() from None
    return relationship


def _already() -> Refused:
    sentence = now("They have this relationship already. Change it, or end it first.")
    return Refused(sentence, field="other", code="already")


def _told(relationship: Relationship, kind: Type) -> dict[str, Any]:
    """What an entry keeps: which of the two it is read from, and the words of a type that the company called so."""
    told: dict[str, Any] = {"type": kind.key, "from": relationship.record_id}
    return told if kind == types.SHIPPED.get(kind.key) else {**told, "words": [kind.words(), kind.words(backward=True)]}


@verb(_("Change a relationship"), to="edit")
def change(record: Any, relationship: int, given: Mapping[str, Any], *, by: Actor) -> Relationship:
    """Change `since`, `until` and `note` of a relationship of this record; what is not given stays. Raises Absent."""
    found = _of_record(record, relationship, by)
    before = {key: getattr(found, key) for key in FIELDS}
    for key in FIELDS:
        setattr(found, key, given.get(key, before[key]))
    found.note = _checked_note(found.note)
    _check_dates(found.since, found.until)
    if {key: getattr(found, key) for key in FIELDS} == before:
        return found
    _tell(_made(found), "relationship.changed", by)
    return found


@verb(_("End a relationship"), to="edit")
def end(record: Any, relationship: int, until: date | None = None, *, by: Actor) -> Relationship:
    """Note that a relationship of this record is over from a day on, today if none is said. It stays in the list. Raises Absent."""
    found = _of_record(record, relationship, by)
    day = until or timezone.localdate()
    _check_dates(found.since, day)
    if found.until == day:
        return found
    found.until = day
    _tell(_made(found), "relationship.ended", by)
    return found


@verb(_("Remove a relationship"), to="edit")
def remove(record: Any, relationship: int, *, by: Actor) -> None:
    """Take away a relationship of this record that was noted by mistake; that can be taken back. Raises Absent."""
    found = _of_record(record, relationship, by)
    _tell(found, "relationship.removed", by)
    found.delete()


def _tell(relationship: Relationship, kind: str, by: Actor) -> None:
    type_ = types.known().get(relationship.type) or Type(relationship.type, relationship.type, "")
    ends = [relationship.record_id, relationship.other_id]
    entries.write(kind, by=by, records=ends, data=_told(relationship, type_))


def _of_record(record: Any, relationship: int, by: Actor) -> Relationship:
    """A relationship of a record, if its other end is seen too; locked. Raises Absent."""
    both = Relationship.objects.select_for_update().filter(Q(record_id=record.pk) | Q(other_id=record.pk))
    found = both.filter(pk=relationship).first() if 0 < relationship < 2**63 else None
    if found is None:
        raise gate.Absent
    far = found.other_id if found.record_id == record.pk else found.record_id
    if not gate.rows(Record, by).filter(pk=far).exists():
        raise gate.Absent
    return found


# ------------------------------------------------------------------------------------------------ reading


def of(record: Any, actor: Actor, limit: int = MOST, after: int = 0) -> list[Related]:
    """The relationships of a record to others that the actor sees, the oldest first, those over too. One query."""
    return [_related(row) for row in _rows(actor, limit, record=record.pk, after=after)]


def one(record: Any, relationship: int, actor: Actor) -> Related:
    """One relationship of a record; raises Absent."""
    found = of(record, actor, 1, relationship - 1)
    if not found or found[0].id != relationship:
        raise gate.Absent
    return found[0]


def among(records: list[int], actor: Actor, limit: int) -> list[Related]:
    """The relationships of any of these records that are not over, and can be drawn, to others that the actor sees. One query.

    One between two of these records is given once, read from its beginning.
    """
    return [_related(row) for row in _open_rows(actor, limit, records=records)] if records else []


type Further = Callable[[list[int], Actor, int], list[Related]]

# Ties that are kept elsewhere, as employments are, and count where ties are drawn: called like `among`, with ids of 0.
FURTHER: list[Further] = []
# Types that are listed and not drawn: a hundred papers about somebody would hide whom they know.
UNDRAWN: set[str] = set()


def around(records: list[int], actor: Actor, limit: int) -> list[Related]:
    """What these records are tied to now, also by what other folders know."""
    further = (one for ask in FURTHER for one in ask(records, actor, limit)) if records else ()
    return [*among(records, actor, limit), *further]


@prepared
def _rows(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    near = number("record")
    ties = Relationship.objects.filter(Q(record_id=near) | Q(other_id=near), pk__gt=number("after"))
    backward = Case(When(record_id=near, then=False), default=True)
    return _selected(ties.annotate(backward=backward), actor).order_by("pk")[:limit]


def counted(kind: str, actor: Actor) -> Any:
    """How many relationships of a record are not over, as an expression on its row; those that are not seen are not counted."""
    lasting = Q(until=None) | Q(until__gt=Today())
    ends = (("record_id", "other_id"), ("other_id", "record_id"))  # each by its own index
    parts = []
    for own, far in ends:
        seen = Exists(gate.rows(Record, actor).filter(pk=OuterRef(far)))
        rows = Relationship.objects.filter(lasting, seen, **{own: OuterRef("pk")}).order_by()
        parts.append(Coalesce(Subquery(rows.values(own).annotate(number_of=Count("pk")).values("number_of")), 0))
    return parts[0] + parts[1]


@prepared
def _open_rows(actor: Actor, limit: int) -> QuerySet[Any, Any]:
    begins, ends = Q(any_of("record_id", "records")), Q(any_of("other_id", "records"))
    lasting = Q(until=None) | Q(until__gt=Today())
    ties = Relationship.objects.filter(begins | ends).filter(lasting).exclude(type__in=UNDRAWN)
    backward = Case(When(begins, then=False), default=True)
    return _selected(ties.annotate(backward=backward), actor).order_by("pk")[:limit]


def _selected(ties: QuerySet[Any], actor: Actor) -> QuerySet[Any, Any]:
    """The columns of these ties with the far record, of those whose far record is seen."""
    far = Case(When(backward=True, then=F("record_id")), default=F("other_id"))
    own = RelationshipType.objects.filter(key=OuterRef("type"))
    seen = ties.annotate(far=far).filter(Exists(gate.rows(Record, actor).filter(pk=OuterRef("far"))))
    words = {name: Subquery(own.values(name)[:1]) for name in ("label", "reverse")}
    there = Record.objects.filter(pk=OuterRef("far"))
    names = {f"far_{name}": Subquery(there.values(name)[:1]) for name in ("kind", "name")}
    found: QuerySet[Any, Any] = seen.annotate(**words, **names).values_list(
        "pk", "type", "label", "reverse", "backward", "record_id", "other_id", "far_kind", "far_name", *FIELDS
    )
    return found


def _related(row: tuple[Any, ...]) -> Related:
    pk, key, label, reverse, backward, begins, ends, kind, name, since, until, note = row
    type_ = types.told(key, label or "", reverse or "")
    near, far = (ends, begins) if backward else (begins, ends)
    return Related(pk, type_, backward, near, far, kind, name, since, until, note)


# ------------------------------------------------------------------------------------------------ how it is told


def between(data: dict[str, Any], record: int) -> str:
    """The words of an entry about a relationship, read from one of its two records."""
    backward = record != data["from"]
    if "words" in data:
        return str(data["words"][backward])
    shipped = types.SHIPPED.get(data["type"])
    return shipped.words(backward=backward) if shipped else str(data["type"])


def _entry(key: str, sentence: Any, icon: str) -> EntryKind:
    return EntryKind(f"relationship.{key}", sentence, icon, undoable=True, group="relationships", between=between)


entries.register(
    _entry("added", _("{actor} added: {between} {other}"), "waypoints"),
    _entry("changed", _("{actor} changed when or how: {between} {other}"), "waypoints"),
    _entry("ended", _("{actor} noted the end of: {between} {other}"), "waypoints"),
    _entry("removed", _("{actor} removed: {between} {other}"), "waypoints"),
)
