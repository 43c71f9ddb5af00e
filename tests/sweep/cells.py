"""Every cell of the sweep: a door, a way through it or a method it does not have, somebody, a record, with and without htmx."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zlib import crc32

from django.urls import reverse

from closeknit.catalogue.kinds import kinds
from tests.sweep import finding
from tests.sweep.doors import ALL, DOORS, Door, Way
from tests.sweep.oracle import Answer, Oracle, Principal
from tests.sweep.visiting import Answered
from tests.sweep.world import PRINCIPALS, Place, Subject

# An ordinary run tries one cell in 80, of those without a way through (which all answer alike) one in 240, others each day.
# CLOSEKNIT_SWEEP=all tries every one, =7 part 7.
PARTS, OFTEN = 240, 80
LIKE_A_RECORD = {"pk", "change"}
OF_A_KIND = {"kind", "key", "plural", "classification", "segment", "view"}


@dataclass(frozen=True)
class Cell:
    """One request that the sweep makes."""

    route: str
    door: Door
    way: Way | None
    method: str
    who: Principal
    subject: Subject
    htmx: bool

    def __str__(self) -> str:
        way = f"?{self.way.query}" if self.way and self.way.query else ""
        return f"{self.method} {self.route}{way} {'htmx ' if self.htmx else ''}as {self.who.name}: {self.subject.kind} {self.subject.relation} ({self.subject.pk})"

    @property
    def address(self) -> str:
        """Where it knocks."""
        return address(self.route, self.door, self.subject)

    def expected(self, oracle: Oracle) -> Answer:
        """What the oracle says."""
        if self.way:
            return oracle.answer(self.who, self.way.asks, self.subject.kind, self.subject.pk, self.door.api)
        public = any("public" in way.asks or way.asks == ("lost",) for way in self.door.ways)
        if self.door.api or public or oracle.known(self.who, False):
            return "no such method"
        return "sign in"


def address(route: str, door: Door, subject: Subject) -> str:
    """The address of a route for a subject."""
    words = {"kind": subject.plural, **door.words(subject)}
    needed = next(one.words for one in finding.routes_once() if route in one.names)
    return reverse(route, kwargs={key: value for key, value in words.items() if key in needed})


def expected_doors() -> Iterator[tuple[str, Door, finding.Found]]:
    """The doors that are found and expected; test_every_door_is_expected speaks of the others."""
    for found in finding.routes_once():
        for name in found.names:
            if name in DOORS:
                yield name, DOORS[name], found
                break


def cells(place: Place) -> Iterator[Cell]:
    """All of them, in one order."""
    for route, door, found in expected_doors():
        for who in PRINCIPALS:
            for subject in _subjects(place, who, found):
                for way, method in _ways(door):
                    for htmx in (False,) if door.api else (False, True):
                        yield Cell(route, door, way, method, who, subject, htmx)


def _subjects(place: Place, who: Principal, found: finding.Found) -> Iterator[Subject]:
    words = set(found.words)
    if "pk" in words and "kind" not in words:
        yield from place.imports
        return
    many = [kind.key for kind in kinds] if words & (OF_A_KIND | LIKE_A_RECORD) else ["organization"]
    for kind in many:
        about = place.about(who, kind)
        yield from about if words & LIKE_A_RECORD else [one for one in about if one.relation == "absent"]


def _ways(door: Door) -> Iterator[tuple[Way | None, str]]:
    known = {method for way in door.ways for method in way.methods} | set(door.careless)
    for way in door.ways:
        for method in way.methods:
            yield way, method
    for method in ALL:
        if method not in known:
            yield None, method


def part() -> int | None:
    """The part of the cells that this run tries; None for all."""
    asked = os.environ.get("CLOSEKNIT_SWEEP", "")
    if asked == "all":
        return None
    return int(asked) % PARTS if asked.isdigit() else datetime.now(UTC).date().toordinal() % PARTS


def chosen(place: Place) -> Iterator[Cell]:
    """The cells of this run: evenly from every door and everybody."""
    mine = part()
    count: dict[tuple[str, str, bool], int] = {}
    for cell in cells(place):
        key = (cell.route, cell.who.name, cell.way is None)
        count[key] = count.get(key, crc32(repr(key).encode())) + 1
        every = OFTEN if cell.way else PARTS
        if mine is None or count[key] % every == mine % every:
            yield cell


def words_in(answered: Answered, place: Place) -> set[str]:
    """The words of records that stand in an answer, also in a packed file."""
    text = answered.text
    if answered.body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(answered.body)) as packed:
            text = "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    text += answered.headers.get("Location", "") if "/sign-in/" not in answered.headers.get("Location", "") else ""
    return {word for word in _WORD.findall(text) if word in place.words or word in place.labels}


def leaks(cell: Cell, answered: Answered, place: Place, oracle: Oracle) -> set[str]:
    """The words in an answer that this person may not meet there."""
    return {word for word in words_in(answered, place) if not _may_meet(word, cell, place, oracle)}


def _may_meet(word: str, cell: Cell, place: Place, oracle: Oracle) -> bool:
    if word in place.labels:
        return oracle.reads(cell.who, *place.labels[word], cell.door.api)
    if word in place.told:
        return any(oracle.sees(cell.who, pk, cell.door.api) for pk in place.told[word])
    pk, what = place.words[word]
    if not oracle.sees(cell.who, pk, cell.door.api):
        return False
    # The name of a record that they see may stand in the row of another, which they may export.
    named = any(one.pk == pk and word in one.name for one in place.subjects)
    if "export" in cell.route and not named and not oracle.may(cell.who, "export", pk):
        return False
    return what in oracle.classes(cell.who)


def unlike(one: Answered, other: Answered) -> str:
    """How two answers differ, in words; "" when they cannot be told apart."""
    if one.status != other.status:
        return f"status {one.status} and {other.status}"
    differing = {
        key
        for key in {*one.headers, *other.headers}
        if _plain(one.headers.get(key, "")) != _plain(other.headers.get(key, ""))
    }
    if differing - {"Content-Length"} or _plain(one.text) != _plain(other.text):
        return f"headers {sorted(differing)}" if differing else "the text"
    return ""


def _plain(text: Any) -> str:
    return _OF_THE_MOMENT.sub("…", str(text))


_WORD = re.compile("zq[bcdfghjklmnprstvwx]{10}")
_OF_THE_MOMENT = re.compile(
    r"nonce-[^']*|nonce=\"[^\"]*\"|csrfmiddlewaretoken\" value=\"[^\"]*\"|X-CSRFToken\": \"[^\"]*\"|csrftoken=[^;]*"
)
