"""How the database answers each page: the plan of every query, and which of them read a big table from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import CommandError
from django.db import connection, transaction

from closeknit.bench import inside
from closeknit.bench.asked import Asked, everything
from closeknit.bench.fill import is_bench

BIG = 10_000  # rows from which reading a table whole is suspect
WASTED = 20  # rows looked at and thrown away for each one that was kept, from which a plan is suspect


@dataclass(frozen=True, slots=True)
class Planned:
    """One query of a page: its SQL, its milliseconds, its plan as text, and what is suspect in it."""

    asked: Asked
    sql: str
    milliseconds: float
    text: str
    suspect: list[str]


def show(only: str, *, everything: bool) -> int:
    """Print the plans, or only the suspect ones; how many are suspect."""
    if not is_bench():
        raise CommandError(
            "This is not the bench's company; run `closeknit bench fill` on a database of its own first."
        )
    suspects = 0
    for planned in plans(only):
        suspects += bool(planned.suspect)
        if planned.suspect or everything:
            print(
                f"\n== {planned.asked.name} as {planned.asked.who}: {planned.milliseconds:.1f} ms. {'; '.join(planned.suspect)}"
            )
            print(f"{planned.sql}\n\n{planned.text}")
    print(f"\n{suspects} suspect plans.")
    return suspects


def plans(only: str) -> Iterator[Planned]:
    """The plans of every reading query of the pages whose name contains `only`."""
    for asked in everything():
        if only not in f"{asked.name} {asked.who}" or asked.form:
            continue
        client = inside.browser(asked.who)
        inside.ask(client, asked)
        for sql, params in inside.ask(client, asked).asked:
            if sql.lstrip("( \n").lower().startswith(("select", "with")):
                yield explained(asked, sql, params)


def explained(asked: Asked, sql: str, params: Any) -> Planned:
    """The plan of one query as it is carried out."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {sql}", params)
        plan = cursor.fetchone()[0][0]
        cursor.execute(f"explain (analyze, buffers, costs off, summary off) {sql}", params)
        text = "\n".join(row[0] for row in cursor.fetchall())
        transaction.set_rollback(True)
    operations: Any = connection.ops
    return Planned(
        asked, operations.compose_sql(sql, params), plan["Execution Time"], text, list(_suspect(plan["Plan"]))
    )


def _suspect(node: dict[str, Any]) -> Iterator[str]:
    """What is suspect in a plan and the plans under it."""
    loops, kept = node.get("Actual Loops", 1), node.get("Actual Rows", 0)
    dropped = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Join Filter", 0)
    where = node.get("Relation Name", node["Node Type"])
    if node["Node Type"] == "Seq Scan" and (kept + dropped) * loops > BIG:
        yield f"reads all of {where}"
    elif dropped * loops > BIG and dropped > WASTED * max(kept, 1):
        yield f"throws away {dropped * loops:.0f} rows of {where}"
    for below in node.get("Plans", ()):
        yield from _suspect(below)
