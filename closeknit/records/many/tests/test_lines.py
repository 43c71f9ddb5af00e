"""A page of a list as the database writes it is the page as Python would write it, field by field."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from closeknit.access.actors import Actor
from closeknit.catalogue.export import write_csv
from closeknit.catalogue.fields import Classification, field
from closeknit.catalogue.kinds import PROVIDERS, Kind, kinds
from closeknit.catalogue.types.value import Option
from closeknit.records import record
from closeknit.records.many import exports
from closeknit.records.models import Record
from closeknit.web.listing import Listing, all_rows
from tests.cast import Cast

NAUGHTY = Path(os.environ.get("CLOSEKNIT_TEST_DATA", "../shared/data")) / "text-naughty-strings" / "blns.json"
STRANGE = [
    "=1+1",
    "-5",
    "'-5",
    "a,b",
    'say "no"',
    "+49",
    "@me",
    "＝1",
    "'s-Hertogenbosch",
    "x\r\ny",
    "back\\slash",
    " b ",
]
ADDED = (
    field("territory", "Territory", "choice", Classification(7), options=(Option("north", "North"),)),
    field("scales", "Scales", "number", Classification(8)),
    field("approved", "Approval expires", "date", Classification(9)),
    field("turnover", "Turnover", "money", Classification(10)),
    field("checked", "Checked", "yes_no", Classification(11)),
    field("remark", "Remark", "long_text", Classification(12)),
)


@pytest.fixture
def added() -> Iterator[None]:
    """Fields of the company, of which the database cannot write all."""
    PROVIDERS.append(lambda kind: ADDED if kind == "organization" else ())
    yield
    PROVIDERS.pop()


def by_python(listing: Listing) -> bytes:
    fields = listing.fields
    rows = (
        [row.id, *(one.type.exported(value, one) for one, value in zip(fields, row.values, strict=True))]
        for row in all_rows(listing)
    )
    return b"".join(write_csv(exports.heads(fields), rows))


def both(kind: Kind, actor: Actor, columns: tuple[str, ...] = ()) -> bytes:
    listing = Listing(kind, actor, columns) if columns else exports.everything(kind, actor)
    found = b"".join(exports.csv(listing))
    assert found == by_python(listing)
    return found


def strange() -> list[str]:
    texts = json.loads(NAUGHTY.read_text()) if NAUGHTY.exists() else []
    return STRANGE + [text for text in texts if text.strip() and "\0" not in text and len(text) < 200]


def test_strange_texts_are_written_as_python_writes_them(cast: Cast) -> None:
    ada = cast.ada
    for place, text in enumerate(strange()):
        given: dict[str, Any] = {
            "name": text,
            "legal_name": text,
            "description": f"{text}\n{text}",
            "industry": text[:3],
        }
        given |= {
            "addresses": [{"street": text, "city": text}, {"city": "second"}],
            "tags": ["a", "b c"],
            "employees": "1234",
        }
        given |= {"phones": [{"number": f"{text[:40]}x"}, {"number": "+49 30 1234567"}], "parent": None}
        record.create(kinds["organization"], given, by=ada)
        record.create(kinds["individual"], {"family_name": text, "birthday": date(1000 + place, 2, 28)}, by=ada)
    both(kinds["organization"], ada)
    both(kinds["individual"], ada)


def test_telephone_numbers_are_written_as_python_writes_them(cast: Cast) -> None:
    ada = cast.ada
    ours = {"name": "We", "status": "ours", "addresses": [{"city": "Berlin", "country": "DE"}]}
    record.create(kinds["organization"], ours, by=ada)
    numbers = ["030 123456", "+49 30 123456", "+49 (0)30 123456", "no number", "0030 1"]
    told: list[Any] = [
        *numbers,
        {"typed": "030 123456", "e164": "+4312345678"},
        {"typed": "+49 30 1", "e164": "+49301"},
    ]
    for place, number in enumerate(told):
        phones = [{"number": number, "kind": "mobile"}, {"number": "+49 30 9"}]
        record.create(kinds["organization"], {"name": f"No. {place}", "phones": phones}, by=ada)
    assert b"+4312345678" in both(kinds["organization"], ada)


@pytest.mark.usefixtures("added")
def test_fields_of_the_company_are_written_as_python_writes_them(cast: Cast) -> None:
    ada = cast.ada
    given: dict[str, Any] = {"territory": "north", "scales": "14.125", "approved": "2026-12-31", "checked": True}
    given |= {"turnover": {"amount": "12.50", "currency": "EUR"}, "remark": "=1,2"}
    record.create(kinds["organization"], {"name": "All", **given}, by=ada)
    record.create(kinds["organization"], {"name": "None"}, by=ada)
    assert b'All,north,14.1250,2026-12-31,12.50 EUR,yes,"\'=1,2"' in both(
        kinds["organization"], ada, ("name", *(one.key for one in ADDED))
    )


def test_names_that_somebody_may_not_know_are_written_as_python_writes_them(cast: Cast) -> None:
    ada, priya = cast.ada, cast.priya
    hidden = record.create(kinds["organization"], {"name": "Hidden"}, by=ada)
    person = record.create(kinds["individual"], {"family_name": "Seen", "owner": priya.user_id}, by=ada)
    record.edit(person, {"organization": hidden}, by=ada)
    at = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    Record.objects.filter(pk=person.pk).update(created_at=at)
    assert both(kinds["individual"], ada).count(b"Hidden") == 1
    if priya.may("individual", "export"):
        assert b"Hidden" not in both(kinds["individual"], priya)


def test_a_long_list_is_written_page_by_page_in_its_order(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = cast.ada
    for place in range(30):
        record.create(kinds["organization"], {"name": f"Company {place % 7}", "employees": place}, by=ada)
    monkeypatch.setattr(exports, "FIRST", 2)
    monkeypatch.setattr(exports, "MOST", 7)
    found = both(kinds["organization"], ada, ("name", "employees"))
    rows = list(csv.reader(io.StringIO(found[3:].decode(), newline="")))
    assert len(rows) - 1 == Record.objects.filter(kind="organization", binned_at=None).count()
    with exports.spreadsheet(Listing(kinds["organization"], ada, ("name", "employees"))) as sheet:
        told = CalamineWorkbook.from_filelike(sheet).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert [[str(int(row[0])), row[1]] for row in told[1:]] == [row[:2] for row in rows[1:]]


def test_an_empty_list_is_a_head_alone(cast: Cast) -> None:
    Record.objects.filter(kind="organization").update(binned_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert b"".join(exports.csv(Listing(kinds["organization"], cast.ada, ("name",)))) == "\ufeffid,name\r\n".encode()
