"""Tags and filters of the look: the marks for templates, the addresses of built assets, samples for the page of parts."""

from __future__ import annotations

import functools
import json
import secrets
import uuid
from collections.abc import Hashable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from closeknit.web import keys, marks, samples, sheet

register = template.Library()

TOKEN = secrets.token_hex(16)  # stands in kept parts where each page puts its own token against forged forms

register.simple_tag(marks.icon, name="icon")
register.simple_tag(marks.chip, name="chip")
register.simple_tag(marks.ref, name="ref")
register.simple_tag(sheet.facts, name="fact_lines")
register.simple_tag(sheet.fact, name="fact_line")
register.simple_tag(sheet.entries, name="entry_lines")
register.simple_tag(samples.parts, name="sample_parts")


@register.simple_tag
def face(name: str, key: object = "", kind: str = "person", size: str = "") -> SafeString:
    """Return the face of a record; without a key its name decides the tint."""
    return marks.face(name, key or name, kind, size)


@register.simple_tag
def key_register() -> list[tuple[Any, str, tuple[keys.Key, ...]]]:
    """Return the groups of keys: what each is called, what is on the pages where it holds, and its keys."""
    return [(group, keys.WHERE.get(group, ""), found) for group, found in keys.KEYS.items()]


@register.simple_tag
def new_key() -> str:
    """Return a key for a form that is being shown: sent twice, it has its effect once."""
    return str(uuid.uuid4())


@register.filter
def said(moment: datetime | date | None) -> SafeString:
    """Return a moment as people say it, exact on hover."""
    return marks.said(moment)


@register.filter
def day_head(day: date) -> str:
    """Return a day as the head over what happened on it: Today, Yesterday, Thursday 19 November."""
    return marks.day_head(day)


@register.filter
def initials(name: str) -> str:
    """Return the initials of a person's name."""
    return marks.initials(name)


@register.filter
def tint(key: object) -> int:
    """Return the tint of a record, 1 to 6."""
    return marks.tint(key)


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built asset by its plain name, with the hash that the build gave it."""
    return settings.STATIC_URL + _built().get(name, name)


@functools.cache
def _built() -> dict[str, str]:
    path = Path(settings.STATIC_ROOT) / "manifest.json"
    names: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {str(plain): str(hashed) for plain, hashed in names.items()}


@register.simple_tag
def table_rows(columns: Sequence[Any], rows: Sequence[Any]) -> SafeString:
    """Return the rows of a list, see web/list.html; made in Python, as a template's loop over 500 cells is slow."""
    classes = [f' class="col-{each.width}"' for each in columns]
    return marks.table_rows(rows, classes)


@register.simple_tag(takes_context=True)
def kept(context: template.Context, name: str, **data: Hashable) -> SafeString:
    """Return a part of the page that follows from `data` and the language alone, rendered once for all who get the same.

    The data is the key, so nothing can be stale. The part sees nothing else: neither the request, nor the reader's time zone.
    """
    html = _rendered(name, get_language(), tuple(data.items()))
    return SafeString(html.replace(TOKEN, str(context.get("csrf_token", "")))) if TOKEN in html else html


@functools.lru_cache(maxsize=512)
def _rendered(name: str, language: str | None, data: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, {**dict(data), "csrf_token": TOKEN})
