"""The checks of the code itself: each tool passes without a word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import CHECKOUT, templates

TOOLS = Path(sys.executable).parent


def said(*command: str) -> str:
    """Run a tool in the checkout; what it says when it finds something, else nothing."""
    done = subprocess.run([TOOLS / command[0], *command[1:]], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--quiet", "."], id="ruff"),
        pytest.param(["ruff", "format", "--check", "--quiet", "--diff", "."], id="ruff-format"),
        pytest.param(["lint-imports", "--no-cache"], id="import-linter"),
        pytest.param(["mypy"], id="mypy"),
    ],
)
def test_the_tool_finds_nothing(command: list[str]) -> None:
    complaints = said(*command)
    assert not complaints, complaints


def test_the_template_linter_finds_nothing() -> None:
    if not templates():
        return
    complaints = said("djlint", "--lint", "--quiet", "closeknit")
    assert not complaints, complaints
