"""The HTML of the controls that edit values: escaped, with what a type says and what the form says, the form last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def input_(kind: str, value: str, attributes: Mapping[str, str], **more: str) -> SafeString:
    """An input of a type; an underscore in a name stands for a hyphen."""
    named = {name.replace("_", "-"): text for name, text in more.items()}
    return SafeString(f"<input{flatatt({'type': kind, **named, 'value': value, **attributes})}>")


def textarea(value: str, attributes: Mapping[str, str], **more: str) -> SafeString:
    """A text area; the line end before the text is the one that HTML drops."""
    return SafeString(f"<textarea{flatatt({**more, **attributes})}>\n{escape(value)}</textarea>")


def answers(options: Iterable[tuple[str, object]], chosen: str) -> str:
    """The answers of a select, escaped."""
    return "".join(
        f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(str(label))}</option>'
        for key, label in options
    )


def select(
    options: Iterable[tuple[str, object]], chosen: str, attributes: Mapping[str, str], **more: str
) -> SafeString:
    """A select with an empty first answer."""
    return SafeString(
        f'<select{flatatt({**more, **attributes})}><option value="">{escape(_("none"))}</option>{answers(options, chosen)}</select>'
    )


def checkboxes(
    options: Iterable[tuple[str, object]], chosen: Iterable[str], attributes: Mapping[str, str]
) -> SafeString:
    """A group of checkboxes of one name; the group bears the id and whatever else the form says."""
    kept, name = set(chosen), attributes.get("name", "")
    group = {key: text for key, text in attributes.items() if key not in ("name", "required")}
    boxes = "".join(
        f'<label><input type="checkbox" name="{escape(name)}" value="{escape(key)}"{" checked" if key in kept else ""}> {escape(str(label))}</label>'
        for key, label in options
    )
    return SafeString(f"<div{flatatt({'role': 'group', **group})}>{boxes}</div>")
