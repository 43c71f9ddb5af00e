"""Types of texts, and conditions on them: without regard to case and accents, with what people typed taken literally."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Upper
from django.db.models.lookups import Exact, IContains, In, IsNull, IStartsWith
from django.utils.translation import gettext as _

from closeknit.catalogue.types import folding, reading
from closeknit.catalogue.types.folding import Folded, FoldedHere
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, WORDS, Condition, Operator, Storage, Type

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field


def compare(operator: Operator, expression: Any, text: str, *, kept: bool = False) -> Condition:
    """Is, contains or starts; the wildcards of LIKE in the text stand for themselves. `kept` says that an index keeps the folded text."""
    match operator:
        case Operator.CONTAINS:
            return folding.holds(FoldedHere(expression), text)
        case Operator.STARTS:
            return folding.begins(Folded(expression) if kept else FoldedHere(expression), text)
    return any_of(expression, [text], kept=kept)


def any_of(expression: Any, texts: list[str], *, kept: bool = False) -> Condition:
    """Is one of the texts."""
    return In(Folded(expression) if kept else FoldedHere(expression), [Folded(Value(text)) for text in texts])


def compare_addresses(operator: Operator, expression: Any, text: str) -> Condition:
    """The same for addresses of machines, in which an accent is another letter: by upper case, in which they are indexed."""
    match operator:
        case Operator.CONTAINS:
            return IContains(expression, text)
        case Operator.STARTS:
            return IStartsWith(expression, text)
    return Exact(Upper(expression), Upper(Value(text)))


def empty(expression: Any) -> Condition:
    """Holds no text: neither a NULL nor the empty text that some columns keep instead."""
    return Q(IsNull(expression, True)) | Q(Exact(expression, ""))


def sorted_by(expression: Any) -> Any:
    """The same order on every server, with accented letters beside their plain ones, as names are sorted."""
    return FoldedHere(expression)


def piece(given: object, field: Field, limit: int) -> str:
    """The part of a text that a filter looks for; raises Refused."""
    text = reading.line(given, field, limit)
    if text is None:
        raise reading.refusal(field, _("Say what “%(field)s” is to be compared with."), "nothing_to_compare")
    return text


class Words(Type):
    """A type whose values are texts in one column, compared and sorted as people do; `compare` may be narrowed further.

    `for_machines` says that the texts are addresses, in which an accent is another letter.
    """

    storage = Storage.TEXT
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *WORDS, *PRESENCE)
    usual = Operator.CONTAINS
    for_machines: ClassVar[bool] = False

    def loaded(self, stored: Any) -> Any:
        return stored or None

    def joined(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    def sorted_by(self, expression: Combinable, field: Field | None = None) -> Combinable:
        order: Combinable = sorted_by(expression)
        return order

    def empty(self, expression: Any) -> Condition:
        return empty(expression)

    def any_of(
        self, expression: Any, given: list[object], field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        texts = [self.operand(one, field, actor) for one in given]
        if self.for_machines:
            return In(Upper(expression), [Upper(Value(text)) for text in texts])
        return any_of(expression, texts, kept=field.folded)

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        return compare(operator, expression, self.operand(given, field, actor), kept=field.folded)
