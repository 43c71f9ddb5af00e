"""Yes or no, and unknown while nobody has said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.forms.utils import flatatt
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import controls, reading
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, Operator, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

YES = frozenset({"yes", "y", "true", "t", "1", "on", "x", "ja", "j", "wahr", "oui", "vrai", "si", "verdadero"})
NO = frozenset({"no", "n", "false", "f", "0", "off", "nein", "falsch", "non", "faux", "falso"})


@register
class YesNo(Type):
    """True, False or None: not having said is not the same as no."""

    key = "yes_no"
    label = _("Yes or no")
    storage = Storage.TOKEN
    sorts_as = (bool,)
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *PRESENCE)
    icon = "check"
    example = _("Yes, or No")

    def parse(self, given: object, field: Field, actor: Any = None) -> bool | None:
        if isinstance(given, bool):
            return given
        text = reading.line(str(int(given)) if isinstance(given, int | float) and given in (0, 1) else given, field)
        if text is None:
            return None
        word = reading.folded(text)
        if word in YES or word == reading.folded(now("yes")):
            return True
        if word in NO or word == reading.folded(now("no")):
            return False
        raise reading.refusal(field, now("“%(field)s” is either yes or no."), "not_yes_or_no")

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else now("yes") if value else now("no")

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        """A checkbox where there must be an answer, else a choice of three; an empty checkbox is a no that is sent."""
        if not field.required:
            return controls.select((("yes", now("yes")), ("no", now("no"))), self.typed(value, field), attributes)
        hidden = SafeString(f"<input{flatatt({'type': 'hidden', 'name': attributes.get('name', ''), 'value': 'no'})}>")
        mine = {key: text for key, text in attributes.items() if key != "required"}
        return hidden + controls.input_("checkbox", "yes", {**mine, **({"checked": "checked"} if value else {})})

    def exported(self, value: Any, field: Field) -> str:
        return "" if value is None else "yes" if value else "no"

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["boolean", "null"]}
