"""Taking a change back: whatever one wish changed, in however many tables and records, is set to what it was before."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Column
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records import entries
from closeknit.records.entries import ENTRY_KINDS
from closeknit.records.many import bulk
from closeknit.records.models import Entry, Record, Row, Tie
from closeknit.records.record import BELONGING
from closeknit.records.tracking import TRACKED

BOOKKEEPING = frozenset({"version", "updated_at", "updated_by", "made_in"})
ABSENT = object()  # a classification that a profile does not have


def undo(change: uuid.UUID, *, by: Actor) -> list[int]:
    """Take back one change and give the ids of the records it concerned.

    What it set is set back, rows it added go, rows it removed return, records it made go to the bin. Refused, whole, when
    something was changed again since; NotAllowed when the actor may not edit all of it; Absent when there is no such change.
    """
    with transaction.atomic():
        concerned = _concerned(change)
        tied = _only_tied(change, concerned)
        records = _locked(concerned, by, change if tied else None)
        _check_undoable(change)  # after the gate: to whom it is hidden it is absent, whatever it was
        _take_back(change, records, by, keep_later=False, tied=tied)
        entries.write("record.undone", by=by, records=concerned, undoes=change, data=_reversed(change))
    return concerned


def concerned_by(change: uuid.UUID, by: Actor) -> list[int]:
    """The ids of the records that a change concerned, for whoever may take it back now. Raises what `undo` raises for others."""
    concerned = _concerned(change)
    _check_allowed(concerned, by, None)
    _check_undoable(change)
    return concerned


def undo_some(change: uuid.UUID, pks: list[int], *, by: Actor) -> tuple[int, int]:
    """Take back what a change did to these of its records: how many are as they were, and how many were changed again since.

    Those keep what was changed since. The caller has asked `concerned_by` before it began, and gives each record once.
    """
    with transaction.atomic():
        records = _locked(pks, by, None)
        kept = _take_back(change, records, by, keep_later=True)
        entries.write("record.undone", by=by, records=[record.pk for record in records], undoes=change, data={})
    return len(records) - len(kept), len(kept)


def _take_back(
    change: uuid.UUID, records: list[Record], by: Actor, *, keep_later: bool, tied: frozenset[int] = frozenset()
) -> set[int]:
    """Set these records back, which are locked, and bin those that the change made; gives those that something was kept of."""
    pks = [record.pk for record in records]
    _check_fields(change, records, by)
    made = [record for record in records if record.made_in == change]
    binnable, movable = _within(pks, by, "bin"), _within(pks, by.unshared(), "edit")
    given = [record for record in records if record.pk not in movable and record.binned_at is None]
    whose = _whose(given)
    kept = set_back(change, set(pks) - {record.pk for record in made}, by=by, keep_later=keep_later, tied=tied)
    _check_effects(records, made, binnable, by)
    if _whose(given) != whose:
        raise _beyond()
    bulk.discard([record.pk for record in made if record.binned_at is None], by=by)
    return kept


def _concerned(change: uuid.UUID) -> list[int]:
    """The records that a change is about; not those that are only told of it."""
    tied = Entry.objects.filter(change=change, records__isnull=False).order_by()
    telling = [key for key, kind in ENTRY_KINDS.items() if kind.told]
    found = set(tied.exclude(kind__in=telling).values_list("records", flat=True).distinct())
    return sorted(found | set(tied.filter(kind__in=telling).values_list("data__record", flat=True)))


def _check_undoable(change: uuid.UUID) -> None:
    """Refuse a change of which nothing is to be taken back here, and what has been taken back already."""
    told = Entry.objects.filter(change=change).values_list("kind", flat=True)
    if not any(key in ENTRY_KINDS and ENTRY_KINDS[key].undoable for key in told):
        raise Refused(
            _("This cannot be taken back here. An import is taken back on its own page."), code="not_undoable"
        )
    undone = Entry.objects.filter(undoes__isnull=False).values("undoes")
    if Entry.objects.filter(undoes=change).exclude(change__in=undone).exists():
        raise Refused(_("This has been taken back already."), code="changed_since")


def _ties() -> list[str]:
    """The kinds of entry that tell of a tie between two records."""
    return [key for key, kind in ENTRY_KINDS.items() if kind.between is not None]


def _only_tied(change: uuid.UUID, ids: list[int]) -> frozenset[int]:
    """Those of these records that the change did not touch themselves, but tied to each other."""
    others = Entry.objects.filter(change=change, records__isnull=False).order_by().exclude(kind__in=_ties())
    return frozenset(ids) - frozenset(others.values_list("records", flat=True))


def _locked(ids: list[int], by: Actor, tying: uuid.UUID | None) -> list[Record]:
    """The records, locked in one order by everybody, if the actor may take back what was done to them."""
    records = list(Record.objects.filter(pk__in=ids).order_by("pk").select_for_update())
    _check_allowed([record.pk for record in records], by, tying)
    return records


def _check_allowed(ids: list[int], by: Actor, tying: uuid.UUID | None) -> None:
    """Pass if the actor may edit every one of these records; of two that `tying` tied, one."""
    seen = gate.rows(Record, by).filter(pk__in=ids) | gate.rows(Record, by, "restore").filter(pk__in=ids)
    if not ids or not seen.exists():
        raise gate.Absent
    allowed = _within(ids, by, "edit") | _within(ids, by, "restore")
    if tying:
        allowed |= _of_ties(tying, _within(ids, by, "see") | allowed, allowed)
    if len(allowed) < len(ids):
        raise gate.NotAllowed(
            _("This change touched records that you may not edit. Ask an administrator to take it back.")
        )


def _of_ties(change: uuid.UUID, seen: set[int], editable: set[int]) -> set[int]:
    """The records that the change tied to each other and that may be untied: both are seen, and one may be edited."""
    ends: dict[int, set[int]] = {}
    for entry, record in Tie.objects.filter(entry__change=change, entry__kind__in=_ties()).values_list(
        "entry", "record"
    ):
        ends.setdefault(entry, set()).add(record)
    return {one for pair in ends.values() if pair <= seen and pair & editable for one in pair}


def _check_fields(change: uuid.UUID, records: list[Record], by: Actor) -> None:
    """Refuse to take back what was done to a field that does not exist for the actor."""
    concerned = {record.kind: kinds[record.kind] for record in records}.values()
    known = {key for kind in concerned for key in kind.keys_for(by.classes)}
    told = Entry.objects.filter(change=change, records__in=[record.pk for record in records])
    for data in told.order_by().values_list("data", flat=True):
        if any(one["field"] not in known for one in data.get("changes", ())):
            raise gate.NotAllowed(
                _("This change touched values that you may not see. Ask an administrator to take it back.")
            )


def _within(ids: list[int], by: Actor, to: str) -> set[int]:
    """Those of these records to which the actor may do something."""
    return set(gate.rows(Record, by, to).filter(pk__in=ids).values_list("pk", flat=True))


def _whose(records: list[Record]) -> dict[tuple[str, int], list[Any]]:
    """By what these records are somebody's: the columns and the rows by which the gate tells it, of each kind in one query or two."""
    found: dict[tuple[str, int], list[Any]] = {}
    for key in {record.kind for record in records}:
        kind, pks = kinds[key], [record.pk for record in records if record.kind == key]
        homes = [one.home for name, one in kind.fields.items() if name in BELONGING]
        columns = [home.name for home in homes if isinstance(home, Column)]
        for pk, *values in kind.model._default_manager.filter(pk__in=pks).values_list("pk", *columns):
            found[key, pk] = values
        for name in BELONGING & kind.details.keys():
            details = kind.details[name]
            known = [
                one.home.name for one in details.fields if one.key in details.identity and isinstance(one.home, Column)
            ]
            rows = details.model._default_manager.filter(record_id__in=pks).order_by("pk")
            for pk, *values in rows.values_list("record_id", *known):
                found.setdefault((name, pk), []).append(values)
    return found


