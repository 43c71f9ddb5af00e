"""Is it alive, is it ready: two JSON answers for whoever watches over the product."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

WORKER_SEEN = "select exists (select 1 from procrastinate_workers where last_heartbeat > now() - interval '1 minute')"


@login_not_required
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """GET /healthz: this process answers."""
    return JsonResponse({"alive": True})


@login_not_required
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """GET /readyz: 200 when the database answers, its tables are up to date and a worker was seen this minute; else 503."""
    found = state()
    return JsonResponse({"ready": all(found.values()), **found}, status=200 if all(found.values()) else 503)


def state() -> dict[str, bool]:
    """What readiness consists of; whatever cannot be asked is not ready."""
    found = {"database": False, "migrations": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            found["database"] = True
        found["migrations"] = up_to_date()
        found["worker"] = found["migrations"] and worker_seen()
    except DatabaseError:
        connection.close()
    return found


def pending() -> list[str]:
    """The migrations that are not applied yet, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


@cache
def _seen_up_to_date() -> set[bool]:
    return set()


def up_to_date() -> bool:
    """True when no migration is pending; once true it stays so, as migrations come with a new process only."""
    if not _seen_up_to_date() and not pending():
        _seen_up_to_date().add(True)
    return bool(_seen_up_to_date())


def worker_seen() -> bool:
    """True when a worker gave a sign of life within a minute."""
    with connection.cursor() as cursor:
        cursor.execute(WORKER_SEEN)
        return bool(cursor.fetchone()[0])


PATHS: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready}
