"""What the database keeps beside a profile so that classifications can be searched: facets, one for each answer, and sorted places.

A trigger writes these columns of `record` from the profile, whatever way it was written by. Django does not know them: nobody reads or
writes them but the conditions and orders made here.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, DecimalField, F, Field, Func, TextField, Value
from django.db.models.expressions import Col

PLACES: dict[str, Field[Any, Any]] = {
    **{f"n{number}": DecimalField(max_digits=40, decimal_places=10) for number in range(1, 7)},
    **{f"t{number}": TextField(db_collation="C") for number in range(1, 7)},
}
COLUMNS: dict[str, Field[Any, Any]] = {"facets": ArrayField(BigIntegerField()), **PLACES}
for _name, _column in COLUMNS.items():
    _column.set_attributes_from_name(_name)

# Definitions that this process sorted by, or asked for a stretch of: who gives places learns of them after the request.
ASKED: set[int] = set()


class Beside(F):
    """One of these columns, from the table in which the record's profile stands."""

    def __init__(self, column: str) -> None:
        super().__init__("profile")
        self.column = column

    @property
    def written(self) -> bool:
        """Whether the column holds texts: moments as they are written, which sort as they follow one another."""
        return isinstance(COLUMNS[self.column], TextField)

    def resolve_expression(self, *arguments: Any, **more: Any) -> Col:
        """The column beside `profile`."""
        profile: Any = super().resolve_expression(*arguments, **more)
        column = COLUMNS[self.column]
        column.model = profile.target.model  # Django compares expressions by the model of their columns
        return Col(profile.alias, column)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Beside) and self.column == other.column

    def __hash__(self) -> int:
        return hash(self.column)


class Facets(Func):
    """The facets of these answers to one definition, as a constant for the index."""

    template = "array[%(expressions)s]"
    output_field = ArrayField(BigIntegerField())

    def __init__(self, definition: int, answers: list[str]) -> None:
        super().__init__(*(Facet(Value(definition), Value(answer)) for answer in answers))


class Facet(Func):
    """The facet of an answer: a number that no other answer to any definition has."""

    function = "public.closeknit_facet"
    output_field = BigIntegerField()


class HasAll(Func):
    """The record has every one of these facets."""

    template = "%(expressions)s"
    arg_joiner = " @> "
    output_field = BooleanField()
    conditional = True


class HasAny(HasAll):
    """The record has at least one of these facets."""

    arg_joiner = " && "