def _check_effects(records: list[Record], made: list[Record], binnable: set[int], by: Actor) -> None:
    """Refuse what the actor may not do by hand: put into the bin what others made."""
    now = Record.objects.in_bulk([record.pk for record in records])
    live = [record for record in records if record.binned_at is None]
    gone = {record.pk for record in live if now[record.pk].binned_at is not None}
    gone |= {record.pk for record in made if record in live and record.created_by_id != by.user_id}
    if gone - binnable:
        raise _beyond()


def _beyond() -> gate.NotAllowed:
    return gate.NotAllowed(
        _("Taking this back would do what you may not do by hand here. Ask an administrator to take it back.")
    )


def _reversed(change: uuid.UUID) -> dict[str, Any]:
    """What the change's own entry told, the other way round; nothing where it was more than the edit of a record."""
    told = list(Entry.objects.filter(change=change).values_list("data", flat=True)[:2])
    if len(told) != 1 or "changes" not in told[0]:
        return {}
    turned = [{"field": one["field"], "was": one["became"], "became": one["was"]} for one in told[0]["changes"]]
    return {"changes": turned}


# ---------------------------------------------------------------- what any change did, to some records


def set_back(
    change: uuid.UUID, pks: set[int], *, by: Actor, keep_later: bool, tied: frozenset[int] = frozenset()
) -> set[int]:
    """Set back what one change did to these records, value by value, as new versions of them; not of those that it only `tied`.

    What was changed again since stays, and the ids of the records where it does are given; without `keep_later` it is Refused.
    Whoever calls has asked the gate, holds the records locked, and refuses within a transaction.
    """
    kept: set[int] = set()
    for model, was in TRACKED.items():
        rows = issubclass(model, Row)
        headless = _remove_added(model, was, change, pks, kept) if rows else set()
        concerned = Q(record_id__in=pks) if rows else Q(pgh_obj_id__in=pks)
        events: Any = was._default_manager.filter(concerned, change=change).order_by("-pgh_id")
        if rows:
            kept |= _rows_restored(model, was, list(events))
            if headless:
                _promote(model, headless)
        else:
            kept |= _all_restored(model, was, list(events))
    if kept and not keep_later:
        raise Refused(
            _("This was changed again since. Take back the later change first, or set the value by hand."),
            code="changed_since",
        )
    bulk.touch_with_words(pks - tied, by, pks)
    return kept


