"""The type that only meetings have: a time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import preferences
from closeknit.catalogue.fields import Field
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.reading import line
from closeknit.catalogue.types.text import Text


class ZoneType(Text):
    """A time zone by its name in the database of time zones, such as Europe/Berlin."""

    key = "zone"
    label = _("Time zone")
    icon = "globe"
    example: ClassVar[Any] = "Europe/Berlin"

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = line(given, field, 60)
        if text is None:
            return None
        known = _known().get(text.casefold())
        if known is None:
            sentence = now("“%(given)s” is not a time zone. Give one such as Europe/Berlin.")
            raise Refused(sentence % {"given": text}, field=field.key, code="unknown_zone")
        return known

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        options = ((one, SafeString(" selected") if one == value else "", one) for one in preferences.zones())
        return format_html(
            '<select{}><option value=""></option>{}</select>',
            format_html_join("", ' {}="{}"', attributes.items()),
            format_html_join("", '<option value="{}"{}>{}</option>', options),
        )


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Every zone that this machine knows, by its name in small letters."""
    return {one.casefold(): one for one in zoneinfo.available_timezones()}
