"""Choice: one of the answers that the field offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, IntegerField, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import controls, reading
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, Operator, Option, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field


def answer(text: str, field: Field) -> Option | None:
    """The answer of that key, else of that label in the active language, upper and lower case alike; without accents, if only one fits."""
    if found := field.option(text):
        return found
    named, bare = text.casefold(), reading.folded(text)
    for one in field.options:
        if named in (str(one.label).casefold(), one.key.casefold()):
            return one
    alike = [one for one in field.options if bare and reading.folded(str(one.label)) == bare]
    return alike[0] if len(alike) == 1 else None


def not_an_answer(text: str, field: Field) -> Exception:
    """The refusal of an answer that the field does not offer, naming the first few that it does."""
    offered = [str(one.label) for one in field.options if not one.retired]
    names = ", ".join(offered[:8]) + (" …" if len(offered) > 8 else "")
    return reading.refusal(
        field,
        now("“%(field)s” does not offer “%(given)s”: choose from %(answers)s."),
        "not_an_answer",
        given=text[:60],
        answers=names,
    )


def tag(key: str, field: Field) -> str:
    """The HTML of one answer; one that the field no longer knows is shown by its key."""
    option = field.option(key)
    label, tint = (option.label, option.tint) if option else (key, "")
    return f'<span class="tag"{f' data-tint="{escape(tint)}"' if tint else ""}>{escape(str(label))}</span>'


def offered(field: Field, kept: tuple[str, ...]) -> list[tuple[str, object]]:
    """The keys and labels that a control offers: retired answers only while they are chosen."""
    known = [(one.key, one.label) for one in field.options if not one.retired or one.key in kept]
    return known + [(key, key) for key in kept if field.option(key) is None]


@register
class Choice(Type):
    """The key is stored for ever; labels may change. Retired answers stay readable, and are no longer offered."""

    key = "choice"
    label = _("Choice")
    storage = Storage.TOKEN
    sorts_as = (int,)
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *PRESENCE)
    usual = Operator.IN
    icon = "list"
    example = _("North, or South")

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = reading.line(str(given) if isinstance(given, int) and not isinstance(given, bool) else given, field, 500)
        if text is None:
            return None
        option = answer(text, field)
        if option is None:
            raise not_an_answer(text, field)
        return option.key

    def loaded(self, stored: Any) -> Any:
        return stored or None

    def joined(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    def shown(self, value: Any, field: Field) -> str:
        if value is None:
            return ""
        option = field.option(value)
        return str(option.label) if option else str(value)

    def cell(self, value: Any, field: Field) -> SafeString:
        return SafeString("" if value is None else tag(value, field))

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.select(offered(field, (value,) if value else ()), value or "", attributes)

    def sorted_by(self, expression: Combinable, field: Field | None = None) -> Combinable:
        """In the order of the answers where the field is known, else by key."""
        if field is None or not field.options:
            return expression
        keys = Value([one.key for one in field.options], output_field=ArrayField(TextField()))
        return Func(keys, Cast(expression, TextField()), function="array_position", output_field=IntegerField())

    def schema(self, field: Field) -> dict[str, Any]:
        return {"enum": [*(one.key for one in field.options), None]}
