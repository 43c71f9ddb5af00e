"""Web address: http and https only, so that a click can never run a script."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import controls, reading, words
from closeknit.catalogue.types.value import Condition, Operator, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

LIMIT = 2000
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d+(?:[/?#]|$))")
FORBIDDEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\<>\"`{}|^]")
HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)*[^\W_](?:[\w-]{0,61}[^\W_])?\.?")


def with_scheme(text: str) -> str | None:
    """The address with its scheme, https where none was typed; None for a scheme that is neither http nor https."""
    if text[:7].lower() == "http://" or text[:8].lower() == "https://":
        return text
    if SCHEME.match(text):
        return None
    return f"https:{text}" if text.startswith("//") else f"https://{text}"


def is_web_address(text: str) -> bool:
    """Whether an address with its scheme has a host that a browser could go to, and hides no name or password before it."""
    if FORBIDDEN.search(text):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        parts.port  # noqa: B018 - a port that is none is told by asking for it
    except ValueError:
        return False
    if "@" in parts.netloc:
        return False
    return ":" in host or (
        len(host) <= 253 and HOST.fullmatch(host) is not None and ("." in host.rstrip(".") or host == "localhost")
    )


@register
class Url(words.Words):
    """The address as it was typed, with https:// where it had no scheme."""

    key = "url"
    label = _("Web address")
    icon = "globe"
    example = "https://example.org"
    for_machines = True

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = reading.line(given, field, LIMIT)
        if text is None:
            return None
        address = with_scheme(text)
        if address is None or len(address) > LIMIT or not is_web_address(address):
            raise reading.refusal(
                field, now("“%(field)s” is a web address, such as https://example.com."), "not_a_web_address"
            )
        return address

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else value.removeprefix("https://").removeprefix("http://").removesuffix("/")

    def cell(self, value: Any, field: Field) -> SafeString:
        """A link; what came into the database by another way than `parse` is shown as text unless it is http or https."""
        if value is None:
            return SafeString("")
        if with_scheme(value) != value:
            return escape(value)
        return SafeString(
            f'<a href="{escape(value)}" rel="noopener noreferrer nofollow" target="_blank">{escape(self.shown(value, field))}</a>'
        )

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        """A text control: the browser's own kind refuses an address without its scheme."""
        return controls.input_(
            "text", self.typed(value, field), attributes, inputmode="url", autocomplete="off", maxlength=str(LIMIT)
        )

    def compare(
        self, operator: Operator, expression: Any, given: object, field: Field, actor: Any, beside: Sequence[Any]
    ) -> Condition:
        """ "Starts" means the address, with or without its scheme; "contains" any part of it."""
        if operator is Operator.CONTAINS:
            return words.compare_addresses(operator, expression, words.piece(given, field, LIMIT))
        if operator is Operator.STARTS:
            return words.compare_addresses(
                operator, expression, with_scheme(words.piece(given, field, LIMIT)) or words.piece(given, field, LIMIT)
            )
        return words.compare_addresses(operator, expression, self.operand(given, field, actor))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "uri", "maxLength": LIMIT}
