"""The shape of the company: what it added to the kinds, read once by each process and kept until it changes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext_lazy

from closeknit.catalogue.editions import Kept
from closeknit.catalogue.fields import Classification, Field
from closeknit.catalogue.types.value import TYPES, Option
from closeknit.profiles.models import Definition

type Added = MappingProxyType[str, tuple[Field, ...]]

NOTHING: Added = MappingProxyType({})


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
        home=Classification(definition.pk, definition.place, definition.extent),
        group=_said(definition.group.label, definition.group.shipped) if definition.group else "",
        options=tuple(option_of(one) for one in definition.options),
        target=definition.target,
        unit=definition.unit,
        sensitivity=definition.sensitivity,
        hint=definition.hint,
        indexed=bool(definition.place),
    )


def option_of(given: dict[str, Any]) -> Option:
    """An answer as it stands in a definition."""
    label = _said(given["label"], given.get("shipped", False))
    return Option(given["key"], label, given.get("tint", ""), given.get("retired", False))


def _said(text: str, shipped: bool) -> Any:
    """What we shipped is translated; what a company wrote is its own."""
    return gettext_lazy(text) if shipped else text


def _load() -> Added:
    found: dict[str, list[Field]] = {}
    for one in live():
        found.setdefault(one.kind, []).append(field_of(one))
    return MappingProxyType({kind: tuple(fields) for kind, fields in found.items()})


added: Kept[Added] = Kept(_load, NOTHING)


def fields(kind: str) -> tuple[Field, ...]:
    """The fields that the company added to a kind: the very same tuple for as long as the edition is the same."""
    return added().get(kind, ())
