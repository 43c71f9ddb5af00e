"""Columns that fill themselves: first and last contact, with whom of us, how many in 90 days, how strong the tie is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Func, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.fields import Field, Home, field

DECIMAL: Any = DecimalField(max_digits=18, decimal_places=6)


@dataclass(frozen=True, slots=True)
class Kept(Home):
    """A column of what the contacts of a record come to; the database keeps it, see `dealings`."""

    column: str
    writable = False

    def select(self, field: Field) -> Sequence[Any]:
        return [self.kept]

    def order(self, field: Field) -> Any:
        return self.kept

    @property
    def kept(self) -> F:
        """The column itself, by which an index sorts."""
        return F(f"dealings__{self.column}")


class Counted(Kept):
    """A number of contacts, which is 0 where there was none."""

    def select(self, field: Field) -> Sequence[Any]:
        return [Coalesce(self.kept, Value(Decimal(0)), output_field=DECIMAL)]


class Strong(Kept):
    """How strong a tie is, of 100: the warmth that is left today of what happened."""

    def select(self, field: Field) -> Sequence[Any]:
        return [strength(self.kept)]


def strength(warmth: Any) -> Func:
    """How strong a tie of this warmth is now, of 100.

    What each contact weighs (3 where both met, 2 where they began, 1 where we did, half of that in writing) is halved every 60 days, and
    summed up; a sum of 5 is 50 of 100, of 20 it is 80. So a call in each month keeps a tie at about 50, in each week at about 80.
    """
    left = "power(2, (%(expressions)s)::float8 - extract(epoch from now())::float8 / 5184000)"
    return Func(warmth, template=f"round((100 * {left} / (5 + {left}))::numeric)", output_field=DECIMAL)


def fields() -> tuple[Field, ...]:
    """These columns, for the kinds of record that people are in contact with."""
    more: dict[str, Any] = {"editable": False, "indexed": True, "group": _("Computed"), "aside": True}
    return (
        field("first_contact", _("First contact"), "moment", Kept("first_at"), icon="calculator", hint=FIRST, **more),
        field("last_contact", _("Last contact"), "moment", Kept("last_at"), icon="calculator", hint=LAST, **more),
        field("last_contact_by", _("Last contact with"), "user", Kept("last_by_id"), icon="calculator", hint=WITH, sortable=False, **more),
        field("contacts_90", _("Contacts (90 days)"), "number", Counted("recent"), icon="calculator", hint=RECENT, whole=True, **more),
        field("strength", _("Strength of tie"), "number", Strong("warmth"), icon="calculator", hint=HOW_STRONG, whole=True, **more),
    )  # fmt: skip


FIRST = _("Computed: the day and time of the first contact that was logged with this record.")
LAST = _("Computed: the day and time of the newest contact that was logged with this record.")
WITH = _("Computed: who of us logged the newest contact.")
RECENT = _("Computed: how many contacts there were in the last 90 days.")
HOW_STRONG = _(
    "Computed, of 100: each contact counts 3 where both met, 2 where they began, 1 where we did, half of that in writing; "
    "after 60 days half of it is left. A call each month keeps about 50."
)
