"""A group: the heading under which fields of a profile stand."""

from __future__ import annotations

from django.db.models import Max
from django.utils.translation import gettext as _

from closeknit.catalogue.kinds import Kind
from closeknit.catalogue.refusal import Refused
from closeknit.profiles.models import Group


def called(kind: Kind, given: object) -> Group | None:
    """The group of that name, made where there is none yet; None for no name. Raises Refused."""
    if given in (None, ""):
        return None
    if not isinstance(given, str) or "\x00" in given or not 0 < len(given.strip()) <= 80:
        raise Refused(_("A group is a name of 1 to 80 characters."), field="group", code="not_an_option")
    label = " ".join(given.split())
    rows = Group.objects.filter(kind=kind.key)
    found = rows.filter(label__iexact=label).first()
    if found is None:
        last = rows.aggregate(last=Max("position"))["last"]
        found = Group.objects.create(kind=kind.key, label=label, position=1 + (last or 0))
    return found
