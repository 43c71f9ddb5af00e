"""Reads one workbook in a process of its own, with its memory and time limited before the file is opened.

It is started by path and imports nothing of Closeknit, so that it is small and knows no secret.
Arguments: path, sheet, mebibytes, seconds, cells per row. It prints JSON lines: the sheets, the rows, the end.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any


def text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days and moments as in ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else cell.isoformat()


def rows(sheet: Any, most: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, with their number in the sheet, cells left of the used area included."""
    for line, cells in enumerate(sheet.iter_rows(), 1):
        filled = [text(cell) for cell in cells[: most + 1]]
        if any(filled):
            yield line, filled


def tell(what: Any) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")


def read(path: str, wanted: str, most: int) -> None:
    """Prints the sheets and the rows of the wanted one, else of the first that is visible and filled."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook  # after the limits stand

    with load_workbook(path) as book:
        found = [
            (known.name, known.visible == SheetVisibleEnum.Visible)
            for known in book.sheets_metadata
            if known.typ == SheetTypeEnum.WorkSheet
        ]
        names = [name for name, visible in found if visible] or [name for name, _visible in found]
        chosen = None
        for name in [wanted] if wanted else names:
            chosen = book.get_sheet_by_name(name)
            if chosen.height:
                break
        tell({"sheets": names, "sheet": chosen.name if chosen else ""})
        for row in rows(chosen, most) if chosen and chosen.height else ():
            tell(row)
        tell("end")


def main() -> int:
    """Limits itself, reads, and answers 0, or says in one word what was wrong."""
    path, wanted, mebibytes, seconds, most = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (int(mebibytes) << 20, int(mebibytes) << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    from python_calamine import CalamineError, PasswordError, WorksheetNotFound  # after the limits stand

    try:
        read(path, wanted, int(most))
    except PasswordError:
        tell("password")
    except WorksheetNotFound:
        tell("sheet")
    except MemoryError:
        tell("memory")
    except CalamineError:
        tell("damaged")
    return 0


if __name__ == "__main__":
    sys.exit(main())
