"""Imports that meet somebody else's work, a failing database, or a person who thinks again."""

from __future__ import annotations

from threading import Thread
from time import monotonic, sleep

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job

from closeknit.access.actors import Actor, acting
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Organization
from closeknit.intake import bringing, imports, tasks
from closeknit.intake.models import Import, Outcome, State
from closeknit.records import record
from tests.cast import Cast


def looked_through(actor: Actor, content: str) -> Import:
    """A small file of organizations, looked through."""
    with acting(actor) as by:
        one = imports.begin(kinds["organization"], "file.csv", [content.encode()], by=by)
        imports.look(one, by=by)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert one.state == State.PROPOSED, one.error
    return one


def started(actor: Actor, one: Import) -> Import:
    """The same, as it stands when a person has agreed and the worker has not begun."""
    with acting(actor) as by:
        found = imports.get(one.pk, by, lock=True)
        imports.start(found, by=by)
    return found


def wait_until_somebody_waits_for_us() -> None:
    """Until another connection waits for a lock that this one holds."""
    patience = monotonic() + 30
    with connection.cursor() as cursor:
        while monotonic() < patience:
            cursor.execute(
                "select count(*) from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
            sleep(0.01)
    pytest.fail("nobody came to wait")


@pytest.mark.django_db(transaction=True)
def test_an_edit_made_while_an_import_writes_is_kept() -> None:
    cast = Cast()
    with acting(cast.tomas):
        acme = cast.organization("Acme", tags="a")
    one = started(cast.ada, looked_through(cast.ada, "name,tags\nAcme,b\n"))

    def work() -> None:
        bringing.bring(one.pk)
        connection.close()

    worker = Thread(target=work)
    with acting(cast.tomas) as tomas:
        record.edit(acme, {"tags": "a, by-hand"}, by=tomas)
        worker.start()
        wait_until_somebody_waits_for_us()
    worker.join(30)
    assert set(Organization.objects.get(pk=acme.pk).tags) == {"a", "by-hand", "b"}


# ---------------------------------------------------------------- a database that fails

GOES_BY, STAYS = "40001", "P0001"
FAILING = """
create function fail_when_told() returns trigger language plpgsql as $$
begin
  if current_setting('app.failing', true) <> '' then
    raise exception 'told to fail' using errcode = current_setting('app.failing', true);
  end if;
  return new;
end $$;
create trigger fail_when_told before insert on intake_importrow
for each row when (new.line > 1001) execute function fail_when_told();
"""


@pytest.fixture
def failing(cast: Cast) -> None:
    """A database that can be told to fail at every row of a file beyond its first thousand."""
    with connection.cursor() as cursor:
        cursor.execute(FAILING)


def fail_with(code: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.failing', %s, true)", [code])


def work(one: Import, attempts: int = 0) -> None:
    """What the worker does with the job of an import, at its nth attempt."""
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="intake.go_on", attempts=attempts)
    try:
        tasks.go_on(JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None), one.pk)
    finally:
        one.refresh_from_db()


def many_rows(cast: Cast) -> Import:
    """An import of more than one batch that a person has agreed to."""
    content = b"name\n" + b"".join(b"Firm %d\n" % number for number in range(1_200))
    one = imports.begin(kinds["organization"], "many.csv", [content], by=cast.ada)
    imports.look(one, by=cast.ada)
    bringing.count_rows(one.pk)
    return started(cast.ada, one)


@pytest.mark.usefixtures("failing")
def test_an_import_whose_error_stays_is_marked_as_failed_and_goes_on_where_it_stood(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "BATCH", 1_000)
    one = many_rows(cast)
    fail_with(STAYS)
    with pytest.raises(psycopg.DatabaseError):
        work(one)
    assert (one.state, one.done, "log" in one.error) == (State.FAILED, 1_000, True)
    client = cast.browser("ada")
    assert b"Go on" in client.get(f"/imports/{one.pk}/").content
    assert client.post(f"/imports/{one.pk}/columns/").status_code == 409  # it has written: its columns stay
    one.refresh_from_db()
    assert (one.state, one.done) == (State.FAILED, 1_000)
    fail_with("")
    assert client.post(f"/imports/{one.pk}/start/").status_code == 302
    work(one)
    assert (one.state, one.error, one.count(Outcome.CREATED)) == (State.DONE, "", 1_200)
    assert Organization.objects.count() == 1_200


@pytest.mark.usefixtures("failing")
def test_an_error_that_may_go_by_is_tried_again_until_the_last_attempt(cast: Cast) -> None:
    one = many_rows(cast)
    fail_with(GOES_BY)
    with pytest.raises(psycopg.OperationalError):
        work(one, attempts=0)
    assert one.state == State.BRINGING
    with pytest.raises(psycopg.OperationalError):
        work(one, attempts=tasks.AGAIN.max_attempts or 0)
    assert one.state == State.FAILED


@pytest.mark.usefixtures("failing")
def test_an_import_that_failed_while_it_was_taken_back_is_not_written_again(cast: Cast) -> None:
    one = many_rows(cast)
    fail_with(STAYS)
    with pytest.raises(psycopg.DatabaseError):
        work(one)
    imports.take_back(one, by=cast.ada)
    bringing.fail(one.pk, "It met an error.")
    client = cast.browser("ada")
    assert client.post(f"/imports/{one.pk}/start/").status_code == 409
    assert client.post(f"/imports/{one.pk}/undo/").status_code == 302
    work(one)
    assert (one.state, Organization.objects.filter(binned_at=None).count()) == (State.UNDONE, 0)


# ---------------------------------------------------------------- a person who thinks again


def test_a_file_is_not_proposed_by_columns_that_were_changed_while_it_was_looked_through(cast: Cast) -> None:
    one = imports.begin(kinds["organization"], "file.csv", [b"name,industry\nAcme,Steel\n"], by=cast.ada)
    imports.look(one, by=cast.ada)

    def think_again(_done: int, _total: int) -> None:
        found = imports.get(one.pk, cast.ada, lock=True)
        imports.stop(found, by=cast.ada)
        imports.choose(found, {1: ""}, by=cast.ada)
        imports.look(found, by=cast.ada)

    bringing.propose(one.pk, think_again)
    one.refresh_from_db()
    assert one.state == State.LOOKING
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert (one.state, imports.matches_of(one)[1].slot) == (State.PROPOSED, "")
