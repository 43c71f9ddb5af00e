"""The shape of the company: what it added to the kinds, read once by each process and kept until it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as field_default
from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.editions import Kept
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.fields import Classification, Column, Field, field
from closeknit.catalogue.kinds import DetailSet, Group, Kind
from closeknit.catalogue.types.value import TYPES, Option
from closeknit.profiles.models import Definition, OwnKind
from closeknit.profiles.proxies import model_of
from closeknit.records.kinds import assignments, common_fields


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the company added: the fields of each kind by its key, and its own kinds by key.

    `former` are fields whose values moved on to another of another type, but for some.
    """

    fields: Mapping[str, tuple[Field, ...]]
    kinds: Mapping[str, Kind]
    former: Mapping[str, tuple[Field, ...]] = field_default(default_factory=dict)


NOTHING = Shape({}, {})


def live() -> Any:
    """The definitions in force, in the order in which pages show them."""
    ordered = ("kind", "group__position", "group_id", "position", "id")
    return Definition.objects.filter(retired_at=None).select_related("group", "segment").order_by(*ordered)


def field_of(definition: Definition) -> Field:
    """A definition as the field that everything else works with."""
    return Field(
        key=definition.key,
        label=_said(definition.label, definition.shipped),
        type=TYPES[definition.type],
        home=Classification(definition.pk, definition.sorted_in, definition.extent),
        group=_said(definition.group.label, definition.group.shipped) if definition.group else "",
        options=tuple(option_of(one) for one in definition.options),
        target=definition.target,
        unit=definition.unit,
        sensitivity=definition.sensitivity,
        hint=_said(definition.hint, definition.shipped),
        indexed=bool(definition.sorted_in),
        aside=definition.group is not None and definition.group.folded,
    )


def option_of(given: dict[str, Any]) -> Option:
    """An answer as it stands in a definition."""
    label = _said(given["label"], given.get("shipped", False))
    return Option(given["key"], label, given.get("tint", ""), given.get("retired", False))


def _said(text: str, shipped: bool) -> Any:
    """What we shipped is translated; what a company wrote is its own."""
    return gettext_lazy(text) if shipped and text else text


def _load() -> Shape:
    fields = _by_kind(live())
    left = Q(followed_by__conversion__ended_at=None) | Q(followed_by__conversion__kept__gt=0)
    former = Definition.objects.filter(left, followed_by__isnull=False).select_related("group", "segment")
    return Shape(
        fields,
        {one.key: kind_of(one, fields.get(one.key, ())) for one in OwnKind.objects.order_by("label_plural")},
        _by_kind(former.order_by("-pk")),
    )


def _by_kind(definitions: Iterable[Definition]) -> dict[str, tuple[Field, ...]]:
    found: dict[str, list[Field]] = {}
    for one in definitions:
        found.setdefault(one.kind, []).append(field_of(one))
    return {kind: tuple(several) for kind, several in found.items()}


shape: Kept[Shape] = Kept(_load, NOTHING)


def fields(kind: str) -> tuple[Field, ...]:
    """The fields that the company added to a kind: the very same tuple for as long as the edition is the same."""
    return shape().fields.get(kind, ())


def former(kind: str) -> tuple[Field, ...]:
    """The fields of a kind that others follow, and of which records still hold values that could not be converted."""
    return shape().former.get(kind, ())


def own_kinds() -> Mapping[str, Kind]:
    """The kinds that the company added."""
    return shape().kinds


def kind_of(row: OwnKind, described: Sequence[Field]) -> Kind:
    """A kind of the company's own, as everything else works with it: a name, a number, its profile, and who looks after it."""
    everybodys = [one for one in described if one.extent.scope is Scope.ALL]
    asked = tuple(one.key for one in everybodys if one.type.key != LONG)
    long = tuple(one.key for one in everybodys if one.type.key == LONG)
    return Kind(
        key=row.key,
        plural=row.plural,
        label=row.label,
        label_plural=row.label_plural,
        add_label=format_lazy(_("Add {kind}"), kind=row.label[:1].lower() + row.label[1:]),
        model=model_of(row.key),
        own_fields=_own_fields(),
        details=_own_details(),
        groups=(Group("about", row.label, ("name", "number", DESCRIPTION)), CARE),
        columns=("name", "number", *asked[:SHOWN], "owner", "updated_at"),
        beside=("number",),
        create_fields=("name", "number", *asked[:SHOWN]),
        create_more=(*asked[SHOWN:], *long),
        key_facts=("number", *asked[:3], "owner"),
        imported=True,
        icon=row.icon,
    )


@cache  # the types that it names are not there yet when this module is read
def _own_fields() -> tuple[Field, ...]:
    home = Column("name", searched=True)
    return (
        field("name", _("Name"), "text", home, required=True, icon="text", limit=300, width="name"),
        *common_fields(),
    )


@cache
def _own_details() -> dict[str, DetailSet]:
    return {"assignments": assignments()}


CARE = Group("care", _("Looked after by"), ("owner", "team", "assignments", "tags"))
LONG = "long_text"  # too long for a list, and asked last
DESCRIPTION = "description"  # with which every kind of its own begins
SHOWN = 6  # of the company's fields, in lists and open in the form that makes a record
