"""A worker that is killed in the middle of a change of many rows: the next one goes on, and nothing is half done or done twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import pytest
from django.db import connection
from django.utils import timezone

from closeknit.access.actors import acting
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Address
from closeknit.records.many import batches
from closeknit.records.models import Batch, Entry, Record
from tests.cast import Cast

ROWS, PART = 12, 4
WORKER = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from closeknit.records.many import batches
batches.CHUNK = int(sys.argv[3])
batches.go_on(int(sys.argv[2]), 600)
"""
# From its second part on a worker waits here for a lock of ours: its rows are written, its history is not.
WAITING = """
create function wait_in_the_middle() returns trigger language plpgsql as $$
begin
  if (select done from records_batch order by id desc limit 1) > 0 then
    perform pg_advisory_xact_lock(4711);
  end if;
  return new;
end $$;
create trigger wait_in_the_middle before insert on records_entry for each row execute function wait_in_the_middle();
"""
OPEN = "drop trigger wait_in_the_middle on records_entry; drop function wait_in_the_middle()"
WAITS = "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and not granted"
WORKS = """select count(*) from pg_stat_activity
 where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"""


def until(sql: str, number: int) -> None:
    """Wait until a count of the database is this."""
    patience = monotonic() + 60
    with connection.cursor() as cursor:
        while monotonic() < patience:
            cursor.execute(sql)
            if cursor.fetchone()[0] == number:
                return
            sleep(0.02)
    pytest.fail(f"it never was {number}: {sql}")


@contextmanager
def waiting() -> Iterator[None]:
    """While this lasts no worker comes to the end of its second part."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        cursor.execute("select pg_advisory_lock(4711)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(4711)")
    until(WORKS, 0)  # what the server still did for whoever was killed has ended
    with connection.cursor() as cursor:
        cursor.execute(OPEN)


def kill_in_the_middle(pk: int) -> None:
    """Have a worker begin with a batch, and kill it while it works on the second part."""
    with waiting():
        name = str(connection.settings_dict["NAME"])
        worker = subprocess.Popen([sys.executable, "-c", WORKER, name, str(pk), str(PART)])
        until(WAITS, 1)
        worker.kill()
        worker.wait()
    batch = Batch.objects.get(pk=pk)
    assert (batch.state, batch.done, batch.told) == ("waiting", PART, {"changed": PART})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("key", "value"), [("industry", "Dairy"), ("city", "Leeds")])
def test_who_is_killed_in_the_middle_leaves_nothing_half_done(
    monkeypatch: pytest.MonkeyPatch, key: str, value: str
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    cast, kind = Cast(), kinds["organization"]
    with acting(cast.tomas):
        rows = [cast.organization(f"Alder {n}", **{key: "Before"}).pk for n in range(ROWS)]
    with acting(cast.tomas) as by:
        wish = {"field": key, "value": value}
        batch = batches.begin("edit", kind, rows, wish, by=by, seen_at=timezone.now())
    now = cities if key == "city" else industries
    kill_in_the_middle(batch.pk)
    assert now() == {value: PART, "Before": ROWS - PART}
    batches.go_on(batch.pk, 600)
    batch.refresh_from_db()
    assert (batch.state, batch.told, now()) == ("done", {"changed": ROWS}, {value: ROWS})
    assert Entry.objects.filter(change=batch.change).count() == ROWS
    with acting(cast.tomas) as by:
        back = batches.take_back(batch.change, by=by)
    assert back
    kill_in_the_middle(back.pk)
    assert now() == {"Before": PART, value: ROWS - PART}
    batches.go_on(back.pk, 600)
    back.refresh_from_db()
    assert (back.state, back.told, now()) == ("done", {"changed": ROWS}, {"Before": ROWS})
    assert set(Record.objects.filter(pk__in=rows).values_list("version", flat=True)) == {3}


def counted(values: list[str]) -> dict[str, int]:
    return {value: values.count(value) for value in values}


def cities() -> dict[str, int]:
    return counted(list(Address.objects.values_list("city", flat=True)))


def industries() -> dict[str, int]:
    return counted(list(kinds["organization"].model._default_manager.values_list("industry", flat=True)))
