"""Language: a BCP 47 tag such as de, pt-BR or zh-Hans, read and shown by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import pycountry
from babel.localedata import locale_identifiers
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.catalogue.types import amounts, controls, reading
from closeknit.catalogue.types.country import READ_IN, names
from closeknit.catalogue.types.value import EQUALITY, PRESENCE, Operator, Storage, Type, register

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")


@lru_cache(maxsize=1)
def short_codes() -> dict[str, str]:
    """The shortest code of each language by every code that it has: deu and ger are de."""
    found: dict[str, str] = {}
    for one in pycountry.languages:
        short = getattr(one, "alpha_2", one.alpha_3)
        found |= dict.fromkeys((short, one.alpha_3, getattr(one, "bibliographic", short)), short)
    return found


@lru_cache(maxsize=1)
def common() -> tuple[str, ...]:
    """The languages that controls offer: those with habits known to us, without their countries."""
    return tuple(sorted({one for one in locale_identifiers() if "_" not in one} & set(short_codes())))


@lru_cache(maxsize=64)
def by_name(language: str) -> dict[str, str]:
    """The tag of each language by its name in one language, folded."""
    known = amounts.locale_of(language).languages
    return {
        reading.folded(str(name)): tag.replace("_", "-")
        for tag, name in known.items()
        if tag.split("_")[0] in short_codes()
    }


@lru_cache(maxsize=1)
def by_own_name() -> dict[str, str]:
    """The tag of each language by its name in itself; made once, when first needed."""
    return {reading.folded(str(amounts.locale_of(tag).languages.get(tag, ""))): tag for tag in common()}


@lru_cache(maxsize=1)
def scripts() -> frozenset[str]:
    """The ISO 15924 codes of scripts."""
    return frozenset(one.alpha_4 for one in pycountry.scripts)


def tag_of(text: str) -> str | None:
    """The language that a tag, a code or a name means; None for one that is not known."""
    if found := TAG.fullmatch(text):
        tag, script, region = found.groups()
        code = short_codes().get(tag.lower())
        known_script = script is None or script.title() in scripts()
        known_region = region is None or region.isdigit() or region.upper() in names("en")
        if code and known_script and known_region:
            return "-".join(part for part in (code, script and script.title(), region and region.upper()) if part)
    name = reading.folded(text)
    for known in (by_name(get_language() or "en"), *map(by_name, READ_IN)):
        if name in known:
            return known[name]
    return by_own_name().get(name) if name else None


@lru_cache(maxsize=2048)
def name_of(tag: str, language: str) -> str:
    """The name of a language in another; the tag itself where it has none."""
    where = amounts.locale_of(language)
    if whole := where.languages.get(tag.replace("-", "_")):
        return str(whole)
    code, *more = tag.split("-")
    details = [str(where.scripts.get(part) if len(part) == 4 else where.territories.get(part, part)) for part in more]
    name = str(where.languages.get(code) or code)
    return f"{name} ({', '.join(details)})" if details else name


@lru_cache(maxsize=64)
def offered(language: str) -> list[tuple[str, str]]:
    """Tags and names for a control, in the order of the names."""
    return sorted(((tag, name_of(tag, language)) for tag in common()), key=lambda one: reading.folded(one[1]))


@register
class Language(Type):
    """Read by tag, by code, or by name in English, German, French, Spanish, the active language and its own."""

    key = "language"
    label = _("Language")
    storage = Storage.TOKEN
    operators: ClassVar[tuple[Operator, ...]] = (*EQUALITY, *PRESENCE)
    icon = "languages"
    example = _("Dutch")

    def parse(self, given: object, field: Field, actor: Any = None) -> str | None:
        text = reading.line(given, field)
        if text is None:
            return None
        tag = tag_of(text)
        if tag is None:
            raise reading.refusal(field, now("“%(field)s” is a language, such as German or de."), "not_a_language")
        return tag

    def loaded(self, stored: Any) -> Any:
        return stored or None

    def joined(self, parts: tuple[Any, ...]) -> Any:
        return parts[0] or None

    def shown(self, value: Any, field: Field) -> str:
        return "" if value is None else name_of(value, get_language() or "en")

    def control(self, value: Any, field: Field, attributes: Mapping[str, str]) -> SafeString:
        options = offered(get_language() or "en")
        missing = [(value, self.shown(value, field))] if value and value not in common() else []
        return controls.select([*missing, *options], value or "", attributes, autocomplete="language")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["string", "null"], "description": "BCP 47"}
