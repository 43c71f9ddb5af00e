"""Traits: what a person or an organization can be known again by, in normal forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from closeknit.catalogue.types.phone import Phone
from closeknit.directory import names

PERSON, ORGANIZATION = "individual", "organization"


@dataclass(slots=True)
class Traits:
    """What is known of somebody. `name` is as it was written, `key` its normal form; every other value is in normal form.

    `places` are (city, postcode, country), each "" where it is not known; `employers` are the keys of organizations.
    `id` is a record's own id where a file names it, else 0.
    """

    kind: str
    name: str = ""
    key: str = ""
    number: str = ""
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    places: set[tuple[str, str, str]] = field(default_factory=set)
    employers: set[str] = field(default_factory=set)
    birthday: date | None = None
    id: int = 0

    def ways(self) -> Iterator[tuple[str, str]]:
        """Every way by which the same one is looked up: its name and the value."""
        if self.id:
            yield "id", str(self.id)
        if self.key:
            yield "name", self.key
        if self.number:
            yield "number", self.number
        for way, values in (("email", self.emails), ("phone", self.phones), ("domain", self.domains)):
            for value in values:
                yield way, value

    def absorb(self, more: Traits) -> None:
        """Know all that another writing of the same one tells besides."""
        for ours, theirs in (
            (self.emails, more.emails),
            (self.phones, more.phones),
            (self.domains, more.domains),
            (self.employers, more.employers),
        ):
            ours |= theirs
        self.places |= more.places
        self.number, self.birthday = self.number or more.number, self.birthday or more.birthday

    def add_place(self, city: str | None, postcode: str | None, country: str | None) -> None:
        """Note an address, if it says where."""
        place = (names.plain(city or ""), (postcode or "").replace(" ", "").casefold(), (country or "").upper())
        if any(place):
            self.places.add(place)

    def add_phone(self, typed: str, e164: str = "") -> None:
        """Note a telephone number by its last digits."""
        if end := names.phone_end(e164 or typed):
            self.phones.add(end)

    def add_url(self, url: str) -> None:
        """Note the domain of a web address; only organizations are known by it."""
        if self.kind != PERSON and (domain := names.domain(url)):
            self.domains.add(domain)

    def add_email(self, address: str) -> None:
        """Note an e-mail address."""
        if email := names.email(address):
            self.emails.add(email)


def key_of(kind: str, name: str) -> str:
    """The normal form of a name of that kind; "" for no name."""
    if not name:
        return ""
    keys = {PERSON: names.person_key, ORGANIZATION: names.organization_key}
    return keys.get(kind, _as_written)(name)


def _as_written(name: str) -> str:
    """The name of anything else: a scale “Ltd 5” and a scale “5” are two."""
    return " ".join(name.casefold().split())


def of_values(kind: str, fields: Mapping[str, Any], details: Mapping[str, Iterable[Mapping[str, Any]]]) -> Traits:
    """The traits of parsed values: of single fields, and of sets of details."""
    parts = (fields.get("given_name"), fields.get("family_name"))
    name = " ".join(part for part in parts if part) if kind == PERSON else fields.get("name") or ""
    found = Traits(kind, name, key_of(kind, name), fields.get("number") or "")
    found.birthday = fields.get("birthday")
    for row in details.get("emails", ()):
        found.add_email(row["address"] or "")
    for row in details.get("phones", ()):
        number: Phone | None = row["number"]
        if number:
            found.add_phone(number.typed, number.e164)
    for row in details.get("urls", ()):
        found.add_url(row["url"] or "")
    for row in details.get("addresses", ()):
        found.add_place(row["city"], row["postcode"], row["country"])
    for row in details.get("employments", ()):
        if row["organization"] is not None and row["organization"].name:
            found.employers.add(names.organization_key(row["organization"].name))
    return found
