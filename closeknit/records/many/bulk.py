"""Many records at once: made by COPY, changed and put into the bin by statements that do not count them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import F, JSONField, Model
from django.db.models import Field as DatabaseField
from django.db.models.expressions import DatabaseDefault
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from psycopg.sql import SQL, Composed, Identifier, Literal
from psycopg.types.json import Jsonb

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import DetailSet, Kind
from closeknit.catalogue.types.value import Type
from closeknit.records import entries, search
from closeknit.records.details import columns
from closeknit.records.models import Entry, Record
from closeknit.records.record import BELONGING, begun, check_belonging, check_reach, guard, set_own
from closeknit.records.values import Values

NEXT = F("version") + 1
RECORD = ("id", "kind", "name", "number", "owner_id", "team_id", "tags", "profile")

COMING = SQL(
    "create temp table if not exists records_coming on commit drop as select {names} from records_record limit 0"
)
# The words are SQL that the domain wrote; nothing of a user's stands in it.
ARRIVE = SQL(
    'insert into records_record ({names}, words) select {names}, {words} from records_coming r order by name collate "C"'
)


KEY = "renewed_id"  # no column of ours
RENEWED = SQL(
    "drop table if exists pg_temp.records_renewed;"
    " create temp table records_renewed on commit drop as select {key} as renewed_id, {columns} from {table} limit 0"
)
RENEW = SQL("update {table} t set {sets} from records_renewed r where t.{key} = r.renewed_id")
VERSION = SQL("version = t.version + 1, updated_at = statement_timestamp(), updated_by_id = {by}")
TIE = (
    "insert into records_tie (entry_id, record_id, happened_at) select e.id, given.record, e.happened_at"
    " from unnest(%s::bigint[], %s::bigint[]) given(entry, record) join records_entry e on e.id = given.entry"
)


class Coming:
    """What stands for a record that is about to be made: the columns of its tables, at a tenth of what a model costs."""

    def __init__(self, model: type[Model], **columns: Any) -> None:
        self.__dict__.update(_defaults(model))
        self.__dict__.update(columns)


@cache
def _defaults(model: type[Model]) -> dict[str, Any]:
    """What the columns of a new row hold; those of the database's own choosing hold nothing yet."""
    values = {field.attname: field.get_default() for field in model._meta.concrete_fields}
    own: dict[type[Any], Any] = {ArrayField: [], JSONField: {}}
    return {
        name: own.get(type(model._meta.get_field(name))) if isinstance(value, DatabaseDefault) else value
        for name, value in values.items()
    } | {"pk": None}


@dataclass(slots=True)
class Draft:
    """A record about to be made: settled, not yet saved. `record.pk` may be given beforehand, else it is given by `create`."""

    record: Any
    values: Values


def draft(kind: Kind, values: Values, *, by: Actor, pk: int | None = None) -> Draft:
    """The record of parsed values, completed and checked by its kind. Raises Refused."""
    given = Values({key: value for key, value in values.fields.items() if value is not None}, values.details)
    record = begun(kind, given, by=by, made=partial(Coming, kind.model))
    record.pk = pk
    return Draft(record, values)


