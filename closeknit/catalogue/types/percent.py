"""Percent: 12.5 means 12.5 %."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import amounts
from closeknit.catalogue.types.decimals import Decimals
from closeknit.catalogue.types.value import register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field


@register
class Percent(Decimals):
    """A share of a hundred, kept as people say it: never as a fraction of one."""

    key = "percent"
    label = _("Percent")
    icon = "percent"
    example = "12.5 %"

    def unit(self, field: Field) -> str:
        return amounts.percent_sign(get_language() or "en")

    def bare(self, text: str, field: Field) -> str:
        return text.rstrip("%٪％").rstrip()
