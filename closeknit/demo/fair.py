"""The list from the fair in Hanover: 60 rows as people bring them home, some of whom we know."""

from __future__ import annotations

import csv as table
import io
import random

from closeknit.demo import names
from closeknit.demo.lands.central import GERMANY
from closeknit.demo.lands.land import Land
from closeknit.demo.lands.low_countries import NETHERLANDS
from closeknit.demo.remarks import TITLES

SEED = 60
HEAD = ("Company", "First name", "Last name", "Job title", "E-mail", "Mobile", "City", "Country")
NEW = 53
KNOWN = (
    (
        "Kestrel Dairies Thirsk",
        "Piet",
        "de Vries",
        "Plant manager",
        "piet.devries@kestreldairies.example",
        "07700 900533",
        "Thirsk",
        "GB",
    ),
    (
        "Kestrel Dairies Ripon",
        "Sam",
        "Whitlock",
        "Head of engineering",
        "sam.whitlock@kestreldairies.example",
        "07700 900658",
        "Ripon",
        "GB",
    ),
    (
        "Alder Foods",
        "Malcolm",
        "Reeve",
        "Plant director",
        "malcolm.reeve@alderfoods.example",
        "07700 900712",
        "Sheffield",
        "GB",
    ),
    ("Alder Foods", "Hannah", "Osei", "Finance director", "hannah.osei@alderfoods.example", "", "Sheffield", "GB"),
)
BROKEN = (
    ("Molkerei Elbtal", "", "", "Einkauf", "", "", "Leipzig", "DE"),
    ("Brauerei Rhön", "Uwe", "Kaltenbach", "Braumeister", "uwe.kaltenbach(at)rhoen", "", "Würzburg", "DE"),
    ("", "", "", "", "visitor without a card", "", "", ""),
)


def csv() -> str:
    """The list as a file with semicolons and a byte order mark, as spreadsheets of that country write it."""
    dice = random.Random(SEED)
    rows = [_visitor(dice.choice((GERMANY, GERMANY, NETHERLANDS)), dice) for _ in range(NEW)]
    rows += [*KNOWN, *BROKEN]
    dice.shuffle(rows)
    out = io.StringIO()
    table.writer(out, delimiter=";").writerows([HEAD, *rows])
    return f"\ufeff{out.getvalue()}"


def _visitor(land: Land, dice: random.Random) -> tuple[str, ...]:
    _trade, pattern = dice.choice(land.firms)
    given, family, stem = dice.choice(land.given), dice.choice(land.family), dice.choice(land.family)
    place = dice.choice(land.places)
    domain = f"{names.plain(pattern.format(stem.latin)).replace('.', '-')}.example"
    mail = f"{names.plain(given.latin)}.{names.plain(family.latin)}@{domain}"
    mobile = names.digits(land.mobiles[0], dice) if land.mobiles and dice.random() < 0.5 else ""
    return (
        pattern.format(stem.text),
        given.text,
        family.text,
        dice.choice(TITLES),
        mail,
        mobile,
        place.city,
        land.country,
    )