def _remove_added(model: Any, was: Any, change: uuid.UUID, pks: set[int], kept: set[int]) -> set[int]:
    """Rows that the change added go, but those that are no longer as they were added; gives the records that lost the first of their rows."""
    # An old row carries the change that had added it, so that a row which was here before under the same id does not count.
    edited = was._default_manager.filter(pgh_obj_id=OuterRef("pk"), made_in=change).exclude(change=change)
    added = model._default_manager.filter(made_in=change, record_id__in=pks).annotate(edited=Exists(edited))
    rows = list(added)
    later = {row.pk for row in rows if row.edited and not _is_as_added(row, was, change)}
    kept |= {row.record_id for row in rows if row.pk in later}
    gone = [row for row in rows if row.pk not in later]
    model._default_manager.filter(pk__in=[row.pk for row in gone]).delete()
    return {row.record_id for row in gone if row.primary}


def _is_as_added(row: Any, was: Any, change: uuid.UUID) -> bool:
    """Whether a row that was edited holds again what it held at first."""
    first = was._default_manager.filter(pgh_obj_id=row.pk, made_in=change).order_by("pgh_id").first()
    names = [field.attname for field in _columns(type(row))]
    return first is not None and all(getattr(row, name) == getattr(first, name) for name in names)


def _promote(model: Any, records: set[int]) -> None:
    """The row that comes next becomes the first of those records that have none now."""
    rows = model._default_manager.filter(record_id__in=records).order_by("record_id", "-primary", "position", "id")
    for row in rows.distinct("record_id"):
        if not row.primary:
            model._default_manager.filter(pk=row.pk).update(primary=True)


def _columns(model: type[models.Model]) -> list[Any]:
    """The columns that a change sets: the table's own, without keys and bookkeeping."""
    was = {field.name for field in TRACKED[model]._meta.concrete_fields}
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.name in was and field.name not in BOOKKEEPING and not field.primary_key
    ]


def _rows_restored(model: type[models.Model], was: type[models.Model], events: list[Any]) -> set[int]:
    """Rows below records back to what they were before these events; gives the records that something was kept of.

    Where a record's rows were all only edited, or only removed, they are set back with those of the others. Where they were
    both, or where one of all these is in the way of another, the order decides, and each event is gone back by itself.
    """
    ways: dict[int, set[str]] = {}
    for event in events:
        ways.setdefault(event.record_id, set()).add(event.pgh_label)
    edited = [event for event in events if ways[event.record_id] == {"update"}]
    removed = [event for event in events if ways[event.record_id] == {"delete"}]
    try:
        with transaction.atomic():
            whose = {event.pgh_obj_id: event.record_id for event in edited}
            kept = {whose[pk] for pk in _all_restored(model, was, edited)}
            _all_brought_back(model, removed)
    except IntegrityError:
        return {event.record_id for event in events if not _restored(model, was, event)}
    apart = [event for event in events if len(ways[event.record_id]) > 1]
    return kept | {event.record_id for event in apart if not _restored(model, was, event)}


