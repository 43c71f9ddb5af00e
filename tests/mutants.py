"""Mutants of the choke point: each breaks one line of access in a copy of the checkout, and the tests must notice.

`python -m tests.mutants 60` tries sixty of them, the same each time; it needs the surroundings of a test run (docs/build/README.md),
takes some twenty minutes, names the survivors, and ends with 1 when there are any. It learns nothing where the tests fail already.
"""

from __future__ import annotations

import ast
import copy
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
MUTATED = ("closeknit/access/gate.py", "closeknit/access/verbs.py", "closeknit/access/actors.py")
COPIED = ("closeknit", "tests", "locks", "scripts", "conftest.py", "pyproject.toml", "package.json")
# The quick and near ones first: the first that fails ends the run.
TESTS = (
    *(f"closeknit/access/tests/test_{name}.py" for name in ("gate", "verbs", "shares", "people", "colleagues")),
    "closeknit/records/tests/test_record.py",
    "tests/sweep/test_attacks.py",
)
FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Lt: ast.GtE, ast.GtE: ast.Lt,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One file with one thing wrong."""

    name: str
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.what}"


def mutants(name: str) -> Iterator[Mutant]:
    """Every mutant of a file."""
    text = (CHECKOUT / name).read_text("utf-8")
    tree = ast.parse(text)
    for place, node in enumerate(ast.walk(tree)):
        for what, changed in changes(node):
            whole = copy.deepcopy(tree)
            twin = next(one for number, one in enumerate(ast.walk(whole)) if number == place)
            mutated = ast.unparse(Put(twin, changed).visit(whole))
            yield Mutant(name, getattr(node, "lineno", 0), f"{said(node)} -> {what}", mutated)


def said(node: ast.AST) -> str:
    """The beginning of a node, on one line."""
    return " ".join(ast.unparse(node).split())[:90]


class Put(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return self.new if node is self.old else self.generic_visit(node)


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may be wrong with a node: a condition dropped, a comparison turned round, an answer given too early."""
    match node:
        case ast.BoolOp():
            for place, value in enumerate(node.values):
                others = [one for number, one in enumerate(node.values) if number != place]
                left = others[0] if len(others) == 1 else ast.BoolOp(node.op, others)
                yield f"without “{said(value)}”", left
        case ast.Compare(ops=[operator]) if type(operator) in FLIPPED:
            flipped = ast.Compare(node.left, [FLIPPED[type(operator)]()], node.comparators)
            yield said(flipped), flipped
        case ast.If():
            for always in (True, False):
                yield f"if {always}", ast.If(ast.Constant(always), node.body, node.orelse)
        case ast.IfExp():
            yield "the other one", ast.IfExp(node.test, node.orelse, node.body)
        case ast.UnaryOp(op=ast.Not()):
            yield "not the opposite", node.operand
        case ast.FunctionDef(returns=ast.Constant(value=None)):
            yield "returns at once", early(node, None)
        case ast.FunctionDef(returns=ast.Name(id="bool")):
            yield from ((f"always {one}", early(node, one)) for one in (True, False))
        case ast.Constant(value=str() as sql) if " from " in sql and "select" in sql:
            for found in re.finditer(r" (and|or) ", sql):
                other = " or " if found[1] == "and" else " and "
                words = sql[max(0, found.start() - 30) : found.end() + 20]
                changed = sql[: found.start()] + other + sql[found.end() :]
                yield f"{other.strip()} in “{' '.join(words.split())}”", ast.Constant(changed)


def early(node: ast.FunctionDef, value: object) -> ast.AST:
    """A function that answers without doing anything."""
    changed = copy.deepcopy(node)
    changed.body = [ast.Return(ast.Constant(value))]  # type: ignore[arg-type]
    return changed


def killed(folder: Path, mutant: Mutant) -> str:
    """The end of the run in which a test failed on it; "" when none did."""
    path = folder / mutant.name
    right = path.read_text("utf-8")
    path.write_text(mutant.text, "utf-8")
    try:
        asked = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
        done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=False)
        return f"{done.stdout}{done.stderr}"[-2000:] if done.returncode else ""
    finally:
        path.write_text(right, "utf-8")


def main(most: int) -> int:
    """Try that many mutants, or all there are."""
    found = [one for name in MUTATED for one in mutants(name)]
    chosen = random.Random(20261123).sample(found, min(most, len(found)))
    survivors = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in COPIED:
            whole = (CHECKOUT / name).is_dir()
            (shutil.copytree if whole else shutil.copy)(CHECKOUT / name, folder / name)
        if told := killed(folder, Mutant(MUTATED[0], 0, "none", (CHECKOUT / MUTATED[0]).read_text("utf-8"))):
            print(f"{told}\nThe tests fail on the code as it is: there is nothing to learn from mutants.")
            return 1
        for mutant in chosen:
            if not killed(folder, mutant):
                survivors.append(mutant)
                print(f"survived  {mutant}", flush=True)
    print(f"{len(chosen)} of {len(found)} mutants tried, {len(chosen) - len(survivors)} killed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
