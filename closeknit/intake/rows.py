"""From the cells of a row and the matches of its columns to the plain values of one record; nothing is parsed yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.intake import persons, shapes
from closeknit.intake.columns import Match
from closeknit.intake.delimited import Row
from closeknit.intake.headings import understand
from closeknit.intake.slots import LEFT_OUT, MANY, REMARKS, Slot, fitting, holds_people

SEPARATOR = re.compile(r"\s*:::\s*|\s*[\r\n]+\s*")
BETWEEN = {
    "emails": re.compile(r"\s*[;,]\s*"),
    "phones": re.compile(r"\s*;\s*"),
    "urls": re.compile(r"[;,]?\s+"),
    "tags": re.compile(r"\s*[;,|]\s*"),
}
# Without one of these a cell holds one value.
SIGNS = {
    "emails": re.compile(r"[;,\r\n]|:::"),
    "phones": re.compile(r"[;\r\n]|:::"),
    "urls": re.compile(r"[\s]|:::"),
    "tags": re.compile(r"[;,|\r\n]|:::"),
}
LOOKS = {"emails": shapes.is_email, "urls": shapes.is_url}

type Detail = dict[str, str]


@dataclass(slots=True)
class Plain:
    """The values of one record as text.

    `values` has one text for each plain field; `details` lists of entries, whose parts that are empty are absent: {"address", "kind",
    "primary"} for e-mail ("number" for telephones, "url" for web addresses), {"street", "city", ...}, {"organization", "title", ...}.
    `origins` tells from which columns (from 0) a value came, under "name" or "emails.0".
    """

    line: int
    values: dict[str, str] = field(default_factory=dict)
    details: dict[str, list[Detail]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    origins: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the row held nothing at all."""
        return not (self.values or self.details or self.tags or self.remarks)

    def description(self) -> str:
        """The description with the lines of what has no field of its own."""
        return "\n".join(part for part in (self.values.get("description", ""), *self.remarks) if part)

    def remark(self, head: str, cell: str) -> None:
        """Keeps a value that has no field, or that its field refused, under its heading."""
        self.remarks.append(f"{head}: {cell}")


