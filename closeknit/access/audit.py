"""What was done about people, teams and their rights: written with the change, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import Deed, User

TOLD = 50

SENTENCES: dict[str, Any] = {
    "person.added": _("%(by)s added %(about)s with the roles: %(roles)s; teams: %(teams)s."),
    "person.changed": _("%(by)s changed %(field)s of %(about)s from “%(before)s” to “%(after)s”."),
    "person.invited": _("%(by)s made a link by which %(about)s can choose a password."),
    "person.arrived": _("%(about)s chose a password by the link."),
    "person.deactivated": _("%(by)s deactivated %(about)s."),
    "person.reactivated": _("%(by)s let %(about)s sign in again."),
    "team.added": _("%(by)s added the team “%(team)s”."),
    "team.renamed": _("%(by)s renamed the team “%(before)s” to “%(after)s”."),
    "team.moved": _("%(by)s moved the team “%(team)s” from “%(before)s” to “%(after)s”."),
    "team.removed": _("%(by)s removed the team “%(team)s”."),
}
FIELDS = {"name": _("the name"), "email": _("the e-mail"), "roles": _("the roles"), "teams": _("the teams")}


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was done, as people read it."""

    moment: datetime
    sentence: str


def write(kind: str, by: int | None, about: User | None = None, **data: str) -> None:
    """Keep that `by`, the id of a user, did this; in the transaction of the change."""
    Deed.objects.create(kind=kind, by_id=by, about=about, data=data)


def tell(actor: Actor, about: User | None = None) -> list[Told]:
    """What was done, the newest first: all of it, or what concerns one person. NotAllowed for who may not manage users."""
    gate.check("user", actor, "manage")
    deeds = Deed.objects.select_related("by", "about").order_by("-pk")
    return [_told(one) for one in (deeds.filter(about=about) if about else deeds)[:TOLD]]


def _told(deed: Deed) -> Told:
    words = {key: value or "–" for key, value in deed.data.items()}
    words |= {"by": deed.by.name if deed.by else "Closeknit", "about": deed.about.name if deed.about else ""}
    if "field" in words:
        words["field"] = str(FIELDS[words["field"]])
    return Told(deed.moment, str(SENTENCES[deed.kind]) % words)
