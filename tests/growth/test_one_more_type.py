"""A type of value is one file: dropped into the folder of types, it works at every door; no other file knows of it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from closeknit.api.tests.programs import Program, problem
from closeknit.catalogue import types
from closeknit.catalogue.kinds import kinds
from closeknit.intake import bringing, imports
from closeknit.intake.models import Import, Outcome
from closeknit.profiles import definitions
from closeknit.profiles.models import Definition
from closeknit.records import reading
from closeknit.records.many import exports
from tests.cast import Cast

ONE_FILE = Path(__file__).parent / "types" / "rating.py"
FIELDS = "/settings/fields/organizations/"
LIST = "/organizations/"
SHOWN = {"column": ["name", "rating"]}


@pytest.fixture(autouse=True)
def dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The folder of types with one more file in it, found as the program finds all of them when it starts."""
    shutil.copy(ONE_FILE, tmp_path)
    monkeypatch.setattr(types, "__path__", [*types.__path__, str(tmp_path)])
    types.discover()
    yield
    del types.TYPES["rating"]
    del sys.modules["closeknit.catalogue.types.rating"]


@pytest.fixture
def page(cast: Cast) -> Client:
    """Where a field of the type was made by the form of fields, and three records have a value, typed in three ways."""
    form = {"label": "Rating", "type": "rating", "scope": "all"}
    assert cast.browser("ada").post(f"{FIELDS}new/", form).status_code == 302
    for name, rating in (("Alder", "2"), ("Birch", "★★★★★"), ("Cedar", 4), ("Dogwood", None)):
        cast.organization(name, rating=rating)
    return cast.browser("tomas")


def listed(page: Client, **asked: Any) -> list[str]:
    return [row.name for row in page.get(LIST, {**SHOWN, **asked}).context["rows"]]


def test_the_form_of_fields_offers_it_with_its_example(cast: Cast) -> None:
    said = cast.browser("ada").get(f"{FIELDS}new/").content.decode()
    assert '<option value="rating">Rating, as in ★★★★</option>' in said


def test_a_record_shows_asks_and_refuses_it(page: Client) -> None:
    cedar = stored("Cedar")
    shown = page.get(cedar.address).content.decode()
    assert '<span class="stars">★★★★</span>' in shown
    edited = page.get(f"{LIST}{cedar.pk}/fact/rating/").content.decode()
    assert '<option value="4" selected>★★★★</option>' in edited
    sent = page.post(f"{LIST}{cedar.pk}/fact/rating/", {"value": "6", "version": str(cedar.version)})
    assert "“Rating” is 1 to 5 stars" in sent.content.decode()
    sent = page.post(f"{LIST}{cedar.pk}/fact/rating/", {"value": "1", "version": str(cedar.version)})
    assert sent.status_code == 302
    assert '<span class="stars">★</span>' in page.get(cedar.address).content.decode()


def stored(name: str) -> Any:
    return kinds["organization"].model.objects.get(name=name)


def test_a_list_shows_filters_and_sorts_by_it(page: Client) -> None:
    assert '<span class="stars">★★★★★</span>' in page.get(LIST, SHOWN).content.decode()
    assert listed(page, sort="-rating")[:3] == ["Birch", "Cedar", "Alder"]
    for operator, value, expected in (
        ("gte", "★★★★", ["Birch", "Cedar"]),
        ("is", 2, ["Alder"]),
        ("in", [2, 5], ["Alder", "Birch"]),
        ("between", [1, 4], ["Alder", "Cedar"]),
        ("empty", None, ["Dogwood"]),
    ):
        asked = {"field": "rating", "op": operator, **({} if value is None else {"value": value})}
        assert listed(page, sort="name", filter=json.dumps(asked)) == expected, operator
    refused = page.get(LIST, {"filter": json.dumps({"field": "rating", "op": "is", "value": "many"})})
    assert "“Rating” is 1 to 5 stars" in refused.content.decode()


def test_it_keeps_a_place_and_can_be_converted(cast: Cast, page: Client) -> None:
    assert Definition.objects.get(key="rating").place.startswith("n")
    made = definitions.retype(kinds["organization"], "rating", {"type": "number"}, by=cast.ada)
    assert listed(page, sort=f"-{made.key}")[:3] == ["Birch", "Cedar", "Alder"]
    definitions.retype(kinds["organization"], "rating", {"type": "rating"}, by=cast.ada)
    assert listed(page, sort="-rating")[:3] == ["Birch", "Cedar", "Alder"]


def test_a_file_takes_it_out_and_brings_it_back(cast: Cast, page: Client) -> None:
    answer: Any = page.get(f"{LIST}export.csv", SHOWN)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert {row["name"]: row["rating"] for row in rows if row["name"] != "Dogwood"} == {"Alder": "2", "Birch": "5", "Cedar": "4"}  # fmt: skip
    whole = b"".join(exports.csv(exports.everything(kinds["organization"], cast.tomas)))
    again = bring(cast, whole)
    assert (again.count(Outcome.UNCHANGED), again.count(Outcome.REFUSED)) == (4, 0)
    other = bring(cast, "Name,Rating\nElm,★★★\nFir,7\n".encode())
    assert other.count(Outcome.CREATED) == 2
    assert value_of(cast, "Elm") == 3
    assert value_of(cast, "Fir") is None  # 7 is no rating: it is kept as a remark


def value_of(cast: Cast, name: str) -> Any:
    return reading.one(kinds["organization"], stored(name).pk, cast.tomas).values["rating"]


def bring(cast: Cast, rows: bytes) -> Import:
    """What an import makes of a file, looked at and begun at once."""
    one = imports.begin(kinds["organization"], "organizations.csv", [rows], by=cast.tomas)
    imports.look(one, by=cast.tomas)
    bringing.propose(one.pk)
    imports.start(Import.objects.get(pk=one.pk), by=cast.tomas)
    bringing.bring(one.pk)
    return Import.objects.get(pk=one.pk)


@pytest.mark.usefixtures("page")
def test_a_program_makes_reads_writes_and_filters_it(cast: Cast) -> None:
    program = Program(cast.ada_user)
    made: Any = program.post("/classifications", {"kind": "individual", "label": "Stars", "type": "rating"})
    assert made.status_code == 201, made.content
    cedar = stored("Cedar")
    path = f"/organizations/{cedar.pk}"
    written: Any = program.patch(path, {"rating": 1}, If_Match=f'"{cedar.version}"')
    assert written.status_code == 200, written.content
    read: Any = program.get(path)
    assert read.json()["profile"] == {"rating": 1}
    problem(program.patch(path, {"rating": 9}, If_Match=read.headers["ETag"]), 422, "not_a_rating", "rating")
    found: Any = program.get("/organizations?rating__gte=2&sort=rating&fields=name,rating")
    assert [(one["name"], one["profile"]["rating"]) for one in found.json()["items"]] == [("Alder", 2), ("Birch", 5)]
    described: Any = program.get("/openapi.json")
    assert '"minimum": 1, "maximum": 5' in json.dumps(described.json()["components"]["schemas"])
