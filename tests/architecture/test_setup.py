"""The set-up command where it cannot go on: one sentence, nothing made."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.architecture.source import CHECKOUT

PROGRAMS = ("sh", "cat", "cksum", "dirname", "pwd", "rm")


def bare_machine(folder: Path) -> dict[str, str]:
    """The environment of a machine that has a shell and little else, and a Python that is too old."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name in PROGRAMS:
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    return {"PATH": str(programs), "HOME": str(folder), "LC_ALL": "C"}


def checkout(folder: Path) -> Path:
    """A copy of what the set-up command reads."""
    for name in ("scripts", "locks"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "package.json", "package-lock.json"):
        shutil.copy(CHECKOUT / name, folder)
    return folder


def test_a_machine_without_a_new_python_gets_one_sentence(tmp_path: Path) -> None:
    copy = checkout(tmp_path / "copy")
    done = subprocess.run(
        [copy / "scripts" / "set-up"], env=bare_machine(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Closeknit needs Python 3.12 or newer")
    assert len(done.stderr.splitlines()) == 1
    assert not (copy / ".venv").exists()


def test_a_second_set_up_has_nothing_to_do() -> None:
    first, second = (
        subprocess.run(
            [CHECKOUT / "scripts" / "set-up", "run"],
            cwd="/",
            env=os.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    )
    assert first.stderr == ""
    assert second.stdout == ""
