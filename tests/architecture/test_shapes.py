"""What our code never does: each rule walks the syntax trees and names the places that break it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.architecture import source
from tests.architecture.source import Module

DOORS = {"views.py", "api.py", "panels.py", "forms.py"}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
QUERIES = {
    "all",
    "filter",
    "exclude",
    "order_by",
    "values_list",
    "select_related",
    "prefetch_related",
    "annotate",
    "aggregate",
    "exists",
    "iterator",
}
CLOCKS = {"timezone", "time"}
SAYS_NOTHING = {"services.py", "utils.py", "helpers.py", "managers.py", "common.py", "misc.py", "base.py"}

# Named exceptions: what stands here has a reason, and the reason stands beside it.
BEFORE_THE_GATE: dict[str, str] = {
    "closeknit/access/views/signing_in.py": "asks whether there is anybody at all, before anybody has signed in",
}
LATE_IMPORTS: dict[str, str] = {
    "closeknit/config/commandline.py": "help and refusals must not wait for Django, which is set up once the command is known",
    "closeknit/config/commands.py": "the same",
    "closeknit/config/product.py": "the same",
    "closeknit/intake/commands.py": "the same",
    "closeknit/bench/commands.py": "the same",
    "closeknit/access/commands.py": "the same",
    "closeknit/access/models.py:get_session_store_class": "Django's contract: the store needs the model, and the model names the store",
}
SIGNALS: dict[str, str] = {}
REPLACED_IN_TESTS: dict[str, str] = {}
WRITES_SQL: dict[str, str] = {
    "closeknit/access/actors.py": "reads the actor and declares it to the transaction, in the one query that opens a request",
    "closeknit/catalogue/statements.py": "runs what Django composed before, with other values",
    "closeknit/api/idempotency.py": "lets one request with the same key act, and tells the others at once",
    "closeknit/access/people.py": "lets one change of people or teams be made at a time",
    "closeknit/bench/fill.py": "fills a company of a million records set by set",
    "closeknit/bench/plans.py": "asks for the plan of a query",
    "closeknit/bench/rebuild.py": "takes indexes away while tables are filled, and puts them back",
    "closeknit/bench/report.py": "asks the server for its version",
    "closeknit/config/checkup.py": "asks the server for its version and settings",
    "closeknit/config/health.py": "asks whether the database answers and when the worker was last seen",
    "closeknit/config/postgres.py": "makes the role and the database before Django is there",
    "closeknit/config/upgrade.py": "holds the one lock under which migrations run",
    "closeknit/intake/bringing.py": "gathers fresh statistics at the end of an import",
    "closeknit/records/many/bulk.py": "copies many records at once, with the words that their kind gathers",
    "closeknit/records/many/lines.py": "has the texts of a page of an export made by the database, set by set",
    "closeknit/demo/past.py": "sets thousands of changes to the moments of the story, in a handful of statements",
    "closeknit/directory/organizations.py": "lets one branch be moved at a time, so that no two moves close a circle",
    "closeknit/records/details.py": "writes the new rows of several tables in one statement, which Django composes table by table",
    "closeknit/records/entries.py": "writes an entry and ties it to any number of records in one statement",
    "closeknit/profiles/overview.py": "counts the records that hold a value of each field, up to a cap, in one query",
    "closeknit/profiles/places.py": "has the trigger write the values of a field, batch by batch, and asks which transactions are over",
    "closeknit/profiles/locks.py": "lets one change of a kind's fields be made at a time",
    "closeknit/mail/accounts.py": "asks by what a database that was copied can be told from the first",
    "closeknit/mail/outbox.py": "lets one worker at a time count what may leave in this minute",
    "closeknit/timeline/contacts/dealings.py": "has the database sum up contacts, batch by batch",
    "closeknit/work/processes/engine.py": "tells the transaction how many processes stand behind what it does",
    "closeknit/work/processes/runs.py": "takes that back where a person goes on in the same transaction",
    "closeknit/work/reminders.py": "writes the notices of all reminders that are due in one statement",
    "closeknit/work/tasks.py": "lets one task at a time be told to wait for another, so that no two close a circle",
    "closeknit/records/search.py": "gathers the search words of any number of records in one statement",
}


def place(module: Module, node: ast.AST) -> str:
    return f"{module.name}:{getattr(node, 'lineno', 1)}"


def doors() -> list[Module]:
    """The modules that answer people and programs: by their name, or because they take a request in their hands."""
    return [module for module in source.modules() if is_door(module) and module.name not in BEFORE_THE_GATE]


def is_door(module: Module) -> bool:
    named = module.path.name in DOORS or module.path.parent.name == "views"
    return named or any(name == "closeknit.access.requests.Request" for _, name in source.imported(module))


def test_doors_never_use_a_manager() -> None:
    found = [
        place(module, node)
        for module in doors()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and (node.attr in MANAGERS or node.attr.endswith("_set"))
    ]
    assert found == [], "Rows come from gate.rows and gate.get."


def test_doors_never_follow_a_related_manager() -> None:
    found = [
        place(module, call)
        for module in doors()
        for call in source.calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in QUERIES
        and isinstance(call.func.value, ast.Attribute)
    ]
    assert found == [], "Rows come from gate.rows(Model, actor), also those that hang on a record."


def test_nobody_listens_to_signals() -> None:
    found = [
        place(module, node)
        for module in source.modules()
        for node, name in source.imported(module)
        if (name.startswith("django.dispatch") or ".signals" in name) and module.name not in SIGNALS
    ]
    assert found == [], "What follows from a change is in its verb, or in a reaction."


def test_own_modules_are_imported_at_the_top() -> None:
    found = [f"{where} ({name})" for module in source.modules() for where, name in late_imports(module)]
    assert found == [], "An import inside a function hides an arrow."


def late_imports(module: Module) -> Iterator[tuple[str, str]]:
    for function in source.functions(module):
        if {function.where, module.name} & set(LATE_IMPORTS) or function.where.endswith("/apps.py:ready"):
            continue  # before `ready` the models are not there yet
        for node in ast.walk(function.node):
            names = (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            yield from ((function.where, name) for name in names if name.split(".")[0] == "closeknit")


def test_no_file_has_a_name_that_says_nothing() -> None:
    assert [module.name for module in source.everything() if module.path.name in SAYS_NOTHING] == []


def test_every_module_says_in_its_first_line_what_it_keeps() -> None:
    silent = [
        m.name
        for m in source.everything()
        if m.text.strip() and "/migrations/" not in m.name and not ast.get_docstring(m.tree)
    ]
    assert silent == []


def test_rows_are_locked_with_the_whole_record() -> None:
    found = [
        place(module, call)
        for module in source.modules()
        for call in source.calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "select_for_update"
        and any(k.arg == "of" and "self" in ast.unparse(k.value) for k in call.keywords)
    ]
    assert found == [], 'of=("self",) leaves the shared record unlocked.'


def test_sql_is_written_only_where_it_is_announced() -> None:
    found = sorted({m.name for m in source.modules() if writes_sql(m)} - set(WRITES_SQL))
    assert found == [], "Say in WRITES_SQL why the ORM does not do here."


def test_every_announced_place_still_writes_sql() -> None:
    assert [
        name
        for name in WRITES_SQL
        if not writes_sql(Module(source.CHECKOUT / name, (source.CHECKOUT / name).read_text()))
    ] == []


def writes_sql(module: Module) -> bool:
    methods = {"raw", "execute", "executemany", "extra"}
    called = {call.func.attr for call in source.calls(module) if isinstance(call.func, ast.Attribute)}
    names = {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    return bool(methods & called or "RawSQL" in names)


def test_our_own_code_is_never_replaced_in_a_test() -> None:
    forbidden = re.compile(r"\bmock\.patch|unittest\.mock|\bmocker\b")
    mocking = [m.name for m in source.everything() if forbidden.search(m.text) and m.path.name != "test_shapes.py"]
    replacing = [
        f"{place(module, call)}" for module in source.everything() for call in source.calls(module) if replaces(call)
    ]
    assert [where for where in mocking + replacing if where.split(":")[0] not in REPLACED_IN_TESTS] == []


def replaces(call: ast.Call) -> bool:
    """True when a test puts a function or a class in the place of another; a lower limit is a setting, not a fake."""
    if ast.unparse(call.func) != "monkeypatch.setattr" or ast.unparse(call.args[0]) in CLOCKS:
        return False
    return not isinstance(call.args[-1], ast.Constant | ast.BinOp | ast.List | ast.Tuple | ast.Dict)


def test_folders_that_keep_rows_tell_their_story() -> None:
    folders = sorted(path.parent for path in source.PACKAGE.glob("*/models.py"))
    sizes = {
        f.name: len((f / "README.md").read_text("utf-8").splitlines()) if (f / "README.md").exists() else 0
        for f in folders
    }
    assert {name: count for name, count in sizes.items() if not 20 <= count <= 60} == {}, "README.md of 20 to 60 lines"


def test_nothing_of_a_machine_or_a_registry_is_written_down() -> None:
    words = re.compile("registry\\.npmjs\\.|pypi\\.org|pythonhosted\\.|/root/|/home/[a-z]")
    kinds = {".py", ".html", ".md", ".toml", ".txt", ".js", ".css", ".json", ".sh", ""}
    skipped = {
        ".git",
        ".venv",
        "node_modules",
        "var",
        "built",
        "dist",
        "output",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        "__pycache__",
    }
    found = [
        path.relative_to(source.CHECKOUT).as_posix()
        for path in source.CHECKOUT.rglob("*")
        if not skipped & set(PurePosixPath(path.relative_to(source.CHECKOUT)).parts)
        and path.suffix in kinds
        and path.is_file()
        and path.name != "test_shapes.py"
        and words.search(path.read_text("utf-8", errors="replace"))
    ]
    assert found == []
