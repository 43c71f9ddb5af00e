"""Money: a decimal amount and its currency, never one without the other."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import pycountry
from babel.core import get_global
from babel.numbers import get_currency_precision, get_currency_symbol, get_territory_currencies
from django.db.models import Q
from django.db.models.lookups import Exact
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import amounts, company, controls, reading
from closeknit.catalogue.types.decimals import checked, in_spreadsheet
from closeknit.catalogue.types.value import (
    COMPARISONS,
    EQUALITY,
    ORDERED,
    PRESENCE,
    Condition,
    Json,
    Operator,
    Storage,
    Type,
    compared,
    register,
)

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

LEADING = re.compile(
    r"(?P<sign>[-+−]?)\s*(?P<mark>[^\d\s.,+\-−]{1,4}|[A-Za-z]{3})\s*(?P<number>[-+−.,\d].*)", re.DOTALL
)
TRAILING = re.compile(
    r"(?P<number>.*?\d.*?)\s*(?P<mark>[A-Za-z]{3}|[^\d\s.,+\-−A-Za-z']{1,4}|zł|Kč|kr|Fr\.?)", re.DOTALL
)
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "₩": "KRW",
    "₪": "ILS",
    "zł": "PLN",
    "Kč": "CZK",
    "Fr.": "CHF",
    "Fr": "CHF",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount and the ISO 4217 code of its currency."""

    amount: Decimal
    currency: str


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of the currencies in use."""
    return frozenset(one.alpha_3 for one in pycountry.currencies)


@lru_cache(maxsize=512)
def precision(currency: str) -> int:
    """How many decimal places a currency is written with."""
    return int(get_currency_precision(currency))


@lru_cache(maxsize=64)
def home_currency(language: str) -> str:
    """The currency of the country that a language tag names or most likely means."""
    where = amounts.locale_of(language)
    territory = where.territory or get_global("likely_subtags").get(where.language, "__US").rsplit("_", 1)[-1]
    return next(iter(get_territory_currencies(territory)), "")


@lru_cache(maxsize=512)
def frame(language: str, currency: str) -> tuple[str, str]:
    """What stands before and after an amount. Only the reader's own currency has its sign: $ is the sign of many."""
    where = amounts.locale_of(language)
    mark = get_currency_symbol(currency, locale=where) if currency == home_currency(language) else currency
    pattern = where.currency_formats["standard"].pattern.split(";")[0]
    if pattern.lstrip("\u200f").startswith("¤"):
        return mark + ("\N{NO-BREAK SPACE}" if mark == currency or "¤\N{NO-BREAK SPACE}" in pattern else ""), ""
    return "", "\N{NO-BREAK SPACE}" + mark


def json_amount(value: Money) -> str:
    """The decimal text of an amount, with at least the places of its currency."""
    return f"{amounts.tidy(value.amount, precision(value.currency)):f}"


def usual_currency(field: Field) -> str:
    """The currency of a bare amount: the field's unit, else the company's."""
    return field.unit if field.unit in currencies() else company.habits().currency


def currency_of(mark: str, field: Field) -> str:
    """The currency that a code or a sign names, for the sign of many ($, kr) the one that is usual here; raises Refused."""
    if mark.upper() in currencies():
        return mark.upper()
    language = get_language() or "en"
    for usual in (usual_currency(field), home_currency(language), "USD"):
        if (
            usual
            and not mark.isalnum()
            and get_currency_symbol(usual, locale=amounts.locale_of(language)).endswith(mark)
        ):
            return usual
    if mark in SIGNS:
        return SIGNS[mark]
    raise reading.refusal(
        field,
        now("“%(field)s” names a currency that is not known: write its code, as in 12.50 EUR."),
        "unknown_currency",
    )


def apart(text: str) -> tuple[str, str]:
    """The number and the mark of the currency in a text; "" where there is no mark."""
    if found := LEADING.fullmatch(text):
        return found["sign"] + found["number"], found["mark"]
    if (found := TRAILING.fullmatch(text)) and found["mark"].lower() not in amounts.TIMES:
        return found["number"], found["mark"]
    return text, ""


