"""Every language is as complete as we say, and no translation loses what a text is filled in with."""

from __future__ import annotations

import re
import runpy
from typing import Any

import pytest

from tests.architecture.source import CHECKOUT

messages = runpy.run_path(str(CHECKOUT / "scripts" / "messages.py"))
PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?\w+>")
SHARES = {"de": 1.0, "es": 0.6, "fr": 0.97}  # of the texts in templates; German is complete in all


@pytest.fixture(scope="module")
def wanted() -> Any:
    return messages["collected"]()


def missing(language: str, wanted: Any, *, screens: bool) -> tuple[list[str], int]:
    """The texts without a translation, and how many there are in all."""
    have = messages["translations"](language)
    asked = [one for one in wanted if one.id and (not screens or on_a_screen(one))]
    found = [have.get(one.id, one.context) for one in asked]
    lacking = [
        one.id for one, known in zip(asked, found, strict=True) if not (known and messages["all_of"](known.string))
    ]
    return lacking, len(asked)


def on_a_screen(message: Any) -> bool:
    return any(path.endswith(".html") for path, _line in message.locations)


def test_the_collector_finds_texts_of_code_and_of_templates(wanted: Any) -> None:
    assert wanted.get("Save") is not None
    assert wanted.get("This is in the bin; restore it, or add another one") is not None
    assert wanted.get("%(n)s row changed.").id == ("%(n)s row changed.", "%(n)s rows changed.")


def test_german_has_every_text(wanted: Any) -> None:
    lacking, _all = missing("de", wanted, screens=False)
    assert lacking == [], "run 'make messages' and translate them in closeknit/locale/de"


@pytest.mark.parametrize("language", sorted(SHARES))
def test_the_screens_are_as_complete_as_they_were(language: str, wanted: Any) -> None:
    lacking, everything = missing(language, wanted, screens=True)
    assert 1 - len(lacking) / everything >= SHARES[language], lacking


@pytest.mark.parametrize("language", sorted(SHARES))
def test_a_translation_is_filled_in_with_the_same_as_its_text(language: str) -> None:
    wrong = []
    for one in messages["translations"](language):
        texts, answers = forms(one.id), forms(one.string)
        wrong += [one.id for answer in answers if answer and places(answer) not in [places(text) for text in texts]]
    assert wrong == []


@pytest.mark.parametrize("language", sorted(SHARES))
def test_a_translation_does_not_shout(language: str) -> None:
    assert [one.id for one in messages["translations"](language) if one.id and "!" in "".join(forms(one.string))] == []


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


def places(text: str) -> list[str]:
    return sorted(PLACES.findall(text))
