"""The shipped hats: what they may do, as data that every installation starts with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from closeknit.access.actors import CLASSES
from closeknit.access.models import Grant, Hat


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
