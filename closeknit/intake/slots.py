"""The slots: where the cells of a file can go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from closeknit.catalogue.fields import Detail, Field

if TYPE_CHECKING:
    from closeknit.catalogue.kinds import Kind

REMARKS = "remarks"
LEFT_OUT = ""
MANY = frozenset({"emails", "phones", "urls", "tags"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a column: a field, or one part of a detail ("addresses.city").

    `type` is the key of the field's type; `names` are headings, beyond the shipped ones, under which files bring it; `value` is what
    a set calls the value of its rows, where they have one.
    """

    key: str
    label: str | Promise
    type: str = "text"
    names: tuple[str, ...] = ()
    value: str = ""


# What files bring in pieces; each is there wherever its whole is.
PIECES = {
    "given_name.more": "given_name",
    "family_name.suffix": "family_name",
    "birthday.year": "birthday",
    "birthday.month": "birthday",
    "birthday.day": "birthday",
    "emails.kind": "emails",
    "phones.kind": "phones",
    "urls.kind": "urls",
    "addresses.whole": "addresses.street",
}


def holds_people(slots: Iterable[Slot]) -> bool:
    """Whether the records are persons, whose name comes in parts."""
    return any(slot.key == "family_name" for slot in slots)


KINDS = {
    "emails": frozenset({"work", "home", "other"}),
    "phones": frozenset({"work", "direct", "mobile", "home", "main", "fax", "other"}),
    "urls": frozenset({"work", "home", "other"}),
    "addresses": frozenset({"main", "work", "home", "billing", "shipping", "other"}),
}
NEAREST = {"pager": "other", "direct": "work", "mailing": "main"}


def fitting(key: str, kind: str) -> str:
    """The kind that a detail has for a word of a file: itself or the nearest, "" when there is none."""
    known = KINDS.get(key.partition(".")[0], frozenset())
    return next((one for one in (kind, NEAREST.get(kind, "")) if one in known), "")


def slots_of(kind: Kind) -> tuple[Slot, ...]:
    """The slots of a kind by the catalogue: its fields, those that the company added, and the parts of its details."""
    plain = [
        _slot(key, field)
        for key, field in kind.fields.items()
        if (field.writable or key == "name") and not isinstance(field.home, Detail)
    ]
    found = {slot.key: slot for slot in plain}
    for key, details in kind.details.items():
        if field := details.field(details.value):
            found[key] = _slot(key, field, details.value)
        elif details.in_parts:
            found.update((f"{key}.{field.key}", _slot(f"{key}.{field.key}", field)) for field in details.fields)
    return tuple(found.values())


def _slot(key: str, field: Field, value: str = "") -> Slot:
    return Slot(key, field.label, field.type.key, field.names, value)
