"""What each person chooses for themselves: the language and the time zone of every page they see."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.catalogue.refusal import Refused, RefusedTogether

PLACES = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zones() -> list[str]:
    """The time zones that people choose from: those named by a place, and UTC."""
    return ["UTC", *sorted(one for one in zoneinfo.available_timezones() if one.partition("/")[0] in PLACES)]


def of(actor: Actor) -> User:
    """What somebody has chosen; "" is the company's."""
    return User.objects.get(pk=actor.user_id or 0)


def choose(language: str, zone: str, *, by: Actor) -> None:
    """Choose one's own language and time zone, "" for the company's. Refused for one that is not offered."""
    refusals = list(_unknown(language, zone))
    if refusals:
        raise RefusedTogether(refusals)
    User.objects.filter(pk=by.user_id or 0).update(language=language, zone=zone)


def _unknown(language: str, zone: str) -> Iterator[Refused]:
    if language and language not in dict(settings.LANGUAGES):
        yield Refused(_("Choose one of the languages in the list."), field="language", code="unknown_language")
    if zone and zone not in zoneinfo.available_timezones():
        yield Refused(_("Choose one of the time zones in the list."), field="zone", code="unknown_zone")
