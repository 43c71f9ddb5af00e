"""The characters of the story: Kestrel Dairies with its three plants, the people there, and Alder Foods."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from closeknit.catalogue.kinds import kinds
from closeknit.demo.chapters import EDITS, NOTES
from closeknit.demo.people import COLLEAGUES, Company
from closeknit.directory.models import Individual
from closeknit.records import entries, record
from closeknit.records.relationships import relationships
from closeknit.timeline import notes

PLANTS = (
    ("Thirsk", "YO7 1XX", "Station Road", 140, "01632 960121"),
    ("Ripon", "HG4 1XX", "Dallamires Lane", 165, "01632 960132"),
    ("Selby", "YO8 8XX", "Canal View", 92, "01632 960143"),
)
PEOPLE = (
    ("ruth", "Ruth", "Bellamy", "Managing director", "Kestrel Dairies", 4200, ""),
    ("hannah", "Hannah", "Osei", "Finance director", "Kestrel Dairies", 2100, "07700 900417"),
    ("owen", "Owen", "Price", "Quality manager", "Kestrel Dairies", 1300, "07700 900204"),
    ("piet", "Piet", "de Vries", "Production manager", "Kestrel Dairies Thirsk", 1600, "07700 900533"),
    ("laura", "Laura", "Finch", "Assistant to the board", "Kestrel Dairies", 900, ""),
    ("sam", "Sam", "Whitlock", "Process engineer", "Kestrel Dairies Ripon", 640, "07700 900658"),
)
TIES = (
    ("hannah", "reports_to", "ruth", "tomas", 702),
    ("owen", "reports_to", "ruth", "tomas", 702),
    ("owen", "influences", "hannah", "tomas", 610),
    ("laura", "reports_to", "hannah", "tomas", 702),
    ("piet", "reports_to", "hannah", "tomas", 702),
    ("hannah", "knows", "malcolm", "tomas", 702),
    ("tomas", "knows", "hannah", "tomas", 701),
    ("jonas", "knows", "piet", "jonas", 655),
    ("ada", "knows", "hannah", "ada", 402),
    ("kestrel", "supplier_of", "alder", "tomas", 188),
    ("sam", "reports_to", "piet", "tomas", 96),
    ("sam", "influences", "hannah", "tomas", 96),
)
WORK_AT_KESTREL = {key for key, *_rest in PEOPLE} | {town.lower() for town, *_rest in PLANTS}
CARE = (("sales", "tomas"), ("service", "priya"), ("projects", "jonas"), ("accounts", "mireille"))


class Story:
    """Makes the characters through the verbs, then what happened with them."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.cast: dict[str, Any] = {}

    def make(self) -> None:
        """Organizations, people, then their history, from the oldest on."""
        self._kestrel()
        self._alder()
        for person in PEOPLE:
            self._person(*person)
        self._former()
        self._ties()
        for who, subject, days, clock, given in EDITS:
            record.edit(self.cast[subject], given, by=self.company.actor(who, days, clock))
        for who, subject, days, clock, text in NOTES:
            entry = notes.write(self.cast[subject], text, by=self.company.actor(who, days, clock))
            if subject in WORK_AT_KESTREL:  # what concerns them concerned, then, where they worked
                entries.tie(entry.pk, [self.cast["kestrel"].pk])

    def _care(self) -> list[dict[str, Any]]:
        return [{"function": function, "user": self.company.users[who].pk} for function, who in CARE]

    def _kestrel(self) -> None:
        values = {
            "name": "Kestrel Dairies", "legal_name": "Kestrel Dairies plc", "status": "prospect", "industry": "Dairy processing", "employees": 397,
            "url": "https://kestreldairies.example", "phones": [{"number": "01632 960110", "kind": "main"}, {"number": "01632 960111", "kind": "fax"}],
            "emails": [{"address": "office@kestreldairies.example", "kind": "work"}, {"address": "accounts.payable@kestreldairies.example", "kind": "other"}],
            "addresses": [
                {"street": "Foss Islands Road", "postcode": "YO31 7XX", "city": "York", "region": "North Yorkshire", "country": "GB", "kind": "main"},
                {"street": "PO Box 88", "postcode": "YO31 7XX", "city": "York", "country": "GB", "kind": "billing"},
            ],
            "description": "Milk, butter and cream for northern England. Weighs 310,000 litres a day in and every pallet out.",
            "tags": "dairy, key account", "number": "C-1004", "assignments": self._care(),
        }  # fmt: skip
        self.cast["kestrel"] = record.create(
            kinds["organization"], values, by=self.company.actor("tomas", 730, "11:20")
        )
        for town, postcode, street, employees, phone in PLANTS:
            place = {
                "street": street,
                "postcode": postcode,
                "city": town,
                "region": "North Yorkshire",
                "country": "GB",
                "kind": "work",
            }
            plant = {
                "name": f"Kestrel Dairies {town}",
                "status": "customer",
                "industry": "Dairy processing",
                "employees": employees,
            }
            more = {
                "parent": self.cast["kestrel"].pk,
                "phone": phone,
                "addresses": [place],
                "assignments": self._care()[1:3],
                "tags": "dairy",
            }
            made = record.create(kinds["organization"], {**plant, **more}, by=self.company.actor("tomas", 730, "11:32"))
            self.cast[town.lower()] = made

    def _alder(self) -> None:
        values = {
            "name": "Alder Foods", "legal_name": "Alder Foods Ltd", "status": "prospect", "industry": "Ready meals", "employees": 210,
            "url": "https://alderfoods.example", "phone": "0114 496 0220", "email": "hello@alderfoods.example",
            "street": "Attercliffe Common", "postcode": "S9 2XX", "city": "Sheffield", "region": "South Yorkshire", "country": "GB", "tags": "ready meals, fair", "assignments": self._care()[:1],
        }  # fmt: skip
        self.cast["alder"] = record.create(kinds["organization"], values, by=self.company.actor("tomas", 404, "08:50"))

    def _organization(self, name: str) -> Any:
        town = name.rpartition(" ")[2].lower()
        return self.cast.get(town, self.cast["kestrel"])

    def _person(self, key: str, given: str, family: str, title: str, where: str, days: int, mobile: str) -> None:
        since = self._day(days)
        local = f"{given}.{family}".lower().replace(" ", "")
        values: dict[str, Any] = {
            "given_name": given,
            "family_name": family,
            "email": f"{local}@kestreldairies.example",
            "employments": [
                {"organization": self._organization(where), "title": title, "from": since, "primary": True}
            ],
            "language": "nl" if key == "piet" else "en",
        }
        if mobile:
            values["phones"] = [{"number": mobile, "kind": "mobile"}]
        self.cast[key] = record.create(kinds["individual"], values, by=self.company.actor("tomas", 730, "11:45"))

    def _former(self) -> None:
        """Somebody who left Kestrel long ago and is at Alder now: a leaver is never lost."""
        kestrel = {"organization": self.cast["kestrel"], "title": "Head of purchasing", "from": self._day(3100)}
        values = {"given_name": "Malcolm", "family_name": "Reeve", "email": "malcolm.reeve@kestreldairies.example"}
        self.cast["malcolm"] = record.create(
            kinds["individual"], {**values, "employments": [kestrel]}, by=self.company.actor("tomas", 730, "11:50")
        )
        alder = {"organization": self.cast["alder"], "title": "Plant director", "from": self._day(405), "primary": True}
        moved = {
            "employments": [alder, {**kestrel, "until": self._day(410)}],
            "email": "malcolm.reeve@alderfoods.example",
        }
        record.edit(self.cast["malcolm"], moved, by=self.company.actor("tomas", 404, "08:52"))

    def _ties(self) -> None:
        """Whom people at Kestrel answer to, who knows whom, there and among us, and whom Kestrel delivers to."""
        ours = {one.key: Individual.objects.get(user=self.company.users[one.key]) for one in COLLEAGUES}
        everybody = {**ours, **self.cast}
        for one, words, other, who, days in TIES:
            by = self.company.actor(who, days, "12:20")
            relationships.relate(everybody[one], everybody[other].pk, words, by=by)

    def _day(self, days: int) -> str:
        """The day so many days ago, as programs write it."""
        return (self.company.past.now - timedelta(days=days)).date().isoformat()