class Reader:
    """Turns rows into plain values by one set of matches; made once for a file."""

    def __init__(self, matches: Sequence[Match], slots: Sequence[Slot]) -> None:
        self.matches = list(matches)
        self.people = holds_people(slots)
        self.keys = frozenset(slot.key for slot in slots)
        self.value_keys = {slot.key: slot.value for slot in slots}
        kept = [match for match in self.matches if match.slot != LEFT_OUT]
        self.single = [match for match in kept if "." not in match.slot and match.slot not in (*MANY, REMARKS)]
        self.pieces = [
            match
            for match in kept
            if match.slot.partition(".")[0] in ("birthday", "given_name", "family_name") and "." in match.slot
        ]
        self.many = [match for match in kept if match.slot in MANY and match.slot != "tags"]
        self.tagged = [match for match in kept if match.slot == "tags"]
        self.rest = [match for match in kept if match.slot == REMARKS]
        self.kinds = {
            (match.slot.partition(".")[0], match.ordinal): match for match in kept if match.slot.endswith(".kind")
        }
        self.groups: dict[tuple[str, int, str], list[tuple[str, Match]]] = {}
        for match in kept:
            base, _dot, part = match.slot.partition(".")
            if base in ("addresses", "employments") and part != "kind":
                self.groups.setdefault((base, match.ordinal, match.kind), []).append((part, match))

    def plain(self, row: Row) -> Plain:
        """The record of a row. Raises Refused, naming the line, when it has filled cells beyond the headings."""
        self._bound(row)
        found, cells = Plain(row.line), row.cells
        self._plain_values(found, cells)
        self._pieces(found, cells)
        used = self._many(found, cells) | self._groups(found, cells)
        self._kinds_alone(found, cells, used)
        for match in self.tagged:
            found.tags += [
                tag
                for part in parts(_cell(cells, match), "tags")
                if (tag := part.removeprefix("*").strip()) and tag not in found.tags
            ]
        for match in self.rest:
            if cell := _cell(cells, match):
                found.remark(title(match), cell)
        if self.people:
            persons.compose(found, self.keys)
        return found

    def _bound(self, row: Row) -> None:
        width = len(self.matches)
        if len(row.cells) > width and any(cell.strip() for cell in row.cells[width:]):
            sentence = _(
                "Line %(line)s has %(count)s cells, but there are %(width)s columns; quote the cell that holds a delimiter."
            )
            raise Refused(
                sentence % {"line": row.line, "count": len(row.cells), "width": width},
                field="row",
                code="too-many-cells",
            )

    def _plain_values(self, found: Plain, cells: Sequence[str]) -> None:
        for match in self.single:
            if not (cell := _cell(cells, match)):
                continue
            if match.slot == "description" and "description" in found.values:
                cell = f"{found.values['description']}\n{cell}"
            found.values[match.slot] = cell
            found.origins[match.slot] = (*found.origins.get(match.slot, ()), match.column)

    def _pieces(self, found: Plain, cells: Sequence[str]) -> None:
        pieces = {match.slot: (match, cell) for match in self.pieces if (cell := _cell(cells, match))}
        for key, joint in (("given_name.more", " "), ("family_name.suffix", " ")):
            if key in pieces:
                match, cell = pieces.pop(key)
                whole = key.partition(".")[0]
                found.values[whole] = f"{found.values[whole]}{joint}{cell}" if whole in found.values else cell
                found.origins[whole] = (*found.origins.get(whole, ()), match.column)
        if pieces and not self._day(found, pieces):
            for match, cell in pieces.values():
                found.remark(title(match), cell)

    def _day(self, found: Plain, pieces: dict[str, tuple[Match, str]]) -> bool:
        """Joins year, month and day; where one is missing they stay remarks, for half a date is none."""
        texts = [pieces[key][1] for key in ("birthday.year", "birthday.month", "birthday.day") if key in pieces]
        if (
            len(texts) < 3
            or not all(text.strip().isascii() and text.strip().isdigit() for text in texts)
            or "birthday" in found.values
        ):
            return False
        found.values["birthday"] = f"{int(texts[0]):04}-{int(texts[1]):02}-{int(texts[2]):02}"
        found.origins["birthday"] = tuple(match.column for match, _text in pieces.values())
        return True

    def _many(self, found: Plain, cells: Sequence[str]) -> set[int]:
        """E-mail, telephone and web addresses; returns the columns of kinds that were understood."""
        used: set[int] = set()
        for match in self.many:
            values = parts(_cell(cells, match), match.slot)
            if not values:
                continue
            told = self.kinds.get((match.slot, match.ordinal))
            label = _cell(cells, told).strip() if told else ""
            kinds = [named(match.slot, one) for one in SEPARATOR.split(label)] if label else [""]
            if told and label and all(kinds):
                used.add(told.column)
            columns = (match.column, told.column) if told else (match.column,)
            for place, value in enumerate(values):
                kind = (kinds[place] if len(kinds) == len(values) else kinds[0]) or match.kind
                entry = {self.value_keys[match.slot]: value}
                if kind:
                    entry["kind"] = kind
                if label.startswith("*") and not place:
                    entry["primary"] = "yes"
                self._add(found, match.slot, entry, columns)
        return used

    def _add(self, found: Plain, base: str, entry: Detail, columns: tuple[int, ...]) -> None:
        entries = found.details.setdefault(base, [])
        found.origins[f"{base}.{len(entries)}"] = columns
        entries.append(entry)

    def _groups(self, found: Plain, cells: Sequence[str]) -> set[int]:
        """Addresses and employments: the columns of one ordinal and kind are one entry; returns the columns of kinds understood."""
        used: set[int] = set()
        for (base, ordinal, kind), columns in self.groups.items():
            members = [(part, match, cell) for part, match in columns if (cell := _cell(cells, match))]
            if not members:
                continue
            entry, places = self._entry(found, members), tuple([match.column for _part, match, _text in members])
            if told := self.kinds.get((base, ordinal)):
                label, places = _cell(cells, told).strip(), (*places, told.column)
                if named(base, label):
                    used.add(told.column)
                if label.startswith("*"):
                    entry["primary"] = "yes"
            if said := (named(base, label) if told else "") or kind:
                entry["kind"] = said
            self._add(found, base, entry, places)
        return used

    def _entry(self, found: Plain, members: list[tuple[str, Match, str]]) -> Detail:
        entry: Detail = {}
        for part, _match, cell in members:
            if part != "whole":
                entry[part] = f"{entry[part]}\n{cell}" if part in entry else cell
        if len(entry) == len(members):
            return entry
        for part, match, cell in members:
            if part != "whole" or repeats(cell, entry.values()):
                continue
            if entry:
                found.remark(title(match), cell)
            else:
                entry["street"] = cell
        return entry

    def _kinds_alone(self, found: Plain, cells: Sequence[str], used: set[int]) -> None:
        """A kind without a value beside it is kept as a remark."""
        for match in self.kinds.values():
            if match.column not in used and (cell := _cell(cells, match)):
                found.remark(title(match), cell)


def _cell(cells: Sequence[str], match: Match | None) -> str:
    """The cell as it stands, white space and all; "" for one that is absent or nothing but blanks."""
    cell = cells[match.column] if match and match.column < len(cells) else ""
    return cell if cell.strip(" ") else ""


def title(match: Match) -> str:
    """What a column is called in a sentence: its heading, else its number from 1."""
    return match.head or _("Column %(number)s") % {"number": match.column + 1}


def parts(cell: str, slot: str) -> list[str]:
    """The values in a cell: split where programs split, and at other signs only where every part is one."""
    if not cell or not SIGNS[slot].search(cell):
        return [whole] if (whole := cell.strip()) else []
    found: list[str] = []
    for part in SEPARATOR.split(cell):
        pieces = [piece for piece in BETWEEN[slot].split(part) if piece]
        looks = LOOKS.get(slot)
        found += pieces if not looks or all(map(looks, pieces)) else [part]
    return [part.strip() for part in found if part.strip()]


@lru_cache(maxsize=1024)
def named(base: str, label: str) -> str:
    """The kind of a detail by the word beside it ("* Work"); "" when the word is none."""
    return fitting(base, understand(label).kind) if label else ""


def repeats(cell: str, others: Iterable[str]) -> bool:
    """Whether every word of a cell stands in the others already."""
    have = {word for other in others for word in shapes.plain(other).split()}
    found = shapes.plain(cell).split()
    return bool(found) and have.issuperset(found)
