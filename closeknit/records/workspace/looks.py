"""How each person wants to see a list: their columns, in their order, as wide as they drew them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.statements import Slot, kept
from closeknit.records.models import Look

NARROWEST, WIDEST = 48, 960  # pixels


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants; without columns those of the kind, without a width that of the type."""

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)


def of(kind: Kind, actor: Actor) -> Wanted:
    """What the actor wants of the lists of a kind."""
    if actor.user_id is None:
        return Wanted()
    rows = kept((Look,), _query).run(user=actor.user_id, kind=kind.key)
    return Wanted(tuple(rows[0][0]), rows[0][1]) if rows else Wanted()


def _query() -> models.QuerySet[Look, tuple[list[str], dict[str, int]]]:
    user, kind = Slot("user", models.BigIntegerField()), Slot("kind", models.TextField())
    return Look.objects.filter(user_id=user, kind=kind).values_list("columns", "widths")


def choose(kind: Kind, columns: Iterable[str], *, by: Actor) -> tuple[str, ...]:
    """Keep the columns that somebody chose, as `chosen` gives them. Returns them."""
    found = chosen(kind, columns, by=by)
    _keep(kind, by, columns=list(found))
    return found


def chosen(kind: Kind, columns: Iterable[str], *, by: Actor) -> tuple[str, ...]:
    """The columns that somebody chose, in their order: those that they may see, the name alone if none."""
    known = kind.readable(by.classes)
    return tuple(key for key in dict.fromkeys(columns) if key in known and key != "name") or ("name",)


def widen(kind: Kind, key: str, pixels: str, *, by: Actor) -> None:
    """Keep the width of a column; raises Refused."""
    if key not in kind.readable(by.classes):
        raise Refused(_("There is no column “%(key)s” here.") % {"key": key[:60]}, field="column", code="unknown_field")
    if not (pixels.isascii() and pixels.isdecimal() and NARROWEST <= int(pixels[:6]) <= WIDEST):
        limits = {"least": NARROWEST, "most": WIDEST}
        raise Refused(
            _("The width of a column is a number from %(least)d to %(most)d.") % limits, field="width", code="bad_width"
        )
    _keep(kind, by, widths={**of(kind, by).widths, key: int(pixels)})


def forget(kind: Kind, *, by: Actor) -> None:
    """Show the lists of a kind as they came."""
    Look.objects.filter(user_id=_person(by), kind=kind.key).delete()


def _keep(kind: Kind, by: Actor, **wanted: object) -> None:
    Look.objects.update_or_create(user_id=_person(by), kind=kind.key, defaults=wanted)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise Refused(_("Only somebody who is signed in has lists of their own."), code="nobody")
    return actor.user_id


def moved(columns: Iterable[str], key: str, step: int) -> list[str]:
    """The columns with one of them moved a step up (-1) or down (1)."""
    found = list(columns)
    if key in found:
        at = found.index(key)
        found.insert(max(at + step, 0), found.pop(at))
    return found
