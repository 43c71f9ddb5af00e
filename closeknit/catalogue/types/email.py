"""E-mail address: kept as it was typed, compared without regard to case."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from closeknit.catalogue.types import controls, reading, words
from closeknit.catalogue.types.value import Condition, Operator, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

LIMIT = 254
USUAL = re.compile(
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}",
    re.ASCII,
)


def is_address(text: str) -> bool:
    """Whether mail could go there, by its form alone; the usual form is told without the full grammar, which costs ten times as much.

    Domains inside a company (.local, .test) are addresses too, those without a dot are not.
    """
    name, _at, domain = text.rpartition("@")
    if len(name) <= 64 and "--" not in domain and USUAL.fullmatch(text):
        return True
    if "." not in domain:
        return False
    try:
        validate_email(text, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return False
    return True


@register
class Email(words.Words):
    """One address; white space and `mailto:` around it fall away, nothing else does."""

    key = "email"
    label = _("E-mail address")
    icon = "mail"
    example = "hannah@example.org"
    for_machines = True

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = reading.line(given, field, LIMIT)
        if text is None:
            return None
        address = text[7:] if text[:7].lower() == "mailto:" else text
        if not is_address(address):
            raise reading.refusal(
                field, now("“%(field)s” is an e-mail address, such as ada@example.com."), "not_an_email"
            )
        return address

    def cell(self, value: Any, field: Field) -> SafeString:
        if value is None:
            return SafeString("")
        shown = escape(value).replace("@", "@<wbr>")  # where there is little room it breaks there, not within a word
        return SafeString(f'<a href="mailto:{quote(value, safe="@")}">{shown}</a>')

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.input_(
            "email", self.typed(value, field), attributes, inputmode="email", autocomplete="off", maxlength=str(LIMIT)
        )

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """Part of an address is looked up as it is; a whole one must be one."""
        text = self.operand(given, field, actor) if operator is Operator.IS else words.piece(given, field, LIMIT)
        return words.compare_addresses(operator, expression, text)

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "email", "maxLength": LIMIT}
