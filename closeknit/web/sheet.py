"""What stands dozens of times on a record's page, its facts and the entries of its history; in Python, as a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import formats, timezone
from django.utils.html import conditional_escape as shown
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from closeknit.web.marks import icon

FOLDED, BEGINS = 900, 200  # letters of an entry above which it is folded, and that are shown of it then


def facts(found: Iterable[Mapping[str, Any]]) -> SafeString:
    """The facts of one group, see web/record/fact.html."""
    return SafeString("".join(fact(one) for one in found))


def fact(one: Mapping[str, Any], saved: bool = False, version: int = 0) -> SafeString:
    """One fact as it is read, see web/record/fact.html."""
    key, label = escape(one["key"]), escape(one["label"])
    new = f' data-saved data-version="{int(version)}"' if saved else ""
    value = one["html"] or SafeString(f'<span class="empty-value">{shown(one.get("empty") or _("not known"))}</span>')
    tick = f'<span class="tick" role="status">{icon("check")}<span class="said">{escape(_("Saved"))}</span></span>'
    return SafeString(
        f'<div class="fact" id="fact-{key}" data-fact{new}><dt>{icon(one["icon"])}<span>{label}</span></dt><dd>'
        f'<span class="fact-value" dir="auto">{shown(value)}</span>{_copy(one.get("copy", ""))}{_fresh(one.get("fresh"))}'
        f"{tick if saved else ''}{_edit(one, key)}</dd></div>"
    )


def _copy(text: str) -> str:
    """A small button that copies a text."""
    if not text:
        return ""
    label = escape(_("Copy %(text)s") % {"text": text})
    return (
        f'<button class="copy" type="button" data-copy="{escape(text)}" data-copied-text="{escape(_("Copied"))}"'
        f' aria-label="{label}">{icon("copy", "small")}{icon("check", "small")}</button>'
    )


def _fresh(fresh: Mapping[str, str] | None) -> str:
    """How old a fact is, when it says so."""
    if not fresh:
        return ""
    state = f' data-state="{escape(fresh["state"])}"' if fresh["state"] else ""
    sign = icon("circle-question-mark") if fresh["state"] else ""
    return f'<span class="fresh"{state} title="{escape(fresh["title"])}">{sign}{escape(fresh["text"])}</span>'


def _edit(one: Mapping[str, Any], key: str) -> str:
    """The pencil, where the fact can be changed."""
    if not one.get("edit_url"):
        return ""
    url, label = escape(one["edit_url"]), escape(_("Change: %(label)s") % {"label": one["label"]})
    return (
        f'<a class="fact-edit" data-edit href="{url}" hx-get="{url}" hx-target="#fact-{key}" hx-swap="outerHTML"'
        f' aria-label="{label}">{icon("pencil", "small")}</a>'
    )


def entries(found: Iterable[Mapping[str, Any]], csrf_token: object) -> SafeString:
    """The entries of one day, see web/record/timeline.html; the token goes into the forms that take a change back."""
    undo = escape(_("Undo"))
    return SafeString("".join(_entry(one, undo, csrf_token) for one in found))


def _entry(one: Mapping[str, Any], undo: str, csrf_token: object) -> str:
    moment = timezone.localtime(one["moment"])
    exact = escape(formats.date_format(moment, "DATETIME_FORMAT"))
    state = f' data-state="{escape(one["state"])}"' if one["state"] else ""
    text = _text(one["text"]) if one["text"] else ""
    return (
        f'<article class="entry" id="entry-{one["id"]}"{state}><span class="entry-sign">{icon(one["icon"])}</span>'
        f'<div class="entry-line" dir="auto">{shown(one["html"])}</div>'
        f'<time datetime="{moment.isoformat()}" title="{exact}">{formats.time_format(moment, "H:i")}</time>'
        f"{text}{_beneath(one, undo, csrf_token)}</article>"
    )


def _text(said: str) -> str:
    """What somebody wrote; more than a screen of it is folded behind its beginning."""
    whole = linebreaks(said, autoescape=True)
    if len(said) <= FOLDED:
        return f'<div class="entry-text" dir="auto">{whole}</div>'
    begins = escape(" ".join(said[:BEGINS].split()))
    return f'<details class="entry-text entry-fold" dir="auto"><summary>{begins}…</summary>{whole}</details>'


def _beneath(one: Mapping[str, Any], undo: str, csrf_token: object) -> str:
    """The records that an entry mentions, and what corrects it or takes it back."""
    mentioned = "".join(f"<span>{shown(each)}</span>" for each in one["meta"])
    if url := one.get("edit_url"):
        mentioned += f'<a class="link" href="{escape(url)}" data-dialog>{escape(_("Correct"))}</a>'
    form = (
        f'<form method="post" action="{escape(one["undo_url"])}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(csrf_token)}">'
        f'<button class="link" type="submit">{undo}</button></form>'
        if one["undo_url"]
        else ""
    )
    return f'<div class="entry-meta">{mentioned}{form}</div>' if mentioned or form else ""
