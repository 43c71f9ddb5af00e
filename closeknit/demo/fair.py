"""The list from the fair in Hanover: 60 rows as people bring them home, of which 44 are new, 9 change somebody, 4 are doubtful, 3 refused."""

from __future__ import annotations

import csv as table
import io
import random

from closeknit.demo import names
from closeknit.demo.lands.central import GERMANY
from closeknit.demo.lands.land import Land
from closeknit.demo.lands.low_countries import NETHERLANDS
from closeknit.demo.remarks import TITLES

SEED = 63  # of those with which the 44 share no name or number with the crowd
HEAD = ("Company", "First name", "Last name", "Job title", "E-mail", "Mobile", "City", "Country")
NEW = 44
KNOWN = (  # nine who are in the books, each with something that is not: mostly the mobile number of their card
    ("Kestrel Dairies", "Ruth", "Bellamy", "Managing director", "ruth.bellamy@kestreldairies.example", "07700 900281", "York", "GB"),
    ("Kestrel Dairies", "Owen", "Price", "Head of quality", "owen.price@kestreldairies.example", "07700 900204", "York", "GB"),
    ("Kestrel Dairies", "Laura", "Finch", "Assistant to the board", "laura.finch@kestreldairies.example", "07700 900346", "York", "GB"),
    ("Kestrel Dairies Thirsk", "Piet", "de Vries", "Plant manager", "piet.devries@kestreldairies.example", "07700 900533", "Thirsk", "GB"),
    ("Kestrel Dairies Ripon", "Sam", "Whitlock", "Head of engineering", "sam.whitlock@kestreldairies.example", "07700 900658", "Ripon", "GB"),
    ("Alder Foods", "Malcolm", "Reeve", "Plant director", "malcolm.reeve@alderfoods.example", "07700 900712", "Sheffield", "GB"),
    ("Brightwell Weighing", "Ife", "Adeyemi", "Marketing manager", "ife@brightwell.example", "07700 900801", "Leeds", "GB"),
    ("Brightwell Weighing", "Tomás", "Ferreira", "Key account manager", "tomas@brightwell.example", "07700 900802", "Leeds", "GB"),
    ("Brightwell Weighing", "Jonas", "Vermeer", "Project manager", "jonas@brightwell.example", "07700 900803", "Rotterdam", "NL"),
)  # fmt: skip
DOUBTFUL = (  # four who may be somebody whom we know: a name, an address or a number alone
    ("Alder Foods", "Hannah", "Osei", "Finance director", "", "", "Sheffield", "GB"),
    ("Nair Instruments", "Priya", "Nair", "Owner", "", "", "Bradford", "GB"),
    ("Kestrel Dairies", "Ines", "Cole", "Purchasing", "laura.finch@kestreldairies.example", "", "York", "GB"),
    ("", "P.", "de Vries", "", "", "07700 900533", "", "GB"),
)
BROKEN = (  # three that are nobody: no name, no address, no visitor
    ("Molkerei Elbtal", "", "", "Einkauf", "", "", "Leipzig", "DE"),
    ("Brauerei Rhön", "Uwe", "Kaltenbach", "Braumeister", "uwe.kaltenbach(at)rhoen", "", "Würzburg", "DE"),
    ("", "", "", "", "visitor without a card", "", "", ""),
)


def csv() -> str:
    """The list as a file with semicolons and a byte order mark, as spreadsheets of that country write it."""
    dice = random.Random(SEED)
    rows = [_visitor(dice.choice((GERMANY, GERMANY, NETHERLANDS)), dice) for _ in range(NEW)]
    rows += [*KNOWN, *DOUBTFUL, *BROKEN]
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
