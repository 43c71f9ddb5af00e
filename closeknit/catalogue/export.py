"""The one export writer: CSV and XLSX in which no cell is a formula, and which read back without a difference.

A text that begins with = + - @ TAB CR LF, or with the wide form of such a sign, would run in a spreadsheet, so in CSV it gets an
apostrophe before it. A text that begins with apostrophes and then one of these gets one more, so that `read_back` can always
take exactly one away. Any other text, `'s-Hertogenbosch` too, stays as it is, and so does a plain negative number:
`read_back` does no harm to files of other programs, which mean the same by an apostrophe before such a sign.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from closeknit.catalogue.refusal import Refused

BOM = b"\xef\xbb\xbf"
BLOCK = 64 * 1024
DANGEROUS = re.compile(r"(?!-[0-9]+(?:\.[0-9]+)?\Z)'*[=+\-@\t\r\n＝＋－＠]")
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
NO_CHARACTER = {"\ufffe": "_xFFFE_", "\uffff": "_xFFFF_", "_": "_x005F_"}
HIDDEN = re.compile(r"[\ufffe\uffff]|_(?=x(?:005F|FFF[EF])_)")
SEEN = re.compile(r"_x(005F|FFF[EF])_")
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576


class TooLong(Refused):
    """A text or a table that a sheet cannot hold; the sentence says which."""


def guarded(text: str) -> str:
    """The text of a CSV cell that no spreadsheet takes for a formula."""
    return "'" + text if DANGEROUS.match(text) else text


def read_back(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell[1:] if GUARDED.match(cell) else cell


class _Gathered:
    """What the csv module writes, in blocks of bytes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = 0

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.size += len(text)

    def taken(self) -> bytes:
        block = "".join(self.parts).encode()
        self.parts.clear()
        self.size = 0
        return block


def _in_csv(value: object) -> str:
    """A value as the text of a cell: numbers and dates in their locale-free form, texts guarded."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float() | Decimal():
            return f"{Decimal(repr(value)) if isinstance(value, float) else Decimal(value):f}"
        case datetime() | date():
            return value.isoformat()
    return guarded(str(value))


def write_csv(heads: Iterable[object], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A CSV file (RFC 4180, UTF-8 with a byte order mark) in blocks, as the rows come."""
    gathered = _Gathered()
    writer = csv.writer(gathered, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    yield BOM
    writer.writerow([_in_csv(str(head)) for head in heads])
    for row in rows:
        writer.writerow([_in_csv(value) for value in row])
        if gathered.size >= BLOCK:
            yield gathered.taken()
    yield gathered.taken()


class Sheet(Worksheet):
    """A sheet that escapes every underscore which the format would read as an escape; xlsxwriter misses the second of two."""

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        return CONTROL.sub(lambda one: f"_x{ord(one[0]):04X}_", ESCAPE.sub("_x005F_", data))


def write_xlsx(heads: Iterable[object], rows: Iterable[Sequence[object]], to: Path | IO[bytes]) -> None:
    """A workbook of one sheet, row by row in constant memory; every text is typed as text. Raises TooLong."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
    }
    with xlsxwriter.Workbook(to if not isinstance(to, Path) else str(to), options) as book:
        sheet, day = book.add_worksheet(worksheet_class=Sheet), book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, in_cell(str(head)), bold)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            if number >= MOST_ROWS:
                raise TooLong(
                    _("A sheet holds at most %(most)d rows: export to CSV instead.") % {"most": MOST_ROWS - 1}
                )
            for column, value in enumerate(row):
                _write(sheet, number, column, value, day)


def _write(sheet: Any, row: int, column: int, value: object, day: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "yes" if value else "no")
        case int() | float() | Decimal():
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_datetime(row, column, value)
        case date():
            sheet.write_datetime(row, column, value, day)
        case _:
            sheet.write_string(row, column, in_cell(str(value)))


def in_cell(text: str) -> str:
    """The text of a cell of a sheet, with words for the two code points that XML cannot hold. Raises TooLong."""
    if len(text) > LONGEST_CELL:
        raise TooLong(
            _("A cell of a sheet holds at most %(most)d characters: export to CSV instead.") % {"most": LONGEST_CELL}
        )
    return HIDDEN.sub(lambda one: NO_CHARACTER[one[0]], text)


def read_back_cell(cell: str) -> str:
    """The text that `in_cell` was given."""
    return SEEN.sub(lambda one: chr(int(one[1], 16)), cell)
