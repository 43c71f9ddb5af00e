"""Has left: what ends, what is told on each side, what is refused, and that one undo takes all of it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access.models import Share
from closeknit.access.verbs import Conflict, Refused
from closeknit.catalogue.kinds import kinds
from closeknit.directory import leaving, left_behind, successors
from closeknit.directory.leaving import ENDS, MOVES, Leaver, Told
from closeknit.directory.models import Employment, Individual, Organization
from closeknit.profiles import definitions
from closeknit.records import record, undoing
from closeknit.records.relationships import relationships
from closeknit.timeline import history, notes
from tests.cast import Cast


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def kestrel(cast: Cast) -> Any:
    return cast.organization("Kestrel Dairies")


@pytest.fixture
def hannah(cast: Cast, kestrel: Any) -> Any:
    return cast.individual(
        employments=[{"organization": kestrel.pk, "title": "Finance director", "from": "2020-01-01"}]
    )


def works(person: Any) -> list[tuple[str, bool, bool]]:
    """The employments: the organization, whether it is over, whether it is the main one."""
    rows = Employment.objects.filter(record_id=person.pk).order_by("id").select_related("organization")
    return [(one.organization.name, one.until is not None, one.primary) for one in rows]


def sentences(cast: Cast, subject: Any) -> list[str]:
    told, _after = history.tell(subject, cast.tomas)
    return [one.sentence.split("</b> ", 1)[1] for one in told if one.kind.key.startswith("individual.")]


def test_the_employment_ends_and_both_sides_tell_it(cast: Cast, hannah: Any, kestrel: Any, today: date) -> None:
    leaving.leave(hannah, Told(today, note="Wrote it herself."), by=cast.tomas)
    assert works(hannah) == [("Kestrel Dairies", True, True)]
    (said,) = sentences(cast, hannah)
    assert said.startswith("noted: worked until")
    assert ">Kestrel Dairies</a>" in said
    (said,) = sentences(cast, kestrel)
    assert said.startswith("noted: worked here until")
    assert ">Hannah Osei</a>" in said


def test_a_new_employer_and_a_successor_are_told_on_their_pages(cast: Cast, hannah: Any, today: date) -> None:
    alder, sam = cast.organization("Alder Foods"), cast.individual("Sam", "Whitlock")
    leaving.leave(hannah, Told(today, successor=sam.pk, new_employer=alder.pk, title="Director"), by=cast.tomas)
    assert works(hannah) == [("Kestrel Dairies", True, False), ("Alder Foods", False, True)]
    assert "now works here:" in sentences(cast, alder)[0]
    assert "took over from" in sentences(cast, sam)[0]


def test_a_future_last_day_leaves_them_at_work_until_then(cast: Cast, hannah: Any, today: date) -> None:
    alder = cast.organization("Alder Foods")
    leaving.leave(hannah, Told(today + timedelta(days=30), new_employer=alder.pk), by=cast.tomas)
    assert works(hannah) == [("Kestrel Dairies", True, True), ("Alder Foods", False, False)]


def test_one_undo_takes_back_all_of_it_with_whom_it_added(cast: Cast, hannah: Any, kestrel: Any, today: date) -> None:
    piet = cast.individual("Piet", "Vries", organization=str(kestrel.pk))
    tie = relationships.relate(piet, hannah.pk, "reports_to", by=cast.tomas)
    by = cast.tomas
    told = Told(today, successor="Sam Whitlock", new_employer="Alder Foods", choices={f"relationships.{tie.pk}": MOVES})
    leaving.leave(hannah, told, by=by)
    assert [(one.name, one.over) for one in relationships.of(piet, cast.tomas)] == [
        ("Hannah Osei", True),
        ("Sam Whitlock", False),
    ]
    undoing.undo(by.change, by=cast.tomas)
    assert works(hannah) == [("Kestrel Dairies", False, True)]
    assert [(one.name, one.over) for one in relationships.of(piet, cast.tomas)] == [("Hannah Osei", False)]
    assert Organization.objects.get(name="Alder Foods").binned_at is not None
    assert Individual.objects.get(name="Sam Whitlock").binned_at is not None


def test_who_may_edit_the_person_and_only_see_the_organization_can_take_it_back(cast: Cast, today: date) -> None:
    place = cast.organization()
    Share.objects.create(record=place, user=cast.priya_user, by=cast.tomas_user)
    mine = cast.individual("Mine", "Own", by="priya", organization=str(place.pk))
    by = cast.priya
    leaving.leave(mine, Told(today), by=by)
    undoing.undo(by.change, by=cast.priya)
    assert works(mine) == [("Kestrel Dairies", False, True)]


def test_what_it_touches_is_shown_before_with_what_may_be_done(
    cast: Cast, hannah: Any, kestrel: Any, today: date
) -> None:
    piet = cast.individual("Piet", "Vries", organization=str(kestrel.pk))
    friend = cast.individual("Old", "Friend")
    relationships.relate(hannah, piet.pk, "reports_to", by=cast.tomas, backward=True)
    relationships.relate(hannah, friend.pk, "knows", by=cast.tomas)
    definitions.add(kinds["organization"], {"label": "Signs", "type": "reference", "target": "individual"}, by=cast.ada)
    cast.organization("Plant", **{_signs(): hannah.pk})
    found = leaving.touched(Leaver(hannah, kestrel.pk, today), cast.tomas)
    assert [(touch.key, [(one.count, one.proposed) for one in concerns]) for touch, concerns in found] == [
        ("relationships", [(1, "ends"), (1, "stays")]),
        ("fields", [(1, "stays")]),
    ]


def _signs() -> str:
    return next(key for key, one in kinds["organization"].fields.items() if str(one.label) == "Signs")


def test_fields_that_name_them_can_name_the_successor(cast: Cast, hannah: Any, today: date) -> None:
    definitions.add(kinds["organization"], {"label": "Signs", "type": "reference", "target": "individual"}, by=cast.ada)
    plant, sam = cast.organization("Plant", **{_signs(): hannah.pk}), cast.individual("Sam", "Whitlock")
    told = Told(today, successor=sam.pk, choices={f"fields.organization.{_signs()}": MOVES})
    leaving.leave(hannah, told, by=cast.tomas)
    assert left_behind.naming(Leaver(hannah, 0, today), cast.tomas) == []
    assert [one.examples[0].id for one in left_behind.naming(Leaver(sam, 0, today), cast.tomas)] == [plant.pk]


def test_who_does_not_see_a_record_is_not_told_that_it_is_touched(cast: Cast, today: date) -> None:
    place = cast.organization(by="priya")
    mine = cast.individual("Mine", "Own", by="priya", organization=str(place.pk))
    other = cast.individual("Hidden", "Other")
    relationships.relate(mine, other.pk, "knows", by=cast.tomas)
    assert leaving.touched(Leaver(mine, place.pk, today), cast.priya) == []
    assert leaving.touched(Leaver(mine, place.pk, today), cast.tomas) != []


def refused(cast: Cast, person: Any, told: Told) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        leaving.leave(person, told, by=cast.tomas)
    return caught.value.field, caught.value.code


def test_what_contradicts_itself_is_refused(cast: Cast, hannah: Any, kestrel: Any, today: date) -> None:
    nobody = cast.individual("No", "Work")
    assert refused(cast, nobody, Told(today)) == ("employment", "no_employment")
    assert refused(cast, hannah, Told(date(2019, 12, 31))) == ("last_day", "ends_early")
    assert refused(cast, hannah, Told(today, new_employer=kestrel.pk)) == ("new_employer", "same_employer")
    assert refused(cast, hannah, Told(today, successor=hannah.pk)) == ("successor", "itself")
    assert refused(cast, hannah, Told(today, successor=2**62)) == ("successor", "not_a_record")
    assert refused(cast, hannah, Told(today, title="Director")) == ("new_employer", "required")
    assert refused(cast, hannah, Told(today, choices={"relationships.1": ENDS})) == ("choices", "conflict")
    assert refused(cast, hannah, Told(today, employment=2**62)) == ("employment", "conflict")
    assert works(hannah) == [("Kestrel Dairies", False, True)]


def test_moving_needs_somebody_to_move_to(cast: Cast, hannah: Any, today: date) -> None:
    tie = relationships.relate(hannah, cast.individual("Old", "Friend").pk, "knows", by=cast.tomas)
    told = Told(today, choices={f"relationships.{tie.pk}": MOVES})
    assert refused(cast, hannah, told) == ("successor", "required")


def test_of_several_posts_one_is_chosen(cast: Cast, kestrel: Any, today: date) -> None:
    alder = cast.organization("Alder Foods")
    both = cast.individual(employments=[{"organization": kestrel.pk}, {"organization": alder.pk}])
    assert refused(cast, both, Told(today)) == ("employment", "required")
    second = leaving.posts(both.pk)[1]
    leaving.leave(both, Told(today, employment=second.pk), by=cast.tomas)
    assert works(both) == [("Kestrel Dairies", False, True), ("Alder Foods", True, False)]


def test_somebody_quicker_is_not_overwritten(cast: Cast, hannah: Any, today: date) -> None:
    record.edit(hannah, {"title": "Chief of finance"}, by=cast.ada)
    with pytest.raises(Conflict):
        leaving.leave(hannah, Told(today), by=cast.tomas, version=hannah.version)


def test_who_was_named_is_proposed_then_the_title_then_the_contact(cast: Cast, hannah: Any, kestrel: Any) -> None:
    branch = cast.organization("Kestrel Ripon", parent=kestrel.pk)
    laura = cast.individual("Laura", "Finch", organization=str(kestrel.pk))
    assert successors.proposed(hannah, kestrel.pk, cast.tomas) is None
    notes.write(laura, "Rang.", by=cast.tomas)
    assert successors.proposed(hannah, kestrel.pk, cast.tomas) == (laura, "contact")
    same = cast.individual("Same", "Title", organization=str(kestrel.pk), title="Finance director")
    assert successors.proposed(hannah, kestrel.pk, cast.tomas) == (same, "title")
    sam = cast.individual("Sam", "Whitlock", organization=str(branch.pk))
    notes.write(hannah, "Please write to Sam Whitlock.", by=cast.tomas)
    assert successors.proposed(hannah, kestrel.pk, cast.tomas) == (sam, "named")
