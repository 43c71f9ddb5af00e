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
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

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
STRANGE = re.compile(
    r"[&<>\x00-\x1f\ufffe\uffff]|_x|\|\s|\s\|"
)  # what texts between | may hold that a sheet cannot hold as it is
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_576
LINES = 200
SHEET = "xl/worksheets/sheet1.xml"
UNKNOWN_SIZE, NO_ROWS = b'<dimension ref="A1"/>', b"<sheetData/>"
# What spreadsheets count from; before March 1900, where nothing of ours is a date in a sheet, they are one day off.
FIRST_DAY, FIRST_MOMENT = date(1899, 12, 30), datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones


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


class _Sheet:
    """The rows of a sheet as XML: xlsxwriter itself, cell by cell, takes ten times as long."""

    def __init__(self, heading: int, moment: int, day: int) -> None:
        self.heading, self.moment, self.day = heading, moment, day  # the numbers of their styles in the workbook

    def line(self, number: int, values: Sequence[object], style: int = 0) -> str:
        """One row, by its number from 1; it may be any length."""
        clean = _is_clean(values)
        shown = f' s="{style}"' if style else ""
        cells = [
            f'<c r="{letters}{number}"{shown} t="inlineStr"><is>{f"<t>{value}</t>" if clean else _in_xml(value)}</is></c>'
            if value.__class__ is str
            else self._cell(f"{letters}{number}", value)
            for letters, value in zip(_letters(len(values)), values, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, at: str, value: object) -> str:
        match value:
            case bool():
                return f'<c r="{at}" t="inlineStr"><is><t>{"yes" if value else "no"}</t></is></c>'
            case int() | float() | Decimal():
                return f'<c r="{at}"><v>{value:.16G}</v></c>'
            case datetime():
                since = value - FIRST_MOMENT
                return f'<c r="{at}" s="{self.moment}"><v>{since.days + since.seconds / 86_400:.16G}</v></c>'
            case date():
                return f'<c r="{at}" s="{self.day}"><v>{(value - FIRST_DAY).days}</v></c>'
        return f'<c r="{at}" t="inlineStr"><is>{_in_xml(str(value))}</is></c>'


def _is_clean(values: Sequence[object]) -> bool:
    """Whether all texts of a row stand in XML as they are; to look at them at once is cheaper than one by one."""
    together = "|".join([value for value in values if value.__class__ is str])
    return len(together) <= LONGEST_CELL and not STRANGE.search(f"|{together}|")


@lru_cache(maxsize=64)
def _letters(columns: int) -> tuple[str, ...]:
    return tuple(str(xl_col_to_name(column)) for column in range(columns))


def _in_xml(text: Any) -> str:
    """The XML of a text in a cell.

    Every underscore is escaped which the format would read as an escape; xlsxwriter misses the second of two.
    """
    plain = CONTROL.sub(lambda one: f"_x{ord(one[0]):04X}_", ESCAPE.sub("_x005F_", in_cell(text)))
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<t xml:space="preserve">{plain}</t>'


def _frame() -> tuple[_Sheet, dict[str, bytes]]:
    """An empty workbook: how its sheet styles cells, and its files by their names."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        formats = ({"bold": True}, {"num_format": "yyyy-mm-dd hh:mm:ss"}, {"num_format": "yyyy-mm-dd"})
        sheet = _Sheet(*(book.add_format(one)._get_xf_index() for one in formats))
        book.add_worksheet().freeze_panes(1, 0)
    with ZipFile(file) as parts:
        return sheet, {name: parts.read(name) for name in parts.namelist()}


def write_xlsx(heads: Iterable[object], rows: Iterable[Sequence[object]], to: Path | IO[bytes]) -> None:
    """A workbook of one sheet, row by row in constant memory; every text is typed as text. Raises TooLong."""
    sheet, parts = _frame()
    before, after = parts.pop(SHEET).replace(UNKNOWN_SIZE, b"").split(NO_ROWS)
    # Of a higher level a file is a quarter smaller, and the whole takes half as long again.
    with ZipFile(to, "w", ZIP_DEFLATED, compresslevel=1) as file:
        for name, part in parts.items():
            file.writestr(name, part)
        with file.open(SHEET, "w", force_zip64=True) as written:
            written.write(before + b"<sheetData>")
            for block in _blocks(sheet, chain([[str(head) for head in heads]], rows)):
                written.write(block)
            written.write(b"</sheetData>" + after)


def _blocks(sheet: _Sheet, rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The rows as XML, the first of them headings, in pieces that are worth compressing."""
    lines: list[str] = []
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise TooLong(_("A sheet holds at most %(most)d rows: export to CSV instead.") % {"most": MOST_ROWS - 1})
        lines.append(sheet.line(number, row, sheet.heading if number == 1 else 0))
        if len(lines) == LINES:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


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
