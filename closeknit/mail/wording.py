"""The words of a letter: one plain source with places for what differs, made into text and HTML once and filled for each recipient.

A place is `{{ given_name }}`, or `{{ given_name | friends }}` with what stands there where the value is missing. Nothing else is understood:
no attributes, no calls, no conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from closeknit.access.verbs import Refused

PLACE = re.compile(r"\{\{\s*([^{}|]*?)\s*(?:\|\s*([^{}]*?)\s*)?\}\}")
KEY = re.compile(r"[a-z0-9_.]{1,80}")
TOKEN = re.compile("\ue000([0-9]+)\ue001")  # private letters, which are taken out of what people type
PRIVATE = re.compile("[\ue000\ue001]")
LONGEST = 50_000  # characters of a letter
TAGS = {"p", "br", "a", "em", "strong", "ul", "ol", "li", "blockquote", "h1", "h2", "h3", "h4", "hr", "code", "pre"}

_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})


@dataclass(frozen=True, slots=True)
class Filled:
    """A letter as one recipient gets it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A letter whose source has been understood: `places` are the key and what stands for a missing value, "" for none, of each token."""

    subject: str
    text: str
    html: str
    places: tuple[tuple[str, str], ...]

    @property
    def keys(self) -> frozenset[str]:
        """What must be known of each recipient."""
        return frozenset(key for key, _missing in self.places)

    def fill(self, values: Mapping[str, str], labels: Mapping[str, str] | None = None) -> Filled:
        """The letter for one recipient; raises Refused, naming the value, where one is missing and nothing stands for it."""
        said = [values.get(key) or missing for key, missing in self.places]
        for (key, _missing), value in zip(self.places, said, strict=True):
            if not value:
                sentence = _("“%(label)s” is empty here. Fill it in, or write {{ %(key)s | something }} in its place.")
                raise Refused(
                    sentence % {"label": (labels or {}).get(key, key), "key": key}, field="text", code="missing"
                )
        return Filled(
            TOKEN.sub(lambda found: " ".join(said[int(found[1])].split()), self.subject),
            TOKEN.sub(lambda found: said[int(found[1])], self.text),
            TOKEN.sub(lambda found: escape(said[int(found[1])]).replace("\n", "<br>"), self.html),
        )


def compiled(subject: str, text: str, known: Iterable[str]) -> Compiled:
    """The letter of a source; raises Refused for a place that is not in `known`, and for one in the address of a link."""
    places: list[tuple[str, str]] = []
    listed = frozenset(known)
    marked = [_marked(one, place, places, listed) for one, place in ((subject, "subject"), (text, "text"))]
    html = html_of(marked[1])
    if len(TOKEN.findall(html)) != len(TOKEN.findall(marked[1])) or re.search('="[^"]*\ue000', html):
        raise Refused(
            _("A place cannot stand in the address of a link. Write the address itself."),
            field="text",
            code="place_in_link",
        )
    return Compiled(marked[0], marked[1], html, tuple(places))


def _marked(source: str, field: str, places: list[tuple[str, str]], known: frozenset[str]) -> str:
    """The source with a token for each place, which is noted."""
    if len(source) > LONGEST or "\x00" in source:
        raise Refused(_("A letter takes up to %(most)d characters.") % {"most": LONGEST}, field=field, code="too_long")

    def token(found: re.Match[str]) -> str:
        if not KEY.fullmatch(found[1]) or found[1] not in known:
            sentence = _("There is nothing called {{ %(key)s }} here. The page of a template lists what there is.")
            raise Refused(sentence % {"key": found[1][:60]}, field=field, code="unknown_place")
        places.append((found[1], (found[2] or "").strip()))
        return f"\ue000{len(places) - 1}\ue001"

    marked = PLACE.sub(token, PRIVATE.sub("", source.replace("\r\n", "\n")))
    if "{{" in marked or "}}" in marked:
        raise Refused(
            _("A place is written like {{ name }}, with two braces on each side."), field=field, code="half_a_place"
        )
    return marked


def html_of(text: str) -> str:
    """A plain text, with the signs of Markdown, as HTML without anything that runs or is fetched."""
    return nh3.clean(
        _markdown.render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
