"""Brings the database to this version: tables, triggers, cache, shipped fields; quick when there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection

from closeknit.access import people
from closeknit.config import health

LOCK = 20_260_917  # any number, the same in every process: two upgrades at once take turns


def run(tell: Callable[[str], object]) -> list[str]:
    """Apply what is pending, one process at a time; the names of what was applied."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            pending = health.pending()
            if pending:
                tell(f"Bringing the database up to date ({len(pending)} steps).")
                call_command("migrate", interactive=False, verbosity=0)
                people.catch_up()
            if pending or "cache" not in connection.introspection.table_names(cursor):
                call_command("createcachetable", verbosity=0)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
    return pending
