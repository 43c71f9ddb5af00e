"""What is asked of the pages: for each row of the table of goals a person and an address, on the company as it is filled."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.bench import people, words
from closeknit.catalogue.kinds import Kind, kinds

EVERYBODYS = "K-00"  # the beginning of every record's number
SEARCHES = {
    "2 letters": "be",
    "word": "hoffmann",
    "two words": "ulrike molkerei",
    "half a word": "kirch",
    "absent": "qwertzuiop",
    "a sixth of all": "gmbh",
    "everybody's": EVERYBODYS,
}

type Form = Callable[[int], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One row: its name, who asks, for what; `most` is the goal for p95 in milliseconds, `sql` that of the queries.

    `form` gives what is posted the n-th time; without one the page is only read.
    """

    name: str
    who: str
    path: str
    most: float
    sql: float
    htmx: bool = False
    form: Form | None = None


def cursor(value: str, pk: int) -> str:
    """The cursor after a row of a list by name, as the list itself writes it."""
    return base64.urlsafe_b64encode(json.dumps(["s", value, pk]).encode()).decode().rstrip("=")


def middle(kind: Kind, actor: Actor) -> str:
    """The cursor of the row in the middle of all that somebody sees, "" where there is none."""
    seen = gate.rows(kind.model, actor).order_by("sort_key", "pk")
    half = seen.count() // 2
    found = seen.values_list("sort_key", "pk")[half : half + 1]
    return cursor(*found[0]) if found else ""


def everything() -> Iterator[Asked]:
    """All rows, those that only read first."""
    for word in people.PERSONAS:
        yield from _lists(word)
        yield from _filters(word)
        yield from _classified(word)
        yield from _searches(word)
    yield from _others()
    yield from _records()


def _lists(word: str) -> Iterator[Asked]:
    actor = actors.of_user(people.persona_id(word))
    for kind in kinds:
        path = f"/{kind.plural}/"
        yield Asked(f"list {kind.plural}, first", word, path, 25, 5)
        after = middle(kind, actor)
        if after:
            yield Asked(f"list {kind.plural}, deep", word, f"{path}?after={after}", 25, 5)
            yield Asked(f"list {kind.plural}, deep, rows only", word, f"{path}?after={after}", 25, 5, htmx=True)
    yield Asked("list individuals, newest change", word, "/individuals/?sort=-updated_at", 25, 5)


def _filters(word: str) -> Iterator[Asked]:
    """Two fields, sorted, with an empty, a rare, a common and the biggest result."""
    absent = words.ABSENT_COUNTRY
    for size, country in (("empty", absent), ("rare", "LI"), ("common", "AT"), ("biggest", "DE"), ("elsewhere", "FR")):
        language = "fr" if country == "FR" else "de"
        yield Asked(f"filter {size}, by name", word, f"/individuals/?country={country}&language={language}", 50, 20)
        yield Asked(
            f"filter {size}, newest",
            word,
            f"/individuals/?country={country}&language={language}&sort=-updated_at",
            50,
            20,
        )
    yield Asked("filter biggest, count", word, "/individuals/?country=DE&language=de&part=count", 50, 20, htmx=True)
    yield Asked("filter column rare", word, "/organizations/?status=member", 50, 20)
    yield Asked("filter column biggest", word, "/organizations/?status=prospect&employees__gte=1", 50, 20)
    yield Asked("filter city", word, "/individuals/?city=G%C3%B6ttingen", 50, 20)
    yield Asked("filter words", word, "/individuals/?q=hoffmann", 50, 20)


def _classified(word: str) -> Iterator[Asked]:
    """Two of the company's own fields, by name and by a third; where the tier follows from the team nobody of a team has another."""
    for size, asked in (
        ("empty", "sales_territory=nowhere&newsletter=true"),
        ("rare", "sales_territory=overseas&newsletter=true"),
        ("common", "sales_territory=south&newsletter=true"),
        ("biggest", "sales_territory=north&newsletter=false"),
        ("elsewhere", "sales_territory=north&tier=a"),
    ):
        yield Asked(f"classifications {size}, by name", word, f"/individuals/?{asked}", 50, 20)
        yield Asked(f"classifications {size}, by number", word, f"/individuals/?{asked}&sort=-score", 50, 20)
    yield Asked("classifications, range", word, "/individuals/?score__between=100..110&sales_territory=north", 50, 20)
    yield Asked("classifications, dates", word, "/individuals/?approved__lt=2020-03-01&newsletter=true", 50, 20)
    yield Asked("list individuals, by a classification", word, "/individuals/?sort=-score", 25, 5)


def _searches(word: str) -> Iterator[Asked]:
    for size, text in SEARCHES.items():
        yield Asked(f"search {size}", word, f"/search/?q={quote_plus(text)}", 60, 20, htmx=True)


def _others() -> Iterator[Asked]:
    yield Asked("today", people.ADMINISTRATOR, "/", 50, 20)
    yield Asked("today", people.NARROW, "/", 50, 20)
    yield Asked("form of a new person", people.ADMINISTRATOR, "/individuals/new/", 50, 10)
    yield Asked("the bin", people.ADMINISTRATOR, "/bin/", 50, 10)


def _records() -> Iterator[Asked]:
    pk = _ordinary()
    yield Asked("record page", people.ADMINISTRATOR, f"/individuals/{pk}/", 50, 10, htmx=True)
    yield Asked("record page, longest history", people.ADMINISTRATOR, "/organizations/1/", 50, 10, htmx=True)
    seen = gate.rows(kinds["organization"].model, actors.of_user(people.persona_id(people.SHARES))).order_by("pk")
    yield Asked(
        "record page, long history",
        people.SHARES,
        f"/organizations/{seen.values_list('pk', flat=True)[0]}/",
        50,
        10,
        htmx=True,
    )
    yield Asked(
        "edit one value", people.ADMINISTRATOR, f"/individuals/{pk}/fact/title/", 40, 20, htmx=True, form=_edits(pk)
    )
    yield Asked("create a person", people.ADMINISTRATOR, "/individuals/new/", 40, 20, form=_creates)


def _ordinary() -> int:
    """An individual who works for an organization, in the middle of all."""
    employed = (
        kinds["individual"].details["employments"].model._default_manager.filter(until=None).order_by("record_id")
    )
    return int(employed.values_list("record_id", flat=True)[employed.count() // 2])


def _edits(pk: int) -> Form:
    version: Any = kinds["individual"].model._default_manager.values_list("version", flat=True).get(pk=pk)
    return lambda n: {"value": f"Title {version + n}", "version": str(version + n)}


def _creates(n: int) -> dict[str, str]:
    return {
        "given_name": "Bench",
        "family_name": f"Person {n}",
        "email": f"bench.{n}@post.example",
        "city": "Leipzig",
        "country": "DE",
    }
