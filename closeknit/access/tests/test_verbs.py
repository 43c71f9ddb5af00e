"""The verb: checked, locked, written as one, or not at all."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import VERBS, Conflict, Refused, opening, verb
from closeknit.catalogue.kinds import kinds
from closeknit.records import record
from closeknit.records.models import Entry, Record
from tests.cast import Cast


@pytest.fixture
def renamed() -> Any:
    """A verb that writes and then refuses."""

    @verb("Rename", to="edit")
    def rename(subject: Any, name: str, *, by: Actor) -> Any:
        subject.name = name
        subject.save(update_fields=["name"])
        if name == "refused":
            raise Refused("Not this name.")
        return subject

    yield rename
    del VERBS[next(name for name, one in VERBS.items() if one.run is rename)]


def test_a_refusal_after_writing_leaves_nothing_written(cast: Cast, renamed: Any) -> None:
    made = cast.organization()
    with pytest.raises(Refused):
        renamed(made, "refused", by=cast.tomas)
    assert Record.objects.get(pk=made.pk).name == "Kestrel Dairies"
    assert renamed(made, "Falcon", by=cast.tomas).name == "Falcon"


def test_a_verb_reads_its_subject_fresh_and_through_the_gate(cast: Cast, renamed: Any) -> None:
    made = cast.organization(by="ada")
    made.name = "stale"
    for actor, error in ((cast.priya, gate.Absent), (cast.omar, gate.Absent)):
        with pytest.raises(error):
            renamed(made, "Falcon", by=actor)
    assert renamed(made, "Falcon", by=cast.tomas) is not made


def test_the_version_that_one_saw_must_still_stand(cast: Cast) -> None:
    made = cast.organization()
    record.edit(made, {"industry": "Dairy"}, by=cast.tomas, version=1)
    with pytest.raises(Conflict) as caught:
        record.edit(made, {"industry": "Cheese"}, by=cast.ada, version=1)
    assert caught.value.current.industry == "Dairy"
    with pytest.raises(gate.Absent):  # who may not see it learns of no conflict
        record.edit(made, {"industry": "Cheese"}, by=cast.priya, version=1)


def test_what_begins_something_asks_for_the_kind(cast: Cast) -> None:
    with pytest.raises(gate.NotAllowed):
        record.create(kinds["organization"], {"name": "Nobody's"}, by=cast.omar)
    assert not Record.objects.exists()
    assert not Entry.objects.exists()


def test_opening_takes_the_transaction_back_when_it_refuses(cast: Cast) -> None:
    @opening("Begin")
    def begin(kind: Any, *, by: Actor) -> None:
        Record.objects.create(kind=kind.key, name="half made")
        raise Refused("No.")

    try:
        with pytest.raises(Refused):
            begin(kinds["organization"], by=cast.tomas)
        assert not Record.objects.exists()
    finally:
        del VERBS[next(name for name, one in VERBS.items() if one.run is begin)]


def test_every_verb_asks_for_a_right_that_some_hat_can_give() -> None:
    assert VERBS
    for one in VERBS.values():
        assert one.to
        assert one.label
        assert "by" in one.signature.parameters
        assert not {"user", "actor", "as_", "sudo", "force", "ignore_permissions"} & set(one.signature.parameters)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_saw_the_same_version_one_is_told_of_the_other() -> None:
    cast = Cast()
    with transaction.atomic():
        made = cast.organization()
    barrier, results = Barrier(2), []

    def change(who: int, value: str) -> None:
        actor = actors.of_user(who)
        barrier.wait()
        try:
            with actors.acting(actor):
                record.edit(made, {"industry": value}, by=actor, version=made.version)
            results.append("changed")
        except Conflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=change, args=(user.pk, user.name)) for user in (cast.ada_user, cast.tomas_user)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == ["changed", "conflict"]
