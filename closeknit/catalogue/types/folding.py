"""Texts compared without regard to accents and case, by the function of the database that its indexes use too."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Func, TextField, Value
from django.db.models.functions import Concat


class Folded(Func):
    """Text without accents and case, in the order of its letters' codes: what an index holds."""

    function = "public.closeknit_fold"
    template = '%(function)s(%(expressions)s) COLLATE "C"'
    output_field = TextField()


class FoldedHere(Func):
    """The same text, worked out in place: half the cost of the function where every row is read and no index could help."""

    template = "lower(public.unaccent('public.unaccent'::regdictionary, %(expressions)s)) COLLATE \"C\""
    output_field = TextField()


class Like(Func):
    """A text that fits a pattern."""

    template = "%(expressions)s"
    arg_joiner = " LIKE "
    conditional = True
    output_field = BooleanField()


def _literal(text: str) -> Func:
    """A folded text in which no sign means anything to LIKE; folded first, since the wide form of a sign becomes the sign."""
    return Func(
        Folded(Value(text)),
        Value(r"([\\%_])"),
        Value(r"\\\1"),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )


def begins(folded: Any, text: str) -> Like:
    """The condition that a folded expression begins with a text."""
    return Like(folded, Concat(_literal(text), Value("%"), output_field=TextField()))


def holds(folded: Any, text: str) -> Like:
    """The condition that a folded expression has a text somewhere."""
    return Like(folded, Concat(Value("%"), _literal(text), Value("%"), output_field=TextField()))
