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
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name
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
STRANGE = re.compile(r"[&<>_\x00-\x1f\ufffe\uffff]|\A\s|\s\Z")  # what a cell of a sheet cannot hold as it is
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
    """A sheet whose rows are written straight into its file: xlsxwriter itself, cell by cell, takes ten times as long.

    It escapes every underscore which the format would read as an escape; xlsxwriter misses the second of two.
    """

    styles: tuple[int, int, int] = (0, 0, 0)  # of headings, moments and days

    def write_line(self, number: int, values: Sequence[object], style: int = 0) -> None:
        """One row, by its number from 0; it may be any length."""
        row, cells = str(number + 1), []
        shown = f' s="{style}"' if style else ""
        for place, value in enumerate(values):
            if value.__class__ is not str:
                cells.append(self._cell(_letters(place) + row, value))
            elif value:
                cells.append(f'<c r="{_letters(place)}{row}"{shown} t="inlineStr"><is>{_in_xml(value)}</is></c>')
        self.row_data_fh.write(f'<row r="{row}">{"".join(cells)}</row>')
        self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax = 0, number, 0, max(len(values) - 1, 0)

    def _cell(self, at: str, value: object) -> str:
        match value:
            case None:
                return ""
            case bool():
                return f'<c r="{at}" t="inlineStr"><is><t>{"yes" if value else "no"}</t></is></c>'
            case int() | float() | Decimal():
                return f'<c r="{at}"><v>{value:.16G}</v></c>'
            case date():
                style = self.styles[1 if isinstance(value, datetime) else 2]
                return f'<c r="{at}" s="{style}"><v>{self._convert_date_time(value):.16G}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is>{_in_xml(str(value))}</is></c>'

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        return CONTROL.sub(lambda one: f"_x{ord(one[0]):04X}_", ESCAPE.sub("_x005F_", data))


@lru_cache(maxsize=1024)
def _letters(column: int) -> str:
    return str(xl_col_to_name(column))


def _in_xml(text: Any) -> str:
    """The XML of a text in a cell."""
    if len(text) <= LONGEST_CELL and not STRANGE.search(text):
        return f"<t>{text}</t>"
    plain = Sheet._escape_control_characters(in_cell(text))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<t xml:space="preserve">{plain}</t>'


def write_xlsx(heads: Iterable[object], rows: Iterable[Sequence[object]], to: Path | IO[bytes]) -> None:
    """A workbook of one sheet, row by row in constant memory; every text is typed as text. Raises TooLong."""
    with xlsxwriter.Workbook(to if not isinstance(to, Path) else str(to), {"constant_memory": True}) as book:
        sheet: Any = book.add_worksheet(worksheet_class=Sheet)
        formats = ({"bold": True}, {"num_format": "yyyy-mm-dd hh:mm:ss"}, {"num_format": "yyyy-mm-dd"})
        sheet.styles = tuple(book.add_format(one)._get_xf_index() for one in formats)
        sheet.freeze_panes(1, 0)
        sheet.write_line(0, [str(head) for head in heads], sheet.styles[0])
        for number, row in enumerate(rows, start=1):
            if number >= MOST_ROWS:
                raise TooLong(
                    _("A sheet holds at most %(most)d rows: export to CSV instead.") % {"most": MOST_ROWS - 1}
                )
            sheet.write_line(number, row)


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
