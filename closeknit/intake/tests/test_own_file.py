"""Our own export read back: each row goes to the record that it names, and what was corrected in it arrives."""

from __future__ import annotations

from closeknit.access.actors import Actor, acting
from closeknit.catalogue.kinds import kinds
from closeknit.directory.models import Organization
from closeknit.intake import bringing, imports
from closeknit.intake.models import Import, Outcome, State
from closeknit.records import record
from tests.cast import Cast


def proposed(actor: Actor, rows: str, kind: str = "organization", name: str = "file.csv") -> Import:
    """A small file, looked through."""
    with acting(actor) as by:
        one = imports.begin(kinds[kind], name, [rows.encode()], by=by)
        imports.look(one, by=by)
    bringing.propose(one.pk)
    one.refresh_from_db()
    assert one.state == State.PROPOSED, one.error
    return one


def written(actor: Actor, one: Import) -> Import:
    """The same file, brought in."""
    with acting(actor) as by:
        imports.start(imports.get(one.pk, by, lock=True), by=by)
    bringing.bring(one.pk)
    one.refresh_from_db()
    assert one.state == State.DONE, one.error
    return one


def twins(cast: Cast) -> list[Organization]:
    """Two organizations of one name and one e-mail address, the older one first."""
    return [cast.organization("Acme", email="x@acme.example") for _each in range(2)]


def test_a_row_changes_the_record_whose_id_it_names_though_another_is_like_it(cast: Cast) -> None:
    first, second = twins(cast)
    done = written(cast.ada, proposed(cast.ada, f"id,name,industry,email\n{second.pk},Acme,Steel,x@acme.example\n"))
    assert imports.rows(done, Outcome.CHANGED).get().record_id == second.pk
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.industry, second.industry) == (None, "Steel")


def test_a_row_that_names_a_record_in_the_bin_waits_for_a_person(cast: Cast) -> None:
    second = twins(cast)[1]
    record.discard(second, by=cast.tomas)
    one = proposed(cast.ada, f"id,name,industry,email\n{second.pk},Acme,Steel,x@acme.example\n")
    row = imports.rows(one).get()
    assert (row.outcome, row.maybe) == (Outcome.DOUBTFUL, [second.pk])
    assert "bin" in row.reason
