"""Number: a decimal number, with the unit of its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types.decimals import Decimals
from closeknit.catalogue.types.value import register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field


@register
class Number(Decimals):
    """The unit is kept on one line with the number, and may be typed behind it."""

    key = "number"
    label = _("Number")
    icon = "hash"
    example = "1250.5"

    def unit(self, field: Field) -> str:
        return f"\N{NO-BREAK SPACE}{field.unit}" if field.unit else ""

    def bare(self, text: str, field: Field) -> str:
        return text.removesuffix(field.unit).rstrip()
