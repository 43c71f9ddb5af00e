"""Reads workbooks (.xlsx, .xls, .ods) through a child process, so that a bomb hurts nobody else."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.intake import limits
from closeknit.intake.delimited import Row, bounded, refusal
from closeknit.intake.sources import Source, too_big

CHILD = Path(__file__).with_name("sheet_child.py")
LINE = limits.ROW * 2  # bytes of one row as the child writes it
SIZE_OF_ROWS = 32 * limits.MIB  # unpacked bytes that 100,000 ordinary rows take
MOST_SECONDS = 300


class Book:
    """The running child: what sheets there are, and the rows of one."""

    def __init__(self, source: Source, child: subprocess.Popen[bytes]) -> None:
        self.source = source
        self.child = child
        first = self._next()
        self.sheets: tuple[str, ...] = tuple(first["sheets"])
        self.sheet: str = first["sheet"]

    def rows(self) -> Iterator[Row]:
        """The rows of the sheet."""
        count = 0
        while (told := self._next()) != "end":
            line, cells = told
            count += 1
            for place, cell in enumerate(cells, 1):
                if len(cell) > limits.CELL:
                    raise refusal(
                        _("Line %(line)s: a cell has more than %(most)s characters; shorten it."), line, limits.CELL
                    )
                if "\0" in cell:
                    cells[place - 1] = cell.replace("\0", "")
            yield bounded(Row(line, tuple(cells)), count)

    def _next(self) -> Any:
        pipe: IO[bytes] = self.child.stdout  # type: ignore[assignment]
        line = pipe.readline(LINE)
        if len(line) >= LINE:
            raise refused(self.source, "memory")
        if not line.endswith(b"\n"):
            raise refused(self.source, _end(self.child))
        told = json.loads(line)
        if isinstance(told, str) and told != "end":
            raise refused(self.source, told)
        return told


def _end(child: subprocess.Popen[bytes]) -> str:
    """Why a child stopped in the middle: out of memory, out of time, or a defect in the file."""
    code = child.wait()
    return {-signal.SIGXCPU: "time", -signal.SIGKILL: "time", -signal.SIGABRT: "memory", 1: "memory"}.get(
        code, "damaged"
    )


def refused(source: Source, why: str) -> Refused:
    """The refusal of a workbook that cannot be read."""
    sentences = {
        "password": _("%(name)s is protected by a password; save it without one and choose it again."),
        "memory": _("%(name)s is too big to open as a workbook; save the sheet as CSV and choose that."),
        "time": _("%(name)s takes too long to open as a workbook; save the sheet as CSV and choose that."),
        "sheet": _("%(name)s has no sheet of that name; choose one of its sheets."),
        "damaged": _("%(name)s is damaged or no workbook; open it in a spreadsheet program and save it again."),
    }
    return Refused(sentences[why] % {"name": source.name}, field="file", code=why)


@contextmanager
def book(source: Source, sheet: str = "") -> Iterator[Book]:
    """The workbook with its child running; the child is gone when the block ends."""
    with _plain(source) as path:
        unpacked = weigh(source, path)
        seconds = min(MOST_SECONDS, limits.CHILD_SECONDS * (1 + unpacked // SIZE_OF_ROWS))
        arguments = [str(path), sheet, str(limits.CHILD_MEMORY // limits.MIB), str(seconds), str(limits.COLUMNS)]
        child = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
        with child:
            try:
                yield Book(source, child)
            finally:
                child.kill()


@contextmanager
def _plain(source: Source) -> Iterator[Path]:
    """The path of the workbook, unpacked to a temporary file where it came as .gz."""
    if not source.packed:
        yield source.path.absolute()
        return
    with tempfile.NamedTemporaryFile(prefix="closeknit-") as copy:
        size = 0
        for chunk in source.chunks():
            size += len(chunk)
            if size > limits.PACKED:
                raise too_big(source.name, limits.PACKED)
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def weigh(source: Source, path: Path) -> int:
    """The bytes of a workbook once unpacked, as its directory declares them; refuses bombs before anything is opened."""
    size = path.stat().st_size
    if not zipfile.is_zipfile(path):
        return size
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise refused(source, "damaged") from error
    total = sum(member.file_size for member in members)
    if (
        len(members) > limits.MEMBERS
        or total > limits.SHEETS_UNPACKED
        or (total > limits.RATIO_FROM and total > size * limits.RATIO)
    ):
        raise refused(source, "memory")
    return total
