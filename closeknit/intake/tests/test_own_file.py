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


def test_a_name_and_a_description_corrected_in_our_own_file_arrive(cast: Cast) -> None:
    acme = cast.organization("ACME Ltd", description="Makes cheese and butter")
    done = written(cast.ada, proposed(cast.ada, f"id,name,description\n{acme.pk},Acme Limited,Makes cheese\n"))
    acme.refresh_from_db()
    assert (acme.name, acme.description, done.count(Outcome.CHANGED)) == ("Acme Limited", "Makes cheese", 1)


def test_a_part_of_a_name_taken_away_in_our_own_file_is_gone(cast: Cast) -> None:
    parts, whole = cast.individual("Hannah Jane", "Osei"), cast.individual("Ruth Mary", "Adeyemi")
    written(cast.ada, proposed(cast.ada, f"id,given_name\n{parts.pk},Hannah\n", "individual"))
    written(cast.ada, proposed(cast.ada, f"id,name,language\n{whole.pk},Ruth Adeyemi,en\n", "individual"))
    parts.refresh_from_db()
    whole.refresh_from_db()
    assert (parts.name, whole.name) == ("Hannah Osei", "Ruth Adeyemi")


def test_a_refused_row_without_a_name_is_shown_by_its_first_cells(cast: Cast) -> None:
    one = proposed(cast.ada, "name,industry,employees\n,Steel,\n")
    assert (imports.rows(one, Outcome.REFUSED).get().shown, one.count(Outcome.REFUSED)) == (["", "Steel"], 1)
    assert b"Steel" in cast.browser("ada").get(f"/imports/{one.pk}/").content
