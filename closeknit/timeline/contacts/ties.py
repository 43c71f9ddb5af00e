"""The tie between each of our people and a record: how strong, since when, from the contacts between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, FloatField, Func, Max, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from closeknit.timeline.models import Touch

COUNTED, YEARS = 5_000, 3  # the newest contacts of so many years, as for the column
HALF = 5  # what a sum of this much is worth: 50 of 100, see `columns.strength`
STRONG, GOOD, WEAK = 60, 30, 5  # of 100
MOST = 50


@dataclass(frozen=True, slots=True)
class Knows:
    """One of us who was in contact: how strong the tie is of 100, how many contacts it comes from, the first and the last of them."""

    user: int
    name: str
    strength: int
    contacts: int
    since: datetime
    last_at: datetime

    @property
    def word(self) -> str:
        """The strength as people say it."""
        return word(self.strength)

    @property
    def state(self) -> str:
        """The state of its chip."""
        return "good" if self.strength >= STRONG else "accent" if self.strength >= GOOD else "plain"


def word(strength: int) -> str:
    """What a strength of 100 is called."""
    if strength >= STRONG:
        return _("strong tie")
    if strength >= GOOD:
        return _("good tie")
    return _("weak tie") if strength >= WEAK else _("faint tie")


def of_sum(warm: float) -> int:
    """The strength that a sum of weights, each halved every 60 days, comes to: the formula of `columns.strength`."""
    return round(100 * warm / (HALF + warm))


class Left(Func):
    """What is left of a contact's weight now."""

    template = "(weight * power(2, extract(epoch from happened_at - now())::float8 / 5184000))"
    arity = 0
    output_field = FloatField()


def of(record: int) -> list[Knows]:
    """Who of us is in contact with a record, the strongest tie first. For a reader who sees the record: who sees it sees its contacts."""
    newest = Touch.objects.filter(
        record_id=record, by__isnull=False, happened_at__gt=timezone.now() - timedelta(days=365 * YEARS)
    ).order_by("-happened_at")[:COUNTED]
    rows: Any = (
        Touch.objects.filter(pk__in=newest.values("pk"))
        .annotate(left=Left())
        .values_list("by_id", "by__name")
        .annotate(warm=Sum("left"), number=Count("pk"), since=Min("happened_at"), last=Max("happened_at"))
        .order_by(F("warm").desc())[:MOST]
    )
    return [Knows(user, name, of_sum(warm), number, since, last) for user, name, warm, number, since, last in rows]
