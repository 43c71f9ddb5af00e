"""Types of decimal numbers: what was typed is what is kept, never a float."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.safestring import SafeString
from django.utils.translation import gettext as now

from closeknit.catalogue.types import amounts, controls, reading
from closeknit.catalogue.types.value import EQUALITY, ORDERED, PRESENCE, Json, Operator, Storage, Type

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

SAFE = 2**53


def checked(number: Decimal | None, field: Field) -> Decimal:
    """A number that the database can hold; raises Refused."""
    if number is None or not number.is_finite():
        raise reading.refusal(
            field,
            now("“%(field)s” is a number, such as %(example)s."),
            "not_a_number",
            example=amounts.written(Decimal("1234.5")),
        )
    if not amounts.fits(number):
        sentence = now("“%(field)s” takes a number with at most 15 digits before the decimal point and 6 after it.")
        raise reading.refusal(field, sentence, "number_too_long")
    return number or Decimal(0)


def within(number: Decimal, field: Field) -> Decimal:
    """A number that the field takes: not below its minimum, and whole where it says so; raises Refused."""
    if field.minimum is not None and number < field.minimum:
        least = amounts.written(Decimal(field.minimum))
        raise reading.refusal(field, now("“%(field)s” is %(least)s or more."), "too_small", least=least)
    if field.whole and number != number.to_integral_value():
        raise reading.refusal(
            field, now("“%(field)s” is a whole number, such as %(example)s."), "not_whole", example="3"
        )
    return number


def as_json(number: Decimal) -> Json:
    """A JSON number where that loses nothing, else the decimal text."""
    if number == number.to_integral_value():
        return int(number) if abs(number) < SAFE else amounts.plain(number)
    return float(number) if amounts.exact(float(number)) == number else amounts.plain(number)


def in_spreadsheet(number: Decimal) -> object:
    """A number for a spreadsheet, which keeps 15 digits; the text of one that has more."""
    return float(number) if len(number.normalize().as_tuple().digits) <= 15 else amounts.plain(number)


class Decimals(Type):
    """A type whose values are decimal numbers in one column; `unit` says what may stand behind one."""

    storage = Storage.NUMBER
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *ORDERED, *PRESENCE)
    usual = Operator.GTE
    numeric = True

    @abstractmethod
    def unit(self, field: Field) -> str:
        """What follows the number where it is shown, its space included; "" for nothing."""

    @abstractmethod
    def bare(self, text: str, field: Field) -> str:
        """What was typed, without the unit."""

    def parse(self, given: object, field: Field, actor: Any = None) -> Decimal | None:
        number = self._read(given, field)
        return None if number is None else within(number, field)

    def _read(self, given: object, field: Field) -> Decimal | None:
        if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
            return checked(amounts.exact(given), field)
        text = reading.line(given, field)
        return None if text is None else checked(amounts.read(self.bare(text, field)), field)

    def stored(self, value: Any) -> Json:
        return None if value is None else as_json(value)

    def loaded(self, stored: Any) -> Decimal | None:
        return None if stored is None else Decimal(stored) if isinstance(stored, str) else amounts.exact(stored)

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else amounts.written(value) + self.unit(field)

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.input_(
            "text",
            self.typed(value, field),
            attributes,
            inputmode="numeric" if field.whole else "decimal",
            autocomplete="off",
        )

    def typed(self, value: Any, field: Field) -> str:
        return "" if value is None else amounts.typed(value)

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else amounts.plain(value)

    def spreadsheet(self, value: Any, field: Field) -> object:
        return "" if value is None else in_spreadsheet(value)

    def operand(self, given: object, field: Field, actor: Any = None) -> Any:
        # Whatever the number: a filter may compare with what the field itself does not take.
        short = amounts.read_short(given) if isinstance(given, str) else None
        number = self._read(given if short is None else short, field)
        return super().operand(None, field, actor) if number is None else number

    def schema(self, field: Field) -> dict[str, Any]:
        least = {} if field.minimum is None else {"minimum": field.minimum}
        whole = {"multipleOf": 1} if field.whole else {}
        return {"type": ["number", "string", "null"], "description": self.unit(field).strip(), **least, **whole}