@register
class MoneyType(Type):
    """Amounts compare by their number; a filter that names a currency finds that currency only."""

    key = "money"
    label = _("Money")
    storage = Storage.NUMBER
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *ORDERED, *PRESENCE)
    usual = Operator.GTE
    columns = ("", "_currency")
    parts = ("amount", "currency")
    icon = "banknote"
    example = "EUR 1250"
    numeric = True

    def parse(self, given: object, field: Field, actor: Any = None) -> Money | None:
        amount, mark = self._read(given, field)
        if amount is None:
            return None
        currency = currency_of(mark, field) if mark else usual_currency(field)
        if not currency:
            raise reading.refusal(
                field, now("“%(field)s” has no currency: write its code too, as in 12.50 EUR."), "no_currency"
            )
        return Money(amount, currency)

    def _read(self, given: object, field: Field, *, short: bool = False) -> tuple[Decimal | None, str]:
        if isinstance(given, Money):
            return checked(given.amount, field), given.currency
        if isinstance(given, dict):
            return self._read_json(given, field)
        if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
            return checked(amounts.exact(given), field), ""
        text = reading.line(given, field, 60)
        if text is None:
            return None, ""
        number, mark = apart(text)
        return checked(amounts.read_short(number) if short else amounts.read(number), field), mark

    def _read_json(self, given: dict[Any, Any], field: Field) -> tuple[Decimal, str]:
        amount, currency = given.get("amount"), given.get("currency")
        if set(given) - {"amount", "currency"} or not isinstance(amount, str) or not isinstance(currency, str | None):
            sentence = now('“%(field)s” is an object such as {"amount": "12.50", "currency": "EUR"}.')
            raise reading.refusal(field, sentence, "not_money")
        plain = len(amount) <= 60 and amounts.PLAIN.fullmatch(amount) and amount.isascii()
        return checked(Decimal(amount) if plain else None, field), currency or ""

    def stored(self, value: Any) -> Json:
        return None if value is None else {"amount": json_amount(value), "currency": value.currency}

    def loaded(self, stored: Any) -> Money | None:
        return None if stored is None else Money(Decimal(stored["amount"]), stored["currency"])

    def split(self, value: Any) -> tuple[Any, ...]:
        return (None, None) if value is None else (value.amount, value.currency)

    def joined(self, parts: tuple[Any, ...]) -> Money | None:
        return None if parts[0] is None else Money(parts[0], parts[1])

    def shown(self, value: Any, field: Field) -> str:
        if value is None:
            return ""
        before, after = frame(get_language() or "en", value.currency)
        sign = "-" if before and value.amount < 0 else ""
        return (
            sign
            + before
            + amounts.written(abs(value.amount) if sign else value.amount, precision(value.currency))
            + after
        )

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.input_(
            "text", self.typed(value, field), attributes, inputmode="text", autocomplete="transaction-amount"
        )

    def typed(self, value: Any, field: Field) -> str:
        return "" if value is None else f"{amounts.typed(value.amount, precision(value.currency))} {value.currency}"

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else f"{amounts.plain(value.amount, precision(value.currency))} {value.currency}"

    def spreadsheet(self, value: Any, field: Field) -> object:
        if value is None:
            return ""
        bare = value.currency == usual_currency(field)
        return in_spreadsheet(value.amount) if bare else self.exported(value, field)

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        amount, mark = self._read(given, field, short=True)
        if amount is None:
            return super().compare(operator, expression, given, field, actor, beside)
        subject, (number,) = compared(expression, [amount])
        condition = Q(COMPARISONS[operator](subject, number))
        return condition & Q(Exact(beside[0], currency_of(mark, field))) if mark and beside else condition

    any_of = Type.one_by_one

    def schema(self, field: Field) -> dict[str, Any]:
        amount = {"type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"}
        return {
            "type": ["object", "null"],
            "properties": {"amount": amount, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
            "required": ["amount", "currency"],
            "additionalProperties": False,
        }
