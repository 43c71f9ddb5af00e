"""Whether a table has headings, and in which row they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from closeknit.intake import headings, shapes
from closeknit.intake.delimited import Row

TITLES = 20  # rows above the headings that may hold a title, a date, a note


@dataclass(frozen=True, slots=True)
class Head:
    """`skip` rows stand above; `cells` are the headings, or None when the first row is data already."""

    skip: int
    cells: tuple[str, ...] | None


def find(rows: Sequence[Row], wanted: bool | None = None) -> Head:
    """The headings of a table from its first rows; `wanted` is the person's own word on whether there are any."""
    skip = _titles(rows)
    first = rows[skip].cells if skip < len(rows) else ()
    has = wanted if wanted is not None else _is_head(first, [row.cells for row in rows[skip + 1 :]])
    return Head(skip, tuple(cell.strip() for cell in first) if has else None)


def _filled(row: Row) -> int:
    return sum(bool(cell.strip()) for cell in row.cells)


def _titles(rows: Sequence[Row]) -> int:
    """How many rows above the table hold a single cell, when the table itself is broad."""
    widths = Counter(_filled(row) for row in rows)
    broad = sum(count for width, count in widths.items() if width >= 3)
    if broad * 2 <= len(rows):
        return 0
    for place, row in enumerate(rows[:TITLES]):
        if _filled(row) >= 3:
            return place if all(_filled(above) <= 1 for above in rows[:place]) else 0
    return 0


def _is_head(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    cells = [cell.strip() for cell in first if cell.strip()]
    if not cells:
        return False
    known = sum(headings.is_known(cell) for cell in cells)
    if known * 2 >= len(cells):
        return True
    if any(shapes.is_email(cell) or shapes.is_url(cell) or shapes.is_date(cell) for cell in cells):
        return False
    numbers = sum(shapes.is_number(cell) for cell in cells)
    if numbers and not known:
        return False
    if known or _contrasts(first, body):
        return True
    repeated = len(cells) - len({cell.casefold() for cell in cells})
    if repeated > len(cells) / 4 or any(len(cell) > 200 for cell in cells):
        return False
    return not _alike(first, body)


def _alike(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a cell of the first row comes again in its own column below, as values do and headings do not."""
    for place, cell in enumerate(first):
        below = sum(len(row) > place and row[place].strip() == cell.strip() for row in body[:200])
        if len(cell.strip()) > 1 and below:
            return True
    return False


def _contrasts(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a word stands above a column of nothing but numbers, days or addresses."""
    for place, cell in enumerate(first):
        below = [filled for row in body[:200] if len(row) > place and (filled := row[place].strip())]
        if cell.strip() and below and all(map(shapes.is_value, below)):
            return True
    return False
