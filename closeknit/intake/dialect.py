"""How a text file parts its cells: the delimiter and the quotation mark, weighed by evidence."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from closeknit.intake import limits

DELIMITERS = ("\t", ";", "|", ",")  # on a tie the rarer sign in running text wins
LINES = 200
SEPARATOR = re.compile(r"\Asep=(.)\r?\n?", re.IGNORECASE)
BACKSLASHED = re.compile(r'\\"(?![,;|\t\r\n]|$)')


@dataclass(frozen=True, slots=True)
class Dialect:
    """`delimiter` is "" for a file with one column; `escape` is a backslash in files that write quotation marks so."""

    delimiter: str
    quote: str = '"'
    escape: str = ""
    skip: int = 0  # lines before the table that say how to read it


def find(text: str, ending: str = "") -> Dialect:
    """The dialect of the first part of a file; `ending` is the file's, ".tsv" speaks for tabulators."""
    said = SEPARATOR.match(text)
    if said:
        text = text[said.end() :]
    quote, escape = _quote(text), _escape(text)
    if said:
        return Dialect(said[1], quote, escape, skip=1)
    rated = [
        (_rate(text, sign, quote, escape) + (0.2 if sign == "\t" and ending == ".tsv" else 0), -place, sign)
        for place, sign in enumerate(DELIMITERS)
    ]
    best, _place, sign = max(rated)
    return Dialect(sign if best > 0.5 else "", quote, escape)


def _quote(text: str) -> str:
    """The apostrophe quotes where it stands around cells and the quotation mark does not."""
    around = {
        sign: len(re.findall(rf"(?m)(?:^|[,;|\t]){sign}[^{sign}\r\n]*{sign}(?=[,;|\t\r\n]|$)", text)) for sign in "\"'"
    }
    return "'" if around["'"] > 1 and not around['"'] else '"'


def _escape(text: str) -> str:
    return "\\" if BACKSLASHED.search(text) and '""' not in text else ""


def _rate(text: str, delimiter: str, quote: str, escape: str) -> float:
    """From 0 to 1: how regular the rows are under this delimiter, and how clean its cells."""
    rows = _parse(text, delimiter, quote, escape)
    widths = [len(row) for row in rows]
    if not widths:
        return 0.0
    width = widths[0]
    if width < 2:  # a title may stand above a table, but not above two columns that a comma in prose makes
        width, count = Counter(widths).most_common(1)[0]
        if width < 3 or count * 2 <= len(widths):
            return 0.0
    equal = sum(found == width for found in widths)
    near = sum(found > 1 and found != width for found in widths)
    torn = sum(quote in cell for row in rows for cell in row if not cell.startswith(("{", "["))) / sum(widths)
    return (equal + near / 2) / len(widths) - min(0.3, torn)


def _parse(text: str, delimiter: str, quote: str, escape: str) -> list[list[str]]:
    csv.field_size_limit(limits.CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, escapechar=escape or None)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) >= LINES:
                break
    except csv.Error:
        return rows
    return rows
