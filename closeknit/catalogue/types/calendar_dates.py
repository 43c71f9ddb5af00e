"""Dates as people of a language write and read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime, get_month_names, parse_pattern
from django.utils.translation import get_language

from closeknit.catalogue.types import amounts, reading

ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
TOKEN = re.compile(r"\d+|[^\W\d_]+")
BETWEEN = re.compile(r"[\s.,/\-]*")
IGNORED = frozenset({"de", "del", "of", "the", "st", "nd", "rd", "th", "er", "年", "月", "日"})
LETTER = re.compile(r"%\((\w+)\)s")


class ShortYear(ValueError):
    """A year was written with two digits."""


def read(text: str) -> date:
    """The date in a text, ISO or as the active language writes it; raises ValueError, ShortYear for a year of two digits.

    The order of day and month is the language's, never guessed: a file of the other order is refused, not half understood.
    """
    bare = reading.digits(text)
    if iso := ISO.fullmatch(bare):
        return date(*map(int, iso.groups()))
    if len(bare) > 60 or BETWEEN.sub("", TOKEN.sub("", bare)):
        raise ValueError(text)
    tokens = [one for one in TOKEN.findall(bare) if one.lower() not in IGNORED]
    if len(tokens) != 3 or any(one.isdigit() and len(one) > 4 for one in tokens):
        raise ValueError(text)
    year, month, day = _in_order(tokens, get_language() or "en")
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        raise ValueError(text)
    if len(year) < 4:
        raise ShortYear(text)
    return date(int(year), int(month), int(day))


def _in_order(tokens: list[str], language: str) -> tuple[str, str, str]:
    """Year, month and day of three tokens, a month's name as its number."""
    named = [place for place, one in enumerate(tokens) if not one.isdigit()]
    if len(named) == 1:
        month = str(months(language).get(tokens[named[0]].casefold(), ""))
        first, second = (one for place, one in enumerate(tokens) if place != named[0])
        return (first, month, second) if len(first) == 4 else (second, month, first)
    order = "yMd" if len(tokens[0]) == 4 else order_of(language)
    by_letter = dict(zip(order, tokens, strict=True))
    return by_letter["y"], by_letter["M"], by_letter["d"]


@lru_cache(maxsize=64)
def order_of(language: str) -> str:
    """The order of the letters d, M and y in the short dates of a language."""
    pattern = amounts.locale_of(language).date_formats["short"].pattern
    return "".join(sorted("dMy", key=pattern.index))


@lru_cache(maxsize=64)
def months(language: str) -> dict[str, int]:
    """The number of each month by its names in a language and in English."""
    found: dict[str, int] = {}
    for where in ("en", amounts.locale_of(language)):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context=context, locale=where)
                found.update({name.casefold().strip("."): number for number, name in names.items()})
    return found


def example() -> str:
    """The last day of 2026 in the order of the active language, to show how a date is written."""
    language = get_language() or "en"
    parts = {"d": "31", "M": "12", "y": "2026"}
    mark = next((one for one in amounts.locale_of(language).date_formats["short"].pattern if one in "./-"), "-")
    return mark.join(parts[letter] for letter in order_of(language))


class _Letters:
    """The letters of a date pattern for one date, each worked out when the pattern asks for it."""

    __slots__ = ("day", "names")

    def __init__(self, day: date, names: tuple[Any, Any]) -> None:
        self.day, self.names = day, names

    def __getitem__(self, letter: str) -> object:
        day = self.day
        match letter:
            case "d":
                return day.day
            case "dd":
                return f"{day.day:02}"
            case "M" | "L":
                return day.month
            case "MM" | "LL":
                return f"{day.month:02}"
            case "MMM":
                return self.names[0][day.month]
            case "MMMM":
                return self.names[1][day.month]
        return day.year


@lru_cache(maxsize=64)
def day_writer(language: str) -> Callable[[date], str]:
    """What writes a date in a language; babel's own way costs twenty times as much in a list of fifty rows."""
    where = amounts.locale_of(language)
    pattern = parse_pattern(where.date_formats["medium"].pattern).format
    if set(LETTER.findall(pattern)) - {"d", "dd", "M", "MM", "L", "LL", "MMM", "MMMM", "y"}:
        return lambda day: str(format_date(day, "medium", locale=where))
    names = (get_month_names("abbreviated", locale=where), get_month_names("wide", locale=where))
    return lambda day: pattern % _Letters(day, names)


@lru_cache(maxsize=64)
def moment_writer(language: str) -> Callable[[datetime], str]:
    """What writes a date with its time in a language; the moment is in the reader's zone already."""
    where = amounts.locale_of(language)
    day, clock = day_writer(language), where.time_formats["short"].pattern
    both = str(where.datetime_formats["medium"]).replace("'", "")
    if clock in ("HH:mm", "H:mm"):
        padded = "02" if clock == "HH:mm" else ""
        return lambda at: both.format(f"{at.hour:{padded}}:{at.minute:02}", day(at))
    if clock.replace("\u202f", " ").replace("\xa0", " ") == "h:mm a":
        halves = where.day_periods["format"]["abbreviated"]
        space = clock[4]
        return lambda at: both.format(
            f"{at.hour % 12 or 12}:{at.minute:02}{space}{halves['am' if at.hour < 12 else 'pm']}", day(at)
        )
    return lambda at: str(format_datetime(at, "medium", locale=where))
