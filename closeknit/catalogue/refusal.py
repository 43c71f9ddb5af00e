"""Refusals: the one way to say no to a person, whatever door they came by."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """A wish that cannot be granted, said in one sentence that names the remedy.

    `field` is the key of the field concerned ("" for the whole), `code` a stable word for programs.
    """

    def __init__(self, sentence: object, *, field: str = "", code: str = "refused") -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)
        self.field = field
        self.code = code


class RefusedTogether(Refused):
    """Several refusals at once, so that a form can show each beside its field."""

    def __init__(self, refusals: Iterable[Refused]) -> None:
        self.refusals = tuple(refusals)
        first = self.refusals[0]
        super().__init__(first.sentence, field=first.field, code=first.code)


def each(refused: Refused) -> tuple[Refused, ...]:
    """The single refusals inside one, in the order of the fields."""
    return refused.refusals if isinstance(refused, RefusedTogether) else (refused,)
