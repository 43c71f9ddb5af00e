"""From plain texts to parsed values: what each field understands, what becomes a remark, and what refuses the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import DetailSet, Kind
from closeknit.catalogue.refusal import Refused
from closeknit.intake.rows import Detail, Plain
from closeknit.records.values import Row, Values

# What a record is known by must be right, and nothing is cut short; anything else that is not understood is kept as a remark.
ESSENTIAL = frozenset({"name", "given_name", "family_name", "number"})
BROKEN = frozenset({"too_long", "nul", "half_character", "required", "too_many"})
REPEATED = frozenset(
    {"user", "team", "country", "language", "choice", "reference"}
)  # types of few different values, worth keeping
BESIDE = ("parent", "organization")  # fields for which an organization that is not there yet is made beside the row
MOST_REPEATED = 10_000

type Names = Mapping[str, Named | None]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is the same for every row of a set: its fields by key, a row that says nothing, and what a row must say."""

    fields: dict[str, Field]
    blank: Row
    required: tuple[str, ...]

    @classmethod
    def of(cls, details: DetailSet) -> Shape:
        """The shape of a set."""
        fields = {field.key: field for field in details.fields}
        blank = {"id": None, "primary": False, **dict.fromkeys(fields)}
        return cls(fields, blank, tuple(key for key, field in fields.items() if field.required))

    def holds(self, row: Row, identity: tuple[str, ...]) -> bool:
        """Whether the row says who it is about, and all that it must."""
        said = [key for key in identity if row[key] is not None]
        return bool(said) and not [key for key in self.required if row[key] is None]


class Reader:
    """Parses the rows of one file for one actor. `own` says that the file is one of our exports: it holds nothing new to remark."""

    def __init__(self, kind: Kind, actor: Actor, *, own: bool = False) -> None:
        self.kind, self.actor, self.own = kind, actor, own
        self.fields = kind.readable(actor.classes)
        self.shapes = {key: Shape.of(details) for key, details in kind.details.items()}
        self.repeated: dict[tuple[str, str], Any] = {}

    def values(self, plain: Plain, names: Names) -> tuple[Values, list[str]]:
        """The values of a row and the sentences about what became a remark. `names` are the organizations it may name.

        Raises Refused with the key of the value, as in `Plain.origins`.
        """
        found, notes = Values({}, {}), list[str]()
        for key, text in plain.values.items():
            if key != "description":
                self._field(found, key, text, plain, notes, names)
        for key, entries in plain.details.items():
            if rows := self._details(key, entries, plain, notes, names):
                found.details[key] = rows
        if plain.tags:
            found.fields["tags"] = self.fields["tags"].type.parse(plain.tags, self.fields["tags"], self.actor)
        if description := plain.description():
            self._describe(found, description)
        return found, notes

    def _describe(self, found: Values, description: str) -> None:
        one = self.fields.get("description")
        if one is None:
            sentence = _("Without a field “Description” there is no place for: %(text)s")
            raise Refused(sentence % {"text": description[:200]}, field="description", code="no_place")
        found.fields["description"] = one.type.parse(description, one, self.actor)

    def _field(self, found: Values, key: str, text: str, plain: Plain, notes: list[str], names: Names) -> None:
        field = self.fields[key]
        try:
            found.fields[key] = self._parsed(field, text, names)
        except Refused as refused:
            if key in ESSENTIAL or refused.code in BROKEN:
                raise Refused(refused.sentence, field=key, code=refused.code) from None
            self._remark(plain, field, text, refused, notes)

    def _parsed(self, field: Field, text: str, names: Names) -> Any:
        if field.target == "organization" and field.key in BESIDE:
            named = names.get(text)
            if named is None:
                sentence = _("“%(field)s”: it cannot be told which organization “%(name)s” is.")
                raise Refused(
                    sentence % {"field": field.label, "name": text[:80]}, field=field.key, code="not_a_record"
                )
            return named
        if field.type.key not in REPEATED:
            return field.type.parse(text, field, self.actor)
        if (field.key, text) not in self.repeated:
            self.repeated[field.key, text] = self._answer(field, text)
        found = self.repeated[field.key, text]
        if isinstance(found, Refused):
            raise Refused(found.sentence, field=found.field, code=found.code)
        return found

    def _answer(self, field: Field, text: str) -> Any:
        """The value, or the refusal, of a text that comes again and again."""
        if len(self.repeated) > MOST_REPEATED:
            self.repeated.clear()
        try:
            return field.type.parse(text, field, self.actor)
        except Refused as refused:
            return refused

    def _remark(self, plain: Plain, field: Field, text: str, refused: Refused, notes: list[str]) -> None:
        if not self.own:
            plain.remark(str(field.label), text)
            notes.append(_("%(sentence)s It is kept in the description.") % {"sentence": refused.sentence})

    def _details(self, key: str, entries: list[Detail], plain: Plain, notes: list[str], names: Names) -> list[Row]:
        details, rows, wrong = self.kind.details[key], list[Row](), None
        for place, entry in enumerate(entries):
            try:
                row = self._row(details, entry, plain, notes, names)
            except Refused as refused:
                if refused.code in BROKEN:
                    raise Refused(refused.sentence, field=f"{key}.{place}", code=refused.code) from None
                wrong = wrong or Refused(refused.sentence, field=f"{key}.{place}", code=refused.code)
                continue
            if row is not None and not (rows and any(_same(row, other) for other in rows)):
                rows.append(row)
        if wrong and key == "emails" and not rows:
            raise wrong
        if len(rows) > details.limit:
            sentence = _("“%(field)s” takes at most %(limit)d entries.")
            raise Refused(
                sentence % {"field": details.label, "limit": details.limit}, field=f"{key}.0", code="too_many"
            )
        return _with_one_first(rows)

    def _row(self, details: DetailSet, entry: Detail, plain: Plain, notes: list[str], names: Names) -> Row | None:
        """One row of a set; None when nothing of it was understood. Raises Refused where its one value is bad."""
        shape = self.shapes[details.key]
        row = shape.blank.copy()
        for key, text in entry.items():
            field = shape.fields.get(key)
            if field is None:
                row["primary"] = row["primary"] or (key == "primary" and text == "yes")
                continue
            try:
                row[key] = self._parsed(field, text, names)
            except Refused as refused:
                if refused.code in BROKEN:
                    raise
                self._remark(plain, field, text, refused, notes)
                if key == details.value:
                    raise
        if shape.holds(row, details.identity):
            return row
        for field in details.fields:
            if row[field.key] is not None and field.key != "kind" and not self.own:
                plain.remark(str(field.label), entry[field.key])
        return None


def _same(one: Row, other: Row) -> bool:
    """Whether two rows say the same, but for which of them comes first."""
    return all(one[key] == other[key] for key in one if key not in ("id", "primary"))


def _with_one_first(rows: list[Row]) -> list[Row]:
    """The rows with the first of those that a file marks as the first choice."""
    if len(rows) == 1:
        return rows
    first = next((row for row in rows if row["primary"]), None)
    for row in rows:
        row["primary"] = row is first
    return rows
