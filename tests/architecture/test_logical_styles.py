"""Styles name no side of the screen: what stands at the start of a line stands there in every direction of reading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE

STYLES = sorted((PACKAGE / "web" / "static" / "src").rglob("*.css"))
SCRIPTS = sorted((PACKAGE / "web" / "static" / "src").rglob("*.js"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DECLARATION = re.compile(r"(?<![\w-])([a-z][a-z-]*)\s*:\s*([^;{}]+)[;}]")
SIDE = re.compile(r"(?<![\w-])(left|right)(?![\w-])")
PART = re.compile(r"[a-z-]*\((?:[^()]|\([^()]*\))*\)|[^\s]+")
AROUND = {"margin", "padding", "inset", "scroll-margin", "scroll-padding", "border-width"}
WRITES = re.compile(r"\.style\.(left|right|margin(?:Left|Right)|padding(?:Left|Right))\b")
ON_PURPOSE = {
    ".check:checked::after": "a tick is drawn the same in every script",
    "select": "the arrow of a choice is a picture of its own, set again for the other direction",
    '[dir="rtl"] select': "the same, set again",
}


def declarations(style: str) -> list[tuple[str, str, str]]:
    """Each declaration of a style with the selector that it stands under."""
    found = []
    for rule in re.finditer(r"([^{};]+)\{([^{}]*)\}", COMMENT.sub("", style)):
        found += [(rule[1].strip(), name, value.strip()) for name, value in DECLARATION.findall(rule[2] + ";")]
    return found


def names_a_side(name: str, value: str) -> bool:
    """Whether a declaration says left or right, or gives one side another measure than the opposite one."""
    if SIDE.search(name.replace("-", " ")) or SIDE.search(value):
        return True
    parts = PART.findall(value.removesuffix("!important"))
    return name in AROUND and len(parts) == 4 and parts[1] != parts[3]


@pytest.mark.parametrize(("name", "value", "answer"), [
    ("margin-left", "0", True), ("left", "0", True), ("text-align", "right", True), ("padding", "0 1px 0 var(--s3)", True),
    ("padding", "0 var(--s3) 1px var(--s3)", False), ("margin-inline-start", "auto", False), ("inset", "auto 0 0", False),
])  # fmt: skip
def test_a_side_is_known_by_its_name_and_by_its_measure(name: str, value: str, answer: bool) -> None:
    assert names_a_side(name, value) is answer


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_says_start_and_end_instead_of_left_and_right(path: Path) -> None:
    text = path.read_text("utf-8")
    found = [
        f"{selector}: {name}: {value}"
        for selector, name, value in declarations(text)
        if selector not in ON_PURPOSE and names_a_side(name, value)
    ]
    assert found == [], "write it as inline-start and inline-end"


def test_what_is_excepted_is_still_there() -> None:
    there = {selector for path in STYLES for selector, _name, _value in declarations(path.read_text("utf-8"))}
    assert ON_PURPOSE.keys() <= there


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_places_nothing_by_left_and_right(path: Path) -> None:
    assert WRITES.findall(path.read_text("utf-8")) == []
