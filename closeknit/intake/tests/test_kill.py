"""A worker that is killed in the middle of an import loses no row and repeats none."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from closeknit.access.actors import acting
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Email, Organization
from closeknit.intake import bringing, imports
from closeknit.intake.models import Import, ImportRow, State
from closeknit.records.models import Record, Tie
from tests.cast import Cast

ROWS, KILLS = 4_000, 5
# Workers on the database of this test, in batches small enough to be met in their middle; one for each line that is asked.
WORKERS = """
import os, signal, sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from closeknit.intake import bringing
bringing.BATCH = 250
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    worker = os.fork()
    if not worker:
        bringing.bring(int(line))
        os._exit(0)
    print(worker, flush=True)
"""


@contextmanager
def workers() -> Iterator[Callable[[int], int]]:
    """What starts a worker on an import in a process of its own, and gives the number of the process."""
    command = [sys.executable, "-c", WORKERS, str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def start(pk: int) -> int:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{pk}\n")
            process.stdin.flush()
            return int(process.stdout.readline())

        yield start


def done(pk: int) -> int:
    return int(Import.objects.values_list("done", flat=True).get(pk=pk))


def kill_when_further(worker: int, pk: int, chance: random.Random) -> None:
    """Wait until it has written another batch, then a moment that nobody knows, and kill it."""
    before, patience = done(pk), time.monotonic() + 30
    while done(pk) == before and time.monotonic() < patience:
        time.sleep(0.005)
    time.sleep(chance.random() * 0.1)
    os.kill(worker, signal.SIGKILL)
    while Path(f"/proc/{worker}").exists() and time.monotonic() < patience:
        time.sleep(0.005)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_again_and_again_loses_and_repeats_nothing() -> None:
    cast, chance = Cast(), random.Random(7)
    content = "name,city,e-mail\n" + "".join(f"Company {n},York,post@c{n}.example\n" for n in range(ROWS))
    with acting(cast.ada) as ada:
        one = imports.begin(kinds["organization"], "many.csv", [content.encode()], by=ada)
        imports.look(one, by=ada)
    bringing.count_rows(one.pk)
    with acting(cast.ada) as ada:
        imports.start(imports.get(one.pk, ada, lock=True), by=ada)
    stood = []
    with workers() as start:
        for _kill in range(KILLS):
            kill_when_further(start(one.pk), one.pk, chance)
            time.sleep(0.1)  # the server ends a transaction that was at its commit when its client died
            stood.append(done(one.pk))
            assert stood[-1] == Organization.objects.count() == ImportRow.objects.count() == Email.objects.count()
    assert 0 < stood[0] < stood[-1] < ROWS, stood
    bringing.bring(one.pk)
    one.refresh_from_db()
    assert (one.state, one.done, one.count("created")) == (State.DONE, ROWS, ROWS)
    names = set(Organization.objects.values_list("name", flat=True))
    assert names == {f"Company {n}" for n in range(ROWS)}
    assert Record.objects.count() == Email.objects.count() == ImportRow.objects.count() == Tie.objects.count() == ROWS
    assert ImportRow.objects.filter(outcome="created", record__isnull=False).values("record").distinct().count() == ROWS
