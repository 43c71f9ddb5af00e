"""What a cell looks like: an e-mail address, a web address, a telephone number, a date, a number, a country."""

from __future__ import annotations

import re
from functools import cache

import pycountry

from closeknit.directory.names import is_email as is_email
from closeknit.directory.names import plain as plain

URL = re.compile(
    r"^(?:https?://\S+|www\.\S+\.\S+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|info|io|eu|de|at|ch|fr|es|it|nl|co\.uk|uk|us|biz|jp|br)(?:/\S*)?)$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^[-+]?[\d.,' \u00a0\u202f]*\d%?$")
PHONE = re.compile(r"^(?:\+|00|\()?[\d\s()./\u00a0-]{6,24}(?:\s*(?:x|ext\.?|dw|app\.?)\s*\d{1,6})?$", re.IGNORECASE)
DATE = re.compile(
    r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?: \d{1,2}:\d{2}(?::\d{2})?)?)$"
)
PUNCTUATED = re.compile(r"[-+()/.\s]")


def is_url(cell: str) -> bool:
    """Whether it is one web address, with or without a scheme."""
    return bool(URL.match(cell))


def is_date(cell: str) -> bool:
    """Whether it is a day, or a day and a time, in digits."""
    return bool(DATE.match(cell))


def is_number(cell: str) -> bool:
    """Whether it is one number, however it is grouped."""
    return bool(NUMBER.match(cell))


def is_phone(cell: str) -> bool:
    """Whether it reads as a telephone number and not as a plain number or a date."""
    digits = sum(letter.isdigit() for letter in cell)
    if not 6 <= digits <= 18 or not PHONE.match(cell) or is_date(cell):
        return False
    return cell.startswith(("+", "00", "(", "0")) or len(PUNCTUATED.findall(cell.strip())) >= 2


def is_country(cell: str) -> bool:
    """Whether it names a country, by name or code of ISO 3166-1."""
    return plain(cell) in _countries()


@cache
def _countries() -> frozenset[str]:
    names = {
        "uk",
        "usa",
        "england",
        "scotland",
        "wales",
        "deutschland",
        "osterreich",
        "schweiz",
        "suisse",
        "espana",
        "allemagne",
        "russia",
        "turkey",
    }
    for country in pycountry.countries:
        given = (
            country.name,
            getattr(country, "common_name", ""),
            getattr(country, "official_name", ""),
            country.alpha_2,
            country.alpha_3,
        )
        names.update(plain(name) for name in given if name)
    return frozenset(names)


def is_value(cell: str) -> bool:
    """Whether it is plainly data and no heading."""
    return is_email(cell) or is_url(cell) or is_date(cell) or is_number(cell) or is_phone(cell)
