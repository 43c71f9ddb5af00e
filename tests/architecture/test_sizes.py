"""The budgets of size: small functions, files, templates and scripts, and a kernel that one can read in an afternoon."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from pathlib import Path

from tests.architecture import source

# Named exceptions, each with its reason; a smaller list is better.
LONG_FUNCTIONS: dict[str, str] = {}
LONG_FILES: dict[str, str] = {}
LONG_TEMPLATES: dict[str, str] = {}
LONG_SCRIPTS: dict[str, str] = {}
KERNEL = 1_800


def of_a_hundred(values: Iterable[int], share: int) -> int:
    """The value under which that share (in percent) of all values lie."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * share / 100) - 1] if ordered else 0


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def over(limit: int, paths: Iterable[Path], exceptions: dict[str, str]) -> dict[str, int]:
    """The files over the limit that nobody excused."""
    named = {path.relative_to(source.CHECKOUT).as_posix(): lines(path) for path in paths}
    return {name: count for name, count in named.items() if count > limit and name not in exceptions}


def test_no_function_is_over_60_lines() -> None:
    long = {f.where: f.lines for module in source.modules() for f in source.functions(module) if f.lines > 60}
    assert {where: count for where, count in long.items() if where not in LONG_FUNCTIONS} == {}


def test_functions_are_8_lines_in_the_median_and_35_at_most_but_for_one_in_twenty() -> None:
    sizes = [function.lines for module in source.modules() for function in source.functions(module)]
    assert statistics.median(sizes) <= 8
    assert of_a_hundred(sizes, 95) <= 35


def test_no_file_is_over_600_lines() -> None:
    assert over(600, [module.path for module in source.everything()], LONG_FILES) == {}


def test_files_are_400_lines_at_most_but_for_one_in_twenty() -> None:
    assert of_a_hundred((lines(module.path) for module in source.modules()), 95) <= 400


def test_templates_are_100_lines_at_most_but_for_one_in_twenty() -> None:
    long = over(100, source.templates(), LONG_TEMPLATES)
    assert len(long) <= len(source.templates()) // 20, long


def test_no_script_is_over_120_lines() -> None:
    assert over(120, source.scripts(), LONG_SCRIPTS) == {}


def test_the_kernel_of_lists_fields_and_filters_stays_readable() -> None:
    catalogue = [m for m in source.modules() if m.name.startswith("closeknit/catalogue/") and "/types/" not in m.name]
    engines = [m for m in source.modules() if m.name.startswith(("closeknit/web/listing", "closeknit/web/panels"))]
    sizes = {module.name: source.code_lines(module) for module in [*catalogue, *engines]}
    assert sum(sizes.values()) <= KERNEL, sizes


def test_every_exception_is_still_needed() -> None:
    functions = {f.where for module in source.modules() for f in source.functions(module) if f.lines > 60}
    assert set(LONG_FUNCTIONS) <= functions
    for limit, paths, exceptions in (
        (600, [module.path for module in source.everything()], LONG_FILES),
        (100, source.templates(), LONG_TEMPLATES),
        (120, source.scripts(), LONG_SCRIPTS),
    ):
        assert set(exceptions) <= set(over(limit, paths, {}))
