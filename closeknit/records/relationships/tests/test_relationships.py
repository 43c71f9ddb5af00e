"""Relationships: who may tie what to what, what both histories tell, and how it is taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access import actors, gate
from closeknit.access.models import Share
from closeknit.bench.inside import counted
from closeknit.catalogue.refusal import Refused
from closeknit.records import record, undoing
from closeknit.records.models import Relationship
from closeknit.records.relationships import displays, relationships, types
from closeknit.timeline import history
from tests.cast import Cast


@pytest.fixture
def hannah(cast: Cast) -> Any:
    return cast.individual("Hannah", "Osei")


@pytest.fixture
def piet(cast: Cast) -> Any:
    return cast.individual("Piet", "de Vries")


def told(subject: Any, actor: Any) -> list[str]:
    return [str(one.sentence) for one in history.tell(subject, actor)[0]]


def test_a_tie_is_read_from_both_ends_each_in_its_own_words(cast: Cast, hannah: Any, piet: Any) -> None:
    relationships.relate(hannah, piet.pk, "reports_to", date(2024, 3, 1), by=cast.tomas)
    (up,), (down,) = relationships.of(hannah, cast.tomas), relationships.of(piet, cast.tomas)
    assert (up.words, up.name, up.since) == ("reports to", "Piet de Vries", date(2024, 3, 1))
    assert (down.words, down.name, down.backward) == ("manages", "Hannah Osei", True)


def test_a_tie_may_be_made_from_its_other_end(cast: Cast, hannah: Any, piet: Any) -> None:
    made = relationships.relate(piet, hannah.pk, "reports_to", by=cast.tomas, backward=True)
    assert (made.record_id, made.other_id) == (hannah.pk, piet.pk)


def test_what_reads_alike_from_both_ends_is_there_once(cast: Cast, hannah: Any, piet: Any) -> None:
    relationships.relate(piet, hannah.pk, "knows", by=cast.tomas)
    with pytest.raises(Refused, match="already"):
        relationships.relate(hannah, piet.pk, "knows", by=cast.tomas)
    assert Relationship.objects.count() == 1


def test_what_reads_alike_from_both_ends_stands_under_its_words_once(cast: Cast, hannah: Any, piet: Any) -> None:
    relationships.relate(piet, hannah.pk, "knows", by=cast.tomas)
    relationships.relate(hannah, cast.individual("Malcolm", "Reeve").pk, "knows", by=cast.tomas)
    (group,) = displays.grouped(relationships.of(hannah, cast.tomas), displays.line)
    assert (group["words"], len(group["ties"])) == ("knows", 2)


def test_what_is_over_may_begin_again(cast: Cast, hannah: Any, piet: Any) -> None:
    first = relationships.relate(hannah, piet.pk, "knows", by=cast.tomas)
    relationships.end(hannah, first.pk, by=cast.tomas)
    relationships.relate(hannah, piet.pk, "knows", by=cast.tomas)
    assert [one.over for one in relationships.of(hannah, cast.tomas)] == [True, False]
    with pytest.raises(Refused, match="already"):
        relationships.change(hannah, first.pk, {"until": None}, by=cast.tomas)


def test_an_end_that_lies_ahead_is_not_one_yet(cast: Cast, hannah: Any, piet: Any) -> None:
    later = timezone.localdate() + timedelta(days=9)
    relationships.relate(hannah, piet.pk, "knows", until=later, by=cast.tomas)
    assert [one.over for one in relationships.of(hannah, cast.tomas)] == [False]
    with pytest.raises(Refused, match="already"):
        relationships.relate(hannah, piet.pk, "knows", by=cast.tomas)


@pytest.mark.parametrize(
    ("type_", "code"), [("knows", "itself"), ("no such", "unknown_type"), ("competitor_of", "itself")]
)
def test_nothing_is_tied_to_itself_or_by_no_type(cast: Cast, hannah: Any, type_: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        relationships.relate(hannah, hannah.pk, type_, by=cast.tomas)
    assert refused.value.code == code


def test_a_type_takes_the_kinds_it_is_for(cast: Cast, hannah: Any) -> None:
    with pytest.raises(Refused, match="does not lead from one “Person” to one “Organization”"):
        relationships.relate(hannah, cast.organization().pk, "reports_to", by=cast.tomas)


def test_an_end_before_the_beginning_is_refused(cast: Cast, hannah: Any, piet: Any) -> None:
    with pytest.raises(Refused, match="cannot end before it begins"):
        relationships.relate(hannah, piet.pk, "knows", date(2024, 2, 1), date(2024, 1, 1), by=cast.tomas)


def test_both_histories_tell_it_each_from_its_side(cast: Cast, hannah: Any, piet: Any) -> None:
    made = relationships.relate(hannah, piet.pk, "reports_to", by=cast.tomas)
    relationships.end(hannah, made.pk, date(2030, 1, 1), by=cast.tomas)
    relationships.remove(piet, made.pk, by=cast.tomas)
    mine, theirs = told(hannah, cast.tomas), told(piet, cast.tomas)
    assert [one.partition("</b> ")[2].partition(" <a")[0] for one in mine[:3]] == [
        "removed: reports to", "noted the end of: reports to", "added: reports to",
    ]  # fmt: skip
    assert "added: manages <a" in theirs[2]
    assert "Hannah Osei</a>" in theirs[2]


def test_who_does_not_see_the_other_meets_no_name_of_it(cast: Cast, hannah: Any) -> None:
    own = cast.individual("Laura", "Finch", by="priya")
    made = relationships.relate(own, hannah.pk, "knows", by=cast.tomas)
    assert relationships.of(own, cast.priya) == []
    assert "added: knows somebody or something that you may not see" in told(own, cast.priya)[0]
    with pytest.raises(gate.Absent):
        relationships.remove(own, made.pk, by=cast.priya)


def test_who_cannot_see_the_other_cannot_tie_to_it(cast: Cast, hannah: Any) -> None:
    own = cast.individual("Laura", "Finch", by="priya")
    with pytest.raises(Refused) as refused:
        relationships.relate(own, hannah.pk, "knows", by=cast.priya)
    assert refused.value.code == "not_a_record"
    with pytest.raises(gate.Absent):
        relationships.relate(hannah, own.pk, "knows", by=cast.priya)


def test_what_lies_in_the_bin_is_left_out_and_comes_back_with_it(cast: Cast, hannah: Any, piet: Any) -> None:
    relationships.relate(hannah, piet.pk, "knows", by=cast.tomas)
    record.discard(piet, by=cast.tomas)
    assert relationships.of(hannah, cast.tomas) == []
    record.restore(piet, by=cast.tomas)
    assert len(relationships.of(hannah, cast.tomas)) == 1


def test_a_tie_is_taken_back_by_its_change(cast: Cast, hannah: Any, piet: Any) -> None:
    by = cast.tomas
    relationships.relate(hannah, piet.pk, "knows", by=by)
    undoing.undo(by.change, by=cast.tomas)
    assert not Relationship.objects.exists()
    again = type(hannah).objects.get(pk=hannah.pk)
    assert again.version == hannah.version, "a tie changes neither of its records"


def test_a_changed_note_is_taken_back_by_its_change(cast: Cast, hannah: Any, piet: Any) -> None:
    made = relationships.relate(hannah, piet.pk, "knows", note="school", by=cast.tomas)
    by = cast.tomas
    relationships.change(hannah, made.pk, {"note": "university"}, by=by)
    undoing.undo(by.change, by=cast.tomas)
    assert [one.note for one in relationships.of(hannah, cast.tomas)] == ["school"]


def test_what_was_removed_comes_back_as_it_was(cast: Cast, hannah: Any, piet: Any) -> None:
    made = relationships.relate(hannah, piet.pk, "knows", date(2020, 1, 1), note="school", by=cast.tomas)
    before, by = relationships.of(hannah, cast.tomas), cast.tomas
    relationships.remove(piet, made.pk, by=by)
    undoing.undo(by.change, by=cast.tomas)
    assert relationships.of(hannah, cast.tomas) == before


def test_who_may_edit_one_end_and_sees_the_other_takes_a_tie_back(cast: Cast, hannah: Any) -> None:
    own = cast.individual("Laura", "Finch", by="priya")
    Share.objects.create(record=hannah.record_ptr, user=cast.priya_user, by=cast.ada_user)
    by = cast.priya
    relationships.relate(own, hannah.pk, "knows", by=by)
    undoing.undo(by.change, by=cast.priya)
    assert relationships.of(own, cast.priya) == []


def test_who_only_sees_both_ends_takes_nothing_back(cast: Cast, hannah: Any, piet: Any) -> None:
    for one in (hannah, piet):
        Share.objects.create(record=one.record_ptr, user=cast.priya_user, by=cast.ada_user)
    by = cast.tomas
    relationships.relate(hannah, piet.pk, "knows", by=by)
    with pytest.raises(gate.NotAllowed):
        undoing.undo(by.change, by=cast.priya)


def test_a_change_and_a_tie_are_taken_back_together(cast: Cast, hannah: Any, piet: Any) -> None:
    by = cast.tomas
    with actors.acting(by):
        record.edit(hannah, {"number": "7"}, by=by)
        relationships.relate(hannah, piet.pk, "knows", by=by)
    undoing.undo(by.change, by=cast.tomas)
    hannah.refresh_from_db()
    assert (hannah.number, Relationship.objects.count()) == (None, 0)


def test_a_list_of_ties_is_one_query_however_long(cast: Cast, hannah: Any) -> None:
    for place in range(6):
        relationships.relate(hannah, cast.individual("P", f"Number {place}").pk, "knows", by=cast.tomas)
    actor = cast.tomas
    relationships.of(hannah, actor)
    with counted() as queries:
        assert len(relationships.of(hannah, actor)) == 6
    assert len(queries.asked) == 1


def test_a_company_adds_renames_and_retires_types(cast: Cast, hannah: Any) -> None:
    company = cast.organization()
    made = types.add("audits", "audited by", ["individual"], ["organization"], by=cast.ada)
    relationships.relate(company, hannah.pk, made.key, by=cast.tomas, backward=True)
    types.change(made.key, {"label": "inspects", "reverse": "inspected by"}, by=cast.ada)
    assert [one.words for one in relationships.of(company, cast.tomas)] == ["inspected by"]
    types.change(made.key, {"retired": True}, by=cast.ada)
    assert [one.words for one in relationships.of(hannah, cast.tomas)] == ["inspects"]
    with pytest.raises(Refused):
        relationships.relate(hannah, cast.organization("Alder").pk, made.key, by=cast.tomas)


def test_a_shipped_type_keeps_its_translated_words_until_it_is_renamed(cast: Cast) -> None:
    types.change("knows", {"retired": True}, by=cast.ada)
    assert types.known()["knows"].label is types.SHIPPED["knows"].label
    types.change("knows", {"label": "is acquainted with"}, by=cast.ada)
    assert types.known()["knows"].words() == "is acquainted with"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"label": ""}, "required"),
        ({"label": "Knows"}, "taken"),
        ({"label": "x" * 61}, "not_a_label"),
        ({"label": "audits", "from_kinds": ["ship"]}, "unknown_kind"),
        ({"label": "twin of", "from_kinds": ["organization"]}, "not_symmetric"),
    ],
)
def test_a_type_that_cannot_be_is_refused(cast: Cast, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        types.add(by=cast.ada, **given)
    assert refused.value.code == code


def test_types_are_managed_by_who_may(cast: Cast) -> None:
    with pytest.raises(gate.NotAllowed):
        types.add("audits", by=cast.tomas)
    with pytest.raises(gate.Absent):
        types.change("nothing", {}, by=cast.ada)


def test_an_added_tie_that_was_edited_and_set_back_can_be_taken_back(cast: Cast) -> None:
    hannah, sam = cast.individual(), cast.individual("Sam", "Whitlock")
    by = cast.tomas
    tie = relationships.relate(hannah, sam.pk, "knows", note="from the fair", by=by)
    relationships.change(hannah, tie.pk, {"note": "from school"}, by=cast.tomas)
    with pytest.raises(Refused):
        undoing.undo(by.change, by=cast.tomas)
    relationships.change(hannah, tie.pk, {"note": "from the fair"}, by=cast.tomas)
    undoing.undo(by.change, by=cast.tomas)
    assert relationships.of(hannah, cast.tomas) == []


def test_a_page_counts_the_relationships_that_are_not_over_and_are_seen(cast: Cast) -> None:
    hannah, sam, piet = cast.individual(), cast.individual("Sam", "Whitlock"), cast.individual("Piet", "Vries")
    relationships.relate(hannah, sam.pk, "knows", by=cast.tomas)
    relationships.relate(piet, hannah.pk, "reports_to", by=cast.tomas)
    relationships.relate(hannah, piet.pk, "influences", until=date(2020, 1, 1), by=cast.tomas)
    found = type(hannah).objects.filter(pk=hannah.pk).annotate(n=relationships.counted("individual", cast.tomas))
    assert found.get().n == 2
    record.discard(sam, by=cast.tomas)
    assert found.get().n == 1
