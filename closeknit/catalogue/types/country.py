"""Country: the ISO 3166-1 code, read and shown by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import pycountry
from babel.languages import get_official_languages
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import amounts, controls, reading
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, Operator, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

READ_IN = ("en", "de", "fr", "es")
ALSO = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "grossbritannien": "GB", "grande bretagne": "GB", "gran bretana": "GB", "inglaterra": "GB", "angleterre": "GB",
    "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US", "america": "US", "vereinigte staaten von amerika": "US",
    "etats unis d amerique": "US", "estados unidos de america": "US", "ee uu": "US", "eeuu": "US",
    "holland": "NL", "the netherlands": "NL", "czech republic": "CZ", "tschechische republik": "CZ", "russia": "RU",
    "ivory coast": "CI", "south korea": "KR", "north korea": "KP", "brd": "DE", "vatican": "VA", "burma": "MM", "swaziland": "SZ",
    "macedonia": "MK", "uae": "AE", "turkey": "TR", "cape verde": "CV", "east timor": "TL", "republic of ireland": "IE", "kosovo": "XK",
}  # fmt: skip


@lru_cache(maxsize=1)
def codes() -> frozenset[str]:
    """The codes of all countries; Kosovo's is one that everybody uses, though the standard leaves it to its users."""
    return frozenset(one.alpha_2 for one in pycountry.countries) | {"XK"}


@lru_cache(maxsize=64)
def names(language: str) -> dict[str, str]:
    """The names of the countries in a language, by code."""
    territories = amounts.locale_of(language).territories
    return {code: str(territories.get(code) or code) for code in sorted(codes())}


@lru_cache(maxsize=64)
def by_name(language: str) -> dict[str, str]:
    """The code of each country by its names in a language, folded."""
    return {reading.folded(name): code for code, name in names(language).items()}


@lru_cache(maxsize=1)
def by_standard_name() -> dict[str, str]:
    """The code of each country by its other codes and its names in the standard."""
    found: dict[str, str] = {}
    for one in pycountry.countries:
        spelled = (one.alpha_3, one.name, getattr(one, "common_name", ""), getattr(one, "official_name", ""))
        found.update({reading.folded(name): one.alpha_2 for name in spelled if name})
    return found | ALSO


@lru_cache(maxsize=1)
def by_own_name() -> dict[str, str]:
    """The code of each country by its name in the languages that are official there; made once, when first needed."""
    found: dict[str, str] = {}
    for code in sorted(codes()):
        for language in get_official_languages(code):
            own = names(language.replace("_", "-")).get(code, "")
            found.setdefault(reading.folded(own), code)
    return found


def code_of(text: str) -> str | None:
    """The country that a code or a name means; None for one that is not known."""
    if len(text) == 2 and text.isascii() and text.upper() in codes():
        return text.upper()
    name = reading.folded(text)
    for known in (by_name(get_language() or "en"), by_standard_name(), *map(by_name, READ_IN)):
        if name in known:
            return known[name]
    return by_own_name().get(name) if name else None


@lru_cache(maxsize=64)
def offered(language: str) -> list[tuple[str, str]]:
    """Codes and names for a control, in the order of the names."""
    return sorted(names(language).items(), key=lambda one: reading.folded(one[1]))


@register
class Country(Type):
    """Read by code or by name in English, German, French, Spanish, the active language and the country's own."""

    key = "country"
    label = _("Country")
    storage = Storage.TOKEN
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *PRESENCE)
    icon = "flag"
    example = _("Netherlands")

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = reading.line(given, field)
        if text is None:
            return None
        code = code_of(text)
        if code is None:
            raise reading.refusal(field, now("“%(field)s” is a country, such as Germany or DE."), "not_a_country")
        return code

    def loaded(self, stored: Any) -> Any:
        return stored or None

    def joined(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else names(get_language() or "en").get(value, value)

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        return controls.select(offered(get_language() or "en"), value or "", attributes, autocomplete="country")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": "^[A-Z]{2}$", "description": "ISO 3166-1 alpha-2"}
