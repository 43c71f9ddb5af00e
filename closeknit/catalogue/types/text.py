"""Text: one line, kept byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import controls, reading, words
from closeknit.catalogue.types.value import register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

LIMIT = 500


def written_out(given: object) -> object:
    """A number that a program or a spreadsheet gave in the place of a text, as text; 12.0 of a spreadsheet is 12."""
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        return given
    if isinstance(given, float) and given.is_integer():
        return f"{given:.0f}"
    return format(Decimal(given) if isinstance(given, int) else given)


@register
class Text(words.Words):
    """Every character is kept: nothing is stripped, nothing normalised."""

    key = "text"
    label = _("Text")
    icon = "text-cursor"
    example = _("Gate 4, ring twice")

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        return reading.plain(written_out(given), field, field.limit or LIMIT)

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        """One line; an area where there are several already, for an input would lose its line ends."""
        typed, most = self.typed(value, field), str(field.limit or LIMIT)
        if "\n" in typed or "\r" in typed:
            return controls.textarea(typed, attributes, rows="2", maxlength=most)
        return controls.input_("text", typed, attributes, maxlength=most)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "maxLength": field.limit or LIMIT}
