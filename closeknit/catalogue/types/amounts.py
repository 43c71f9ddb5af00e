"""Decimal numbers as people of a language read and write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import format_decimal
from django.utils.translation import get_language

from closeknit.catalogue.types import reading

WHOLE, PLACES = 15, 6
LONGEST = 200  # characters; a number of more digits than fit is refused as such
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
SPACES = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))|(?<=[+\-])\s+")
SHORT = re.compile(r"(?P<number>[^a-z]+?)\s*(?P<word>k|tsd\.?|m|mio\.?|mn|b|bn|mrd\.?)", re.IGNORECASE)
TIMES = {"k": 3, "tsd": 3, "m": 6, "mio": 6, "mn": 6, "b": 9, "bn": 9, "mrd": 9}
SAME = str.maketrans({"−": "-", "–": "-", "٫": ".", "٬": None, "’": "'", "．": ".", "，": ",", "＋": "+", "－": "-"})


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a language tag; English for one that is not known."""
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def locale() -> Locale:
    """The locale of the active language."""
    return locale_of(get_language() or "en")


@dataclass(frozen=True, slots=True)
class Marks:
    """How a language writes a number: its marks, and what a number with thousands looks like."""

    decimal: str
    group: str
    form: re.Pattern[str]
    usual: bool


@lru_cache(maxsize=64)
def marks_of(language: str) -> Marks:
    """The marks of a language."""
    where = locale_of(language)
    symbols = where.number_symbols["latn"]
    decimal, group = symbols["decimal"], symbols["group"]
    between = r"'" if group == "’" else re.escape(group)
    form = re.compile(
        rf"[+-]?[1-9]\d{{0,2}}({between}\d{{2,3}})*{between}\d{{3}}({re.escape(decimal)}\d*)?|[+-]?\d*{re.escape(decimal)}\d*|[+-]?\d+"
    )
    return Marks(
        decimal, group, form, where.decimal_formats[None].grouping[0] == where.decimal_formats[None].grouping[1]
    )


def read(text: str) -> Decimal | None:
    """The number in a text of the active language or in the locale-free form; None for anything else.

    Where both readings are possible (1.234 in German) the language wins; `plain` never writes what can be read two ways.
    """
    if len(text) > LONGEST:
        return None
    marks = marks_of(get_language() or "en")
    bare = SPACES.sub("", reading.digits(text).translate(SAME).strip())
    if marks.form.fullmatch(bare) and any(one.isdigit() for one in bare):
        group = "'" if marks.group == "’" else marks.group
        return Decimal(bare.replace(group, "").replace(marks.decimal, "."))
    return Decimal(bare) if PLAIN.fullmatch(bare) else None


def read_short(text: str) -> Decimal | None:
    """The number in a filter, where 10k, 1.5m and 2 Mio. are understood too."""
    short = SHORT.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if short is None:
        return read(text)
    number = read(short["number"])
    return None if number is None else number.scaleb(TIMES[short["word"].lower().rstrip(".")])


def fits(number: Decimal) -> bool:
    """Whether a number is finite, with at most 15 digits before the point and 6 after it."""
    if not number.is_finite():
        return False
    return abs(number) < 10**WHOLE and number == round(number, PLACES) if number.adjusted() < WHOLE else False


def exact(given: float | Decimal) -> Decimal:
    """The decimal number of a number in Python, a float by its shortest digits."""
    return Decimal(repr(given)) if isinstance(given, float) else Decimal(given)


def tidy(number: Decimal, least: int = 0) -> Decimal:
    """The number without zeros at its end, but with at least so many places."""
    places = max(least, -int(number.normalize().as_tuple().exponent)) if number else least
    return round(number, places) if places else round(number, 0)


def plain(number: Decimal, least: int = 0) -> str:
    """The locale-free form, with at least `least` places. Three places become four: 1.234 would be a thousand to a reader of German."""
    tidied = tidy(number, least)
    return f"{tidy(number, 4):f}" if tidied.as_tuple().exponent == -3 else f"{tidied:f}"


def typed(number: Decimal, least: int = 0) -> str:
    """The number as it stands in a control: by the language, without thousands."""
    return f"{tidy(number, least):f}".replace(".", marks_of(get_language() or "en").decimal)


def written(number: Decimal, least: int = 0) -> str:
    """The number as the active language writes it, with at least `least` places."""
    marks = marks_of(get_language() or "en")
    tidied = tidy(number, least)
    if not marks.usual:
        return str(format_decimal(tidied, locale=locale(), decimal_quantization=False))
    return f"{tidied:,f}".replace(",", "\0").replace(".", marks.decimal).replace("\0", marks.group)


@lru_cache(maxsize=64)
def percent_sign(language: str) -> str:
    """The sign that follows a share of a hundred, with the space that the language puts before it."""
    return str(locale_of(language).percent_formats[None].suffix[0])
