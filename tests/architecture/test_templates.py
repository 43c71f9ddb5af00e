"""What pages never hold: style or script of their own, which the content security policy would refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture import source

TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*'|<[^<>]*>)*>")
BARE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|nonce)=)(?![^>]*type=\"application/json\")", re.IGNORECASE)


def found(pattern: str) -> Iterator[str]:
    """The places where the pattern stands inside a tag."""
    wanted = re.compile(pattern, re.IGNORECASE)
    for path in source.templates():
        text = path.read_text("utf-8")
        for tag in TAG.finditer(text):
            if wanted.search(tag[0]):
                yield f"{path.relative_to(source.CHECKOUT)}:{text.count(chr(10), 0, tag.start()) + 1}: {tag[0][:80]}"


def test_no_tag_carries_a_style() -> None:
    assert list(found(r"\sstyle\s*=")) == []


def test_no_tag_carries_a_script() -> None:
    assert list(found(r"\son[a-z]+\s*=")) == []


def test_every_script_has_an_address_or_a_nonce() -> None:
    bare = [path.name for path in source.templates() if BARE_SCRIPT.search(path.read_text("utf-8"))]
    assert bare == []


def test_no_template_has_a_style_block() -> None:
    blocks = [
        path.name for path in source.templates() if re.search(r"<style\b", path.read_text("utf-8"), re.IGNORECASE)
    ]
    assert blocks == []
