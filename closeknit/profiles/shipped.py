"""The profiles that a company begins with: fields like any it adds for itself, made once, then its own to change and retire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from closeknit.access import actors
from closeknit.access.actors import system
from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions
from closeknit.profiles.models import Definition, Group


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


PROFILES: dict[str, tuple[Heading, ...]] = {}


def register(kind: str, headings: Iterable[Heading]) -> None:
    """Say what a kind is shipped with; called once by its owner when the program starts."""
    PROFILES[kind] = tuple(headings)


def ship() -> None:
    """Make the shipped fields of every kind; called when a company begins, and never again."""
    by = system("shipped profiles")
    actors.declare(by)
    for kind, headings in PROFILES.items():
        for heading in headings:
            for one in heading.fields:
                made = definitions.add(kinds[kind], _given(one, heading), by=by)
                marked = [{**answer, "shipped": True} for answer in made.options]
                Definition.objects.filter(pk=made.pk).update(shipped=True, options=marked)
            Group.objects.filter(kind=kind, label=heading.label).update(shipped=True, folded=heading.folded)


def _given(one: Shipped, heading: Heading) -> dict[str, Any]:
    answers = {"options": [{"label": label, "tint": tint} for label, tint in one.answers]} if one.answers else {}
    return {"key": one.key, "label": one.label, "type": one.type, "hint": one.hint, "group": heading.label, **answers}