def _all_restored(model: type[models.Model], was: type[models.Model], events: list[Any]) -> set[int]:
    """Rows back to what they were before these events, the newest first, in one statement; gives those that something was kept of."""
    if not events:
        return set()
    concerned = {event.pgh_obj_id for event in events}
    names = [field.attname for field in _columns(model)]
    live = {row.pop("pk"): row for row in model._default_manager.filter(pk__in=concerned).values("pk", *names)}
    after: dict[int, list[dict[str, Any]]] = {}
    known = was._default_manager.filter(pgh_obj_id__in=concerned, pgh_id__gte=events[-1].pgh_id).order_by("pgh_id")
    for row in known.values("pgh_id", "pgh_obj_id", *names):
        after.setdefault(row.pop("pgh_obj_id"), []).append(row)
    kept, written = set(), set()
    for event in events:
        pk = event.pgh_obj_id
        if pk not in live:  # removed since
            kept.add(pk)
            continue
        later = next((row for row in after[pk] if row["pgh_id"] > event.pgh_id), None)
        following = {name: later[name] for name in names} if later else live[pk]
        back, whole = _back({name: getattr(event, name) for name in names}, following, live[pk])
        live[pk] |= back
        written |= set(back)
        if not whole:
            kept.add(pk)
    fields = [field for field in _columns(model) if field.attname in written]
    bulk.renew(model, fields, [SimpleNamespace(pk=pk, **row) for pk, row in live.items()])
    return kept


def _back(old: dict[str, Any], following: dict[str, Any], live: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The columns to write so that what changed between `old` and `following` is as it was, and whether that is all of it.

    What is no longer as it was in `following` was changed again since, and stays.
    """
    before, then, now = _parts(old), _parts(following), _parts(live)
    changed = [part for part in before | then if before.get(part, ABSENT) != then.get(part, ABSENT)]
    untouched = [part for part in changed if now.get(part, ABSENT) == then.get(part, ABSENT)]
    back = _columns_with(live, {part: before.get(part, ABSENT) for part in untouched})
    return back, len(untouched) == len(changed)


def _restored(model: type[models.Model], was: type[models.Model], event: Any) -> bool:
    """One row back to what it was before one event, but for what was changed again since; tells whether all of it is."""
    old = {field.attname: getattr(event, field.attname) for field in _columns(model)}
    live = model._default_manager.filter(pk=event.pgh_obj_id).values(*old).first()
    if event.pgh_label == "delete":
        return live is not None or _brought_back(model, event.pgh_obj_id, old)
    if live is None:
        return False
    later = was._default_manager.filter(pgh_obj_id=event.pgh_obj_id, pgh_id__gt=event.pgh_id).order_by("pgh_id")
    back, whole = _back(old, later.values(*old).first() or live, live)
    return whole if _written(model, event.pgh_obj_id, back) else False


def _written(model: type[models.Model], pk: int, back: dict[str, Any]) -> bool:
    """Whether these columns of a row could be written: not where another row has come to say the same."""
    try:
        with transaction.atomic():
            if back:
                model._default_manager.filter(pk=pk).update(**back)
    except IntegrityError:
        return False
    return True


type Part = tuple[str, str]


def _parts(row: dict[str, Any]) -> dict[Part, Any]:
    """The values that are changed one by one: each column, and of a profile each classification."""
    return {
        part: value
        for name, held in row.items()
        for part, value in (
            (((name, key), one) for key, one in held.items()) if isinstance(held, dict) else [((name, ""), held)]
        )
    }


def _columns_with(live: dict[str, Any], parts: dict[Part, Any]) -> dict[str, Any]:
    """The columns to write so that a row has these parts; those that were absent go."""
    found: dict[str, Any] = {}
    for (name, key), value in parts.items():
        if not key:
            found[name] = value
            continue
        held = {one: kept for one, kept in found.get(name, live[name]).items() if one != key}
        found[name] = held if value is ABSENT else {**held, key: value}
    return found


def _all_brought_back(model: type[models.Model], events: list[Any]) -> None:
    """Removed rows return together; raises IntegrityError where the like of one of them is there again."""
    names = [field.attname for field in _columns(model)]
    concerned = {event.record_id for event in events}
    first = model._default_manager.filter(record_id__in=concerned, primary=True)
    headed, rows = set(first.values_list("record_id", flat=True)), []
    for event in events:
        row = {name: getattr(event, name) for name in names}
        rows.append(model(pk=event.pgh_obj_id, **row | {"primary": event.primary and event.record_id not in headed}))
    model._default_manager.bulk_create(rows)


def _brought_back(model: type[models.Model], pk: int, old: dict[str, Any]) -> bool:
    """A row that was removed returns, as the first only when no other has become it since; False where its like is there again."""
    if old.get("primary"):
        others = model._default_manager.filter(record_id=old["record_id"], primary=True)
        old = {**old, "primary": not others.exists()}
    try:
        with transaction.atomic():
            model._default_manager.bulk_create([model(pk=pk, **old)])
    except IntegrityError:
        return False
    return True
