"""The signature of an e-mail, pasted into a new person, fills the form and marks what it guessed."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from closeknit.directory import signatures
from closeknit.directory.models import Employment, Individual
from closeknit.records import pasting
from tests.cast import Cast

ENGLISH = """Best regards,
Dr Hannah Osei
Head of Procurement
Kestrel Dairies Ltd
12 Mill Lane, York, YO1 7EP
T: +44 1904 496000 | M: +44 7700 900 123
F: +44 1904 496001
h.osei@kestrel-dairies.example | www.kestrel-dairies.example
https://www.linkedin.com/in/hannah-osei"""
GERMAN = """Mit freundlichen Grüßen
Jörg Wünsche
Leiter Einkauf
--
Müller Molkerei GmbH & Co. KG
Hauptstraße 7
D-01067 Dresden
Telefon: +49 351 2345678
Mobil: +49 170 2345678
E-Mail: joerg.wuensche@mueller-molkerei.example"""
FRENCH = """Cordialement,

BERNARD, Claire
Directrice des achats
Laiteries du Nord SAS
3 rue de la Paix
59000 Lille
Tél. : +33 3 20 12 34 56 - Portable : +33 6 12 34 56 78"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            ENGLISH,
            {
                "given_name": "Hannah",
                "family_name": "Osei",
                "title": "Head of Procurement",
                "organization": "Kestrel Dairies Ltd",
                "street": "12 Mill Lane",
                "city": "York",
                "postcode": "YO1 7EP",
                "phone": "+44 1904 496000",
                "mobile": "+44 7700 900 123",
                "email": "h.osei@kestrel-dairies.example",
                "url": "www.kestrel-dairies.example",
            },
        ),
        (
            GERMAN,
            {
                "given_name": "Jörg",
                "family_name": "Wünsche",
                "title": "Leiter Einkauf",
                "organization": "Müller Molkerei GmbH & Co. KG",
                "street": "Hauptstraße 7",
                "city": "Dresden",
                "postcode": "01067",
                "phone": "+49 351 2345678",
                "mobile": "+49 170 2345678",
                "email": "joerg.wuensche@mueller-molkerei.example",
            },
        ),
        (
            FRENCH,
            {
                "given_name": "Claire",
                "family_name": "BERNARD",
                "title": "Directrice des achats",
                "organization": "Laiteries du Nord SAS",
                "street": "3 rue de la Paix",
                "city": "Lille",
                "postcode": "59000",
                "phone": "+33 3 20 12 34 56",
                "mobile": "+33 6 12 34 56 78",
            },
        ),
        (
            "Anna Berg <anna.berg@gmail.com>",
            {"given_name": "Anna", "family_name": "Berg", "email": "anna.berg@gmail.com"},
        ),
        ("anna.berg@gmail.com", {"given_name": "Anna", "family_name": "Berg", "email": "anna.berg@gmail.com"}),
        ("", {}),
        ("-- \n\n***", {}),
    ],
)
def test_a_signature_is_read(cast: Cast, text: str, found: dict[str, str]) -> None:
    assert signatures.read(text, cast.tomas) == found


def test_an_organization_is_known_by_the_domain_of_the_address(cast: Cast) -> None:
    known = cast.organization("Kestrel Dairies", url="https://kestrel.example")
    assert signatures.read("Hannah Osei\nhannah@kestrel.example", cast.tomas)["organization"] == str(known.pk)


def test_an_organization_that_one_may_not_see_is_not_told(cast: Cast) -> None:
    cast.organization("Kestrel Dairies", url="https://kestrel.example")
    assert "organization" not in signatures.read("Hannah Osei\nhannah@kestrel.example", cast.priya)


def test_a_pasted_signature_fills_the_form_says_who_is_there_and_saves_nothing(cast: Cast) -> None:
    there = cast.individual(email="h.osei@kestrel-dairies.example")
    before = Individual.objects.count()
    office: Any = cast.browser("tomas")
    page = office.post("/individuals/new/", {"read": "1", "pasted": ENGLISH, "title": "Buyer"}).content.decode()
    assert Individual.objects.count() == before
    assert 'value="Osei"' in page
    assert 'value="Buyer"' in page  # what was typed stays
    assert page.count("See whether it is right.") == 9
    assert there.name in page
    assert "Add organization “Kestrel Dairies Ltd”" in page


def test_what_was_read_is_saved_with_the_organization_that_is_added(cast: Cast) -> None:
    form = {**signatures.read(GERMAN, cast.tomas), "pasted": GERMAN, "add": "organization"}
    answer = cast.browser("tomas").post("/individuals/new/", form)
    assert answer.status_code == 302
    made = Individual.objects.get(family_name="Wünsche")
    job = Employment.objects.get(record=made)
    assert (job.title, job.organization and job.organization.name) == (
        "Leiter Einkauf",
        "Müller Molkerei GmbH & Co. KG",
    )


def test_a_text_that_says_nothing_is_told_so(cast: Cast) -> None:
    page = cast.browser("tomas").post("/individuals/new/", {"read": "1", "pasted": "***"}).content.decode()
    assert "Nothing new was found in it." in page


@pytest.mark.parametrize(
    "piece",
    [
        "@",
        "a@",
        "a.",
        "a@b.",
        " ",
        "x ",
        ", ",
        "a ,",
        "\t",
        "\n",
        " - ",
        "| ",
        "1 ",
        "Ab 1 ",
        "m. ",
        "fax",
        "www.",
        "+49 30 1234567 m.",
    ],
)
def test_no_text_takes_long_to_read(cast: Cast, piece: str) -> None:
    actor, text = cast.priya, ("x" + piece * pasting.LONGEST)[: pasting.LONGEST - 1] + "!"
    began = process_time()
    signatures.read(text, actor)
    assert process_time() - began < 0.5
