"""What programs send: JSON read strictly, parameters of an address known by name; whatever else is refused with a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

DEPTH = 32
DIGITS = 400  # no number that anybody means has more
BAD_SIGNS = re.compile("[\x00\ud800-\udfff]")


def body(request: HttpRequest) -> Any:
    """The JSON that a request carries; raises Refused (415 for another content type, 413 for too much of it)."""
    if not is_json(request.content_type or ""):
        raise Refused(_("Send JSON, with “Content-Type: application/json”."), code="not_json_type")
    if "Transfer-Encoding" in request.headers and not request.body:
        raise Refused(_("Send the length of the body, in “Content-Length”."), field="Content-Length", code="no_length")
    return read(request.body, "")


def is_json(content_type: str) -> bool:
    """Whether a content type is JSON, or one of the formats made of it."""
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def members(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that a request carries."""
    given = body(request)
    if not isinstance(given, dict):
        raise Refused(_('Send a JSON object, such as {"name": "Kestrel Dairies"}.'), code="not_an_object")
    return given


def read(text: bytes | str, field: str) -> Any:
    """The value of a JSON text; raises Refused for what is no JSON, or is JSON that nobody writes in good faith."""
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
        value = json.loads(decoded, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer)
    except Refused as refused:
        raise Refused(refused.sentence, field=field or refused.field, code=refused.code) from None
    except UnicodeDecodeError:
        raise Refused(_("This is not UTF-8. Send JSON as UTF-8."), field=field, code="not_utf8") from None
    except ValueError as error:
        place = f" ({error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(_("This is not JSON%(place)s.") % {"place": place}, field=field, code="not_json") from None
    except RecursionError:
        raise _too_deep(field) from None
    _check(value, field, 1)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)[:60]
        raise Refused(_("“%(key)s” is given twice.") % {"key": _clean(twice)}, field=_clean(twice), code="given_twice")
    return found


def _no_constant(word: str) -> Any:
    raise Refused(_("%(word)s is not JSON.") % {"word": word}, code="not_json")


def _integer(digits: str) -> int:
    if len(digits) > DIGITS:
        raise Refused(_("A number has more than %(most)d digits.") % {"most": DIGITS}, code="number_too_long")
    return int(digits)


def _too_deep(field: str) -> Refused:
    return Refused(
        _("The JSON is nested deeper than %(depth)d levels.") % {"depth": DEPTH}, field=field, code="too_deep"
    )


def _check(value: Any, field: str, depth: int) -> None:
    """Refuse signs that no database keeps, and nesting that nobody needs."""
    if depth > DEPTH:
        raise _too_deep(field)
    if isinstance(value, str):
        refuse_bad_signs(value, field)
    elif isinstance(value, dict):
        for key, one in value.items():
            refuse_bad_signs(key, field)
            _check(one, field or key[:60], depth + 1)
    elif isinstance(value, list):
        for one in value:
            _check(one, field, depth + 1)


def refuse_bad_signs(text: str, field: str) -> None:
    """Refuse a text with NUL or with half a character."""
    if BAD_SIGNS.search(text):
        sentence = _("“%(field)s” holds a NUL or half a character, which cannot be kept: remove it.")
        raise Refused(sentence % {"field": field or _("A text")}, field=field, code="bad_character")


def _clean(text: str) -> str:
    return BAD_SIGNS.sub("\N{REPLACEMENT CHARACTER}", text)


def parameters(request: HttpRequest, known: Collection[str]) -> dict[str, str]:
    """The parameters of the address that an endpoint knows, each given once; raises Refused for any other."""
    found = {}
    for name, values in request.GET.lists():
        if name not in known:
            key = _clean(name[:60])
            raise Refused(
                _("There is no parameter “%(key)s” here.") % {"key": key}, field=key, code="unknown_parameter"
            )
        found[name] = single(name, values)
    return found


def single(name: str, values: list[Any]) -> str:
    """The one value of a parameter, free of signs that no database keeps."""
    if len(values) > 1:
        raise Refused(_("“%(key)s” is given twice.") % {"key": name}, field=name, code="given_twice")
    refuse_bad_signs(values[0], name)
    return str(values[0])


def whole_number(text: str, field: str, least: int, most: int) -> int:
    """A whole number in a parameter; raises Refused."""
    if not (text.isascii() and text.isdigit() and len(text) < 19 and least <= int(text) <= most):
        sentence = _("“%(field)s” is a whole number from %(least)d to %(most)d.")
        raise Refused(sentence % {"field": field, "least": least, "most": most}, field=field, code="not_a_number")
    return int(text)


def version(request: HttpRequest) -> int | None:
    """The version in `If-Match`, bare or as an entity tag; None when there is none, or any will do."""
    text = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    return whole_number(text, "If-Match", 1, 2**31 - 1) if text not in ("", "*") else None
