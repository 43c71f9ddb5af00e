"""A field on a record is three files: its column in the model, the migration that Django writes, and one line among the kind's fields.

They are written into a copy of the program, and played there at every door: were a fourth file needed, a door would not know the field.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from tests.surroundings import CHECKOUT

COLUMN = "    employees = models.DecimalField("
FIELD = '        field("employees", '
LINES = {
    "closeknit/directory/models.py": (COLUMN, "    founded = models.DateField(null=True, blank=True)\n"),
    "closeknit/directory/fields.py": (FIELD, '        field("founded", "Founded", "date"),\n'),
}
LEFT_OUT = shutil.ignore_patterns("node_modules", "journeys", "output", "pictures", "src")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program with the two lines in it; its third file is written when it is played."""
    for folder in ("closeknit", "tests"):
        shutil.copytree(CHECKOUT / folder, tmp_path / folder, ignore=LEFT_OUT)
    for name, (before, line) in LINES.items():
        text = (tmp_path / name).read_text("utf-8")
        assert text.count(before) == 1
        (tmp_path / name).write_text(text.replace(before, line + before), "utf-8")
    return tmp_path


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a database that has the tables as they are without the field."""
    given: dict[str, Any] = connection.settings_dict
    name, like = f"{given['NAME']}_grown", given["TEST"].get("TEMPLATE")
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}"')
        cursor.execute(f'create database "{name}"' + (f' template "{like}"' if like else ""))
    asked = {"host": given["HOST"], "user": given["USER"], "port": given["PORT"]}
    yield f"postgresql:///{name}?" + "&".join(f"{key}={quote(str(one), safe='')}" for key, one in asked.items() if one)
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'drop database "{name}"')


def test_a_column_a_migration_and_a_line_among_the_fields_are_all(copy: Path, empty: str) -> None:
    before = {*copy.rglob("*.py")}
    surroundings = {**os.environ, "DATABASE_URL": empty, "CLOSEKNIT_HOME": str(copy / "var"), "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "tests.growth.founded"]
    played = subprocess.run(command, cwd=copy, env=surroundings, capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
    assert played.returncode == 0, played.stderr[-3000:]
    written = {*copy.rglob("*.py")} - before
    assert len(written) == 1
    assert {one.parent.relative_to(copy).as_posix() for one in written} == {"closeknit/directory/migrations"}
