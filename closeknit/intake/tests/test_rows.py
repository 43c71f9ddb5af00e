"""Rows become plain values of records, and no filled cell is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.intake import shapes
from closeknit.intake.columns import propose
from closeknit.intake.delimited import Row
from closeknit.intake.files import Table, open_table
from closeknit.intake.headings import understand
from closeknit.intake.persons import split
from closeknit.intake.rows import Plain, Reader, parts
from closeknit.intake.slots import Slot, fitting, slots_of

ORGANIZATION, INDIVIDUAL = slots_of(kinds["organization"]), slots_of(kinds["individual"])


def read(heads: str, *cells: str, slots: tuple[Slot, ...] = INDIVIDUAL) -> Plain:
    names = heads.split("|") if heads else []
    return Reader(propose(names, [cells], slots), slots).plain(Row(2, cells))


def texts(found: Plain) -> Iterator[str]:
    yield from found.values.values()
    yield from found.tags
    yield from found.remarks
    for entries in found.details.values():
        for entry in entries:
            yield from entry.values()


def words(text: str) -> set[str]:
    """The words of a text, numbers without leading zeros, for a joined date writes them with zeros."""
    return {word.lstrip("0") if word.isdigit() else word for word in shapes.plain(text).split()}


def arrived(table: Table, slots: tuple[Slot, ...]) -> tuple[int, int]:
    """How many filled cells there are, and how many of them stand somewhere in the record."""
    matches = propose(table.heads, [row.cells for row in table.sample()], slots)
    reader, filled, kept = Reader(matches, slots), 0, 0
    for row in table.rows():
        found = reader.plain(row)
        have = {word for text in texts(found) for word in words(text)}
        kinds = {entry["kind"] for entries in found.details.values() for entry in entries if "kind" in entry}
        for match, cell in zip(matches, row.cells, strict=False):
            if cell.strip():
                filled += 1
                told = match.slot.endswith(".kind") and fitting(match.slot, understand(cell).kind) in kinds
                kept += told or words(cell) <= have
    return filled, kept


def test_every_filled_cell_of_the_mail_programs_arrives(test_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in sorted((test_data / "contacts-csv-exports").glob("*.csv")):
        filled, kept = arrived(open_table(path), INDIVIDUAL)
        with capsys.disabled():
            print(f"\n{path.name}: {kept} of {filled} filled cells arrive", end="")
        assert (filled > 0, kept) == (True, filled), path.name


def test_every_filled_cell_of_the_listed_companies_arrives(test_data: Path) -> None:
    filled, kept = arrived(open_table(test_data / "companies-listed" / "SAO.csv.gz"), ORGANIZATION)
    assert (filled > 20_000, kept) == (True, filled)


def test_hubspot_and_the_pipeline_arrive(test_data: Path) -> None:
    for path, slots in (
        ("crm-hubspot-export/contact_data.csv", INDIVIDUAL),
        ("crm-hubspot-export/company_data.csv", ORGANIZATION),
        ("crm-b2b-pipeline/accounts.csv", ORGANIZATION),
    ):
        filled, kept = arrived(open_table(test_data / path), slots)
        assert kept == filled, path


def test_google_contacts_become_details(test_data: Path) -> None:
    table = open_table(test_data / "contacts-csv-exports" / "Google.csv")
    row = next(table.rows())
    found = Reader(propose(table.heads, [row.cells], INDIVIDUAL), INDIVIDUAL).plain(row)
    assert found.values["given_name"] == "Max Middle Name"
    assert found.values["family_name"] == "Mustermann jr."
    assert found.values["birthday"] == "1972-01-31"
    assert found.tags == ["Importiert am 29.3.", "myContacts"]
    assert found.details["emails"][2] == {"address": "privat@folker-kinzel.de", "kind": "home", "primary": "yes"}
    assert found.details["addresses"][0] == {
        "street": "Eisenbahnstraße\nPostfach\n84",
        "city": "Leipzig",
        "postcode": "04315",
        "country": "DE",
        "kind": "work",
    }
    assert found.details["employments"] == [{"organization": "Firma", "title": "Position", "department": "Abteilung"}]
    assert [found.details["phones"][place]["kind"] for place in (3, 4, 6)] == ["fax", "mobile", "work"]


def test_outlook_has_three_addresses_of_their_kinds(test_data: Path) -> None:
    table = open_table(test_data / "contacts-csv-exports" / "Outlook365.csv")
    rows = list(table.rows())
    found = Reader(propose(table.heads, [row.cells for row in rows], INDIVIDUAL), INDIVIDUAL).plain(rows[-1])
    assert [(place["kind"], place["city"], place["postcode"]) for place in found.details["addresses"]] == [
        ("work", "Magdeburg", "39104"), ("home", "Dresden", "01067"), ("other", "Eisenach", "99817")
    ]  # fmt: skip
    assert found.details["addresses"][2]["region"] == "Thüringen"
    assert found.line == 7


def test_a_date_in_three_columns_is_one_and_half_a_date_is_kept_as_it_is() -> None:
    heads = "Last name|Birth year|Birth month|Day of birth"
    assert read(heads, "Byron", "1972", "1", "31").values["birthday"] == "1972-01-31"
    half = read(heads, "Byron", "", "1", "31")
    assert "birthday" not in half.values
    assert half.remarks == ["Birth month: 1", "Day of birth: 31"]


def test_origins_name_the_columns_of_each_value() -> None:
    found = read("Last name|Work email|E-mail 2|City", "Byron", "a@example.com", "b@example.com; c@example.com", "Rome")
    assert found.origins == {
        "family_name": (0,),
        "emails.0": (1,),
        "emails.1": (2,),
        "emails.2": (2,),
        "addresses.0": (3,),
    }


def test_filled_cells_beyond_the_headings_are_refused_and_blank_ones_are_not() -> None:
    reader = Reader(propose(["name", "city"], [], ORGANIZATION), ORGANIZATION)
    assert reader.plain(Row(2, ("Acme", "Rome", " ", ""))).values == {"name": "Acme"}
    with pytest.raises(Refused, match="Line 3 has 3 cells"):
        reader.plain(Row(3, ("Acme", "Rome", "x")))


def test_a_short_and_an_empty_row_are_no_error() -> None:
    reader = Reader(propose(["name", "city", "shoe size"], [], ORGANIZATION), ORGANIZATION)
    assert reader.plain(Row(2, ("Acme",))).values == {"name": "Acme"}
    assert reader.plain(Row(3, ("", " ", ""))).is_empty


def test_remarks_follow_the_description() -> None:
    found = read("name|notes|shoe size", "Acme", "Good people", "38", slots=ORGANIZATION)
    assert found.description() == "Good people\nshoe size: 38"


@pytest.mark.parametrize(
    ("slot", "cell", "expected"),
    [
        ("emails", "a@x.org ::: b@x.org", ["a@x.org", "b@x.org"]),
        ("emails", "a@x.org; b@x.org,c@x.org", ["a@x.org", "b@x.org", "c@x.org"]),
        ("emails", "Ada, Lady <a@x.org>", ["Ada, Lady <a@x.org>"]),
        ("phones", "030/123-45; 030/678 90", ["030/123-45", "030/678 90"]),
        ("phones", "030 1234, ext. 5", ["030 1234, ext. 5"]),
        ("urls", "https://x.org/a;b,c", ["https://x.org/a;b,c"]),
        ("urls", "https://x.org, www.y.org", ["https://x.org", "www.y.org"]),
        ("tags", "* myContacts ::: Friends; VIP", ["* myContacts", "Friends", "VIP"]),
        ("emails", " ::: ", []),
    ],
)
def test_cells_with_several_values_are_split_where_each_part_is_one(slot: str, cell: str, expected: list[str]) -> None:
    assert parts(cell, slot) == expected


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ("Donn Cantrell", "Donn", "Cantrell"),
        ("Mustermann, Max", "Max", "Mustermann"),
        ("van der Berg, Jan", "Jan", "van der Berg"),
        ("Prof. Dr. Anna-Lena von Müller-Schmidt", "Anna-Lena", "von Müller-Schmidt"),
        ("Frau Dr. Petra Klein", "Petra", "Klein"),
        ("Madonna", None, "Madonna"),
        ("李小龙", None, "李小龙"),
        ("<script>alert(1)</script>", None, "<script>alert(1)</script>"),
        ("Ada  \u200b Lovelace;", None, "Ada  \u200b Lovelace;"),
    ],
)
def test_full_names_are_split_and_strange_ones_kept_whole(name: str, given: str | None, family: str) -> None:
    found = split(name)
    assert (found.get("given_name"), found["family_name"]) == (given, family)


def test_salutation_and_title_are_told_apart() -> None:
    assert split("Frau Dr. Petra Klein") == {
        "salutation": "Frau",
        "honorific": "Dr.",
        "given_name": "Petra",
        "family_name": "Klein",
    }


def test_naughty_names_lose_no_character(test_data: Path) -> None:
    for one in json.loads((test_data / "text-naughty-strings" / "blns.json").read_text("utf-8")):
        if one.strip():
            have = set("".join(split(one.strip()).values()))
            assert {sign for sign in one.strip() if sign not in " ,"} <= have | set(" ,"), repr(one)


def test_naughty_strings_reach_their_fields_byte_for_byte(test_data: Path) -> None:
    reader = Reader(propose(["name", "notes"], [], ORGANIZATION), ORGANIZATION)
    for one in json.loads((test_data / "text-naughty-strings" / "blns.json").read_text("utf-8")):
        assert reader.plain(Row(2, (one, one))).values == ({"name": one, "description": one} if one.strip(" ") else {})


def test_a_salutation_without_a_field_is_kept_as_a_remark() -> None:
    found = read("name", "Frau Petra Klein", slots=INDIVIDUAL)
    assert (found.values, found.remarks) == ({"given_name": "Petra", "family_name": "Klein"}, ["Salutation: Frau"])
