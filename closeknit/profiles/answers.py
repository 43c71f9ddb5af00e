"""The answers that a choice offers: read from what people and programs send, changed without losing what was answered before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused

MOST = 1_000
TINTS = ("", "plain", "accent", "good", "warn", "bad")

type Answer = dict[str, Any]


def read(given: object, before: Sequence[Answer] = ()) -> list[Answer]:
    """The answers in the order given: labels, or objects with `label` and perhaps `key`, `tint`, `retired`.

    An answer keeps its key for ever: one with a known key or label is the known one. Those of `before` that are not given
    any more are retired, since records may have them. Raises Refused.
    """
    if not isinstance(given, list) or len(given) > MOST:
        raise Refused(
            _("“options” is a list of at most %(most)d answers.") % {"most": MOST}, field="options", code="not_a_list"
        )
    found: list[Answer] = []
    for one in given:
        found.append(_answer(one, before, found))
    kept = {one["key"] for one in found}
    labels = [str(one["label"]).casefold() for one in found]
    if len(set(labels)) < len(labels):
        raise Refused(_("Two answers have the same name."), field="options", code="given_twice")
    return found + [{**one, "retired": True} for one in before if one["key"] not in kept]


def _answer(given: object, before: Sequence[Answer], taken: Sequence[Answer]) -> Answer:
    parts: Mapping[str, Any] = given if isinstance(given, Mapping) else {"label": given}
    label, tint = parts.get("label"), parts.get("tint", "")
    if not isinstance(label, str) or not 0 < len(label.strip()) <= 80:
        raise Refused(_("Each answer has a name of 1 to 80 characters."), field="options", code="required")
    if tint not in TINTS:
        tints = ", ".join(one for one in TINTS if one)
        raise Refused(
            _("The tint of an answer is one of %(all)s.") % {"all": tints}, field="options", code="not_an_option"
        )
    label = " ".join(label.split())
    known = _known(parts.get("key"), label, before)
    if known is not None:
        renamed = {} if label in (known["label"], said(known)) else {"label": label, "shipped": False}
        return {
            **known,
            **renamed,
            "tint": parts.get("tint", known.get("tint", "")),
            "retired": parts.get("retired") is True,
        }
    return {
        "key": _new_key(label, [*before, *taken]),
        "label": label,
        "tint": tint,
        "retired": parts.get("retired") is True,
    }


def said(answer: Answer) -> str:
    """The name of an answer; what we shipped, and nobody renamed, is translated."""
    return _(answer["label"]) if answer.get("shipped") else str(answer["label"])


def _known(key: object, label: str, before: Iterable[Answer]) -> Answer | None:
    rows = list(before)
    by_key = next((one for one in rows if key and one["key"] == key), None)
    if key and by_key is None and rows:
        raise Refused(
            _("There is no answer “%(key)s”.") % {"key": str(key)[:60]}, field="options", code="not_an_option"
        )
    same = label.casefold()
    return by_key or next((one for one in rows if same in (str(one["label"]).casefold(), said(one).casefold())), None)


def _new_key(label: str, taken: Iterable[Answer]) -> str:
    """A key from the label, unlike any other."""
    return unlike(slugify(label).replace("-", "_")[:50] or "answer", {one["key"] for one in taken})


def unlike(start: str, taken: set[str]) -> str:
    """`start`, or `start_2`, `start_3`, whichever nothing is called yet."""
    number, found = 1, start
    while found in taken:
        number += 1
        found = f"{start}_{number}"
    return found
