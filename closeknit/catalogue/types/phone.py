"""Telephone number: what was typed, and beside it the number as machines dial it where it was understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

import phonenumbers
from django.db.models import Func, Q, TextField, Value
from django.db.models.lookups import Contains, Exact, In, StartsWith
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import company, controls, dialling, reading, words
from closeknit.catalogue.types.value import (
    EQUALITY,
    PRESENCE,
    WORDS,
    Condition,
    Json,
    Operator,
    Storage,
    Type,
    register,
)

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

LIMIT = 100
E164 = re.compile(r"\+[1-9][0-9]{4,14}")
NOT_A_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it was typed, and as E.164; "" where it was not understood."""

    typed: str
    e164: str


@lru_cache(maxsize=4096)
def understood(typed: str, region: str) -> str:
    """The E.164 form of a number that was typed in a country; "" where it is not understood."""
    if (plainly := dialling.plainly(typed)) and E164.fullmatch(plainly):
        return plainly
    try:
        number = phonenumbers.parse(typed, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    found = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return found if E164.fullmatch(found) else ""


def region_of(field: Field) -> str:
    """The country by which a number without one is read: the field's unit, else the company's."""
    return field.unit if field.unit in phonenumbers.SUPPORTED_REGIONS else company.habits().region


def bare(text: str) -> str:
    """The digits of a text, 0-9."""
    return NOT_A_DIGIT.sub("", reading.digits(text))


def spellings(typed: str, e164: str) -> list[str]:
    """The digits by which people write a number down: with its country in three ways, and without."""
    found = {bare(typed)}
    if e164:
        number = phonenumbers.parse(e164, None)
        country, rest = str(number.country_code), e164[1 + len(str(number.country_code)) :]
        found |= {country + rest, f"00{country}{rest}", f"{country}0{rest}", f"00{country}0{rest}", f"0{rest}"}
    return sorted(found - {""})


@register
class PhoneType(Type):
    """Every text is taken, for people note down numbers in many ways; those that are understood compare by their number."""

    key = "phone"
    label = _("Telephone number")
    storage = Storage.TEXT
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *WORDS, *PRESENCE)
    usual = Operator.CONTAINS
    columns = ("", "_e164")
    parts = ("typed", "e164")
    icon = "phone"
    example = "+44 20 7946 0000"

    def parse(self, given: object, field: Field, actor: Any = None) -> Phone | None:
        if isinstance(given, Phone):
            return given
        if isinstance(given, dict):
            return self._from_json(given, field)
        text = reading.line(
            str(given) if isinstance(given, int) and not isinstance(given, bool) else given, field, LIMIT
        )
        if text is None:
            return None
        typed = text[4:].strip() or text if text[:4].lower() == "tel:" else text
        return Phone(typed, understood(typed, region_of(field)))

    def _from_json(self, given: dict[Any, Any], field: Field) -> Phone | None:
        typed, e164 = given.get("typed") or given.get("e164"), given.get("e164") or ""
        if set(given) - {"typed", "e164"} or not isinstance(e164, str) or (e164 and not E164.fullmatch(e164)):
            sentence = now('“%(field)s” is an object such as {"typed": "030 123456", "e164": "+4930123456"}.')
            raise reading.refusal(field, sentence, "not_a_phone")
        text = reading.line(typed, field, LIMIT)
        return None if text is None else Phone(text, e164 or understood(text, region_of(field)))

    def stored(self, value: Any) -> Json:
        return None if value is None else {"typed": value.typed, "e164": value.e164}

    def loaded(self, stored: Any) -> Phone | None:
        return Phone(stored["typed"], stored["e164"]) if stored else None

    def split(self, value: Any) -> tuple[Any, ...]:
        return (None, None) if value is None else (value.typed, value.e164)

    def joined(self, parts: tuple[Any, ...]) -> Phone | None:
        return Phone(parts[0], parts[1] or "") if parts[0] else None

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else value.typed

    def cell(self, value: Any, field: Field) -> SafeString:
        """Digits run from left to right in every script."""
        if value is None:
            return SafeString("")
        if not E164.fullmatch(value.e164):
            return SafeString(f'<bdi dir="ltr">{escape(value.typed)}</bdi>')
        return SafeString(f'<bdi dir="ltr"><a href="tel:{value.e164}">{escape(value.typed)}</a></bdi>')

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.input_(
            "tel", self.typed(value, field), attributes, inputmode="tel", autocomplete="off", maxlength=str(LIMIT)
        )

    def exported(self, value: Any, field: Field) -> str:
        """What was typed where it is understood the same way here, else the E.164 form."""
        if value is None:
            return ""
        in_full = not value.e164 or dialling.bare(value.typed) == value.e164
        here = in_full or understood(value.typed, region_of(field)) == value.e164
        return str(value.typed if here else value.e164)

    def empty(self, expression: Any) -> Condition:
        return words.empty(expression)

    any_of = Type.one_by_one

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """Digits are compared with digits; a text without any is looked for as it is."""
        if operator is Operator.IS:
            return self._is(expression, self.parse(given, field, actor), field, beside)
        text = words.piece(given, field, LIMIT)
        if not bare(text):
            return words.compare(operator, expression, text)
        lookup = Contains if operator is Operator.CONTAINS else StartsWith
        condition = Q(lookup(self._digits(expression), bare(text)))
        return (
            condition
            | Q(lookup(beside[0], "+" + bare(text) if operator is Operator.STARTS else bare(text).lstrip("0") or "0"))
            if beside
            else condition
        )

    def _is(self, expression: Any, value: Phone | None, field: Field, beside: Sequence[Any]) -> Condition:
        if value is None:
            raise reading.refusal(field, now("Say what “%(field)s” is to be compared with."), "nothing_to_compare")
        written = spellings(value.typed, value.e164)
        typed = (
            In(self._digits(expression), written) if written else words.compare(Operator.IS, expression, value.typed)
        )
        if not (beside and value.e164):
            return Q(typed)
        return Q(Exact(beside[0], value.e164)) | (Q(Exact(beside[0], "")) & Q(typed))

    def _digits(self, expression: Any) -> Func:
        return Func(
            expression, Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace", output_field=TextField()
        )

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": ["object", "null"],
            "properties": {"typed": {"type": "string", "maxLength": LIMIT}, "e164": {"type": "string"}},
            "required": ["typed"],
            "additionalProperties": False,
        }
