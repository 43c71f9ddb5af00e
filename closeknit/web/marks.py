"""Marks: icons, faces, references, chips and dates as people say them; pure functions that lists call thousands of times."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from html import escape  # Django's own asks first whether the text is a promise: five times as slow, 400 times a page
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

TINTS = 6
UNKNOWN = "circle-dashed"
SHAPES = ("person", "thing")


@functools.cache
def drawings() -> dict[str, str]:
    """Return the drawing of each icon by name, as the asset build left it; before the build there are none.

    Every icon stands beside its words, so a page without drawings still reads.
    """
    path = Path(settings.STATIC_ROOT) / "icons.json"
    drawn: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return drawn


@functools.lru_cache(maxsize=4096)
def icon(name: str, size: str = "") -> SafeString:
    """Return the Lucide icon of that name, drawn in place; `size` is "" (16 px) or "small" (14 px)."""
    drawn = drawings()
    lines = drawn.get(name) or drawn.get(UNKNOWN, "")
    sized = f' data-size="{escape(size)}"' if size else ""
    return SafeString(
        f'<svg class="icon" data-icon="{escape(name)}"{sized} viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">{lines}</svg>'
    )


@functools.lru_cache(maxsize=8192)
def initials(name: str, kind: str = "person") -> str:
    """Return one or two letters that stand for a name: a person's first and last, a thing's first."""
    words = [letters for word in name.split() if (letters := _letters(word))]
    if not words:
        return "?"
    if kind != "person" or len(words) == 1 or _stands_alone(words[0]):
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


def _letters(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", word) if sign.isalnum())


def _stands_alone(word: str) -> bool:
    """Whether one letter says enough: an ideograph, or a script whose letters would join into a word."""
    return unicodedata.east_asian_width(word[0]) in "WF" or unicodedata.bidirectional(word[0]) == "AL"


@functools.lru_cache(maxsize=8192)
def tint(key: object) -> int:
    """Return 1 to 6, always the same for the same key, so that a record keeps its colour."""
    return hashlib.blake2b(str(key).encode(), digest_size=2).digest()[0] % TINTS + 1


def face(name: str, key: object, kind: str = "person", size: str = "") -> SafeString:
    """Return the initials of a record in its tint, round for a "person", square for a "thing"; another kind is the name of an icon,
    and "" has none.
    """
    if not kind:
        return SafeString("")
    if kind not in SHAPES:
        sized = f' data-size="{escape(size)}"' if size else ""
        return SafeString(f'<span class="face" data-kind="sign"{sized} aria-hidden="true">{icon(kind, "small")}</span>')
    square = "" if kind == "person" else ' data-kind="thing"'
    sized = f' data-size="{escape(size)}"' if size else ""
    letters = escape(initials(name, kind))
    return SafeString(f'<span class="face" data-tint="{tint(key)}"{square}{sized} aria-hidden="true">{letters}</span>')


def ref(url: str, name: str, key: object, kind: str = "person", card: str = "") -> SafeString:
    """Return a mention of a record: its face and its name, a link; `card` is the address of its hover card."""
    hover = f' data-card="{escape(card)}"' if card else ""
    return SafeString(
        f'<a class="ref" href="{escape(url)}"{hover}>{face(name, key, kind)}'
        f'<span class="name" dir="auto">{escape(name)}</span></a>'
    )


def chip(text: str, state: str = "", sign: str = "") -> SafeString:
    """Return a small fact in a frame; state is "", plain, good, soon, late or accent; `sign` names an icon."""
    toned = f' data-state="{escape(state)}"' if state else ""
    drawn = icon(sign) if sign else ""
    return SafeString(f'<span class="chip"{toned}>{drawn}{conditional_escape(text)}</span>')


def empty(text: str = "") -> SafeString:
    """Return the pale words for a value that nobody has given yet."""
    return SafeString(f'<span class="empty-value">{escape(text or _("not known"))}</span>')


def said(moment: datetime | date | None, *, now: datetime | None = None) -> SafeString:
    """Return a moment as people say it ("yesterday 16:20"), exact in its title; whole days stay days.

    The zone is Django's current time zone, which the request sets to the person's own. None gives an empty string.
    """
    if moment is None:
        return SafeString("")
    if isinstance(moment, datetime):
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        words = _moment_words(local, now)
        exact = formats.date_format(local, "DATETIME_FORMAT")
        zone = local.tzname() or ""
        return _time(local.isoformat(), f"{exact} {zone}".strip(), words)
    return _time(moment.isoformat(), formats.date_format(moment, "DATE_FORMAT"), day_said(moment, now=now))


def _time(machine: str, exact: str, words: str) -> SafeString:
    return SafeString(f'<time datetime="{escape(machine)}" title="{escape(exact)}">{escape(words)}</time>')


def _moment_words(local: datetime, now: datetime | None) -> str:
    at = clock(local)
    away = (local.date() - _today(now)).days
    if away == 0:
        return at
    if abs(away) < 7:
        return f"{day_said(local.date(), now=now)} {at}"
    return day_said(local.date(), now=now)


def clock(local: datetime) -> str:
    """Return the time of day as sentences say it, of 24 hours in every language: "16:20"."""
    return formats.time_format(local, "H:i")


def _today(now: datetime | None) -> date:
    return timezone.localtime(now).date() if now else timezone.localdate()


def day_said(day: date, *, now: datetime | None = None) -> str:
    """Return a day as people say it: today, tomorrow, Friday, 3 December, 3 December 2024."""
    today = _today(now)
    away = (day - today).days
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}
    if away in near:
        return near[away]
    if abs(away) < 7:
        return formats.date_format(day, "l")
    return formats.date_format(day, "j F" if day.year == today.year else "j F Y")


def day_head(day: date, *, now: datetime | None = None) -> str:
    """Return a day as a head over what happened on it: "Today", "Thursday 19 November", with the year if it is another."""
    today = _today(now)
    if abs((day - today).days) <= 1:
        said_so = day_said(day, now=now)
        return said_so[:1].upper() + said_so[1:]
    return formats.date_format(day, "l j F" if day.year == today.year else "l j F Y")


def ago(moment: datetime, *, now: datetime | None = None) -> str:
    """Return the age of a moment in whole days, months or years: "31 days ago", "14 months ago"."""
    days = max(0, ((now or timezone.now()) - moment) // timedelta(days=1))
    if days == 0:
        return _("today")
    if days < 60:
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}
    if days < 730:
        return ngettext("%(n)d month ago", "%(n)d months ago", days // 30) % {"n": days // 30}
    return ngettext("%(n)d year ago", "%(n)d years ago", days // 365) % {"n": days // 365}


class Row(Protocol):
    """One row of a list: its id, the name that stands for it, and its cells, of which the first links to the record."""

    id: int
    name: str
    cells: Sequence[SafeString]


def table_rows(rows: Iterable[Row], columns: Sequence[str]) -> SafeString:
    """Return rows of a list; `columns` holds the class attribute of each column, for the type's alignment."""
    select = _("Select %(name)s")
    lines = []
    for row in rows:
        label = escape(select % {"name": row.name})
        first, *rest = row.cells
        cells = "".join([f"<td{column}>{cell}</td>" for column, cell in zip(columns[1:], rest, strict=True)])
        lines.append(
            f'<tr id="row-{row.id}" data-row><td class="pick"><input class="check" type="checkbox" form="selection" name="id"'
            f' value="{row.id}" aria-label="{label}"></td><th scope="row"{columns[0]}>{first}</th>{cells}</tr>'
        )
    return SafeString("".join(lines))