def reserve(count: int, model: type[Model] = Record) -> list[int]:
    """Ids that nobody else will get; those of work that is given up are lost, for ids are never used again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(named.it) from (select pg_get_serial_sequence(%s, 'id')::regclass as it offset 0) named,"
            " generate_series(1, %s)",  # the sequence is looked up once, not for each id
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def create(kind: Kind, drafts: Sequence[Draft], *, by: Actor, entry: int) -> list[int]:
    """Make records of one kind and tie them to one entry; gives their ids in order. All are made, or none.

    The transaction must have declared the actor. Raises NotAllowed when the actor may not create, or not all of these.
    """
    gate.check(kind.key, by, "create")
    if not drafts:
        return []
    with transaction.atomic():
        free = iter(reserve(sum(one.record.pk is None for one in drafts)))
        own_key = kind.model._meta.pk.attname
        for one in drafts:
            pk = one.record.pk or next(free)
            one.record.pk = one.record.id = pk
            setattr(one.record, own_key, pk)
        pks = [one.record.pk for one in drafts]
        _copy_details(kind, drafts)
        if own := _own_columns(kind.model):  # a kind of the company's own has no table
            _copy(kind.model, own, [one.record for one in drafts])
        _copy_records(kind, [one.record for one in drafts])
        check_reach(kind, pks, by)
        if "all" not in by.reaches(kind.key, "see"):
            _refuse_hidden(kind, pks, by)
        entries.tie(entry, pks)
    return pks


def _refuse_hidden(kind: Kind, pks: list[int], by: Actor) -> None:
    """What one made one must be allowed to see."""
    if gate.rows(kind.model, by).filter(pk__in=pks).count() < len(pks):
        raise gate.NotAllowed(_("You may only add records that you may see: name yourself as their owner."))


def _own_columns(model: type[Model]) -> list[DatabaseField[Any, Any]]:
    return list(model._meta.local_concrete_fields)


def pour(table: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY rows into the named columns of a table, for Django's order of columns is not the table's; the others get their defaults."""
    statement = SQL("copy {table} ({names}) from stdin").format(table=Identifier(table), names=_listed(names))
    with connection.cursor() as cursor, cursor.copy(statement) as door:
        for row in rows:
            door.write_row(row)


def _listed(names: Iterable[str]) -> Composed:
    return SQL(", ").join([Identifier(name) for name in names])


def _copy(model: type[Model], fields: Sequence[DatabaseField[Any, Any]], rows: Iterable[Any], table: str = "") -> None:
    """COPY what has the attributes of a model into its table, or another one of the same columns."""
    names = [str(field.column) for field in fields]
    pour(table or model._meta.db_table, names, _tuples(fields, rows))


def _tuples(fields: Sequence[DatabaseField[Any, Any]], rows: Iterable[Any], *first: str) -> Iterator[Sequence[Any]]:
    """Rows as COPY takes them, `first` some attributes that are taken as they are. There are two parts or more."""
    read = attrgetter(*first, *(field.attname for field in fields))
    adapters = [
        (place, adapt) for place, field in enumerate(fields, len(first)) if (adapt := ADAPTERS.get(type(field)))
    ]
    if not adapters:
        yield from map(read, rows)
        return
    for row in rows:
        parts = list(read(row))
        for place, adapt in adapters:
            parts[place] = adapt(parts[place])
        yield parts


def _object(value: Any) -> Any:
    """JSON as COPY takes it; most records hold nothing there."""
    return "{}" if value == {} else value if value is None else Jsonb(value)


def _list(value: Any) -> Any:
    """A list as COPY takes it: the driver looks long at an empty one."""
    return "{}" if value == [] else value


ADAPTERS: dict[type[Any], Callable[[Any], Any]] = {JSONField: _object, ArrayField: _list}


def _copy_details(kind: Kind, drafts: Sequence[Draft]) -> None:
    for key, details in kind.details.items():
        if any(key in one.values.details for one in drafts):
            names = ["record_id", "primary", "position", *_columns(details)]
            pour(details.model._meta.db_table, names, _detail_tuples(details, drafts))


def _columns(details: DetailSet) -> list[str]:
    return [column for field in details.fields for column in columns(field)]


def _detail_tuples(details: DetailSet, drafts: Sequence[Draft]) -> Iterator[Sequence[Any]]:
    """The rows of a set, of all records; exactly one of each record is the first choice."""
    key, read = details.key, _reader(details)
    for one in drafts:
        given = one.values.details.get(key)
        if given:
            pk = one.record.pk
            first = next((place for place, row in enumerate(given) if row["primary"]), 0) if len(given) > 1 else 0
            for place, row in enumerate(given):
                yield pk, place == first, place, *read(row)


