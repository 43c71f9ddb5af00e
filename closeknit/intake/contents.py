"""What the values of a column say about it, where the heading says nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from closeknit.directory import names
from closeknit.intake import shapes

if TYPE_CHECKING:
    from closeknit.intake.columns import Match

LOOKS: dict[str, Callable[[str], bool]] = {
    "email": shapes.is_email,
    "url": shapes.is_url,
    "phone": shapes.is_phone,
    "date": shapes.is_date,
    "country": shapes.is_country,
    "number": shapes.is_number,
}
SEPARATOR = " ::: "
SLOTS = {"email": "emails", "url": "urls", "phone": "phones", "country": "addresses.country"}
MOST = 300  # values looked at
SURE = 0.7


@dataclass(frozen=True, slots=True)
class Content:
    """The filled cells of a column, its first as a sample, and the share of each look among them."""

    cells: tuple[str, ...]
    shares: dict[str, float]

    @property
    def sample(self) -> str:
        """One value to show beside the column."""
        return self.cells[0][:200] if self.cells else ""

    def share(self, type_key: str) -> float | None:
        """The share of values that look like a type; None when nobody can say."""
        return self.shares.get(type_key) if self.cells else None


def look(column: int, sample: Sequence[Sequence[str]]) -> Content:
    """What one column of a sample holds."""
    cells = tuple(cell for row in sample if column < len(row) and (cell := row[column].strip()))
    firsts = [cell.partition(SEPARATOR)[0].strip() for cell in cells[:MOST]]
    shares = {key: sum(map(looks, firsts)) / len(firsts) for key, looks in LOOKS.items()} if firsts else {}
    return Content(cells, shares)


def name_by_content(
    matches: list[Match], columns: Sequence[Content], types: dict[str, str], silent: set[int]
) -> list[Match]:
    """Finds slots by their values for columns whose headings are silent: first plain looks, then names."""
    taken = {match.slot for match in matches}
    found = [
        _by_look(match, columns[match.column], types, taken) if not match.slot and match.column in silent else match
        for match in matches
    ]
    if any(match.slot in ("name", "given_name", "family_name") for match in found) or "name" not in types:
        return found
    return _named(found, columns, silent, people="family_name" in types)


def _by_look(match: Match, content: Content, types: dict[str, str], taken: set[str]) -> Match:
    for look_key, slot in SLOTS.items():
        share = content.shares.get(look_key, 0.0)
        single = slot == "addresses.country" and slot in taken
        few = look_key == "country" and (len(content.cells) < 3 or all(len(cell) < 4 for cell in content.cells))
        if share >= SURE and slot in types and not single and not few:
            return replace(match, slot=slot, confidence=round(share * 0.8, 2), why=_("Its values look like it."))
    return match


def _named(matches: list[Match], columns: Sequence[Content], silent: set[int], *, people: bool) -> list[Match]:
    """The column that holds the name: people's stand in their e-mail addresses, companies' end in a legal form."""
    free = [
        match.column for match in matches if not match.slot and match.column in silent and _wordy(columns[match.column])
    ]
    emails = next((columns[match.column].cells for match in matches if match.slot == "emails"), ())

    def rate(column: int) -> float:
        cells = columns[column].cells
        return _in_addresses(cells, emails) if people else _with_legal_form(cells)

    rated = sorted(((rate(column), -column) for column in free), reverse=True)
    if not rated:
        return matches
    share, column = rated[0][0], -rated[0][1]
    confidence = round(min(0.8, 0.4 + share / 2), 2)
    return [
        replace(match, slot="name", confidence=confidence, why=_("Its values read like names."))
        if match.column == column
        else match
        for match in matches
    ]


def _wordy(content: Content) -> bool:
    """Words, mostly different ones, and short enough for a name."""
    cells = content.cells[:MOST]
    words = sum(
        any(letter.isalpha() for letter in cell) and len(cell) <= 80 and not shapes.is_value(cell) for cell in cells
    )
    return bool(cells) and words >= len(cells) * SURE and len(set(cells)) >= len(cells) / 2


def _in_addresses(cells: Sequence[str], emails: Sequence[str]) -> float:
    pairs = list(zip(cells[:MOST], emails[:MOST], strict=False))
    hits = sum(
        any(word in email.casefold() for word in shapes.plain(cell).split() if len(word) > 2) for cell, email in pairs
    )
    return hits / len(pairs) if pairs else 0.0


def _with_legal_form(cells: Sequence[str]) -> float:
    return sum(names.organization(cell) != names.words(cell) for cell in cells[:MOST]) / max(1, len(cells[:MOST]))
