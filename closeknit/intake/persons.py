"""Splits a person's name as one text into salutation, title, given and family name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from nameparser import HumanName

from closeknit.intake import shapes

if TYPE_CHECKING:
    from closeknit.intake.rows import Plain

SALUTED = "mr mrs ms miss mx herr frau monsieur madame mme mlle m senor senora sr sra srta"
TITLED = "dr prof sir lord lady don dona rev"
ENDING = "jr sr ii iii iv phd md mba esq"
SALUTATIONS = frozenset(SALUTED.split())
FIRST = SALUTATIONS | frozenset(TITLED.split())
SUFFIXES = frozenset(ENDING.split())
SIMPLE = re.compile(r"^([^\W\d_]{2,}) ([^\W\d_]{2,})$")
NAME = re.compile(
    r"^[^\W\d_][^\W\d_.,'’() -]*(?:[.,]?[ '’(-][^\W\d_]*[).]*){0,8}$"
)  # anything stranger is kept as it is


@lru_cache(maxsize=4096)
def split(name: str) -> dict[str, str]:
    """The parts of a name that are there, under the keys of their fields; a single word is the family name."""
    plainly = name.strip(" ")
    simple = SIMPLE.match(plainly)
    if simple and simple[1].lower() not in FIRST and simple[2].lower() not in SUFFIXES:
        return {"given_name": simple[1], "family_name": simple[2]}
    if not NAME.match(plainly):
        return {"family_name": name}
    parsed = HumanName(plainly)
    titles = parsed.title.split()
    salutation = [word for word in titles if shapes.plain(word) in SALUTATIONS]
    given = " ".join(
        part for part in (parsed.first, parsed.middle, f"({parsed.nickname})" if parsed.nickname else "") if part
    )
    family = " ".join(part for part in (parsed.last, parsed.suffix) if part)
    if not family:
        given, family = "", given
    honorific = " ".join(word for word in titles if word not in salutation)
    parts = {
        "given_name": given,
        "family_name": family or name,
        "salutation": " ".join(salutation),
        "honorific": honorific,
    }
    return {key: part for key, part in parts.items() if part}


def compose(found: Plain, keys: frozenset[str]) -> None:
    """Gives a record its given and family name; what the kind has no field for, and a full name that says more, stay remarks."""
    name = found.values.pop("name", "")
    columns = found.origins.pop("name", ())
    if not name:
        return
    if "given_name" in found.values or "family_name" in found.values:
        have = " ".join(found.values.get(key, "") for key in ("salutation", "honorific", "given_name", "family_name"))
        if set(shapes.plain(name).split()) - set(shapes.plain(have).split()):
            found.remark(str(_("Full name")), name)
        return
    for key, part in split(name).items():
        if key not in keys:
            found.remark(key.capitalize(), part)
        elif key not in found.values:
            found.values[key], found.origins[key] = part, columns
        elif shapes.plain(part) != shapes.plain(found.values[key]):
            found.remark(str(_("Full name")), name)
