"""Fields of the forms of access: lines to type in, and lists to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from closeknit.catalogue.refusal import Refused, each


def errors_of(refused: Refused | None) -> dict[str, str]:
    """The sentences of a refusal by field, "" for the whole form."""
    return {one.field: one.sentence for one in each(refused)} if refused else {}


def line(
    key: str,
    label: object,
    value: str,
    *,
    kind: str = "text",
    complete: str = "off",
    error: str = "",
    hint: object = "",
) -> dict[str, Any]:
    """A needed line, as `components/field.html` takes it; `complete` is what a browser may fill in. A password is never repeated."""
    control = format_html(
        '<input class="field-box" id="field-{}" name="{}" type="{}" autocomplete="{}" value="{}" required{}{}>',
        key, key, kind, complete, "" if kind == "password" else value, _told(key, error), _hinted(key, hint),
    )  # fmt: skip
    return _field(key, label, control, error, hint)


def chooser(
    key: str,
    label: object,
    choices: Iterable[tuple[object, object]],
    chosen: object,
    *,
    error: str = "",
    hint: object = "",
) -> dict[str, Any]:
    """A list of which one is chosen: pairs of value and label."""
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SafeString(" selected") if str(value) == str(chosen) else "", said) for value, said in choices),
    )
    control = format_html(
        '<select class="field-box" id="field-{}" name="{}"{}{}>{}</select>',
        key, key, _told(key, error), _hinted(key, hint), options,
    )  # fmt: skip
    return _field(key, label, control, error, hint)


def _told(key: str, error: str) -> str:
    return format_html(' aria-invalid="true" aria-describedby="field-{}-error"', key) if error else ""


def _hinted(key: str, hint: object) -> str:
    return format_html(' aria-details="field-{}-hint"', key) if hint else ""


def _field(key: str, label: object, control: SafeString, error: str, hint: object) -> dict[str, Any]:
    return {"id": f"field-{key}", "label": label, "control": control, "error": error, "hint": hint, "required": False}
