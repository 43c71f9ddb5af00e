"""Imports that meet somebody else's work, a failing database, or a person who thinks again."""

from __future__ import annotations

from threading import Thread
from time import monotonic, sleep

import pytest
from django.db import connection

from closeknit.access.actors import Actor, acting
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Organization
from closeknit.intake import bringing, imports
from closeknit.intake.models import Import, State
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
