"""What the filters of single types mean, beyond what all types have in common."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import JSONField, Value
from django.utils import timezone, translation

from closeknit.catalogue.fields import field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import TYPES, Operator, company
from closeknit.catalogue.types.country import code_of
from closeknit.catalogue.types.money import Money
from closeknit.catalogue.types.value import Option


@pytest.fixture(autouse=True)
def _berlin() -> Iterator[None]:
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


def holds(
    key: str, operator: Operator, kept: object, asked: object, *, unit: str = "", beside: str | None = None
) -> bool:
    """Whether a condition of a type holds for one value, asked of the database."""
    outputs: dict[type, models.Field[Any, Any]] = {
        str: models.TextField(),
        Decimal: models.DecimalField(max_digits=21, decimal_places=6),
        date: models.DateField(),
        datetime: models.DateTimeField(),
        list: JSONField(),
    }
    expression = Value(kept, output_field=outputs[type(kept)])
    others = [] if beside is None else [Value(beside, output_field=models.TextField())]
    size = field("size", "Size", key, unit=unit)
    condition = TYPES[key].condition(operator, expression, asked, size, beside=others)
    ContentType.objects.get_or_create(app_label="one", model="row")
    return ContentType.objects.filter(models.Q(condition), app_label="one").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kept", "asked", "found"),
    [
        ("030 / 123 45 67", "+49 30 1234567", True), ("+49 (0)30 1234567", "030 1234567", True), ("0049301234567", "030-1234567", True),
        ("+43 30 1234567", "030 1234567", False), ("030 1234568", "030 1234567", False), ("reception", "Reception", True),
    ],
)  # fmt: skip
def test_a_telephone_number_is_found_however_it_was_written(kept: str, asked: str, found: bool) -> None:
    assert holds("phone", Operator.IS, kept, asked, unit="DE") is found


@pytest.mark.django_db
def test_understood_numbers_compare_by_the_number_alone() -> None:
    assert holds("phone", Operator.IS, "ext. only", "030 1234567", unit="DE", beside="+49301234567")
    assert not holds("phone", Operator.IS, "030 1234567", "030 1234567", unit="DE", beside="+43301234567")
    assert holds("phone", Operator.CONTAINS, "(030) 123-45-67", "30 12345")


@pytest.mark.django_db
def test_amounts_in_filters_may_be_short_and_may_name_a_currency() -> None:
    assert holds("money", Operator.GT, Decimal(10_001), "10k", beside="USD")
    assert holds("money", Operator.GT, Decimal(10_001), "10k USD", beside="USD")
    assert not holds("money", Operator.GT, Decimal(10_001), "€10k", beside="USD")
    assert holds("number", Operator.IS, Decimal(1_500_000), "1.5m")
    with translation.override("de"):
        assert holds("number", Operator.IS, Decimal(2_500_000), "2,5 Mio.")


@pytest.mark.django_db
def test_dates_answer_to_words_with_every_operator() -> None:
    today = timezone.localdate()
    assert holds("date", Operator.IS, today, "today")
    assert holds("date", Operator.WITHIN, today - timedelta(days=30), "last 30 days")
    assert not holds("date", Operator.WITHIN, today - timedelta(days=31), "last 30 days")
    assert holds("date", Operator.LT, today - timedelta(days=1), "today")
    assert not holds("date", Operator.LT, today, "today")
    assert holds("date", Operator.GTE, today, "today")


@pytest.mark.django_db
def test_a_day_asked_of_moments_is_the_whole_day_of_the_reader() -> None:
    late = timezone.make_aware(datetime(2026, 5, 1, 23, 59, 59))  # noqa: DTZ001
    assert holds("moment", Operator.IS, late, "2026-05-01")
    assert holds("moment", Operator.LTE, late, "5/1/2026")
    assert not holds("moment", Operator.GT, late, "2026-05-01")
    assert holds("moment", Operator.BETWEEN, late, "2026-04-01..2026-05-01")
    assert holds("moment", Operator.WITHIN, timezone.now() - timedelta(hours=1), "last 2 hours")
    with pytest.raises(Refused, match="such as"):
        holds("date", Operator.WITHIN, date(2026, 1, 1), "last 2 hours")


def test_a_time_that_the_clock_shows_twice_keeps_its_offset() -> None:
    kind, size = TYPES["moment"], field("size", "Size", "moment")
    for text in ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"):
        value = kind.parse(text, size)
        assert kind.parse(kind.typed(value, size), size) == value == datetime.fromisoformat(text)


def test_the_order_of_day_and_month_is_the_languages_and_is_not_guessed() -> None:
    kind, size = TYPES["date"], field("size", "Size", "date")
    assert kind.parse("3/4/2026", size) == date(2026, 3, 4)
    with translation.override("en-gb"):
        assert kind.parse("3/4/2026", size) == date(2026, 4, 3)
        assert kind.parse("31/12/2026", size) == date(2026, 12, 31)
    with translation.override("de"):
        assert kind.parse("3.4.2026", size) == kind.parse("3. April 2026", size) == date(2026, 4, 3)
    with pytest.raises(Refused, match="12/31/2026"):
        kind.parse("31/12/2026", size)


def test_the_company_says_which_currency_and_country_are_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "_answers", [company.Habits])
    money, phone = field("price", "Price", "money"), field("phone", "Phone", "phone")
    with pytest.raises(Refused, match="currency"):
        TYPES["money"].parse("5", money)
    company.told_by(lambda: company.Habits(region="AT", currency="CHF"))
    assert TYPES["money"].parse("5", money) == Money(Decimal(5), "CHF")
    assert TYPES["phone"].parse("01 5123456", phone).e164 == "+4315123456"


def test_countries_are_known_by_many_names() -> None:
    for name, code in {
        "uk": "GB",
        "U.S.A.": "US",
        "Großbritannien": "GB",
        "États-Unis": "US",
        "Alemania": "DE",
        "Ελλάδα": "GR",
        "Suomi": "FI",
        "Côte d’Ivoire": "CI",
        "Holland": "NL",
    }.items():
        assert code_of(name) == code, name


def test_a_required_yes_or_no_is_a_checkbox_that_always_sends_an_answer() -> None:
    html = TYPES["yes_no"].control(
        None, field("paid", "Paid", "yes_no", required=True), {"name": "paid", "id": "id_paid"}
    )
    hidden, box = html.split("<input ")[1:]
    assert 'type="hidden"' in hidden and 'value="no"' in hidden  # noqa: PT018 - one thing in two words
    assert 'type="checkbox"' in box
    assert "checked" not in html


@pytest.mark.django_db
def test_links_lead_only_where_they_say() -> None:
    assert 'rel="noopener noreferrer nofollow"' in TYPES["url"].cell("https://example.com", field("url", "Page", "url"))
    assert "href" not in TYPES["url"].cell("javascript:alert(1)", field("url", "Page", "url"))
    assert (
        TYPES["email"]
        .cell("a?cc=b@x.org", field("email", "Mail", "email"))
        .startswith('<a href="mailto:a%3Fcc%3Db@x.org">')
    )
    assert 'href="tel:+49301234567"' in TYPES["phone"].cell(
        TYPES["phone"].parse("+49 30 1234567", field("p", "P", "phone")), field("p", "P", "phone")
    )


@pytest.mark.django_db
def test_wildcards_and_case_are_taken_as_people_mean_them() -> None:
    assert holds("text", Operator.IS, "ÄRGER", "ärger")
    assert holds("text", Operator.CONTAINS, "100% wool", "0% W")
    assert not holds("text", Operator.CONTAINS, "100 wool", "0%")
    assert not holds("text", Operator.STARTS, "abc", "_bc")


def test_a_choice_is_known_by_its_label_without_accents_unless_two_labels_would_be() -> None:
    answers = (Option("new", "Über uns"), Option("plain", "Cafe"), Option("fancy", "Café"), Option("odd", "***"))
    size = field("size", "Size", "choice", options=answers)
    assert [TYPES["choice"].parse(text, size) for text in ("uber UNS", "cafe", "CAFÉ", "***")] == [
        "new",
        "plain",
        "fancy",
        "odd",
    ]
    with pytest.raises(Refused):
        TYPES["choice"].parse("Càfe", size)


@pytest.mark.parametrize("key", ["number", "percent"])
@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "1,234,567.5", "1234567.5"),
        ("en", "1234567.5", "1234567.5"),
        ("en-in", "12,34,567", "1234567"),
        ("de", "1.234.567,5", "1234567.5"),
        ("de", "1 234 567,5", "1234567.5"),
        ("de-ch", "1’234’567.5", "1234567.5"),
        ("fr", "1\u202f234\u202f567,5", "1234567.5"),
        ("es", "-0", "0"),
        ("en", "−0.000", "0"),
        ("en", "0" * 150 + "7", "7"),
    ],
)
def test_numbers_are_read_with_and_without_the_marks_of_a_language(
    key: str, language: str, typed: str, value: str
) -> None:
    with translation.override(language):
        found = TYPES[key].parse(typed, field("size", "Size", key))
        assert (found, str(found).startswith("-")) == (Decimal(value), False)
        assert TYPES[key].operand(typed, field("size", "Size", key)) == Decimal(value)


@pytest.mark.parametrize("key", ["number", "percent"])
@pytest.mark.parametrize("typed", ["9" * 16, "9" * 100, "0." + "1" * 100, 10**300, -(10**16), "999999999999b"])
def test_a_number_that_is_too_long_is_told_how_long_it_may_be(key: str, typed: object) -> None:
    with pytest.raises(Refused, match="at most 15 digits before the decimal point and 6 after it") as caught:
        TYPES[key].operand(typed, field("size", "Size", key))
    assert caught.value.code == "number_too_long"
