"""Between what people and programs send and what is written: every given value parsed by its type, or refused beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import DetailSet, Kind
from closeknit.catalogue.refusal import Refused, RefusedTogether
from closeknit.records.details import identity

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Values:
    """Parsed values: of single fields by key, and whole sets of details by key."""

    fields: dict[str, Any]
    details: dict[str, list[Row]]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of everything that is given."""
        return frozenset(self.fields) | frozenset(self.details)


def parsed(kind: Kind, given: Mapping[str, Any], by: Actor) -> Values:
    """The values in `given`, a mapping from keys of fields and details; raises RefusedTogether naming each bad one."""
    known, sets = kind.readable(by.classes), kind.details_for(by.classes)
    found, refusals = Values({}, {}), []
    for key, value in given.items():
        try:
            if key in sets:
                found.details[key] = _rows(sets[key], value, by)
            else:
                found.fields[key] = _value(known.get(key), key, value, by)
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise RefusedTogether(refusals)
    return found


def _value(field: Field | None, key: str, given: object, by: Actor) -> Any:
    if field is None:
        raise Refused(_("There is no field “%(key)s” here.") % {"key": key[:60]}, field=key[:60], code="unknown_field")
    if not field.writable:
        raise Refused(
            _("“%(field)s” is worked out by Closeknit and cannot be set.") % {"field": field.label},
            field=key,
            code="read_only",
        )
    value = field.type.parse(given, field, by)
    if value is None and field.required:
        raise Refused(_("“%(field)s” is needed.") % {"field": field.label}, field=key, code="required")
    return value


def _rows(details: DetailSet, given: object, by: Actor) -> list[Row]:
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise Refused(
            _("“%(field)s” is a list of objects.") % {"field": details.label}, field=details.key, code="not_a_list"
        )
    if len(given) > details.limit:
        raise Refused(
            _("“%(field)s” takes at most %(limit)d entries.") % {"field": details.label, "limit": details.limit},
            field=details.key,
            code="too_many",
        )
    rows = [_row(details, one, by, place) for place, one in enumerate(given)]
    if sum(bool(row["primary"]) for row in rows) > 1:
        raise Refused(
            _("Only one of “%(field)s” can be marked as the main one.") % {"field": details.label},
            field=details.key,
            code="two_primaries",
        )
    if details.once and len({identity(details, row) for row in rows}) < len(rows):
        raise Refused(
            _("Two entries of “%(field)s” say the same: keep one.") % {"field": details.label},
            field=details.key,
            code="given_twice",
        )
    return rows


def _row(details: DetailSet, given: Mapping[str, Any], by: Actor, place: int) -> Row:
    where = f"{details.key}.{place}"
    unknown = set(given) - {"id", "primary"} - {field.key for field in details.fields}
    if unknown:
        key = min(unknown)[:60]
        raise Refused(
            _("“%(set)s” has no field “%(key)s”.") % {"set": details.label, "key": key},
            field=f"{where}.{key}",
            code="unknown_field",
        )
    row: Row = {"id": _id(given.get("id"), where), "primary": given.get("primary") is True}
    for field in details.fields:
        try:
            row[field.key] = _value(field, field.key, given.get(field.key), by)
        except Refused as refused:
            raise Refused(refused.sentence, field=f"{where}.{field.key}", code=refused.code) from None
    if all(row[key] is None for key in details.identity):
        raise Refused(_("An entry of “%(set)s” is empty.") % {"set": details.label}, field=where, code="required")
    if details.settle:
        _settled(details, row, where)
    return row


def _settled(details: DetailSet, row: Row, where: str) -> None:
    """Let the domain check a row; a refusal names the row's place beside its field."""
    assert details.settle
    try:
        details.settle(row)
    except Refused as refused:
        raise Refused(refused.sentence, field=f"{where}.{refused.field}", code=refused.code) from None


def _id(given: object, where: str) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int):
        raise Refused(_("An id is a whole number."), field=f"{where}.id", code="not_a_number")
    return given


def missing(kind: Kind, keys: Iterable[str]) -> list[Refused]:
    """A refusal for each needed field that is not among `keys`."""
    there = set(keys)
    return [
        Refused(_("“%(field)s” is needed.") % {"field": field.label}, field=field.key, code="required")
        for field in kind.needed
        if field.key not in there
    ]