@cache
def _reader(details: DetailSet) -> Callable[[Mapping[str, Any]], list[Any]]:
    """What gives what the columns of a set hold for one row; most fields hold their value as it is."""
    own = Type.split
    ways = [(field.key, None if type(field.type).split is own else field.type.split) for field in details.fields]

    def read(row: Mapping[str, Any]) -> list[Any]:
        found: list[Any] = []
        for key, split in ways:
            if split is None:
                found.append(row[key])
            else:
                found += split(row[key])
        return found

    return read


def _copy_records(kind: Kind, records: Sequence[Any]) -> None:
    """The rows of `record` themselves come last, so that they are written once, with the words of everything beneath them."""
    fields = [field for field in Record._meta.local_concrete_fields if field.attname in RECORD]
    names = _listed(str(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(COMING.format(names=names))
        cursor.execute("truncate records_coming")
    _copy(Record, fields, records, "records_coming")
    with connection.cursor() as cursor:
        cursor.execute(ARRIVE.format(names=names, words=SQL(kind.words)))


# ---------------------------------------------------------------- changing


@dataclass(slots=True)
class Change:
    """What is to change about one record: new values of fields, whole rows to add, and what of it history says.

    `filled` holds values for rows that are there, by set and id of the row. `told` is the list of {field, was, became}.
    """

    pk: int
    fields: dict[str, Any]
    added: dict[str, list[dict[str, Any]]]
    filled: dict[str, dict[int, dict[str, Any]]]
    told: list[dict[str, Any]]


def edit(
    kind: Kind, changes: Sequence[Change], *, by: Actor, entry_kind: str, rows: Iterable[Any] | None = None
) -> None:
    """Change many records, each with its own entry. Raises NotAllowed when the actor may not edit one of them.

    `rows` are the records where the caller has them from the gate already, to edit, and locked.
    """
    if not changes:
        return
    with transaction.atomic():
        pks = [one.pk for one in changes]
        if rows is None:
            rows = gate.rows(kind.model, by, "edit").filter(pk__in=pks).order_by("pk").select_for_update()
        found = {one.pk: one for one in rows}
        if not found.keys() >= set(pks):
            raise gate.NotAllowed(_("Your roles do not let you change one of these records. Ask an administrator."))
        check_belonging([one.pk for one in changes if BELONGING & {*one.fields, *one.added, *one.filled}], by)
        guard({key for one in changes for key in one.fields}, pks, by)
        columns = _edit_columns(kind, found, changes)
        for key, details in kind.details.items():
            _edit_details(details, [(one.pk, one.added.get(key, []), one.filled.get(key, {})) for one in changes])
        renew(kind.model, columns, [found[pk] for pk in pks], by)
        spoken = any(one.added or one.filled for one in changes) or search.reads(kind, columns)
        if any(one.model is Record for one in columns):
            search.refresh(pks if spoken else ())
        else:
            touch_with_words(pks, by, pks if spoken else ())
        _tell(changes, by, entry_kind)


def _edit_columns(kind: Kind, found: Mapping[int, Any], changes: Sequence[Change]) -> list[Any]:
    """Set the columns of the records in memory, and give those that are to be written."""
    names: set[str] = set()
    for one in changes:
        record = found[one.pk]
        before = {field.name: getattr(record, field.attname) for field in kind.model._meta.concrete_fields}
        set_own(record, kind, one.fields)
        if kind.settle:
            kind.settle(record, frozenset(one.fields))
        names |= {
            field.name
            for field in kind.model._meta.concrete_fields
            if getattr(record, field.attname) != before[field.name]
        }
    return [kind.model._meta.get_field(name) for name in sorted(names)]


def renew(model: type[Model], fields: Sequence[Any], rows: Sequence[Any], by: Actor | None = None) -> None:
    """Write these fields of rows that are there, in one statement for each table that has some of them.

    With `by` the records among them become new versions of theirs by that statement.
    """
    for table in [model, *model._meta.parents]:
        own = [field for field in fields if field.model is table]
        if own:
            names = _listed([KEY, *(str(field.column) for field in own)])
            parts = {
                "table": Identifier(table._meta.db_table),
                "key": Identifier(str(table._meta.pk.column)),
                "names": names,
            }
            given = [SQL("{0} = r.{0}").format(Identifier(str(field.column))) for field in own]
            if by is not None and table is Record:
                given.append(VERSION.format(by=Literal(by.user_id)))
            sets = SQL(", ").join(given)
            with connection.cursor() as cursor:
                cursor.execute(RENEWED.format(**parts, columns=_listed(str(field.column) for field in own)))
                pour("records_renewed", [KEY, *(str(field.column) for field in own)], _tuples(own, rows, "pk"))
                cursor.execute(RENEW.format(**parts, sets=sets))


def _edit_details(
    details: DetailSet, changes: Iterable[tuple[int, list[dict[str, Any]], dict[int, dict[str, Any]]]]
) -> None:
    """Add rows below those that are there, and fill those."""
    found = [one for one in changes if one[1] or one[2]]
    if not found:
        return
    manager = details.model._default_manager
    there: dict[int, list[Any]] = {}
    for row in manager.filter(record__in=[pk for pk, _added, _filled in found]):
        there.setdefault(row.record_id, []).append(row)
    added, filled = [], []
    for pk, given, fill in found:
        rows: list[Any] = there.get(pk, [])
        last = max((row.position for row in rows), default=-1) + 1
        has_first = any(row.primary for row in rows)
        added += [
            (pk, not has_first and not place, last + place, *_reader(details)(row)) for place, row in enumerate(given)
        ]
        filled += [_filled(details, row, fill[row.pk]) for row in rows if row.pk in fill]
    names = _columns(details)
    pour(details.model._meta.db_table, ["record_id", "primary", "position", *names], added)
    if filled:
        renew(details.model, [details.model._meta.get_field(name.removesuffix("_id")) for name in names], filled)


def _filled(details: DetailSet, row: Any, values: Mapping[str, Any]) -> Any:
    for key, value in values.items():
        field = details.field(key)
        assert field is not None
        for column, part in zip(columns(field), field.type.split(value), strict=True):
            setattr(row, column, part)
    return row


def touch(pks: Sequence[int], by: Actor, **more: Any) -> None:
    """A new version of each, made by this actor now."""
    with connection.cursor() as cursor:
        cursor.execute("select 1 from records_record where id = any(%s) order by id for update", [list(pks)])
    rows = Record.objects.filter(pk__in=pks)
    rows.update(version=NEXT, updated_at=Now(), updated_by_id=by.user_id, **more)


def _tell(changes: Sequence[Change], by: Actor, kind: str) -> None:
    """An entry of its own for each record, tied to it."""
    ids = reserve(len(changes), Entry)
    rows = (
        (pk, kind, by.user_id, by.change, Jsonb({"changes": one.told})) for pk, one in zip(ids, changes, strict=True)
    )
    pour(Entry._meta.db_table, ("id", "kind", "by_id", "change", "data"), rows)
    with connection.cursor() as cursor:
        cursor.execute(TIE, [ids, [one.pk for one in changes]])


def touch_with_words(pks: Collection[int], by: Actor, spoken: Collection[int]) -> None:
    """A new version of each, and the search words of those that are `spoken` of: whose words changed is written but once."""
    again = set(pks) & set(spoken)
    written = search.refresh(again, by=by)
    search.refresh(set(spoken) - again)
    touch(sorted(set(pks) - written), by)


def discard(pks: Sequence[int], *, by: Actor) -> None:
    """Put many records into the bin; who may do so is the caller's to have asked."""
    touch(pks, by, binned_at=Now(), binned_by_id=by.user_id)
