"""Reading what people typed: plain text without what no database keeps, and the sentence that refuses the rest."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

if TYPE_CHECKING:
    from closeknit.catalogue.fields import Field

SURROGATE = re.compile("[\ud800-\udfff]")
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))


def refusal(field: Field, sentence: str, code: str, **words: object) -> Refused:
    """The refusal of a value: `sentence` is translated already and names the field as %(field)s."""
    return Refused(sentence % {"field": field.label, **words}, field=field.key, code=code)


def plain(given: object, field: Field, limit: int) -> str | None:
    """The text of what was given, every character kept, None for nothing; raises Refused.

    PostgreSQL keeps no NUL, and half of a surrogate pair is no character: both are refused.
    """
    if given is None or given == "":
        return None
    if not isinstance(given, str):
        raise refusal(field, _("“%(field)s” is a text."), "not_a_text")
    if len(given) > limit:
        raise refusal(
            field,
            _("“%(field)s” takes at most %(limit)d characters and got %(got)d."),
            "too_long",
            limit=limit,
            got=len(given),
        )
    if "\x00" in given:
        raise refusal(field, _("“%(field)s” holds a NUL character, which cannot be kept: remove it."), "nul")
    if not given.isascii() and SURROGATE.search(given):
        raise refusal(
            field, _("“%(field)s” holds half a character, as broken files do: type it again."), "half_character"
        )
    return given


def line(given: object, field: Field, limit: int = 200) -> str | None:
    """The text of what was given without white space and direction marks around it; None for nothing; raises Refused."""
    text = plain(given, field, limit)
    if text is None:
        return None
    return (text if text.isascii() else text.translate(MARKS)).strip() or None


def digits(text: str) -> str:
    """The text with the decimal digits of every script as 0-9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def folded(text: str) -> str:
    """A name as it is looked up: without accents, case and punctuation."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
    return " ".join("".join(one if one.isalnum() else " " for one in bare).split())
