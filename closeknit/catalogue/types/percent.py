"""Percent: 12.5 means 12.5 %."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import amounts, controls, reading
from closeknit.catalogue.types.number import as_json, checked, in_spreadsheet
from closeknit.catalogue.types.value import EQUALITY, ORDERED, PRESENCE, Json, Operator, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field


@register
class Percent(Type):
    """A share of a hundred, kept as people say it: never as a fraction of one."""

    key = "percent"
    label = _("Percent")
    storage = Storage.NUMBER
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *ORDERED, *PRESENCE)
    icon = "percent"
    numeric = True

    def parse(self, given: object, field: Field, actor: Any = None) -> Decimal | None:
        if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
            return checked(amounts.exact(given), field)
        text = reading.line(given, field)
        return None if text is None else checked(amounts.read(text.rstrip("%٪％").rstrip()), field)

    def stored(self, value: Any) -> Json:
        return None if value is None else as_json(value)

    def loaded(self, stored: Any) -> Decimal | None:
        return (
            None
            if stored is None
            else amounts.exact(stored if isinstance(stored, int | float | Decimal) else Decimal(str(stored)))
        )

    def shown(self, value: Any, field: Field) -> str:
        if value is None:
            return ""
        sign = amounts.percent_sign(get_language() or "en")
        return f"{amounts.written(value)}{sign}"

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.input_("text", self.typed(value, field), attributes, inputmode="decimal", autocomplete="off")

    def typed(self, value: Any, field: Field) -> str:
        return "" if value is None else amounts.typed(value)

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else amounts.plain(value)

    def spreadsheet(self, value: Any, field: Field) -> object:
        return "" if value is None else in_spreadsheet(value)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["number", "string", "null"], "description": "%"}
