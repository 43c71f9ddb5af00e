"""What the database writes into a file is what the one writer writes, byte for byte, for every type and any text."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import phonenumbers
import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from closeknit.catalogue import export, exported
from closeknit.catalogue.fields import Field, field
from closeknit.catalogue.tests.samples import SAMPLES
from closeknit.catalogue.types import TYPES, dialling
from closeknit.catalogue.types.money import Money, currencies
from closeknit.catalogue.types.phone import Phone
from closeknit.catalogue.types.value import Type

SIGNS = st.sampled_from("='+-@\t\r\n;,\"1. ＝＋－＠é_x\u2028\x1f\\")
TEXTS = st.text(SIGNS, max_size=12) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
NAUGHTY = Path(os.environ.get("CLOSEKNIT_TEST_DATA", "../shared/data")) / "text-naughty-strings" / "blns.json"


def by_writer(texts: Sequence[str]) -> bytes:
    return b"".join(export.write_csv(["Text", "End"], ([text, "x"] for text in texts)))[
        len("\ufeffText,End\r\n".encode()) :
    ]


def by_database(sql: str, source: str, params: list[Any]) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"select {exported.cell(sql)} || ',x' from {source}", params)
        return b"".join(f"{line}\r\n".encode() for (line,) in cursor.fetchall())


def of_texts(texts: list[str]) -> bytes:
    return by_database("text", "unnest(%s::text[]) with ordinality as given(text, place) order by place", [texts])


def of_values(kind: Type, columns: list[str], values: list[Any]) -> tuple[bytes, list[str], list[bool]]:
    """The cells of some values by the database, their bare texts, and for which of them it leaves the word to Python."""
    names = [f"c{place}" for place in range(len(columns))]
    given = [
        [Jsonb(part) if isinstance(part, list) and columns == ["jsonb"] else part for part in kind.split(value)]
        for value in values
    ]
    return by_parts(columns, given, *exported.in_sql(kind, names))


def by_parts(
    columns: list[str], values: list[list[Any]], text: str, unsure: str
) -> tuple[bytes, list[str], list[bool]]:
    one_row = ", ".join(f"%s::{column} as c{place}" for place, column in enumerate(columns))
    source = " union all ".join(f"select {place} as place, {one_row}" for place in range(len(values)))
    params = [part for value in values for part in value]
    with connection.cursor() as cursor:
        cursor.execute(f"select ({text})::text, {unsure} from ({source}) given order by place", params)
        found = cursor.fetchall()
    cells = by_database(text, f"({source}) given order by place", params)
    return cells, [one or "" for one, _unsure in found], [unsure for _one, unsure in found]


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@example(
    ["-5", "'-5", "''=1", "'s-Hertogenbosch", "=cmd|' /C calc'!A0", "-5+cmd", "-5.", "-.5", "-5\n", '"', ",", "\r", ""]
)
@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_any_text_is_guarded_and_quoted_alike(texts: list[str]) -> None:
    assert of_texts(texts) == by_writer(texts)


if NAUGHTY.exists():

    @pytest.mark.data
    @pytest.mark.django_db
    def test_the_big_list_of_naughty_strings_is_written_alike() -> None:
        texts = [text for text in json.loads(NAUGHTY.read_text()) if "\0" not in text]
        assert of_texts(texts) == by_writer(texts)


def columns_of(kind: Type) -> list[str]:
    first = SAMPLES[kind.key].column()
    return [str(first.db_type(connection)), *["text" for _more in kind.columns[1:]]]


def of(kind: Type) -> Field:
    return field("size", "Size", kind.key, unit=SAMPLES[kind.key].unit)


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(exported.IN_SQL))
def test_every_type_that_the_database_writes_is_written_as_python_writes_it(key: str) -> None:
    kind = TYPES[key]
    values = [*(value for _typed, value in SAMPLES[key].good if value is not None), *MORE.get(key, ())]
    cells, texts, unsure = of_values(kind, columns_of(kind), values)
    written = [kind.exported(value, of(kind)) for value in values]
    sure = [place for place, asked in enumerate(unsure) if not asked]
    assert sure, "it would never be written by the database"
    assert [texts[place] for place in sure] == [written[place] for place in sure]
    if all(not asked for asked in unsure):
        assert cells == by_writer(written)


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(exported.IN_SQL))
def test_what_a_profile_holds_is_written_as_python_writes_it(key: str) -> None:
    kind = TYPES[key]
    if not kind.offered:
        return
    values = [*(value for _typed, value in SAMPLES[key].good if value is not None), *MORE.get(key, ())]
    _cells, texts, unsure = of_profile(kind, values)
    for value, text, asked in zip(values, texts, unsure, strict=True):
        assert asked or text == kind.exported(kind.loaded(kind.stored(value)), of(kind))


def of_profile(kind: Type, values: list[Any]) -> tuple[bytes, list[str], list[bool]]:
    return by_parts(["jsonb"], [[Jsonb(kind.stored(value))] for value in values], *exported.in_profile(kind, "c0"))


AMOUNTS = st.decimals(min_value=-(10**15) + 1, max_value=10**15 - 1, places=6) | st.builds(
    lambda number, places: Decimal(number).scaleb(-places), st.integers(-(10**9), 10**9), st.integers(0, 6)
)


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.builds(Money, AMOUNTS.map(lambda one: one or Decimal(0)), st.sampled_from(sorted(currencies()))),
        min_size=1,
        max_size=30,
    )
)
def test_any_amount_of_any_currency_is_written_as_python_writes_it(amounts: list[Money]) -> None:
    kind = TYPES["money"]
    written = [kind.exported(value, of(kind)) for value in amounts]
    assert of_values(kind, columns_of(kind), amounts)[1] == written
    assert of_profile(kind, amounts)[1] == written


@pytest.mark.django_db
@settings(max_examples=100, deadline=None)
@given(st.lists(AMOUNTS.map(lambda one: one or Decimal(0)), min_size=1, max_size=30))
def test_any_number_is_written_as_python_writes_it(numbers: list[Decimal]) -> None:
    kind = TYPES["number"]
    written = [kind.exported(value, of(kind)) for value in numbers]
    assert of_values(kind, columns_of(kind), numbers)[1] == written
    assert of_profile(kind, numbers)[1] == written


MORE: dict[str, list[Any]] = {
    "phone": [
        Phone("+49 30 123456", "+4930123456"),
        Phone("+49 (0)30 123456", "+4930123456"),
        Phone("030 123456", "+4930123456"),
        Phone("030 123456", ""),
        Phone("=1+1", ""),
    ],
}


# ---------------------------------------------------------------- telephone numbers in full

CODES = st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)) | st.integers(1, 999)
REST = st.lists(
    st.sampled_from([" ", "-", ".", "(", ")", "", "", ""]).flatmap(
        lambda sign: st.sampled_from([f"{sign}{n}" for n in range(10)])
    ),
    min_size=4,
    max_size=15,
)


@settings(max_examples=1000, deadline=None)
@given(CODES, REST)
def test_a_number_in_full_is_understood_as_by_the_whole_grammar(code: int, rest: list[str]) -> None:
    text = f"+{code}{''.join(rest)}"
    if (plainly := dialling.plainly(text)) is not None:
        number = phonenumbers.parse(text, None)
        assert phonenumbers.is_possible_number(number)
        assert plainly == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def test_an_example_of_every_country_is_understood() -> None:
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number(region)
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert dialling.plainly(text) in (whole, None), text
    assert dialling.plainly("+49 30 123456") == "+4930123456"
