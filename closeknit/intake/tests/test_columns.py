"""Columns find their slots by heading and by content, and say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from closeknit.catalogue.kinds import kinds
from closeknit.intake import headings
from closeknit.intake.columns import Match, propose
from closeknit.intake.files import open_table
from closeknit.intake.slots import REMARKS, Slot, slots_of

ORGANIZATION, INDIVIDUAL = slots_of(kinds["organization"]), slots_of(kinds["individual"])


def matched(heads: str, *rows: str, slots: tuple[Slot, ...] = INDIVIDUAL) -> list[Match]:
    return propose(heads.split("|") if heads else [], [row.split("|") for row in rows], slots)


def places(heads: str, *rows: str, slots: tuple[Slot, ...] = INDIVIDUAL) -> list[str]:
    return [" ".join(filter(None, (match.slot, match.kind))) for match in matched(heads, *rows, slots=slots)]


def of_file(path: Path, slots: tuple[Slot, ...]) -> dict[str, Match]:
    table = open_table(path)
    return {match.head: match for match in propose(table.heads, [row.cells for row in table.sample()], slots)}


def test_listed_companies_match_in_all_four_files(test_data: Path) -> None:
    expected = {
        "name": "name", "summary": "description", "industry": "industry", "country": "addresses.country", "state": "addresses.region",
        "city": "addresses.city", "zipcode": "addresses.postcode", "website": "urls",
    }  # fmt: skip
    for exchange in ("BER", "LSE", "JPX", "SAO"):
        matches = of_file(test_data / "companies-listed" / f"{exchange}.csv.gz", ORGANIZATION)
        assert {head: match.slot for head, match in matches.items() if match.slot != REMARKS} == expected
        assert len(matches) == 22


def test_hubspot_columns_match(test_data: Path) -> None:
    people = of_file(test_data / "crm-hubspot-export" / "contact_data.csv", INDIVIDUAL)
    assert people["property_firstname"].slot == "given_name"
    assert people["property_jobtitle"].slot == "employments.title"
    assert people["property_company"].slot == "employments.organization"
    assert people["property_email"].slot == "emails"
    assert people["property_email"].confidence < 0.7, "its values are no addresses"
    companies = of_file(test_data / "crm-hubspot-export" / "company_data.csv", ORGANIZATION)
    assert companies["property_address_2"].slot == "addresses.street"
    assert companies["id"].slot == "number"


def test_accounts_of_the_pipeline_match(test_data: Path) -> None:
    matches = of_file(test_data / "crm-b2b-pipeline" / "accounts.csv", ORGANIZATION)
    assert {head: match.slot for head, match in matches.items()} == {
        "account": "name",
        "revenue": REMARKS,
        "employees": "employees",
    }


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        ("First Name|Last Name|E-mail Address|Mobile Phone", ["given_name", "family_name", "emails", "phones mobile"]),
        ("firstName|lastName|emailAddress|phoneNumber", ["given_name", "family_name", "emails", "phones"]),
        ("Vorname|Nachname|E-Mail-Adresse|Mobiltelefon", ["given_name", "family_name", "emails", "phones mobile"]),
        ("Anrede|Titel|Geburtsdatum|Firma", [REMARKS, "honorific", "birthday", "employments.organization"]),
        ("Straße geschäftlich|Ort geschäftlich|Postleitzahl privat", ["addresses.street work", "addresses.city work", "addresses.postcode home"]),
        ("Telefon geschäftlich|Telefon (privat)|Fax geschäftlich", ["phones work", "phones home", "phones fax"]),
        ("Prénom|Nom de famille|Courriel|Téléphone portable", ["given_name", "family_name", "emails", "phones mobile"]),
        ("Civilité|Date de naissance|Code postal|Ville|Pays", [REMARKS, "birthday", "addresses.postcode", "addresses.city", "addresses.country"]),
        ("Nombre|Apellidos|Correo electrónico|Teléfono móvil", ["given_name", "family_name", "emails", "phones mobile"]),
        ("Dirección|Ciudad|Código postal|País|Observaciones", ["addresses.street", "addresses.city", "addresses.postcode", "addresses.country", "description"]),
        ("Name|Title|Company", ["name", "employments.title", "employments.organization"]),
        ("Name|Title|Job Title", ["name", "honorific", "employments.title"]),
        ("Direct line|Shoe size", [REMARKS, REMARKS]),
    ],
)  # fmt: skip
def test_headings_of_people_are_understood(heads: str, expected: list[str]) -> None:
    assert places(heads) == expected


@pytest.mark.parametrize(
    ("heads", "expected"),
    [
        (
            "Company Name|Phone|Billing City|Shipping City",
            ["name", "phones", "addresses.city billing", "addresses.city shipping"],
        ),
        (
            "Firmenname|PLZ|Ort|Branche|Mitarbeiterzahl",
            ["name", "addresses.postcode", "addresses.city", "industry", "employees"],
        ),
        ("Kundennummer|Firma|Muttergesellschaft|Webseite", ["number", "name", "parent", "urls"]),
        ("Raison sociale|Secteur d'activité|Effectif|Site web", ["legal_name", "industry", "employees", "urls"]),
        ("Empresa|Sitio web|Número de empleados|Etiquetas", ["name", "urls", "employees", "tags"]),
        ("Company City|Company Website URL|Customer E-Mail", ["addresses.city", "urls", "emails"]),
    ],
)
def test_headings_of_organizations_are_understood(heads: str, expected: list[str]) -> None:
    assert places(heads, slots=ORGANIZATION) == expected


def test_a_field_that_the_company_added_is_matched_by_its_label_and_names() -> None:
    own = (*ORGANIZATION, Slot("profile.territory", "Sales territory", names=("Gebiet",)))
    assert places("Name|Sales Territory", slots=own) == ["name", "profile.territory"]
    assert places("Name|Gebiet", slots=own) == ["name", "profile.territory"]


def test_without_headings_the_content_decides() -> None:
    rows = (
        "ada.lovelace@example.com|Ada Lovelace|+44 20 7946 0018|www.example.com",
        "b.byron@example.org|Bob Byron|+44 20 7946 0020|https://example.org/b",
    )
    assert places("", *rows) == ["emails", "name", "phones", "urls"]


def test_without_headings_companies_are_known_by_their_legal_forms() -> None:
    rows = ("12|Berlin|Siemens AG|Germany", "13|London|Shell plc|United Kingdom", "14|Paris|Danone S.A.|France")
    assert places("", *rows, slots=ORGANIZATION) == [REMARKS, REMARKS, "name", "addresses.country"]


def test_two_columns_for_one_place_do_not_overwrite_each_other() -> None:
    first, second = matched("sector|industry", "Energy|Oil", slots=ORGANIZATION)
    assert (first.slot, second.slot) == (REMARKS, "industry")
    assert "industry" in first.why


def test_a_filled_column_beats_an_empty_one() -> None:
    assert places("sector|industry", "Energy|", slots=ORGANIZATION) == ["industry", REMARKS]


def test_what_has_no_field_is_left_out_when_the_person_wants_so() -> None:
    found = propose(["name", "shoe size"], [["Ada", "38"]], INDIVIDUAL, keep_rest=False)
    assert (found[1].slot, found[1].sample) == ("", "38")
    assert found[1].why


@pytest.mark.parametrize(
    ("name", "producer"), [("Google", "Google"), ("Outlook365", "Outlook"), ("ThunderbirdUtf8", "Thunderbird")]
)
def test_the_producer_is_recognised_by_its_headings(test_data: Path, name: str, producer: str) -> None:
    assert headings.producer(open_table(test_data / "contacts-csv-exports" / f"{name}.csv").heads) == producer


def test_a_linkedin_file_is_recognised() -> None:
    heads = "First Name|Last Name|URL|Email Address|Company|Position|Connected On"
    assert headings.producer(heads.split("|")) == "LinkedIn"
    assert places(heads) == [
        "given_name",
        "family_name",
        "urls",
        "emails",
        "employments.organization",
        "employments.title",
        REMARKS,
    ]
