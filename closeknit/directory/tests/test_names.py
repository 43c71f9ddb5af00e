"""Two writings of the same person, number, organization or domain have one normal form."""

from __future__ import annotations

import pytest

from closeknit.directory import names


@pytest.mark.parametrize(
    "written",
    ["Siemens AG", "SIEMENS  Aktiengesellschaft", "siemens a.g.", "Siemens, AG", "Siémens AG & Co. KGaA", "Siemens S.A.", "Siemens S.p.A.", "Siemens Sp. z o.o.", "Siemens Co., Ltd.",
     "Siemens Pty Ltd", "Siemens Pvt. Ltd.", "Siemens Private Limited", "Siemens A/S", "Siemens N.V.", "Siemens B.V.", "Siemens, Inc.", "Siemens LLC", "Siemens GmbH & Co. KG", "OOO Siemens",
     "PT Siemens Tbk", "Siemens S.A. de C.V.", "Siemens Ltda.", "Siemens s.r.o.", "Siemens d.o.o.", "Siemens Oyj", "Siemens K.K.", "株式会社Siemens", "The Siemens Company", "Siemens Sdn. Bhd.",
     "Siemens Public Company Limited", "Siemens UG (haftungsbeschränkt)", "Siemens e.V.", "Siemens plc"],
)  # fmt: skip
def test_legal_forms_of_many_countries_are_left_away(written: str) -> None:
    assert names.organization(written) == "siemens"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Müller & Söhne GmbH", "muller sohne"), ("Müller und Söhne", "muller sohne"), ("株式会社日立製作所", "日立製作所"), ("AG", "ag"), ("The AG", "ag"),
        ("Coop", "coop"), ("H&M Hennes & Mauritz AB", "hm hennes mauritz"), ("3M Company", "3m"), ("!!!", ""), ("", ""),
    ],
)  # fmt: skip
def test_what_remains_of_an_organizations_name_is_its_name(written: str, normal: str) -> None:
    assert names.organization(written) == normal


@pytest.mark.parametrize(
    "written", ["Jörg Müller", "MÜLLER, Jörg", "Dr. Jörg Müller", "Herr Prof. Dr. Jorg Muller", "Müller  Jörg jr."]
)
def test_a_persons_name_is_free_of_order_case_accents_and_titles(written: str) -> None:
    assert names.person(written) == "jorg muller"


def test_a_name_of_titles_alone_stays() -> None:
    assert names.person("Dr. Sir") == "dr sir"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Ada@Example.COM ", "ada@example.com"), ("mailto:ada@example.com", "ada@example.com"), ("<ada@example.com>", "ada@example.com"),
        ("ada@googlemail.com", "ada@gmail.com"), ("ada+news@example.com", "ada+news@example.com"), ("ada at example", ""), ("", ""),
    ],
)  # fmt: skip
def test_an_email_address_has_one_form(written: str, normal: str) -> None:
    assert names.email(written) == normal


@pytest.mark.parametrize(
    "written",
    [
        "+49 30 1234567",
        "0049 30 1234567",
        "(030) 1234567",
        "+49 (0)30 1234567",
        "030/123 45 67",
        "+49-30-1234567 ext. 12",
    ],
)
def test_the_end_of_a_number_is_the_same_however_it_is_written(written: str) -> None:
    assert names.phone_end(written) == "301234567"


def test_numbers_become_international_where_their_country_is_known() -> None:
    assert names.phone("030 1234567", "DE") == "+49301234567"
    assert names.phone("+49 30 1234567") == "+49301234567"
    assert names.phone("030 1234567") == ""
    assert names.phone("Handy", "DE") == ""
    assert names.phone_end("12345") == ""


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("http://www.Kyokuyo.co.jp/en", "kyokuyo.co.jp"), ("www.example.com", "example.com"), ("example.com:8080/x", "example.com"), ("ada@example.com", "example.com"), ("ada@gmail.com", ""),
        ("https://user@shop.example.com/", "shop.example.com"), ("Rome", ""), ("http://[x", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_domain_speaks_for_an_organization_unless_everybody_has_it(written: str, normal: str) -> None:
    assert names.domain(written) == normal
