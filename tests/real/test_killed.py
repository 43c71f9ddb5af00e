"""The web server killed in the middle of changes: each is whole or not there, and what was acknowledged is."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import quote

import pytest
from django.db import connection

from closeknit.access import tokens
from closeknit.directory.models import Email
from closeknit.records.models import Entry, Record
from closeknit.records.tracking import TRACKED
from tests.cast import Cast

KILLS = 4
WRITERS = 3


def database_url() -> str:
    """The address of the database that this test is in."""
    given = connection.settings_dict
    asked = {"host": given["HOST"], "user": given["USER"], "port": given["PORT"]}
    query = "&".join(f"{key}={quote(str(value), safe='')}" for key, value in asked.items() if value)
    return f"postgresql:///{given['NAME']}?{query}"


@contextmanager
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        "1",
        "--log-level",
        "critical",
        "closeknit.config.wsgi:application",
    ]
    with subprocess.Popen(
        command,
        env={**os.environ, "DATABASE_URL": database_url()},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _until_alive(port)
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _until_alive(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as line:
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")


class Writer(threading.Thread):
    """Edits one record again and again and remembers the newest version that the server acknowledged."""

    def __init__(self, port: int, token: str, pk: int) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.pk = port, token, pk
        self.acknowledged, self.tries = 1, 0

    def run(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with suppress(OSError, http.client.HTTPException), closing(line):
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            while True:
                self.tries += 1
                mark = f"{self.pk}-{time.monotonic_ns()}"
                body = {
                    "industry": mark,
                    "emails": [{"address": f"{mark}@kestrel.example"}, {"address": f"b{mark}@kestrel.example"}],
                }
                line.request("PATCH", f"/api/v1/organizations/{self.pk}", json.dumps(body), headers)
                answer = line.getresponse()
                said = json.loads(answer.read())
                assert answer.status == 200, said
                self.acknowledged = said["version"]


@pytest.mark.django_db(transaction=True)
def test_a_killed_server_leaves_nothing_half_done(cast: Cast) -> None:
    token = tokens.issue(cast.ada_user, "test")
    records = [cast.organization(f"Company {number}").pk for number in range(WRITERS)]
    acknowledged = dict.fromkeys(records, 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for kill in range(KILLS):
        with server(port) as process:
            writers = [Writer(port, token, pk) for pk in records]
            for writer in writers:
                writer.start()
            time.sleep(0.4 + random.Random(kill).random() * 0.5)
            os.killpg(process.pid, signal.SIGKILL)
        for writer in writers:
            writer.join(15)
            acknowledged[writer.pk] = max(acknowledged[writer.pk], writer.acknowledged)
        _check(acknowledged)
    assert min(acknowledged.values()) > KILLS


def _check(acknowledged: dict[int, int]) -> None:
    """Version, entry, history and details of each record tell the same story, and none is older than what was acknowledged."""
    _wait_for_the_killed()
    for record in Record.objects.filter(pk__in=acknowledged).select_related("organization"):
        entries = Entry.objects.filter(ties__record=record.pk, kind="record.edited")
        assert record.version >= acknowledged[record.pk]
        assert entries.count() == record.version - 1
        assert TRACKED[Record]._default_manager.filter(pgh_obj_id=record.pk).count() == record.version - 1
        industry = record.organization.industry
        assert sorted(Email.objects.filter(record=record.pk).values_list("address", flat=True)) == sorted(
            [f"{industry}@kestrel.example", f"b{industry}@kestrel.example"]
        )
        assert Email.objects.filter(record=record.pk, primary=True).count() == 1


def _wait_for_the_killed() -> None:
    """The database ends the sessions of a killed server by itself, within moments."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state like '%%transaction%%'"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)
    raise AssertionError("a session of the killed server is still at work")
