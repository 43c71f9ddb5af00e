"""A country of the demonstration's crowd: the names, places and trades from which its companies and people are made."""

from __future__ import annotations

from dataclasses import dataclass

TRADES = {
    "dairy": "Dairy processing",
    "bakery": "Bakeries",
    "feed": "Animal feed",
    "grain": "Grain and milling",
    "meat": "Meat processing",
    "fish": "Fish processing",
    "brewery": "Brewing",
    "fruit": "Fruit and vegetables",
    "sweets": "Confectionery",
    "quarry": "Quarrying",
    "concrete": "Concrete and cement",
    "steel": "Steel stockholding",
    "recycling": "Recycling",
    "logistics": "Logistics",
    "chemicals": "Chemicals",
    "pharma": "Pharmaceuticals",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A name in its own letters, and in Latin ones for addresses."""

    text: str
    latin: str


def words(text: str) -> tuple[Word, ...]:
    """The names of a text: separated by blanks, `_` for a blank within one, `=` before its Latin letters."""
    found = []
    for one in text.split():
        name, _mark, latin = one.partition("=")
        found.append(Word(name.replace("_", " "), (latin or name).replace("_", " ")))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Place:
    """A town: its name, the beginning of its postcodes as `#` patterns, and its region."""

    city: str
    postcode: str
    region: str = ""


@dataclass(frozen=True, slots=True)
class Land:
    """A country: `firms` are names of companies by trade with `{}` for a stem; `organizations` is how many it has.

    `phones` and `mobiles` are patterns with `#` for a digit, only from ranges that are reserved for fiction; a country without
    such a range has none.
    """

    country: str
    language: str
    organizations: int
    given: tuple[Word, ...]
    family: tuple[Word, ...]
    stems: tuple[Word, ...]
    firms: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    legal: str = ""
    phones: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    street_pattern: str = "{number} {street}"
    family_follows: bool = False
