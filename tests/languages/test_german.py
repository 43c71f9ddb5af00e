"""Walks the main pages in German and looks for sentences that stayed English."""

from __future__ import annotations

import html
import re
import runpy
from typing import Any

import pytest
from django.utils import translation

from tests.architecture.source import CHECKOUT
from tests.cast import Cast

WORDS = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)
PAGES = (
    "/", "/organizations/", "/individuals/", "/organizations/new/", "/individuals/new/", "/imports/", "/bin/", "/search/?q=kestrel",
    "/settings/mine/", "/settings/people/", "/settings/roles/", "/settings/teams/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def compiled() -> None:
    """The translations that the checkout has now, whether or not its assets were built."""
    runpy.run_path(str(CHECKOUT / "scripts" / "messages.py"))["compiled"]()


@pytest.fixture
def english(cast: Cast) -> set[str]:
    """Our sentences that read otherwise in German, but for words that are names too."""
    messages = runpy.run_path(str(CHECKOUT / "scripts" / "messages.py"))
    found = [one for one in messages["translations"]("de") if isinstance(one.id, str) and one.id]
    named = {
        "Full",
        "Own records only",
        "Administrator",
        cast.north.name,
    }  # roles and teams are called as the company calls them
    return {one.id for one in found if one.string != one.id and len(one.id) > 2} - named


def texts(page: str) -> set[str]:
    return {" ".join(html.unescape(piece).split()) for piece in WORDS.sub("\0", page).split("\0")}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_in_german_has_no_english_sentence_of_ours(path: str, cast: Cast, english: set[str]) -> None:
    assert_german(path, cast, english)


def test_a_record_in_german_has_no_english_sentence_of_ours(cast: Cast, english: set[str]) -> None:
    record: Any = cast.organization()
    assert_german(f"/organizations/{record.pk}/", cast, english)


def assert_german(path: str, cast: Cast, english: set[str]) -> None:
    type(cast.ada_user).objects.filter(pk=cast.ada_user.pk).update(language="de")
    with translation.override("de"):  # and sets back what the middleware leaves
        answer = cast.browser("ada").get(path, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'lang="de"' in page
    assert texts(page) & english == set()
