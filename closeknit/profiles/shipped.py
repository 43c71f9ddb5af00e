"""The profiles that a company begins with: fields like any it adds for itself, made once, then its own to change and retire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from closeknit.access import actors
from closeknit.access.actors import Actor, system
from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions
from closeknit.profiles.models import Definition, Group, OwnKind


@dataclass(frozen=True, slots=True)
class Shipped:
    """A field as it is shipped. Labels are English, and translated wherever they are shown; an answer is its label and its tint."""

    key: str
    label: str
    type: str
    answers: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A group of them."""

    label: str
    fields: tuple[Shipped, ...]
    folded: bool = False


DESCRIPTION = Shipped("description", _("Description"), "long_text")
PROFILES: dict[str, tuple[Heading, ...]] = {}


def register(kind: str, headings: Iterable[Heading]) -> None:
    """Say what a kind is shipped with; called once by its owner when the program starts."""
    PROFILES[kind] = tuple(headings)


def ship() -> None:
    """Make the shipped fields of every kind that never had any: of all when a company begins, later of those that an upgrade brings."""
    by = system("shipped profiles")
    actors.declare(by)
    known = set(Definition.objects.filter(shipped=True).values_list("kind", flat=True))
    for kind, headings in PROFILES.items():
        if kind not in known:
            for heading in headings:
                _ship_group(kind, heading, by)
    for kind in OwnKind.objects.exclude(key__in=known).values_list("key", flat=True):
        describe(kind)


def _ship_group(kind: str, heading: Heading, by: Actor) -> None:
    for one in heading.fields:
        _ship(kind, {**_given(one), "group": heading.label}, by)
    Group.objects.filter(kind=kind, label=heading.label).update(shipped=True, folded=heading.folded)


def _ship(kind: str, given: dict[str, Any], by: Actor) -> None:
    made = definitions.add(kinds[kind], given, by=by)
    marked = [{**answer, "shipped": True} for answer in made.options]
    Definition.objects.filter(pk=made.pk).update(shipped=True, options=marked)


def _given(one: Shipped) -> dict[str, Any]:
    answers = {"options": [{"label": label, "tint": tint} for label, tint in one.answers]} if one.answers else {}
    return {"key": one.key, "label": one.label, "type": one.type, "hint": one.hint, **answers}


def describe(kind: str) -> None:
    """Give a kind of the company's own the field in which imports keep what has no field, unless it has one of that name."""
    there = Q(key=DESCRIPTION.key) | Q(label__iexact=DESCRIPTION.label)
    if not Definition.objects.filter(there, kind=kind).exists():
        by = system("shipped profiles")
        actors.declare(by)
        _ship(kind, _given(DESCRIPTION), by)
