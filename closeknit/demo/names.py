"""How names, addresses and numbers of the crowd are put together."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

from closeknit.demo.lands.land import Land, Word

OFFICE = {
    "de": "kontakt",
    "fr": "contact",
    "nl": "info",
    "es": "correo",
    "it": "segreteria",
    "pl": "biuro",
    "sv": "hej",
}
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ı": "i", "æ": "ae", "đ": "d"})
LETTERS_OF_POSTCODES = "ABDEFGHJLNPQRSTUWXYZ"


def plain(text: str) -> str:
    """The text in small Latin letters and digits with dots between words, as in an address."""
    bare = unicodedata.normalize("NFKD", text.translate(LETTERS)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", ".", bare.replace("'", "")).strip(".")


def digits(pattern: str, dice: random.Random) -> str:
    """The pattern with a digit for each `#`, and a letter for each `X`."""
    return "".join(
        str(dice.randrange(10)) if sign == "#" else dice.choice(LETTERS_OF_POSTCODES) if sign == "X" else sign
        for sign in pattern
    )


def firms(land: Land, dice: random.Random, taken: set[str]) -> Iterator[tuple[str, str, str]]:
    """As many organizations as the country has: name, domain and trade, no name and no domain twice."""
    every = [(trade, pattern, stem) for trade, pattern in land.firms for stem in land.stems]
    families = [(trade, pattern, family) for trade, pattern in land.firms for family in land.family]
    dice.shuffle(every)
    dice.shuffle(families)
    made = 0
    for trade, pattern, stem in [*every, *families]:
        name, domain = pattern.format(stem.text), _domain(pattern, trade, stem)
        if made < land.organizations and domain not in taken:
            taken.add(domain)
            made += 1
            yield name, domain, trade


def _domain(pattern: str, trade: str, stem: Word) -> str:
    latin = (
        plain(pattern.format(stem.latin))
        if pattern.isascii() or stem.text == stem.latin
        else plain(f"{stem.latin} {trade}")
    )
    return f"{latin.replace('.', '-')}.example"


def person(land: Land, dice: random.Random, domain: str) -> dict[str, Any]:
    """The values of a person of the country, without employments; one in eleven has no e-mail."""
    given, family = dice.choice(land.given), dice.choice(land.family)
    values: dict[str, Any] = {"given_name": given.text, "family_name": family.text, "language": land.language}
    if dice.random() > 0.09:
        values["emails"] = [{"address": f"{plain(given.latin)}.{plain(family.latin)}@{domain}", "kind": "work"}]
    phones = []
    if land.phones and dice.random() < 0.45:
        phones.append({"number": digits(dice.choice(land.phones), dice), "kind": "direct"})
    if land.mobiles and dice.random() < 0.4:
        phones.append({"number": digits(dice.choice(land.mobiles), dice), "kind": "mobile"})
    if phones:
        values["phones"] = phones
    if dice.random() < 0.12:
        values["birthday"] = date(dice.randint(1959, 2001), dice.randint(1, 12), dice.randint(1, 28)).isoformat()
    if dice.random() < 0.06:
        values["honorific"] = {"de": "Dr.", "en": "Dr", "nl": "ir.", "it": "Ing."}.get(land.language, "Dr")
    return values
