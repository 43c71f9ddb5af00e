"""Templates: each compiles, draws only icons that there are, and carries neither script nor style of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.utils import translation

from closeknit.web import marks, shell

FOLDER = Path(__file__).resolve().parents[1] / "templates"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html", "409.html", "500.html"]


@pytest.mark.parametrize("name", NAMES)
def test_each_template_compiles(name: str) -> None:
    assert get_template(name).template.name == name


@pytest.mark.parametrize("name", NAMES)
def test_no_template_holds_script_or_style_that_the_content_policy_refuses(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals='js", text)


@pytest.mark.skipif(not marks.drawings(), reason="the assets are not built")
def test_every_icon_that_a_template_names_is_drawn() -> None:
    named = {
        name
        for path in FOLDER.rglob("*.html")
        for name in re.findall(
            r"{% icon \"([a-z0-9-]+)\"|sign=\"([a-z0-9-]+)\"|icon=\"([a-z0-9-]+)\"", path.read_text("utf-8")
        )
        for name in name
        if name
    }
    assert named - marks.drawings().keys() == set()


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_to_say_what_helps(name: str) -> None:
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert 'href="/"' in html


def test_the_page_of_parts_shows_every_part() -> None:
    html = render_to_string("web/parts.html", {"shell": {}})
    for part in (
        "fact",
        "form-field",
        "filter-chip",
        "empty-page",
        "undo",
        "skeleton-row",
        "tally",
        "open-item",
        "dialog",
    ):
        assert f'class="{part}' in html, part


KEPT = "{% load look %}{% kept 'web/shell/side.html' shell=shell.frame %}"


def side(language: str, token: str, *names: str) -> str:
    """The side bar with items of these names."""
    items = tuple(shell.Item(name, f"/{name}/", "sun") for name in names)
    frame = shell.Frame(
        "Brightwell", (shell.Group("", items),), (), (), "", (), shell.Me("Ada", "user-1", ""), "/out/", "/side-bar/"
    )
    with translation.override(language):
        return Template(KEPT).render(Context({"shell": {"frame": frame}, "csrf_token": token}))


def test_a_kept_part_says_what_it_was_given_and_nothing_of_another_page() -> None:
    first = side("en", "token-1", "alpha")
    assert "alpha" in first
    assert "beta" in side("en", "token-2", "alpha", "beta")
    assert side("en", "token-1", "alpha") == first
    assert side("en", "token-3", "alpha") == first.replace("token-1", "token-3")


def test_a_kept_part_is_kept_for_each_language() -> None:
    with translation.override("de"):
        expected = translation.gettext("Sign out")
    assert "Sign out" in side("en", "token-1", "alpha")
    assert expected in side("de", "token-1", "alpha")


def test_a_name_in_a_kept_part_is_escaped() -> None:
    assert "<script>" not in side("en", "token-1", "<script>")
