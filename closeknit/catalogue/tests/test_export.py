"""What is exported is never a formula, and comes back as it was."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from closeknit.catalogue import export

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TRICKY = st.text(st.sampled_from("='+-@\t\r\n_x005F4EFfe\ufffe\uffff\x00;,\"1 ＝é"), max_size=24)
A_NUMBER = re.compile(r"-[0-9]+(\.[0-9]+)?\Z")


def from_csv(blocks: bytes) -> list[list[str]]:
    assert blocks.startswith(export.BOM)
    return list(csv.reader(io.StringIO(blocks[3:].decode(), newline="")))


def from_xlsx(rows: list[list[object]]) -> list[list[object]]:
    file = io.BytesIO()
    export.write_xlsx(["A", "B"], rows, file)
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python(skip_empty_area=False)[1:]


@settings(max_examples=300, deadline=None)
@example(["-5", "'-5", "''=1", "'s-Hertogenbosch", "=cmd|' /C calc'!A0", "-5+cmd"])
@given(st.lists(TEXTS | TRICKY, min_size=1, max_size=6))
def test_a_csv_file_holds_no_formula_and_reads_back_the_same(texts: list[str]) -> None:
    _head, *rows = from_csv(b"".join(export.write_csv(["Text", "End"], ([text, "x"] for text in texts))))
    cells = [row[0] for row in rows]
    assert [export.read_back(cell) for cell in cells] == texts
    assert not [cell for cell in cells if cell[:1] and cell[0] in "=+-@\t\r\n＝＋－＠" and not A_NUMBER.match(cell)]


@settings(max_examples=60, deadline=None)
@example(["_x005F_x0041_", "_xFFFE_", "\ufffe", "_x005F_xFFFE_", "=1+1", "http://example.com", "007", "\r", " a "])
@given(st.lists((TEXTS | TRICKY).filter(bool), min_size=1, max_size=20))
def test_a_workbook_holds_no_formula_and_reads_back_the_same(texts: list[str]) -> None:
    cells = [row[0] for row in from_xlsx([[text, "x"] for text in texts])]
    assert [export.read_back_cell(cell) for cell in cells] == texts


def test_a_negative_number_is_written_as_a_number() -> None:
    _head, row = from_csv(b"".join(export.write_csv(["A", "B"], [[Decimal("-5.50"), -3]])))
    assert row == ["-5.50", "-3"]
    assert export.guarded("-5.5") == "-5.5"


def test_dates_and_moments_stay_dates_and_moments_in_a_workbook() -> None:
    row = [date(2026, 12, 31), datetime(2026, 12, 31, 14, 30, 5)]  # noqa: DTZ001 - sheets know no zones
    assert from_xlsx([row]) == [row]


def test_the_csv_file_comes_in_blocks_as_the_rows_come() -> None:
    asked = iter(range(100_000))
    blocks = export.write_csv(["Number"], ([f"row {one}"] for one in asked))
    assert next(blocks) == export.BOM
    next(blocks)
    assert 0 < next(asked) < 50_000


def test_a_text_too_long_for_a_sheet_is_refused_in_a_sentence() -> None:
    with pytest.raises(export.TooLong, match="export to CSV"):
        export.write_xlsx(["A"], [["x" * 40_000]], io.BytesIO())


NAUGHTY = Path(os.environ.get("CLOSEKNIT_TEST_DATA", "../shared/data")) / "text-naughty-strings" / "blns.json"

if NAUGHTY.exists():

    @pytest.mark.data
    def test_the_big_list_of_naughty_strings_survives_both_files() -> None:
        texts = [text for text in json.loads(NAUGHTY.read_text()) if text]
        rows = from_csv(b"".join(export.write_csv(["A", "B"], ([text, "x"] for text in texts))))[1:]
        assert [export.read_back(row[0]) for row in rows] == texts
        assert [export.read_back_cell(row[0]) for row in from_xlsx([[text, "x"] for text in texts])] == texts
