"""Our own company: the organization whose status is "ours" and that is nobody's branch. Its name stands over every page, and
values without a country or a currency are read by its habits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import get_territory_currencies

from closeknit.catalogue.types.company import Habits
from closeknit.directory.models import Address, Organization, Status

LASTS = 15.0  # seconds that a process believes what it read: another one's change is seen that late at most


@dataclass(frozen=True, slots=True)
class Ours:
    """The name of our company and its country (ISO 3166-1); "" while nobody has entered it."""

    name: str = ""
    country: str = ""


_kept: list[tuple[float, Ours]] = []


def ours() -> Ours:
    """Our company as it was a few seconds ago at most."""
    kept = _kept[:1]  # once: another thread may forget at any moment
    if not kept or time.monotonic() - kept[0][0] > LASTS:
        kept = [(time.monotonic(), _read())]
        _kept[:] = kept
    return kept[0][1]


def forget() -> None:
    """Read it anew the next time: our company has been changed here."""
    _kept.clear()


def _read() -> Ours:
    heads = Organization.objects.filter(status=Status.OURS, parent=None, binned_at=None, kind="organization")
    company = heads.order_by("pk").values_list("pk", "name").first()
    if company is None:
        return Ours()
    countries = Address.objects.filter(record_id=company[0]).exclude(country=None)
    return Ours(company[1], countries.order_by("-primary", "position").values_list("country", flat=True).first() or "")


def habits() -> Habits:
    """How values without a country or a currency are read: by our company's country."""
    return _habits_of(ours().country)


@lru_cache(maxsize=8)
def _habits_of(country: str) -> Habits:
    currencies = get_territory_currencies(country) if country else []
    return Habits(region=country, currency=currencies[-1] if currencies else "")
