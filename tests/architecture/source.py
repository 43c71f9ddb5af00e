"""The product's own source as the architecture tests read it: files, syntax trees, functions with their sizes."""

from __future__ import annotations

import ast
import functools
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "closeknit"
APART = {"tests", "migrations"}


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The path as people say it: `closeknit/records/bin.py`."""
        return self.path.relative_to(CHECKOUT).as_posix()

    @functools.cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    def __hash__(self) -> int:
        return hash(self.path)


@dataclass(frozen=True)
class Function:
    """One function or method, and how many lines it has without its docstring."""

    where: str
    lines: int
    node: ast.FunctionDef | ast.AsyncFunctionDef


def modules() -> list[Module]:
    """Every module of the product, migrations and tests apart."""
    return [module for module in everything() if PACKAGE in module.path.parents and not APART & set(module.path.parts)]


@functools.cache
def everything() -> tuple[Module, ...]:
    """Every Python file of ours, tests and scripts included."""
    paths = [path for folder in ("closeknit", "tests", "scripts") for path in (CHECKOUT / folder).rglob("*.py")]
    return tuple(Module(path, path.read_text("utf-8")) for path in [*sorted(paths), CHECKOUT / "conftest.py"])


def templates() -> list[Path]:
    """Every page template."""
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def scripts() -> list[Path]:
    """Every script that runs in the browser."""
    return sorted((PACKAGE / "web" / "static" / "src").rglob("*.js"))


def functions(module: Module) -> Iterator[Function]:
    """All functions of a module with their sizes, nested ones on their own as well."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
            yield Function(f"{module.name}:{node.name}", lines, node)


def docstring_lines(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the docstring takes."""
    if ast.get_docstring(node, clean=False) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def code_lines(module: Module) -> int:
    """How many lines hold code: no docstrings, comments or blank lines."""
    idle = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    busy: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type not in idle:
            busy.update(range(token.start[0], token.end[0] + 1))
    scopes = [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return len(busy) - sum(map(docstring_lines, scopes))


def calls(module: Module) -> Iterator[ast.Call]:
    """All calls in a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def imported(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """All imports of a module as (statement, dotted name of what is imported)."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)
