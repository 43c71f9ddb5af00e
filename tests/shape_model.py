"""A company's fields once more, in plain Python: what each record says, what a filter finds, in which order; written from the design."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

TYPES = ("choice", "choices", "text", "number", "date", "yes_no")
WORDS = (
    "Émile",
    "emile",
    "Zürich",
    "north",
    "NORTH gate",
    "seven",
    "Yes",
    "no",
    "12",
    "47",
    "2026-03-01",
    "2027-11-30",
    "5%_",
)
LABELS = ("North", "South", "East", "West", "Émile", "12")
DATES = ("2025-01-31", "2026-03-01", "2026-12-31", "2027-11-30")
OPERATORS = {
    "choice": ("is", "is_not", "in", "empty", "not_empty"),
    "choices": ("is", "is_not", "in", "contains", "empty", "not_empty"),
    "text": ("is", "is_not", "in", "contains", "starts", "empty", "not_empty"),
    "number": ("is", "is_not", "in", "lt", "lte", "gt", "gte", "between", "empty", "not_empty"),
    "date": ("is", "is_not", "in", "lt", "lte", "gt", "gte", "between", "empty", "not_empty"),
    "yes_no": ("is", "is_not", "empty", "not_empty"),
}  # fmt: skip


def fold(text: str) -> str:
    """A text without accents and case, as lists sort it."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).casefold()


@dataclass
class Fact:
    """A field: `options` are (key, label, retired) in their order; `scope` is "all", the id of a segment, or a set of records."""

    key: str
    type: str
    id: int
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    scope: Any = "all"
    placed: bool = False
    retired: bool = False
    values: dict[int, Any] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """The label of an answer."""
        return next(label for one, label, _retired in self.options if one == key)

    def answer(self, text: str) -> str | None:
        """The key of the answer of that key or label; without accents where only one fits."""
        exact = [key for key, label, _r in self.options if text.casefold() in (key.casefold(), label.casefold())]
        alike = [key for key, label, _r in self.options if fold(label) == fold(text)]
        return exact[0] if exact else alike[0] if len(alike) == 1 else None


@dataclass
class Company:
    """Records by id with their names, fields by key, segments by id as filters."""

    names: dict[int, str]
    facts: dict[str, Fact] = field(default_factory=dict)
    segments: dict[int, Any] = field(default_factory=dict)

    def live(self) -> list[Fact]:
        """The fields in force."""
        return [one for one in self.facts.values() if not one.retired]

    def describes(self, fact: Fact, pk: int) -> bool:
        """Whether a field is asked of a record as it stands now."""
        if isinstance(fact.scope, set):
            return pk in fact.scope
        return fact.scope == "all" or self.fits(pk, self.segments[fact.scope])

    def fits(self, pk: int, tree: Any) -> bool:
        """Whether a record fits a filter."""
        if "all" in tree:
            return all(self.fits(pk, one) for one in tree["all"])
        if "any" in tree:
            return any(self.fits(pk, one) for one in tree["any"])
        if "not" in tree:
            return not self.fits(pk, tree["not"])
        fact = self.facts[tree["field"]]
        return holds(fact, fact.values.get(pk), tree["op"], tree.get("value"))

    def found(self, tree: Any, sort: str) -> list[int]:
        """The records that fit a filter, in the order asked for: those without a value last, by name where the field has its place."""
        pks = [pk for pk in self.names if self.fits(pk, tree)]
        down, key = sort.startswith("-"), sort.removeprefix("-")
        if key == "name":
            return sorted(pks, key=lambda pk: (self.names[pk], pk), reverse=down)
        fact = self.facts[key]
        there = [pk for pk in pks if pk in fact.values]
        rest = [pk for pk in pks if pk not in fact.values]
        there.sort(key=lambda pk: (rank(fact, fact.values[pk]), pk), reverse=down)
        return there + (sorted(rest, key=self.names.__getitem__) if fact.placed else sorted(rest, reverse=down))


def rank(fact: Fact, value: Any) -> Any:
    """What a field is sorted by."""
    if fact.type == "choice":
        return [key for key, _label, _retired in fact.options].index(value)
    return fold(value) if fact.type == "text" else value


