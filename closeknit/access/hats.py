"""Hats: those that every installation starts with, and what any of them lets its wearer do, told as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import CLASSES, Actor, Granted
from closeknit.access.models import Grant, Hat, Reach
from closeknit.catalogue.kinds import kinds


@dataclass(frozen=True, slots=True)
class Shipped:
    """A hat as it is shipped: kind, verb and reach of each grant, and the classes of fields it shows."""

    key: str
    name: Any
    grants: tuple[tuple[str, str, str], ...]
    classes: tuple[str, ...]


EVERYDAY = ("see", "create", "edit", "note", "bin", "restore", "export", "import")

SHIPPED = (
    Shipped("administrator", _("Administrator"), (("*", "*", "all"),), CLASSES),
    Shipped("full", _("Full"), tuple(("*", verb, "all") for verb in EVERYDAY), ("open", "internal")),
    Shipped(
        "own",
        _("Own records only"),
        (("*", "create", "own"), *(("*", verb, "own") for verb in ("see", "edit", "note", "bin", "restore"))),
        ("open",),
    ),
)


def ship() -> dict[str, Hat]:
    """Make the shipped hats that are not there yet; what a company changed about them stays."""
    hats = {}
    for one in SHIPPED:
        hat, made = Hat.objects.get_or_create(
            key=one.key, defaults={"name": str(one.name), "classes": list(one.classes)}
        )
        if made:
            Grant.objects.bulk_create(
                [Grant(hat=hat, kind=kind, verb=verb, reach=reach) for kind, verb, reach in one.grants]
            )
        hats[one.key] = hat
    return hats


# What the rights are called, in the order of a table; higher folders add theirs. A right that nobody named shows its key.
RIGHTS: dict[str, Any] = {
    "see": _("See"),
    "create": _("Add"),
    "edit": _("Change"),
    "note": _("Write notes"),
    "bin": _("Put into the bin"),
    "restore": _("Restore"),
    "export": _("Export"),
    "import": _("Import"),
}
# What may be managed and is no kind of record: the key of its grants, and what people call it.
MANAGED: dict[str, Any] = {"user": _("people, roles and teams"), "import": _("the imports of others")}
CLASS_NAMES: dict[str, Any] = {"open": _("open"), "internal": _("internal"), "confidential": _("confidential")}

REACHES = tuple(Reach.values)  # from the narrowest to the widest


@dataclass(frozen=True, slots=True)
class Described:
    """A hat as people read it: for each kind the reach of each right ("" for none), what it manages, which fields it shows."""

    hat: Hat
    wearers: int
    classes: str
    manages: str
    kinds: list[tuple[str, list[str]]]


def rights() -> dict[str, Any]:
    """Every right over records that some hat gives, with its name."""
    given = Grant.objects.exclude(verb__in=("*", "manage")).values_list("verb", flat=True).distinct()
    return {**RIGHTS, **{one: one for one in sorted(set(given) - set(RIGHTS))}}


def describe(actor: Actor) -> list[Described]:
    """Every hat. NotAllowed for who may not manage users."""
    gate.check("user", actor, "manage")
    columns = list(rights())
    hats = Hat.objects.order_by("pk").prefetch_related("grants").annotate(count=Count("wearers"))
    return [_described(hat, hat.count, columns) for hat in hats]


def _described(hat: Hat, wearers: int, columns: list[str]) -> Described:
    grants = [Granted(one.kind, one.verb, one.reach) for one in hat.grants.all()]
    rows = [(str(kind.label_plural), [_farthest(grants, kind.key, verb) for verb in columns]) for kind in kinds]
    manages = [str(label) for key, label in MANAGED.items() if any(one.covers(key, "manage") for one in grants)]
    classes = [str(CLASS_NAMES[one]) for one in CLASSES if one == "open" or one in hat.classes]
    return Described(hat, wearers, ", ".join(classes), "; ".join(manages), rows)


def _farthest(grants: list[Granted], kind: str, verb: str) -> str:
    """The reach of a right as people read it: the widest, and whatever a higher folder registered beside it."""
    found = {one.reach for one in grants if one.covers(kind, verb)}
    usual = sorted(found & set(REACHES), key=REACHES.index)
    beside = [] if "all" in found else sorted(found - set(REACHES))
    return ", ".join([*(str(Reach(one).label) for one in usual[-1:]), *beside])
