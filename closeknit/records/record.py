"""A record: made, changed field by field, put into the bin and taken out. The one way in which records are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import RefusedTogether, opening, verb
from closeknit.catalogue.fields import Detail, Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.records import details, entries, search
from closeknit.records.models import Entry, Record
from closeknit.records.values import Values, missing, parsed

type Json = dict[str, Any]

BELONGING = frozenset({"owner", "team"})  # the fields by which the gate tells whose a record is


@opening(_("Add"))
def create(kind: Kind, given: Mapping[str, Any], *, by: Actor) -> Any:
    """Make a record from what a person or a program gave: keys of fields and details. Raises RefusedTogether."""
    values = parsed(kind, given, by)
    record = begun(kind, values, by=by)
    record.save()
    _set_details(record, kind, values)
    search.refresh([record.pk])
    entries.write("record.created", by=by, records=[record.pk])
    check_reach(kind, [record.pk], by)
    return gate.get(kind.model, record.pk, by)  # what one made one must be allowed to see


def begun(kind: Kind, values: Values, *, by: Actor) -> Any:
    """A record of parsed values, completed and checked by its kind, not saved yet; its maker's unless it says whose it is."""
    if lacking := missing(kind, values.keys):
        raise RefusedTogether(lacking)
    record: Any = kind.model(kind=kind.key)
    if "owner" not in values.fields:
        record.owner_id = by.user_id
    if "team" not in values.fields and len(by.teams) == 1:
        record.team_id = by.teams[0]
    set_own(record, kind, values.fields)
    if kind.settle:
        kind.settle(record, values.keys)
    return record


def check_reach(kind: Kind, ids: Iterable[int], by: Actor) -> None:
    """Pass, or raise NotAllowed for records made for somebody beyond the reach within which the actor may make any."""
    wanted = set(ids)
    within_all = "all" in by.reaches(kind.key, "create")
    if not within_all and gate.rows(kind.model, by, "create").filter(pk__in=wanted).count() < len(wanted):
        raise gate.NotAllowed(_("You may not add this for somebody else. Leave out the owner and the team."))


def create_once(kind: Kind, given: Mapping[str, Any], *, by: Actor, key: UUID) -> Any:
    """Make a record under the key of a form: the same form sent again, even at the same moment, gives the same record."""

    def make(actor: Actor) -> Any:
        return create(kind, given, by=actor)

    def find(entry: Entry) -> Any:
        return gate.get(kind.model, entry.records.values_list("pk", flat=True)[0], by)

    return entries.once(key, "record.created", by, make, find)


def set_own(record: Any, kind: Kind, fields: Mapping[str, Any]) -> None:
    """Set the single fields that live in the record itself; those that stand for a row of details are left."""
    known = kind.fields
    for key, value in fields.items():
        if not isinstance(known[key].home, Detail):
            known[key].home.put(known[key], record, value)


def _set_details(record: Any, kind: Kind, values: Values) -> None:
    for key, rows in values.details.items():
        details.replace(record, kind.details[key], rows)
    known = kind.fields
    shown = [known[key] for key in values.fields if isinstance(known[key].home, Detail)]
    # What a row cannot be without comes first: the organization of an employment before its title.
    for field in sorted(shown, key=lambda one: not details.column_field(one).required):
        details.put(record, field, values.fields[field.key])


@verb(_("Edit"), to="edit")
def edit(record: Any, given: Mapping[str, Any], *, by: Actor) -> Any:
    """Change the given fields and sets of details, nothing else. The same values again change nothing at all."""
    kind = kinds[record.kind]
    values = parsed(kind, given, by)
    before = snapshot(record, kind, values.keys)
    set_own(record, kind, values.fields)
    if kind.settle:
        kind.settle(record, values.keys)
    _set_details(record, kind, values)
    after = snapshot(record, kind, values.keys)
    if changed := [
        {"field": key, "was": before[key], "became": after[key]} for key in before if before[key] != after[key]
    ]:
        if any(one["field"] in BELONGING for one in changed):
            check_belonging([record.pk], by)
        touch(record, by)
        search.refresh([record.pk])
        entries.write("record.edited", by=by, records=[record.pk], data={"changes": changed})
        return gate.get(type(record), record.pk, by, "see")
    return record


def check_belonging(ids: Iterable[int], by: Actor) -> None:
    """Pass, or raise NotAllowed when somebody would decide whose these records are to whom they are only shared: a share ends."""
    wanted = set(ids)
    if gate.rows(Record, by.unshared(), "edit").filter(pk__in=wanted).count() < len(wanted):
        raise gate.NotAllowed(
            _("This is only shared with you: whose it is can be changed by who looks after it. Ask them.")
        )


def touch(record: Any, by: Actor) -> None:
    """Save the record's own columns as a new version, made by this actor now."""
    record.version += 1
    record.updated_at, record.updated_by_id = Now(), by.user_id
    record.save(update_fields=written_columns(record))


def written_columns(record: Any) -> list[str]:
    """The columns that we write; the database writes the others."""
    derived = {"id", "record_ptr", "sort_key", "search", "words", "made_in", "created_at", "created_by"}
    return [field.name for field in record._meta.concrete_fields if field.name not in derived]


def snapshot(record: Any, kind: Kind, keys: frozenset[str]) -> Json:
    """The stored form of these fields and sets as they stand: what history compares."""
    found: Json = {}
    for key in sorted(keys):
        if key in kind.details:
            found[key] = [
                _without_id(details.stored(kind.details[key], row))
                for row in details.current(record, kind.details[key])
            ]
        else:
            found[key] = stored_field(record, kind.fields[key])
    return found


def stored_field(record: Any, field: Field) -> Any:
    """The stored form of one field of a record that is at hand."""
    if isinstance(field.home, Detail):
        rows = list(
            field.home.among(details.details_rows(record, field.home.details)).order_by("-primary", "position", "id")[
                :1
            ]
        )
        columns = [field.home.column + suffix for suffix in field.type.columns]
        return (
            field.type.stored(field.type.joined(tuple(getattr(rows[0], column) for column in columns)))
            if rows
            else field.type.stored(None)
        )
    return field.type.stored(field.home.take(field, record))


def _without_id(row: Json) -> Json:
    return {key: value for key, value in row.items() if key != "id"}


@verb(_("Put into the bin"), to="bin")
def discard(record: Any, *, by: Actor) -> Any:
    """Put a record into the bin, from where it can be restored whole."""
    record.binned_at, record.binned_by_id = Now(), by.user_id
    touch(record, by)
    entries.write("record.binned", by=by, records=[record.pk])
    return record


@verb(_("Restore"), to="restore")
def restore(record: Any, *, by: Actor) -> Any:
    """Take a record out of the bin, as it was."""
    record.binned_at = record.binned_by_id = None
    touch(record, by)
    entries.write("record.restored", by=by, records=[record.pk])
    return gate.get(type(record), record.pk, by)
