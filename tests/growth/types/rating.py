"""Rating: one to five stars. This one file is all that a type of value is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.html import format_html
from django.utils.safestring import SafeString

from closeknit.catalogue.types import controls, reading
from closeknit.catalogue.types.value import EQUALITY, ORDERED, PRESENCE, Operator, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

STAR, MOST = "★", 5


@register
class Rating(Type):
    """A number of stars, kept as a number and shown as stars."""

    key = "rating"
    label = "Rating"
    storage = Storage.NUMBER
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *ORDERED, *PRESENCE)
    usual = Operator.GTE
    icon = "star"
    example = STAR * 4

    def parse(self, given: object, field: Field, actor: Any = None) -> int | None:
        text = reading.line(str(given) if isinstance(given, int) else given, field)
        if text is None:
            return None
        stars = len(text) if set(text) == {STAR} else int(text) if text.isascii() and text.isdigit() else 0
        if not 1 <= stars <= MOST:
            raise reading.refusal(field, "“%(field)s” is 1 to 5 stars, such as ★★★ or 3.", "not_a_rating")
        return stars

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else STAR * int(value)

    def cell(self, value: Any, field: Field) -> SafeString:
        return format_html('<span class="stars">{}</span>', self.shown(value, field))

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.select(
            [(str(one), STAR * one) for one in range(1, MOST + 1)], self.typed(value, field), attributes
        )

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["integer", "null"], "minimum": 1, "maximum": MOST}
