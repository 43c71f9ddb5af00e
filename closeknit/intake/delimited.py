"""Reads delimited text as a stream of rows, each with the line of the file at which it starts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.intake import limits
from closeknit.intake.dialect import Dialect
from closeknit.intake.sources import Source


class Row(NamedTuple):
    """One row: the line of the file (of the sheet) at which it starts, counted from 1, and its cells as text."""

    line: int
    cells: tuple[str, ...]


class Lines:
    """The lines of a stream, counted, each row of them bounded."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.count = 0
        self.length = 0
        self.ended = False

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(limits.ROW)
        if not line:
            self.ended = True
            raise StopIteration
        self.count += 1
        self.length += len(line)
        if self.length >= limits.ROW:
            raise refusal(
                _(
                    "Line %(line)s: the row has more than %(most)s characters; look whether a quotation mark is missing."
                ),
                self.count,
                limits.ROW,
            )
        return line.replace("\0", "") if "\0" in line else line  # a zero is no character that text can hold


def refusal(sentence: str, line: int, most: int = 0) -> Refused:
    """A refusal of the file that names the line."""
    return Refused(sentence % {"line": line, "most": most}, field="file", code="row")


def rows(source: Source, encoding: str, dialect: Dialect) -> Iterator[Row]:
    """Every row that is no blank line; refuses, with the line, what is beyond the limits or never ends."""
    csv.field_size_limit(limits.CELL)
    with source.damage(), closing(io.TextIOWrapper(source.open(), encoding, newline="")) as text:
        lines = Lines(text)
        for _skipped in range(dialect.skip):
            next(lines, "")
        yield from _single(lines) if not dialect.delimiter and not dialect.quote else _parsed(lines, dialect)


def _single(lines: Lines) -> Iterator[Row]:
    for line in lines:
        lines.length = 0
        if cell := line.rstrip("\r\n"):
            yield Row(lines.count, (cell,))


def _parsed(lines: Lines, dialect: Dialect) -> Iterator[Row]:
    # A file with one column is parsed with a delimiter that no text has.
    reader = csv.reader(
        lines, delimiter=dialect.delimiter or "\x1f", quotechar=dialect.quote, escapechar=dialect.escape or None
    )
    count = 0
    while True:
        start, lines.length = lines.count + 1, 0
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refusal(
                _("Line %(line)s: a cell has more than %(most)s characters; look whether a quotation mark is missing."),
                start,
                limits.CELL,
            ) from error
        if cells is None:
            return
        if lines.ended:
            raise refusal(_("Line %(line)s: a quotation mark is opened and never closed; close or remove it."), start)
        if cells:
            count += 1
            yield bounded(Row(start, tuple(cells)), count)


def bounded(row: Row, count: int) -> Row:
    """The row itself; refuses one that has too many cells, or is one too many."""
    if len(row.cells) > limits.COLUMNS:
        raise refusal(
            _("Line %(line)s has more than %(most)s columns; remove those that are not needed."),
            row.line,
            limits.COLUMNS,
        )
    if count > limits.ROWS:
        raise refusal(
            _("Line %(line)s: the file has more than %(most)s rows; split it into smaller files."),
            row.line,
            limits.ROWS,
        )
    return row
