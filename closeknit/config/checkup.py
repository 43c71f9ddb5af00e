"""What `closeknit check` looks at, each finding with its remedy."""

from __future__ import annotations

import os
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from closeknit.config import environment, health

OLDEST = 150000  # PostgreSQL 15


@dataclass
class Finding:
    """One thing that was looked at."""

    subject: str
    fine: bool
    says: str


def findings() -> list[Finding]:
    """Everything, in the order in which it should be put right."""
    return [data_folder(), secret(), pages(), server(), tables(), triggers(), worker()]


def data_folder() -> Finding:
    """The data folder can be written."""
    home = environment.home()
    return Finding("data folder", os.access(home, os.W_OK), f"{home}, which must be writable")


def secret() -> Finding:
    """The key is nobody else's to read."""
    path = environment.home() / "secret"
    open_to_others = path.exists() and bool(path.stat().st_mode & 0o077)
    return Finding("secret", not open_to_others, f"run chmod 600 {path}" if open_to_others else "closed to others")


def pages() -> Finding:
    """Style and script were built."""
    built = (settings.STATIC_ROOT / "staticfiles.json").exists()
    return Finding("pages", built, "style and script are built" if built else "run make assets")


def server() -> Finding:
    """The database is recent enough."""
    connection.ensure_connection()
    number = connection.connection.info.server_version
    return Finding("database", number >= OLDEST, f"PostgreSQL {number // 10000}; 15 or later is needed")


def tables() -> Finding:
    """Nothing waits to be applied."""
    pending = health.pending()
    return Finding(
        "tables", not pending, f"{len(pending)} steps wait: run closeknit upgrade" if pending else "up to date"
    )


def triggers() -> Finding:
    """Bulk writes are spared an exception for each row."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('pgtrigger.ignore', true)")
        fine = cursor.fetchone()[0] == "{}"
    name = settings.DATABASES["default"]["NAME"]
    return Finding(
        "bulk writes", fine, "quick" if fine else f"run ALTER DATABASE \"{name}\" SET pgtrigger.ignore = '{{}}'"
    )


def worker() -> Finding:
    """Somebody does the background work."""
    seen = health.up_to_date() and health.worker_seen()
    return Finding(
        "worker", seen, "seen within a minute" if seen else "not seen: run closeknit start, or closeknit work"
    )
