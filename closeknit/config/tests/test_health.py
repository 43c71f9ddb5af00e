"""Health: alive without anything, ready only with database, tables and worker."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from closeknit.config import health


def ask() -> tuple[int, dict[str, Any]]:
    response = health.ready(RequestFactory().get("/readyz"))
    return response.status_code, json.loads(response.content)


@pytest.mark.django_db
def test_alive_says_so() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})


@pytest.mark.django_db
def test_ready_needs_a_worker_seen_within_a_minute() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
        assert ask() == (503, {"ready": False, "database": True, "migrations": True, "worker": False})
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() - interval '61 seconds')")
        assert ask()[0] == 503
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now())")
        assert ask() == (200, {"ready": True, "database": True, "migrations": True, "worker": True})


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told_as_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    assert ask() == (503, {"ready": False, "database": False, "migrations": False, "worker": False})


@pytest.mark.django_db
def test_bulk_writes_are_spared_an_exception_for_each_row() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('pgtrigger.ignore')")
        assert cursor.fetchone() == ("{}",)
