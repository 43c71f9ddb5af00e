"""A group: the heading under which fields of a profile stand."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import opening
from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.profiles.locks import one_at_a_time
from closeknit.profiles.models import Group


def called(kind: Kind, given: object) -> Group | None:
    """The group of that name, made where there is none yet; None for no name. Raises Refused."""
    if given in (None, ""):
        return None
    label = _name(given)
    found = _same(kind, label)
    if found is None:
        last = Group.objects.filter(kind=kind.key).aggregate(last=Max("position"))["last"]
        found = Group.objects.create(kind=kind.key, label=label, position=1 + (last or 0))
    return found


@opening(_("Change a group"), to="shape")
def change(kind: Kind, pk: int, label: str, *, folded: bool = False, by: Actor) -> Group:
    """Rename it, and say whether its fields are folded away until one asks for them; raises Refused."""
    one_at_a_time(kind.key)
    found: Group | None = Group.objects.filter(kind=kind.key, pk=pk).first()
    if found is None:
        raise gate.Absent
    label = _name(label)
    if label not in (found.label, str(found)):
        same = _same(kind, label)
        if same is not None and same.pk != pk:
            raise Refused(now("There is a group of this name already."), field="group", code="taken")
        found.label, found.shipped = label, False
    found.folded = folded
    found.save()
    actors.declare(by)
    return found


def _name(given: object) -> str:
    if not isinstance(given, str) or "\x00" in given or not 0 < len(given.strip()) <= 80:
        raise Refused(now("A group is a name of 1 to 80 characters."), field="group", code="not_an_option")
    return " ".join(given.split())


def _same(kind: Kind, label: str) -> Group | None:
    """The group of that name, as it is kept or as it is read."""
    same = label.casefold()
    rows = Group.objects.filter(kind=kind.key)
    return next((one for one in rows if same in (one.label.casefold(), str(one).casefold())), None)


def labels(kind: Kind) -> list[str]:
    """The names of all groups of a kind, in their order."""
    return list(Group.objects.filter(kind=kind.key).order_by("position").values_list("label", flat=True))
