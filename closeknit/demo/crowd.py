"""The crowd around the characters: some 400 organizations and 2,000 people of many countries, with two years behind them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from closeknit.access.types import Named
from closeknit.catalogue.kinds import kinds
from closeknit.demo import names
from closeknit.demo.lands.all import LANDS
from closeknit.demo.lands.islands import BRITAIN
from closeknit.demo.lands.land import TRADES, Land
from closeknit.demo.lands.low_countries import NETHERLANDS
from closeknit.demo.past import Told, tell
from closeknit.demo.people import Company
from closeknit.demo.remarks import OURS, REMARKS, SCALES, TAGS, TITLES
from closeknit.directory.models import Individual, Organization
from closeknit.records import entries, record
from closeknit.records.many import bulk
from closeknit.records.values import parsed

SEED = 1841
WAVES = 24  # the crowd came in over two years, a wave a month
DAYS = 720
STAFF = 54
ALONE = 45  # people without an organization: a business card is enough to start
REMARKED = 1500
EDITED = 160
STATUSES = (
    ("customer", 45),
    ("prospect", 34),
    ("former", 7),
    ("supplier", 7),
    ("partner", 4),
    ("competitor", 1),
    ("", 2),
)
TERRITORIES = ("north", "east", "south", "west")
STANDING = {"customer": "buys_from_us", "prospect": "in_touch", "former": "bought_from_us_once", "competitor": "buys_elsewhere"}  # fmt: skip
SHARED = ("status", "industry", "owner", "sales_territory", "selling_relationship")  # of a firm with its branches
OWNERS = ("tomas", "tomas", "tomas", "priya", "jonas", "ife", "ada")


@dataclass(slots=True)
class Firm:
    """An organization of the crowd while it is made: its values, then its id."""

    land: Land
    domain: str
    values: dict[str, Any]
    wave: int
    owner: str
    pk: int = 0


@dataclass(slots=True)
class Person:
    """A person of the crowd: `firm` is where they work now, or None."""

    firm: Firm | None
    values: dict[str, Any]
    wave: int
    owner: str
    pk: int = 0


class Crowd:
    """Makes the crowd; the same seed gives the same crowd."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.random = random.Random(SEED)
        self.firms: list[Firm] = []
        self.people: list[Person] = []

    def make(self) -> None:
        """Organizations by waves, branches after their heads, then people, then what was noted and changed."""
        self.firms = list(self._firms())
        self._add(self.firms, Organization)
        branches = list(self._branches())
        self._add(branches, Organization)
        self.firms += branches
        self.people = list(self._people())
        self._add(self.people, Individual)
        self._staff()
        self._remarks()
        self._edits()

    # ------------------------------------------------------------ organizations

    def _firms(self) -> Iterator[Firm]:
        taken: set[str] = set()
        for land in LANDS:
            for name, domain, trade in names.firms(land, self.random, taken):
                yield self._firm(land, name, domain, trade)

    def _firm(self, land: Land, name: str, domain: str, trade: str) -> Firm:
        owner = self.random.choice(OWNERS)
        status = self._one_of(STATUSES)
        values: dict[str, Any] = {
            "name": name,
            "legal_name": f"{name} {land.legal}",
            "status": status or None,
            "industry": TRADES[trade],
            "sales_territory": TERRITORIES[sum(map(ord, domain)) % len(TERRITORIES)],
            "selling_relationship": STANDING.get(status),
            "employees": int(self.random.lognormvariate(4.2, 1.1)) + 3,
            "urls": [{"url": f"https://{domain}"}],
            "emails": [{"address": f"{names.OFFICE.get(land.language, 'info')}@{domain}", "kind": "work"}],
            "addresses": [self._address(land, "main")],
            "owner": self._user(owner),
            "tags": self.random.sample(TAGS, self.random.choice((0, 0, 1, 1, 2))),
        }
        if land.phones:
            values["phones"] = [{"number": names.digits(self.random.choice(land.phones), self.random), "kind": "main"}]
        if status in ("customer", "former"):
            values["assignments"] = self._care()
        return Firm(land, domain, {key: one for key, one in values.items() if one}, self.random.randrange(WAVES), owner)

    def _branches(self) -> Iterator[Firm]:
        """One firm in eighteen has branches in other towns."""
        for firm in self.random.sample(self.firms, len(self.firms) // 18):
            for place in self.random.sample(firm.land.places, min(2, len(firm.land.places))):
                address = {**self._address(firm.land, "work"), "city": place.city, "region": place.region or None}
                head = Named(firm.pk, firm.values["name"])
                values = {"name": f"{firm.values['name']} {place.city}", "parent": head, "addresses": [address]}
                values |= {key: firm.values[key] for key in SHARED if key in firm.values}
                yield Firm(firm.land, firm.domain, values, min(firm.wave + 1, WAVES - 1), firm.owner)

    def _address(self, land: Land, kind: str) -> dict[str, Any]:
        place = self.random.choice(land.places)
        street = land.street_pattern.format(number=self.random.randint(1, 180), street=self.random.choice(land.streets))
        found = {
            "street": street,
            "postcode": names.digits(place.postcode, self.random),
            "city": place.city,
            "region": place.region,
        }
        return {**{key: one for key, one in found.items() if one}, "country": land.country, "kind": kind}

    def _care(self) -> list[dict[str, Any]]:
        shares = (
            ("sales", "tomas", 0.9),
            ("service", "priya", 0.7),
            ("projects", "jonas", 0.4),
            ("accounts", "mireille", 0.6),
        )
        return [
            {"function": one, "user": self._user(who)} for one, who, share in shares if self.random.random() < share
        ]

    def _user(self, key: str) -> Named:
        user = self.company.users[key]
        return Named(user.pk, user.name)

    def _one_of(self, weighted: tuple[tuple[str, int], ...]) -> str:
        return self.random.choices([one for one, _ in weighted], [weight for _, weight in weighted])[0]

    # ------------------------------------------------------------ people

    def _people(self) -> Iterator[Person]:
        for firm in self.firms:
            for _ in range(self._one_of_sizes()):
                yield self._person(firm)
        for _ in range(ALONE):
            land = self.random.choice(LANDS)
            values = names.person(land, self.random, f"{self.random.choice(('post', 'mail'))}.example")
            yield Person(None, values, self.random.randrange(WAVES), self.random.choice(OWNERS))

    def _one_of_sizes(self) -> int:
        return self.random.choices((1, 2, 3, 4, 5, 6, 8, 11, 17), (11, 14, 16, 17, 14, 10, 8, 4, 2))[0]

    def _person(self, firm: Firm) -> Person:
        values = names.person(firm.land, self.random, firm.domain)
        since = self._day(200, 5200)
        now = {
            "organization": Named(firm.pk, firm.values["name"]),
            "title": self.random.choice(TITLES),
            "from": since.isoformat(),
        }
        values["employments"] = [{**now, "primary": True}]
        if self.random.random() < 0.12:
            values["employments"].append(self._before(firm, since))
        elif self.random.random() < 0.05:
            values["employments"] = [{**now, "until": self._day(10, 190).isoformat()}]
        wave = min(WAVES - 1, firm.wave + self.random.randrange(6))
        return Person(firm, values, wave, firm.owner)

    def _before(self, firm: Firm, since: Any) -> dict[str, Any]:
        """Where somebody worked before: at another organization of the same country."""
        other = self.random.choice([one for one in self.firms if one.land is firm.land and one is not firm])
        begun = since - timedelta(days=self.random.randint(300, 2500))
        return {
            "organization": Named(other.pk, other.values["name"]),
            "title": self.random.choice(TITLES),
            "from": begun.isoformat(),
            "until": since.isoformat(),
        }

    def _day(self, least: int, most: int) -> Any:
        return (self.company.past.now - timedelta(days=self.random.randint(least, most))).date()

    def _staff(self) -> None:
        """The rest of our own people, stored as everybody is."""
        staff = []
        for place in range(STAFF):
            site, land = ("Leeds", BRITAIN) if place % 3 else ("Rotterdam", NETHERLANDS)
            values = names.person(land, self.random, "brightwell.example")
            home = self.company.sites[site]
            values["employments"] = [
                {
                    "organization": Named(home.pk, home.name),
                    "title": self.random.choice(OURS),
                    "from": self._day(120, 6000).isoformat(),
                    "primary": True,
                }
            ]
            staff.append(Person(None, values, 0, "ada"))
        self._add(staff, Individual)

    # ------------------------------------------------------------ into the database

    def _add(self, crowd: list[Any], model: type[Any]) -> None:
        """Make what belongs to one wave and one owner at once: what one colleague brought in that month."""
        kind = next(kind for kind in kinds if kind.model is model)
        waves: dict[tuple[int, str], list[Any]] = {}
        for one in crowd:
            waves.setdefault((one.wave, one.owner), []).append(one)
        for (wave, owner), some in sorted(waves.items(), key=lambda each: each[0]):
            by = self.company.actor(owner, DAYS - wave * DAYS / WAVES - self.random.random() * 25, self._clock())
            drafts = [bulk.draft(kind, parsed(kind, one.values, by), by=by) for one in some]
            entry = entries.write("record.created", by=by, records=[])
            for one, pk in zip(some, bulk.create(kind, drafts, by=by, entry=entry.pk), strict=True):
                one.pk = pk

    def _clock(self) -> str:
        return f"{self.random.randint(8, 17):02}:{self.random.randrange(60):02}"

    # ------------------------------------------------------------ what happened

    def _remarks(self) -> None:
        """Notes about people and their organizations, all in two statements."""
        told = []
        for _ in range(REMARKED):
            person = self.random.choice(self.people)
            who = self.random.choices(list(REMARKS), (8, 5, 3, 2, 1))[0]
            concerned = (person.pk, person.firm.pk) if person.firm else (person.pk,)
            told.append(
                Told(
                    "note.written",
                    self.company.users[who].pk,
                    self._moment(person),
                    concerned,
                    {"text": self._words(who, person)},
                )
            )
        tell(told)

    def _words(self, who: str, person: Person) -> str:
        pattern = self.random.choice(REMARKS[who])
        firm = person.firm.values["name"] if person.firm else "the firm"
        city = person.firm.values["addresses"][0]["city"] if person.firm else "town"
        return pattern.format(
            given=person.values["given_name"],
            firm=firm,
            city=city,
            n=self.random.randint(2, 9),
            scale=self.random.choice(SCALES),
        )

    def _moment(self, person: Person) -> datetime:
        youngest = DAYS - (person.wave + 1) * DAYS / WAVES
        return self.company.past.ago(self.random.triangular(0.2, max(youngest, 1), 0.2), self._clock())

    def _edits(self) -> None:
        """Changes to records of the crowd, each through the verb."""
        for _ in range(EDITED):
            person = self.random.choice(self.people)
            if person.firm and self.random.random() < 0.5:
                subject: Any = Organization.objects.get(pk=person.firm.pk)
                given: dict[str, Any] = {"employees": int(self.random.lognormvariate(4.2, 1.1)) + 3}
            else:
                subject = Individual.objects.get(pk=person.pk)
                working = person.firm and "until" not in person.values["employments"][0]
                given = {"title": self.random.choice(TITLES)} if working else {"description": "Met at the fair."}
            moment = self._moment(person)
            by = self.company.past.at(moment, self.company.colleague(self.random.choice(("tomas", "priya", "jonas"))))
            record.edit(subject, given, by=by)
