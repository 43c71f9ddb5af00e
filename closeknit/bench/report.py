"""Everything measured on one company, as rows for a program or a table for people."""

from __future__ import annotations

import os
import platform
import time
from typing import Any

from django.core.management import CommandError
from django.db import connection

from closeknit.bench import inside, people, probe, weight
from closeknit.bench.asked import Asked, everything
from closeknit.bench.fill import is_bench
from closeknit.records.models import Entry, Record

EXPORT = Asked("export CSV, organizations", people.ADMINISTRATOR, "/organizations/export.csv", 0, 0)
QUERIES = 12  # the most that a page may make

type Found = dict[str, Any]


def measure(url: str, times: int, only: str) -> Found:
    """Measure every row whose name contains `only`; raises CommandError on a database that the bench did not fill."""
    if not is_bench():
        raise CommandError(
            "This is not the bench's company; run `closeknit bench fill` on a database of its own first."
        )
    rows = [one for one in everything() if only in f"{one.name} {one.who}"]
    costs = {one: inside.cost(one) for one in rows}
    sessions = {word: inside.sign_in(word) for word in people.PERSONAS}
    found: Found = {"machine": _machine()}
    if url:
        found |= _over_http(url, rows, costs, sessions, times, only)
    else:
        with probe.server() as own:
            found |= _over_http(own, rows, costs, sessions, times, only)
    return found


def _machine() -> Found:
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        version = cursor.fetchone()[0]
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": version,
        "records": Record.objects.count(),
        "entries": Entry.objects.count(),
    }


def _over_http(
    url: str, rows: list[Asked], costs: dict[Asked, inside.Cost], sessions: dict[str, str], times: int, only: str
) -> Found:
    found: Found = {"rows": [_row(url, one, costs[one], sessions[one.who], times) for one in rows]}
    if not only:
        weighed = weight.weigh(url, sessions[people.ADMINISTRATOR])
        found["cold"] = {"requests": weighed.requests, "bytes": weighed.size, "parts": weighed.parts}
    if only in EXPORT.name:
        found["export"] = _exported(url, sessions[EXPORT.who])
    return found


def _row(url: str, asked: Asked, cost: inside.Cost, session: str, times: int) -> Found:
    figures = probe.measure(url, session, asked, times)
    misses = [
        word
        for word, missed in (
            ("p95", figures.p95 > asked.most),
            ("sql", cost.p95 > asked.sql),
            ("queries", cost.queries > QUERIES),
        )
        if missed
    ]
    return {
        "name": asked.name,
        "who": asked.who,
        "p50": round(figures.p50, 1),
        "p95": round(figures.p95, 1),
        "goal": asked.most,
        "rate": round(figures.rate),
        "queries": cost.queries,
        "sql_p50": round(cost.p50, 1),
        "sql_p95": round(cost.p95, 1),
        "sql_goal": asked.sql,
        "bytes": figures.size,
        "load": round(os.getloadavg()[0], 1),
        "misses": misses,
    }


def _exported(url: str, session: str) -> Found:
    began = time.perf_counter()
    answer = probe.Caller(url, session).ask(EXPORT)
    seconds = time.perf_counter() - began
    lines = answer.text.count("\n") - 1
    return {"rows": lines, "seconds": round(seconds, 2), "rows_a_second": round(lines / seconds)}


def table(found: Found) -> str:
    """The figures as a table in Markdown."""
    lines = [
        f"{found['machine']}",
        "",
        "| page | who | p50 / p95 ms | goal | req/s | queries | SQL p50 / p95 ms | goal | bytes | load | misses |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {one['name']} | {one['who']} | {one['p50']} / {one['p95']} | {one['goal']} | {one['rate'] or ''} | {one['queries']} "
        f"| {one['sql_p50']} / {one['sql_p95']} | {one['sql_goal']} | {one['bytes']} | {one['load']} | {', '.join(one['misses'])} |"
        for one in found["rows"]
    ]
    for key in ("cold", "export"):
        if key in found:
            lines += ["", f"{key}: {found[key]}"]
    return "\n".join(lines)
