"""Long text: paragraphs, kept byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import controls, reading, words
from closeknit.catalogue.types.text import written_out
from closeknit.catalogue.types.value import register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

LIMIT = 100_000
SEEN_IN_CELL = 300


@register
class LongText(words.Words):
    """A text of several lines. Line ends stay as they came; a form that reads CR LF says itself what it makes of it."""

    key = "long_text"
    label = _("Long text")
    icon = "align-left"
    example = _("several lines")
    sortable = False

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        return reading.plain(written_out(given), field, field.limit or LIMIT)

    def cell(self, value: Any, field: Field) -> SafeString:
        if value is None:
            return SafeString("")
        return escape(value if len(value) <= SEEN_IN_CELL else Truncator(value).chars(SEEN_IN_CELL))

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.textarea(self.typed(value, field), attributes, rows="4", maxlength=str(field.limit or LIMIT))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "maxLength": field.limit or LIMIT}
