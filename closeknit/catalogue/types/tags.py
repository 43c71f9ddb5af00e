"""Tags: a handful of short words that people make up as they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.lookups import DataContains
from django.db.models import Q, TextField, Value
from django.db.models.lookups import Exact, IsNull
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.catalogue.fields import Field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, Condition, Operator, Storage, Type, register

MOST, LONGEST = 50, 60
_ARRAY = ArrayField(TextField())


@register
class Tags(Type):
    """A set of words, in the order they were given; the value is a tuple, None for none. `is` means: has this tag."""

    key: ClassVar[str] = "tags"
    label: ClassVar[Any] = gettext_lazy("Tags")
    storage: ClassVar[Storage] = Storage.TOKEN
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *PRESENCE)
    icon: ClassVar[str] = "tag"
    offered: ClassVar[bool] = False  # every record has tags
    sortable: ClassVar[bool] = False

    def parse(self, given: object, field: Field, actor: Any = None) -> tuple[str, ...] | None:
        if given is None or given == "":
            return None
        words = (
            [str(one).strip() for one in given]
            if isinstance(given, list | tuple)
            else [one.strip() for one in str(given).split(",")]
        )
        found = tuple(dict.fromkeys(one for one in words if one))
        if len(found) > MOST or any(len(one) > LONGEST or "\x00" in one or "," in one for one in found):
            raise Refused(
                _("“%(field)s” takes up to %(most)d words of up to %(longest)d characters, separated by commas.")
                % {"field": field.label, "most": MOST, "longest": LONGEST},
                field=field.key,
                code="bad_tags",
            )
        return found or None

    def stored(self, value: Any) -> Any:
        return list(value or ())

    def loaded(self, stored: Any) -> Any:
        return tuple(stored) if stored else None

    def split(self, value: Any) -> tuple[Any, ...]:
        return (list(value or ()),)

    def joined(self, parts: tuple[Any, ...]) -> Any:
        return tuple(parts[0]) if parts[0] else None

    def shown(self, value: Any, field: Field) -> str:
        return ", ".join(value or ())

    def cell(self, value: Any, field: Field) -> SafeString:
        return format_html_join(" ", '<span class="chip">{}</span>', ((one,) for one in value or ()))

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return format_html(
            '<input type="text" autocomplete="off" value="{}"{}>',
            self.typed(value, field),
            format_html_join("", ' {}="{}"', attributes.items()),
        )

    def exported(self, value: Any, field: Field) -> str:
        return ", ".join(value or ())

    def empty(self, expression: Any) -> Condition:
        return Q(IsNull(expression, True)) | Q(Exact(expression, Value([], output_field=_ARRAY)))

    any_of = Type.one_by_one

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        return DataContains(expression, Value(self.operand(given, field, actor), output_field=_ARRAY))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "maxLength": LONGEST}, "maxItems": MOST}
