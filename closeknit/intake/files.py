"""Opens a table: finds out what a file is, how it is written and where its headings stand, and streams its rows."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from closeknit.catalogue.export import read_back, read_back_cell
from closeknit.catalogue.refusal import Refused
from closeknit.intake import delimited, dialect, encoding, heads, limits, sheets, sources
from closeknit.intake.delimited import Row
from closeknit.intake.dialect import Dialect
from closeknit.intake.sources import Source

TEXTS = (".csv", ".tsv", ".txt")
BOOKS = (".xlsx", ".xls", ".ods")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90", "EXE"),
    (b"BEGIN:VCARD", "vCard"),
    (b"BEGIN:VCALENDAR", "iCalendar"),
    (b"SQLite format 3", "SQLite"),
)
MARKUP = (
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<head", "HTML"),
    (b"<table", "HTML"),
    (b"<?xml", "XML"),
    (b"begin:vcard", "vCard"),
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x1a\x1f"))


@dataclass(frozen=True, slots=True)
class Reading:
    """What the person says about a file, against what was found; "" and None leave it to us."""

    encoding: str = ""
    delimiter: str = ""
    quote: str = ""
    has_heads: bool | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An opened table. `heads` is empty where the file has none; `encoding` and `dialect` are those of text files."""

    source: Source
    form: str
    heads: tuple[str, ...]
    first: int  # rows above the data: titles and headings
    width: int
    encoding: str = ""
    dialect: Dialect | None = None
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the person calls the file."""
        return self.source.name

    def rows(self) -> Iterator[Row]:
        """Every row of data, from the start, as a stream; refuses in the middle only what is beyond a limit."""
        yield from islice(_all(self.source, self.encoding, self.dialect, self.sheet), self.first, None)

    def sample(self, count: int = limits.SAMPLE) -> list[Row]:
        """The first rows of data."""
        rows = self.rows()
        try:
            return list(islice(rows, count))
        finally:
            rows.close()  # type: ignore[attr-defined]


def open_table(path: Path, name: str = "", reading: Reading = Reading()) -> Table:
    """The table in a file, with what was found out about it.

    `name` is the file's name where `path` is a stored copy. Raises Refused with one sentence when the file is no table, is
    empty, damaged, too big or broken in its encoding.
    """
    source = sources.source(path, name)
    form = form_of(source)
    table = _open_book(source, form, reading) if form in BOOKS else _open_text(source, form, reading)
    if not table.width:
        raise sources.empty(source.name)
    return table


def form_of(source: Source) -> str:
    """The form of a file by its first bytes, named by its usual ending; refuses what holds no table."""
    start, ending = source.start(), ending_of(source.name)
    if start.startswith(b"PK"):
        return _zipped(source)
    if start.startswith(OLE):
        return ".xls"
    other = next((label for mark, label in OTHERS if start.startswith(mark)), "")
    lowered = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    other = other or next((label for mark, label in MARKUP if lowered.startswith(mark)), "")
    if other:
        raise _no_table(source, other)
    if ending in BOOKS and start.isascii() and b"\0" not in start:
        return ".csv"  # many programs call their text ".xls"
    if ending in BOOKS:
        raise sheets.refused(source, "damaged")
    if ending not in TEXTS:
        sentence = _(
            "%(name)s has an ending that is not known; choose a file that ends in .csv, .tsv, .txt, .xlsx, .xls or .ods, or the same with .gz."
        )
        raise Refused(sentence % {"name": source.name}, field="file", code="ending")
    return ending


def ending_of(name: str) -> str:
    """The ending of a name without .gz, in small letters."""
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _no_table(source: Source, other: str) -> Refused:
    sentence = _("%(name)s is a %(other)s file and holds no table that can be read; save the table as CSV or XLSX.")
    return Refused(sentence % {"name": source.name, "other": other}, field="file", code="form")


def _zipped(source: Source) -> str:
    """Which kind of workbook a zip file is."""
    with source.damage(), source.open() as stream:
        try:
            if source.packed:  # looking into it means unpacking it: the child decides
                return ".xlsx"
            with zipfile.ZipFile(stream) as packed:
                names = set(packed.namelist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise sheets.refused(source, "damaged") from error
    if any(name.startswith("xl/workbook") for name in names):
        return ".xlsx"
    if "content.xml" in names and "mimetype" in names:
        return ".ods"
    raise _no_table(source, "ZIP")


def _open_book(source: Source, form: str, reading: Reading) -> Table:
    with sheets.book(source, reading.sheet) as book:
        first = list(islice(_of_book(book), dialect.LINES))
        head = heads.find(first, reading.has_heads)
        return Table(
            source, form, head.cells or (), _first(head), _width(head, first), sheet=book.sheet, sheets=book.sheets
        )


def _open_text(source: Source, form: str, reading: Reading) -> Table:
    codec = reading.encoding or _encoding(source)
    if reading.encoding or codec not in ("utf-8", "utf-8-sig"):
        encoding.check(source.chunks(), codec, source.name)
    found = dialect.find(_text(source, codec), ending_of(source.name))
    if reading.delimiter or reading.quote:
        found = Dialect(reading.delimiter or found.delimiter, reading.quote or found.quote, found.escape, found.skip)
    first = list(islice(_all(source, codec, found, ""), dialect.LINES))
    head = heads.find(first, reading.has_heads)
    return Table(source, form, head.cells or (), _first(head), _width(head, first), encoding=codec, dialect=found)


def _encoding(source: Source) -> str:
    survey = encoding.survey(source.chunks())
    codec = encoding.find(survey, source.name)
    strange = sum(survey.start.count(control) for control in CONTROLS if control)
    if not codec.startswith("utf-16") and (strange + survey.nulls > 4 + survey.size // 100):
        raise Refused(
            _("%(name)s holds no text; choose a table file.") % {"name": source.name}, field="file", code="form"
        )
    return codec


def _text(source: Source, codec: str) -> str:
    """The first part of the file as whole lines."""
    raw = source.start(encoding.SAMPLE * 4)
    text = raw.decode(codec, errors="ignore")
    if len(raw) < encoding.SAMPLE * 4:
        return text
    return text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text


def _first(head: heads.Head) -> int:
    return head.skip + (head.cells is not None)


def _width(head: heads.Head, rows: list[Row]) -> int:
    return len(head.cells) if head.cells is not None else max((len(row.cells) for row in rows), default=0)


def _all(source: Source, codec: str, found: Dialect | None, sheet: str) -> Iterator[Row]:
    if found is not None:
        for row in delimited.rows(source, codec, found):
            guarded = any(cell.startswith("'") for cell in row.cells)
            yield Row(row.line, tuple(map(read_back, row.cells))) if guarded else row
        return
    with sheets.book(source, sheet) as book:
        yield from _of_book(book)


def _of_book(book: sheets.Book) -> Iterator[Row]:
    for row in book.rows():
        written_out = any("_x" in cell for cell in row.cells)
        yield Row(row.line, tuple(map(read_back_cell, row.cells))) if written_out else row
