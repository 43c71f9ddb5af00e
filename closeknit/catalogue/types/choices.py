"""Several choices: some of the answers that the field offers, as a JSON list of their keys."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import JSONField, Q, Value
from django.db.models.fields.json import ContainedBy, DataContains
from django.db.models.lookups import IsNull
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import controls, reading
from closeknit.catalogue.types.choice import answer, not_an_answer, offered, tag
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, Condition, Json, Operator, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

APART = re.compile(r"[;,\n]")
MOST = 200


@register
class Choices(Type):
    """A tuple of keys in the order of the answers, each once; none chosen is None. "is" and "contains" mean: this is among them."""

    key = "choices"
    label = _("Several choices")
    storage = Storage.TOKEN
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, Operator.CONTAINS, *PRESENCE)
    usual = Operator.IN
    icon = "list-checks"
    example = _("Filling, Packing")
    sortable = False

    def parse(self, given: object, field: Field, actor: Any = None) -> tuple[str, ...] | None:
        chosen = {self._key(one, field) for one in self._pieces(given, field)}
        places = {option.key: place for place, option in enumerate(field.options)}
        return tuple(sorted(chosen, key=places.__getitem__)) or None

    def _pieces(self, given: object, field: Field) -> list[str]:
        """The answers that were given, one by one; a list may hold texts only."""
        if isinstance(given, list | tuple):
            if len(given) > MOST:
                raise reading.refusal(field, now("“%(field)s” takes at most %(most)d answers."), "too_many", most=MOST)
            return [text for one in given if (text := reading.line(one, field, 500))]
        text = reading.line(given, field, 20_000)
        if text is None:
            return []
        return [text] if answer(text, field) else [piece.strip() for piece in APART.split(text) if piece.strip()]

    def _key(self, text: str, field: Field) -> str:
        option = answer(text, field)
        if option is None:
            raise not_an_answer(text, field)
        return option.key

    def stored(self, value: Any) -> Json:
        return None if value is None else list(value)

    def loaded(self, stored: Any) -> tuple[str, ...] | None:
        return tuple(stored) if stored else None

    def split(self, value: Any) -> tuple[Any, ...]:
        return (self.stored(value),)

    def joined(self, parts: tuple[Any, ...]) -> tuple[str, ...] | None:
        return self.loaded(parts[0])

    def shown(self, value: Any, field: Field) -> str:
        return ", ".join(str(option.label) if (option := field.option(key)) else key for key in value or ())

    def cell(self, value: Any, field: Field) -> SafeString:
        return SafeString(" ".join(tag(key, field) for key in value or ()))

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.checkboxes(offered(field, value or ()), value or (), attributes)

    def exported(self, value: Any, field: Field) -> str:
        return "; ".join(value or ())

    def empty(self, expression: Any) -> Condition:
        return Q(IsNull(expression, True)) | Q(ContainedBy(expression, Value([], output_field=JSONField())))

    any_of = Type.one_by_one

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """Several answers given at once must all be among those chosen."""
        return DataContains(expression, Value(self.operand(given, field, actor), output_field=JSONField()))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["array", "null"], "items": {"enum": [one.key for one in field.options]}, "uniqueItems": True}
