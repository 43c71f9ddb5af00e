"""Cursors: where a page of a list ended, as text in an address, so that the next one begins after it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

_PACKERS = {str: "s", bool: "b", int: "i", Decimal: "n", datetime: "m", date: "d"}
_UNPACKERS: dict[str, Callable[[str], Any]] = {
    "s": str,
    "b": lambda text: text == "True",
    "i": int,
    "n": Decimal,
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
}


def packed(value: Any, pk: int) -> str:
    """A cursor: the value that a list is sorted by, and the id, of the last row shown."""
    mark = "-" if value is None else _PACKERS[type(value)]
    text = value.isoformat() if isinstance(value, date) else str(value)
    return base64.urlsafe_b64encode(json.dumps([mark, text, pk]).encode()).decode().rstrip("=")


def unpacked(after: str, types: tuple[type, ...]) -> tuple[Any, int]:
    """The value, of one of these types or none, and the id in a cursor; raises Refused for one that this list did not give."""
    try:
        mark, text, pk = json.loads(base64.urlsafe_b64decode(after[:4000] + "=" * (-len(after) % 4)))
        value = None if mark == "-" else _UNPACKERS[mark](text)
        if (
            (value is not None and type(value) not in types)
            or b"\x00" in text.encode()  # which also refuses what is no text at all
            or not _fits(value)
            or not 0 < int(pk) < 2**63
        ):
            raise ValueError(text)
        return value, int(pk)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation, RecursionError):
        raise Refused(
            _("The list has changed. Begin again at its first page."), field="after", code="bad_cursor"
        ) from None


def _fits(value: Any) -> bool:
    """Whether a number is one of the database's; anything else is no number."""
    return not isinstance(value, int | Decimal) or -(2**63) < value < 2**63
