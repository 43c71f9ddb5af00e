"""Many rows at once are changed as one wish: as one would be, only those that were meant, and taken back as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from closeknit.access import actors, gate
from closeknit.access.actors import acting
from closeknit.api.tests.programs import Program
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused, each
from closeknit.directory.models import Address
from closeknit.profiles import definitions
from closeknit.records import record, undoing
from closeknit.records.many import batches
from closeknit.records.models import Assignment, Batch, Entry, Record
from tests.cast import Cast

KIND = kinds["organization"]


def names(cast: Cast, *called: str, **more: Any) -> list[Any]:
    return [cast.organization(name, **more) for name in called]


def begin(cast: Cast, verb: str, rows: list[Any], who: str = "tomas", **given: Any) -> Batch:
    by = cast.actor(who)
    return batches.begin(verb, KIND, [row.pk for row in rows], given, by=by, seen_at=timezone.now())


def fresh(rows: list[Any]) -> list[Record]:
    return [KIND.model._default_manager.get(pk=row.pk) for row in rows]


def test_one_field_of_several_is_set_as_one_change_and_taken_back_as_one(cast: Cast) -> None:
    rows = names(cast, "Alder", "Birch", "Cedar", employees="12")
    record.edit(rows[2], {"employees": "40"}, by=cast.tomas)
    batch = begin(cast, "edit", rows, field="employees", value="40")
    assert batch.told == {"changed": 2, "same": 1}
    assert batches.sentence(batch) == "2 rows changed. 1 had it already."
    assert [row.employees for row in fresh(rows)] == [40, 40, 40]  # type: ignore[attr-defined]
    assert set(Entry.objects.filter(change=batch.change).values_list("kind", flat=True)) == {"record.edited"}
    with acting(cast.tomas) as by:
        undoing.undo(batch.change, by=by)
    assert [row.employees for row in fresh(rows)] == [12, 12, 40]  # type: ignore[attr-defined]


def test_a_field_that_the_company_added_is_set_for_those_that_are_asked_it(cast: Cast) -> None:
    one = definitions.add(KIND, {"label": "Territory", "type": "text"}, by=cast.ada)
    rows = names(cast, "Alder", "Birch")
    batch = begin(cast, "edit", rows, field=one.key, value="North")
    assert batch.told == {"changed": 2}
    assert [KIND.fields[one.key].home.take(KIND.fields[one.key], row) for row in fresh(rows)] == ["North", "North"]


def test_a_value_that_lives_under_a_record_is_set_and_taken_back(cast: Cast) -> None:
    rows = names(cast, "Alder", "Birch", city="York")
    batch = begin(cast, "edit", rows, field="city", value="Leeds")
    assert batch.told == {"changed": 2}
    assert [one.city for one in Address.objects.filter(record__in=rows)] == ["Leeds", "Leeds"]
    with acting(cast.tomas) as by:
        undoing.undo(batch.change, by=by)
    assert [one.city for one in Address.objects.filter(record__in=rows)] == ["York", "York"]


def test_what_may_not_be_edited_is_left_and_told(cast: Cast) -> None:
    theirs, own = cast.organization("Alder"), cast.organization("Birch", by="priya")
    batch = begin(cast, "edit", [theirs, own], "priya", field="employees", value="7")
    assert batch.told == {"changed": 1, "gone": 1}  # what she does not see is not there for her
    assert fresh([theirs])[0].version == theirs.version


def test_what_somebody_else_changed_since_is_left_and_told(cast: Cast) -> None:
    rows = names(cast, "Alder", "Birch")
    seen_at = timezone.now()
    Record.objects.filter(pk=rows[0].pk).update(updated_at=seen_at + timedelta(seconds=1), updated_by=cast.ada_user)
    by = cast.tomas
    batch = batches.begin(
        "edit", KIND, [row.pk for row in rows], {"field": "employees", "value": "7"}, by=by, seen_at=seen_at
    )
    assert batch.told == {"changed": 1, "changed_since": 1}
    assert "somebody changed it since" in batches.sentence(batch)


def test_a_wrong_value_is_refused_before_anything_is_changed(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        begin(cast, "edit", names(cast, "Alder"), field="employees", value="many")
    assert [one.field for one in each(refused.value)] == ["employees"]
    assert not Batch.objects.exists()


def test_tags_are_added_and_taken_and_the_others_stay(cast: Cast) -> None:
    rows = [cast.organization("Alder", tags="dairy, Old"), cast.organization("Birch")]
    begin(cast, "tag", rows, add=["Fair"], remove=["old"])
    assert [row.tags for row in fresh(rows)] == [["dairy", "Fair"], ["Fair"]]


def test_rows_go_into_the_bin_and_come_out_together(cast: Cast) -> None:
    rows = names(cast, "Alder", "Birch")
    batch = begin(cast, "discard", rows)
    assert all(row.binned_at for row in fresh(rows))
    with acting(cast.tomas) as by:
        undoing.undo(batch.change, by=by)
    assert not any(row.binned_at for row in fresh(rows))
    begin(cast, "discard", rows)
    batch = batches.begin("restore", None, [row.pk for row in rows], {}, by=cast.tomas, seen_at=timezone.now())
    assert batch.told == {"changed": 2}
    assert not any(row.binned_at for row in fresh(rows))


def test_many_are_left_to_the_worker_who_goes_on_where_it_stood(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    monkeypatch.setattr(batches, "CHUNK", 2)
    rows = names(cast, "Alder", "Birch", "Cedar", "Elm", "Fir")
    batch = begin(cast, "edit", rows, field="employees", value="7")
    assert (batch.state, batch.done) == ("waiting", 0)
    assert batches.go_on(batch.pk, 0) is False
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.told) == ("waiting", 2, {"changed": 2})
    assert batches.go_on(batch.pk, 60)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.told) == ("done", 5, {"changed": 5})
    with acting(cast.tomas) as by:
        undoing.undo(batch.change, by=by)
    assert {row.employees for row in fresh(rows)} == {None}  # type: ignore[attr-defined]


@pytest.fixture
def office(cast: Cast) -> Client:
    """Tomás at his desk."""
    return cast.browser("tomas")


def test_all_that_fit_are_no_more_than_were_seen(cast: Cast, office: Client) -> None:
    rows = names(cast, "Alder", "Birch", city="York")
    cast.organization("Cedar", city="Leeds")
    part = office.get("/organizations/selection/", {"part": "all", "then": "city=York"})
    assert 'value="2"' in part.content.decode()
    sent = {"all": "1", "then": "city=York", "back": "city=York", "field": "employees", "set-employees": "7"}
    assert office.post("/organizations/selection/edit/", sent).status_code == 409
    answer = office.post("/organizations/selection/edit/", sent | {"all": "2"})
    assert (answer.status_code, answer["Location"]) == (302, "/organizations/?city=York")
    assert [row.employees for row in fresh(rows)] == [7, 7]  # type: ignore[attr-defined]
    assert "2 rows changed." in office.get("/organizations/").content.decode()


def test_the_export_of_a_selection_holds_the_ticked_rows(cast: Cast, office: Client) -> None:
    rows = names(cast, "Alder", "Birch", "Cedar")
    answer = office.post("/organizations/selection/export.csv", {"id": [row.pk for row in rows[:2]]})
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "Alder" in text
    assert "Birch" in text
    assert "Cedar" not in text


def test_another_persons_progress_is_not_there(cast: Cast, office: Client) -> None:
    batch = begin(cast, "edit", names(cast, "Alder"), "ada", field="employees", value="7")
    assert office.get(f"/batches/{batch.pk}/").status_code == 404
    assert cast.browser("ada").get(f"/batches/{batch.pk}/").status_code == 200


def test_a_batch_of_more_rows_asks_no_more_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rows = names(cast, *(f"Alder {n}" for n in range(30)))
    with django_assert_max_num_queries(32):
        begin(cast, "edit", rows, field="employees", value="7")


def take_back(batch: Batch) -> Batch | None:
    with acting(actors.of_user(batch.by_id)) as by:
        return batches.take_back(batch.change, by=by)


@pytest.fixture
def changed_by_the_worker(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[Batch, list[Any]]:
    """Five organizations of which the worker has set the number of employees, two at a time."""
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    monkeypatch.setattr(batches, "CHUNK", 2)
    rows = names(cast, "Alder", "Birch", "Cedar", "Elm", "Fir", employees="12")
    batch = begin(cast, "edit", rows, field="employees", value="7")
    assert take_back_is_refused(batch)
    batches.go_on(batch.pk, 60)
    return batch, rows


def take_back_is_refused(batch: Batch) -> bool:
    try:
        take_back(batch)
    except Refused as refused:
        return refused.code == "changed_since"
    return False


def test_a_change_of_many_is_taken_back_by_the_worker_part_by_part(
    changed_by_the_worker: tuple[Batch, list[Any]],
) -> None:
    batch, rows = changed_by_the_worker
    back = take_back(batch)
    assert back is not None
    assert take_back_is_refused(batch)  # while it is under way
    assert [row.employees for row in fresh(rows)] == [7] * 5  # type: ignore[attr-defined]
    assert batches.go_on(back.pk, 0) is False
    assert [row.employees for row in fresh(rows)] == [12, 12, 7, 7, 7]  # type: ignore[attr-defined]
    assert batches.go_on(back.pk, 60)
    back.refresh_from_db()
    assert (back.state, batches.sentence(back)) == ("done", "5 rows taken back.")
    assert [row.employees for row in fresh(rows)] == [12] * 5  # type: ignore[attr-defined]
    assert take_back_is_refused(batch)
    again = take_back(back)  # which is a change of many, too
    assert again is not None
    batches.go_on(again.pk, 60)
    assert [row.employees for row in fresh(rows)] == [7] * 5  # type: ignore[attr-defined]


def test_what_was_changed_again_stays_when_many_are_taken_back(
    cast: Cast, changed_by_the_worker: tuple[Batch, list[Any]]
) -> None:
    batch, rows = changed_by_the_worker
    record.edit(rows[3], {"employees": "99"}, by=cast.ada)
    back = take_back(batch)
    assert back is not None
    batches.go_on(back.pk, 60)
    back.refresh_from_db()
    assert batches.sentence(back) == "4 rows taken back. 1 was changed again since."
    assert [row.employees for row in fresh(rows)] == [12, 12, 12, 99, 12]  # type: ignore[attr-defined]


def test_one_who_may_not_edit_all_takes_nothing_back(
    cast: Cast, changed_by_the_worker: tuple[Batch, list[Any]]
) -> None:
    batch, rows = changed_by_the_worker
    with acting(cast.priya) as by, pytest.raises((gate.Absent, gate.NotAllowed)):
        batches.take_back(batch.change, by=by)
    assert [row.employees for row in fresh(rows)] == [7] * 5  # type: ignore[attr-defined]


def test_undo_of_many_shows_how_far_it_has_come(changed_by_the_worker: tuple[Batch, list[Any]], office: Client) -> None:
    batch, _rows = changed_by_the_worker
    answer = office.post(f"/undo/{batch.change}/", {"next": "/organizations/"})
    assert (answer.status_code, answer["Location"]) == (302, "/organizations/")
    back = Batch.objects.get(verb="undo")
    assert f'hx-get="/batches/{back.pk}/"' in office.get("/organizations/").content.decode()
    batches.go_on(back.pk, 60)
    assert "5 rows taken back." in office.get(f"/batches/{back.pk}/", headers={"HX-Request": "true"}).content.decode()


def test_a_program_is_told_where_to_ask_how_far_an_undo_of_many_is(
    cast: Cast, changed_by_the_worker: tuple[Batch, list[Any]]
) -> None:
    batch, rows = changed_by_the_worker
    program = Program(cast.tomas_user)
    begun = program.post(f"/changes/{batch.change}/undo")
    assert (begun.status_code, begun.json()["undone"]) == (202, str(batch.change))
    there = begun.headers["Location"].removeprefix("/api/v1")
    assert begun.json()["progress"] == program.get(there).json()
    assert (program.get(there).json()["state"], program.get(there).json()["total"]) == ("waiting", 5)
    assert Program(cast.ada_user).get(there).status_code == 404
    batches.go_on(Batch.objects.get(verb="undo").pk, 60)
    ended = program.get(there).json()
    assert (ended["state"], ended["done"], ended["sentence"]) == ("done", 5, "5 rows taken back.")
    assert [row.employees for row in fresh(rows)] == [12] * 5  # type: ignore[attr-defined]


def test_a_value_under_many_records_is_set_at_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rows = [*names(cast, *(f"Alder {n}" for n in range(20)), city="York"), *names(cast, "Birch", "Cedar")]
    rows += names(cast, "Elm", city="Leeds")
    with django_assert_max_num_queries(40):
        batch = begin(cast, "edit", rows, field="city", value="Leeds")
    assert batch.told == {"changed": 22, "same": 1}
    found = Address.objects.filter(record__in=rows)
    assert {one.city for one in found} == {"Leeds"}
    assert (found.count(), found.filter(primary=True).count()) == (23, 23)
    with acting(cast.tomas) as by:
        undoing.undo(batch.change, by=by)
    assert {one.city for one in Address.objects.filter(record__in=rows[:22])} == {"York"}


def test_rows_below_many_records_are_taken_back_at_once(cast: Cast, django_assert_max_num_queries: Any) -> None:
    rows = names(cast, *(f"Alder {n}" for n in range(20)), city="York")
    for value, now in (("Leeds", ["Leeds"] * 20), ("", [])):
        batch = begin(cast, "edit", rows, field="city", value=value)
        assert [one.city for one in Address.objects.filter(record__in=rows)] == now
        with acting(cast.tomas) as by, django_assert_max_num_queries(110):  # some for each table, none for a row
            undoing.undo(batch.change, by=by)
        found = Address.objects.filter(record__in=rows)
        assert [(one.city, one.primary) for one in found] == [("York", True)] * 20


def test_a_row_below_that_came_in_the_way_is_kept_and_the_others_go_back(cast: Cast) -> None:
    ours = [{"function": "sales", "user": cast.tomas_user.pk}]
    rows = names(cast, "Alder", "Birch", assignments=ours)
    for given in ([{"function": "service", "user": cast.tomas_user.pk}], []):
        with acting(cast.tomas) as by:
            for row in rows:
                there = Assignment.objects.get(record=row)
                kept = [{**one, "id": there.pk} for one in given]
                record.edit(KIND.model._default_manager.get(pk=row.pk), {"assignments": kept}, by=by)
        with acting(cast.ada):
            Assignment.objects.create(record=rows[0], function="sales", user=cast.tomas_user)
        with acting(cast.tomas) as again:
            assert undoing.undo_some(by.change, [row.pk for row in rows], by=again) == (1, 1)
        assert [one.function for one in Assignment.objects.filter(record=rows[1])] == ["sales"]
        assert Assignment.objects.filter(record=rows[0], function="sales").count() == 1
        Assignment.objects.filter(record=rows[0]).exclude(function="sales").delete()


def test_a_row_begun_for_many_is_as_one_begun_by_hand(cast: Cast) -> None:
    alike, by_hand = cast.individual("Bo", "Fern"), cast.individual("Cy", "Fern")
    given = {"title": "Director", "email": "hello@example.org", "mobile": "+44 20 7946 0000", "city": "York"}
    record.edit(by_hand, given, by=cast.tomas)
    for key, value in given.items():
        wished = {"field": key, "value": value}
        batches.begin("edit", kinds["individual"], [alike.pk], wished, by=cast.tomas, seen_at=timezone.now())
    for details in kinds["individual"].details.values():
        left, right = (
            [{key: held for key, held in row.items() if key not in ("id", "record_id", "made_in")} for row in found]
            for found in (details.model.objects.filter(record=one).values() for one in (alike, by_hand))
        )
        assert left == right