def holds(fact: Fact, value: Any, op: str, given: Any) -> bool:
    """Whether a value answers one condition."""
    if op in ("empty", "not_empty"):
        return (value is None) == (op == "empty")
    if op == "is_not":
        return not holds(fact, value, "is", given)
    if value is None:
        return False
    if op == "in":
        return any(holds(fact, value, "is", one) for one in given)
    if op == "between":
        return bool(given[0] <= value <= given[1])
    if fact.type == "choices":
        return given in value
    if fact.type == "text":
        one, other = fold(value), fold(given)
        return {"is": one == other, "contains": other in one, "starts": one.startswith(other)}[op]
    return bool({"is": value == given, "lt": value < given, "lte": value <= given, "gt": value > given, "gte": value >= given}[op])  # fmt: skip


def converted(old: Fact, new: Fact, value: Any) -> Any:
    """A value in another type; None where it means nothing there."""
    for text in said(old, value):
        found = read(new, text)
        if found is not None:
            return found
    return None


def said(fact: Fact, value: Any) -> list[str]:
    """A value as people write it, and as files do: what is tried first comes first."""
    match fact.type:
        case "choice":
            return [fact.label(value), value]
        case "choices":
            return [", ".join(fact.label(one) for one in value), "; ".join(value)]
        case "yes_no":
            return ["yes" if value else "no"]
        case "date":
            year, month, day = value.split("-")
            name = {"01": "Jan", "03": "Mar", "11": "Nov", "12": "Dec"}[month]
            return [value, f"{name} {int(day)}, {year}"]
    return [str(value)]


def read(fact: Fact, text: str) -> Any:
    """A text as a value; None where it means nothing."""
    match fact.type:
        case "text":
            return text
        case "number":
            return int(text) if re.fullmatch(r"\d+", text) else None
        case "date":
            return text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
        case "yes_no":
            return {"yes": True, "no": False}.get(text.casefold())
        case "choice":
            return fact.answer(text)
    pieces = [text] if fact.answer(text) else [one.strip() for one in re.split(r"[;,\n]", text) if one.strip()]
    chosen = [fact.answer(one) for one in pieces]
    return None if None in chosen or not chosen else tuple(key for key, _l, _r in fact.options if key in chosen)


def some_value(chance: random.Random, fact: Fact, *, filtering: bool = False) -> Any:
    """A value that a field may take, as the API takes it; while filtering also one that nobody has."""
    keys = [key for key, _label, retired in fact.options if filtering or not retired]
    if filtering and fact.values and fact.type in ("text", "number", "date") and chance.random() < 0.6:
        return chance.choice(list(fact.values.values()))  # what stands at the border
    match fact.type:
        case "choice":
            return chance.choice(keys)
        case "choices":
            return chance.choice(keys) if filtering else sorted(chance.sample(keys, chance.randint(1, len(keys))), key=keys.index)  # fmt: skip
        case "text":
            word = chance.choice(WORDS)
            return word[: chance.randint(1, len(word))] if filtering and chance.random() < 0.3 else word
        case "number":
            return chance.randint(2, 60)
        case "date":
            return chance.choice(DATES)
    return chance.random() < 0.5


def some_filter(chance: random.Random, facts: list[Fact], depth: int = 2) -> Any:
    """A filter over these fields."""
    shape = chance.random()
    if not facts or shape < 0.08:
        return {"all": []}
    if depth and shape < 0.45:
        word = chance.choice(("all", "any", "not"))
        inner = [some_filter(chance, facts, depth - 1) for _number in range(chance.randint(1, 3))]
        return {word: inner[0] if word == "not" else inner}
    fact = chance.choice(facts)
    op = chance.choice(OPERATORS[fact.type])
    asked = {"field": fact.key, "op": op}
    if op in ("empty", "not_empty"):
        return asked
    if op == "in":
        return {**asked, "value": [some_value(chance, fact, filtering=True) for _number in range(chance.randint(1, 3))]}
    if op == "between":
        return {**asked, "value": sorted(some_value(chance, fact, filtering=True) for _number in range(2))}
    return {**asked, "value": some_value(chance, fact, filtering=True)}
