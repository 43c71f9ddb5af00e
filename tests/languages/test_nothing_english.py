"""Walks the main pages in German, French and Spanish and looks for sentences that stayed English."""

from __future__ import annotations

import html
import re
import runpy
from functools import cache
from typing import Any

import pytest
from django.utils import translation

from tests.architecture.source import CHECKOUT
from tests.cast import Cast

LANGUAGES = ("de", "es", "fr")
WORDS = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)
PAGES = (
    "/", "/organizations/", "/individuals/", "/organizations/new/", "/individuals/new/", "/imports/", "/bin/", "/search/?q=kestrel",
    "/settings/mine/", "/settings/fields/organizations/", "/settings/kinds/", "/settings/segments/organizations/", "/settings/relationships/", "/settings/people/", "/settings/roles/", "/settings/teams/",
)  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def compiled() -> None:
    """The translations that the checkout has now, whether or not its assets were built."""
    runpy.run_path(str(CHECKOUT / "scripts" / "messages.py"))["compiled"]()


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@cache
def translated(language: str) -> frozenset[str]:
    """Our sentences that read otherwise in this language."""
    messages = runpy.run_path(str(CHECKOUT / "scripts" / "messages.py"))
    found = [one for one in messages["translations"](language) if isinstance(one.id, str) and one.id]
    words = {one.string for one in found}  # what one English word reads like may be another word of this language
    return frozenset({one.id for one in found if one.string != one.id and len(one.id) > 2} - words)


@pytest.fixture
def english(cast: Cast, language: str) -> set[str]:
    """The same, but for words that are names too: roles and teams are called as the company calls them."""
    return {*translated(language)} - {"Full", "Own records only", "Administrator", cast.north.name}


def texts(page: str) -> set[str]:
    return {" ".join(html.unescape(piece).split()) for piece in WORDS.sub("\0", page).split("\0")}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_english_sentence_of_ours(path: str, cast: Cast, english: set[str], language: str) -> None:
    assert_translated(path, cast, english, language)


def test_a_record_has_no_english_sentence_of_ours(cast: Cast, english: set[str], language: str) -> None:
    record: Any = cast.organization()
    assert_translated(f"/organizations/{record.pk}/", cast, english, language)


def assert_translated(path: str, cast: Cast, english: set[str], language: str) -> None:
    type(cast.ada_user).objects.filter(pk=cast.ada_user.pk).update(language=language)
    with translation.override(language):  # and sets back what the middleware leaves
        answer = cast.browser("ada").get(path, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'lang="{language}"' in page
    assert texts(page) & english == set()
