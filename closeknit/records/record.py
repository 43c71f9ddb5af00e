"""A record: made, changed field by field, put into the bin and taken out. The one way in which records are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import RefusedTogether, opening, verb
from closeknit.catalogue.fields import Detail
from closeknit.catalogue.kinds import DetailSet, Kind, kinds
from closeknit.records import details, entries, extents, search
from closeknit.records.details import Behind
from closeknit.records.models import Entry, Record
from closeknit.records.values import Values, missing, parsed

type Json = dict[str, Any]
type Then = Callable[[Any, Actor], None]

# The fields by which the gate tells whose a record is; a domain adds those by which it opens records of its own.
BELONGING = {"owner", "team"}
# What refuses that somebody changes a field of these records, by its key; higher folders add theirs.
GUARDS: dict[str, Callable[[list[int], Actor], None]] = {}


@opening(_("Add"))
def create(kind: Kind, given: Mapping[str, Any], *, by: Actor) -> Any:
    """Make a record from what a person or a program gave: keys of fields and details. Raises RefusedTogether."""
    values = parsed(kind, given, by)
    record = begun(kind, values, by=by)
    record.save()
    behind = Behind(record, sets_of(kind, values.keys), new=True)
    _set_details(behind, kind, values)
    behind.write()
    extents.check(kind, [record.pk], _given(values))
    search.refresh([record.pk], [kind])
    entries.write("record.created", by=by, records=[record.pk])
    if kind.made:
        kind.made(record, by)
    check_reach(kind, [record.pk], by)
    return gate.get(kind.model, record.pk, by)  # what one made one must be allowed to see


def begun(kind: Kind, values: Values, *, by: Actor, made: Callable[..., Any] | None = None) -> Any:
    """A record of parsed values, completed and checked by its kind, not saved yet; its maker's unless it says whose it is.

    `made` makes what stands for the record, where that is not the kind's own model.
    """
    if lacking := missing(kind, values.keys):
        raise RefusedTogether(lacking)
    record: Any = (made or kind.model)(kind=kind.key)
    if "owner" not in values.fields:
        record.owner_id = by.user_id
    if "team" not in values.fields and len(by.teams) == 1:
        record.team_id = by.teams[0]
    if kind.giver:
        setattr(record, kind.giver, by.user_id)
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


def create_once(
    kind: Kind, given: Mapping[str, Any], *, by: Actor, key: UUID, adding: Iterable[str] = (), then: Then | None = None
) -> Any:
    """Make a record under the key of a form: the same form sent again, even at the same moment, gives the same record.

    `adding` are fields that name a record which is not there: it is made before, under that name, by the same change;
    `then(made, actor)` is what else is done with the new record in it.
    """

    def make(actor: Actor) -> Any:
        beside = {one: create(kinds[kind.fields[one].target], {"name": given[one]}, by=actor) for one in adding}
        made = create(kind, {**given, **beside}, by=actor)
        if then is not None:
            then(made, actor)
        return made

    def find(entry: Entry) -> Any:
        told = Entry.objects.filter(change=entry.change, kind=entry.kind, records__kind=kind.key)
        made = told.order_by("pk").last()  # after what it names, and of its kind: `then` may have made others
        return gate.get(kind.model, (made or entry).records.values_list("pk", flat=True)[0], by)

    return entries.once(key, "record.created", by, make, find)


def set_own(record: Any, kind: Kind, fields: Mapping[str, Any]) -> None:
    """Set the single fields that live in the record itself; those that stand for a row of details are left."""
    known = kind.fields
    for key, value in fields.items():
        if not isinstance(known[key].home, Detail):
            known[key].home.put(known[key], record, value)


def sets_of(kind: Kind, keys: Iterable[str]) -> list[DetailSet]:
    """The sets of details that these keys, of sets or of single fields, speak of."""
    homes = (kind.fields[key].home for key in keys if key not in kind.details)
    spoken_of = {one.details.key for one in homes if isinstance(one, Detail)} | {*keys}
    return [one for key, one in kind.details.items() if key in spoken_of]


def _set_details(behind: Behind, kind: Kind, values: Values) -> None:
    for key, rows in values.details.items():
        behind.replace(kind.details[key], rows)
    known = kind.fields
    shown = [known[key] for key in values.fields if isinstance(known[key].home, Detail)]
    # What a row cannot be without comes first: the organization of an employment before its title.
    for field in sorted(shown, key=lambda one: not details.column_field(one).required):
        behind.put(field, values.fields[field.key])


@verb(_("Edit"), to="edit")
def edit(record: Any, given: Mapping[str, Any], *, by: Actor) -> Any:
    """Change the given fields and sets of details, nothing else. The same values again change nothing at all."""
    kind = kinds[record.kind]
    values = parsed(kind, given, by)
    behind, written = Behind(record, sets_of(kind, values.keys)), columns(record)
    before = snapshot(record, kind, values.keys, behind)
    set_own(record, kind, values.fields)
    if kind.settle:
        kind.settle(record, values.keys)
    _set_details(behind, kind, values)
    after = snapshot(record, kind, values.keys, behind)
    if changed := [
        {"field": key, "was": before[key], "became": after[key]} for key in before if before[key] != after[key]
    ]:
        behind.write()
        if any(one["field"] in BELONGING for one in changed):
            check_belonging([record.pk], by)
        guard({one["field"] for one in changed}, [record.pk], by)
        touch(record, by, written)
        extents.check(kind, [record.pk], _given(values) & {one["field"] for one in changed})
        search.refresh([record.pk], [kind])
        entries.write("record.edited", by=by, records=[record.pk], data={"changes": changed})
        return gate.get(type(record), record.pk, by, "see")
    return record


def _given(values: Values) -> frozenset[str]:
    """The keys of the fields that are given a value and not emptied."""
    return frozenset(key for key, value in values.fields.items() if value is not None)


def guard(keys: Iterable[str], ids: list[int], by: Actor) -> None:
    """Pass, or raise Refused where somebody may not change one of these fields of these records."""
    for key in GUARDS.keys() & set(keys):
        GUARDS[key](ids, by)


def check_belonging(ids: Iterable[int], by: Actor) -> None:
    """Pass, or raise NotAllowed when somebody would decide whose these records are to whom they are only shared: a share ends."""
    wanted = set(ids)
    if gate.rows(Record, by.unshared(), "edit").filter(pk__in=wanted).count() < len(wanted):
        raise gate.NotAllowed(
            _("This is only shared with you: whose it is can be changed by who looks after it. Ask them.")
        )


def columns(record: Any) -> Json:
    """The values of the columns of a record that we write, by the names of their fields; the database writes the others."""
    derived = {"id", "record_ptr", "sort_key", "search", "words", "made_in", "created_at", "created_by"}
    return {one.name: getattr(record, one.attname) for one in record._meta.concrete_fields if one.name not in derived}


def touch(record: Any, by: Actor, before: Json) -> None:
    """Save what is not as in `before`, the columns as they were, as a new version, made by this actor now."""
    record.version += 1
    record.updated_at, record.updated_by_id = Now(), by.user_id
    always = {"version", "updated_at", "updated_by"}
    now = columns(record)
    record.save(update_fields=[name for name, value in now.items() if name in always or value != before[name]])


def snapshot(record: Any, kind: Kind, keys: frozenset[str], behind: Behind) -> Json:
    """The stored form of these fields and sets as they stand: what history compares."""
    found: Json = {}
    for key in sorted(keys):
        if key in kind.details:
            found[key] = behind.stored(kind.details[key])
        else:
            field = kind.fields[key]
            one = isinstance(field.home, Detail)
            found[key] = behind.shown(field) if one else field.type.stored(field.home.take(field, record))
    return found


@verb(_("Put into the bin"), to="bin")
def discard(record: Any, *, by: Actor) -> Any:
    """Put a record into the bin, from where it can be restored whole."""
    before = columns(record)
    record.binned_at, record.binned_by_id = Now(), by.user_id
    touch(record, by, before)
    entries.write("record.binned", by=by, records=[record.pk])
    return record


@verb(_("Restore"), to="restore")
def restore(record: Any, *, by: Actor) -> Any:
    """Take a record out of the bin, as it was."""
    before = columns(record)
    record.binned_at = record.binned_by_id = None
    touch(record, by, before)
    entries.write("record.restored", by=by, records=[record.pk])
    return gate.get(type(record), record.pk, by)
