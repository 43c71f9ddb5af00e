"""Our own company in the demonstration: Brightwell Weighing, its two branches, its teams, its users and the rest of its staff."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from closeknit.access import actors, hats, people
from closeknit.access.actors import Actor
from closeknit.access.models import Team, User
from closeknit.catalogue.kinds import kinds
from closeknit.demo.past import Past
from closeknit.directory import ours
from closeknit.directory.models import Individual
from closeknit.records import record


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of ours who may sign in: `what` is said on the sign-in page, `offered` puts them there."""

    key: str
    given: str
    family: str
    title: str
    what: str
    hat: str
    team: str
    site: str
    language: str
    days: int
    offered: bool = False

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given} {self.family}"

    @property
    def email(self) -> str:
        """What they sign in with."""
        return f"{self.key}@closeknit.example"


COLLEAGUES = (
    Colleague("ada", "Ada", "Brightwell", "Managing director", "owns the company and administers Closeknit", "administrator", "Brightwell", "Leeds", "en", 5200, True),
    Colleague("tomas", "Tomás", "Ferreira", "Key account manager", "sells, and looks after Kestrel Dairies", "full", "Sales North", "Leeds", "pt", 2300, True),
    Colleague("priya", "Priya", "Nair", "Support engineer", "answers when a display flickers", "full", "Support", "Leeds", "en", 1500, True),
    Colleague("jonas", "Jonas", "Vermeer", "Project manager", "installs and calibrates", "full", "Projects", "Rotterdam", "nl", 1900, True),
    Colleague("ife", "Ife", "Adeyemi", "Marketing manager", "goes to fairs; sees the records that are hers", "own", "Marketing", "Leeds", "en", 800),
    Colleague("mireille", "Mireille", "Dubois", "Accounts", "sends the invoices", "full", "Accounts", "Rotterdam", "fr", 2900),
)  # fmt: skip


def password() -> str:
    """A password by chance, of 53 bits, to be typed from a terminal: digits, which no address of ours resembles.

    Letters by chance come near the letters of an e-mail address once in some thousand times, and are then refused as too similar to it.
    """
    return "-".join(f"{secrets.randbelow(10_000):04}" for _group in range(4))


TEAMS = (
    ("Brightwell", ""), ("Commercial", "Brightwell"), ("Sales North", "Commercial"), ("Sales Continent", "Commercial"), ("Marketing", "Commercial"),
    ("Operations", "Brightwell"), ("Support", "Operations"), ("Projects", "Operations"), ("Accounts", "Brightwell"),
)  # fmt: skip

SITES = {
    "Leeds": {"street": "Unit 7, Hunslet Trading Estate", "postcode": "LS10 1XX", "city": "Leeds", "region": "West Yorkshire", "country": "GB"},
    "Rotterdam": {"street": "Waalhaven Oostzijde 83", "postcode": "3087 XX", "city": "Rotterdam", "region": "Zuid-Holland", "country": "NL"},
}  # fmt: skip


class Company:
    """The company as it is made: users by key, teams by name, organizations by name."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.users: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.sites: dict[str, Any] = {}
        self.passwords: dict[str, str] = {}
        self._actors: dict[str, Actor] = {}

    def actor(self, key: str, days: float, clock: str = "") -> Actor:
        """A colleague acting so many days ago."""
        return self.past.at(self.past.ago(days, clock), self.colleague(key))

    def colleague(self, key: str) -> Actor:
        """A colleague acting now."""
        return self._actors[key]

    def make(self) -> None:
        """Make users and teams, then the company and its people, in that order: somebody must have made them."""
        self._users()
        self._actors = {key: actors.of_user(user.pk) for key, user in self.users.items()}
        self._organizations()
        for one in COLLEAGUES:
            self._person(one)

    def _users(self) -> None:
        for name, parent in TEAMS:
            self.teams[name] = Team.objects.create(name=name, parent=self.teams.get(parent))
        self.passwords = {one.key: password() for one in COLLEAGUES}
        first, *others = COLLEAGUES
        ada = people.begin(first.name, first.email, self.passwords[first.key])
        ada.teams.set([self.teams[first.team]])
        self.users[first.key] = ada
        hats.ship()
        by = actors.of_user(ada.pk)
        for one in others:
            self.users[one.key] = people.add(
                one.name, one.email, self.passwords[one.key], wearing=[one.hat], teams=[self.teams[one.team]], by=by
            )
        User.objects.update(language=ada.language)  # all read days and numbers as Leeds writes them

    def _organizations(self) -> None:
        by = self.actor("ada", 742, "09:10")
        head = {
            "name": "Brightwell Weighing",
            "legal_name": "Brightwell Weighing Ltd",
            "status": "ours",
            "employees": 60,
        }
        what = {
            "industry": "Industrial scales and weighbridges",
            "description": "Sells, installs, calibrates and supports industrial scales.",
        }
        reach = {"url": "https://brightwell.example", "email": "office@brightwell.example", "phone": "+44 113 496 0100"}
        place = {"addresses": [{**SITES["Leeds"], "kind": "main"}]}
        top = record.create(
            kinds["organization"], {**head, **what, **reach, **place, "team": self.teams["Brightwell"].pk}, by=by
        )
        self.sites["Brightwell"] = top
        ours.forget()  # from here on numbers are read as people in this country write them
        for city, phone, number in (("Leeds", "0113 496 0110", 41), ("Rotterdam", "", 19)):
            values = {
                "name": f"Brightwell {city}",
                "status": "ours",
                "parent": top.pk,
                "employees": number,
                "email": f"{city.lower()}@brightwell.example",
            }
            values |= {"phone": phone} if phone else {}
            values["addresses"] = [{**SITES[city], "kind": "work"}]
            self.sites[city] = record.create(kinds["organization"], values, by=self.actor("ada", 742, "09:25"))

    def _person(self, one: Colleague) -> None:
        since = (self.past.now - timedelta(days=one.days)).date().isoformat()
        employment = {
            "organization": self.sites[one.site],
            "title": one.title,
            "department": one.team,
            "from": since,
            "primary": True,
        }
        values = {
            "given_name": one.given,
            "family_name": one.family,
            "language": one.language,
            "email": f"{one.key}@brightwell.example",
            "employments": [employment],
            "owner": self.users["ada"].pk,
            "team": self.teams[one.team].pk,
        }
        made = record.create(kinds["individual"], values, by=self.actor("ada", 741, "10:00"))
        Individual.objects.filter(pk=made.pk).update(user=self.users[one.key])

    def lines(self) -> list[str]:
        """How to sign in, for whoever started the demonstration."""
        return [
            f"Or with a password: {one.email}  {self.passwords[one.key]}  ({one.name}, {one.title})"
            for one in COLLEAGUES
        ]


def login_of(one: Colleague) -> User | None:
    """The user of a colleague; None before the company is made, and for one who may not sign in any more."""
    return User.objects.filter(email=one.email, is_active=True).first()
