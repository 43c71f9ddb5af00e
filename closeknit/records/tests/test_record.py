"""Records made, changed, binned, restored and undone, through the verbs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from closeknit.access import gate
from closeknit.access.actors import Actor, Granted
from closeknit.access.models import Share
from closeknit.access.verbs import Conflict, Refused, RefusedTogether
from closeknit.catalogue.fields import Detail, field
from closeknit.catalogue.kinds import PROVIDERS, kinds
from closeknit.directory.models import Email, Individual, Organization
from closeknit.records import entries, reading, record, undoing
from closeknit.records.many import bulk
from closeknit.records.models import Entry, Record
from closeknit.records.values import parsed as values_of
from closeknit.timeline import notes
from tests.cast import Cast


def values(cast: Cast, subject: Record) -> dict[str, object]:
    return reading.stored(reading.one(kinds[subject.kind], subject.pk, cast.ada))


def test_a_record_is_made_with_its_details_and_found_by_them(cast: Cast) -> None:
    made = cast.organization(email="info@kestrel.example", phone="+44 1904 496 0110", city="York")
    shown = values(cast, made)
    assert (shown["name"], shown["city"], shown["email"]) == ("Kestrel Dairies", "York", "info@kestrel.example")
    assert [one["address"] for one in shown["emails"]] == ["info@kestrel.example"]
    assert made.owner_id == cast.tomas_user.pk
    assert cast.history(made) == ["record.created"]
    assert "york" in Record.objects.get(pk=made.pk).search


def test_an_edit_changes_what_was_given_and_tells_it(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    changed = record.edit(made, {"status": "customer", "email": "info@kestrel.example"}, by=cast.tomas)
    assert changed.version == made.version + 1
    assert values(cast, made)["status"] == "customer"
    assert cast.history(made) == ["record.created", "record.edited"]


def test_the_same_values_again_change_nothing(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    assert record.edit(made, {"status": "prospect"}, by=cast.tomas).version == made.version
    assert cast.history(made) == ["record.created"]


def test_a_stale_version_is_a_conflict_and_writes_nothing(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    record.edit(made, {"status": "customer"}, by=cast.tomas)
    with pytest.raises(Conflict):
        record.edit(made, {"status": "supplier"}, by=cast.ada, version=made.version)
    assert Organization.objects.get(pk=made.pk).status == "customer"


def test_every_bad_value_is_refused_at_once_beside_its_field(cast: Cast) -> None:
    with pytest.raises(RefusedTogether) as caught:
        cast.organization(status="unheard of", employees="many", nothing="x")
    assert {one.field for one in caught.value.refusals} == {"status", "employees", "nothing"}
    assert not Record.objects.exists()


def test_a_set_and_a_single_field_of_it_are_given_together(cast: Cast) -> None:
    kestrel, valdenza = cast.organization(), cast.organization("Valdenza")
    over = {"organization": valdenza.pk, "title": "Clerk", "until": "2001-01-01", "primary": True}
    now = {"organization": kestrel.pk, "title": "Buyer"}
    made = cast.individual("Hannah", "Osei", organization=str(valdenza.pk), title="Seller")
    record.edit(made, {"employments": [over, now], "title": "Head buyer"}, by=cast.tomas)
    shown = values(cast, made)
    assert shown["title"] == "Head buyer"
    assert [one["title"] for one in shown["employments"]] == ["Clerk", "Head buyer"], "who has left keeps the old title"


def test_the_first_choice_passes_to_another_row_and_back(cast: Cast) -> None:
    made = cast.individual("Hannah", "Osei", emails=[{"address": "a@osei.example"}, {"address": "b@osei.example"}])
    first, second = values(cast, made)["emails"]
    editor = cast.tomas
    record.edit(made, {"emails": [{**first, "primary": False}, {**second, "primary": True}]}, by=editor)
    assert values(cast, made)["email"] == "b@osei.example"
    undoing.undo(editor.change, by=cast.tomas)
    assert values(cast, made)["email"] == "a@osei.example"


def test_an_emptied_single_field_leaves_its_place_to_the_next_row(cast: Cast) -> None:
    made = cast.individual("Hannah", "Osei", emails=[{"address": "a@osei.example"}, {"address": "b@osei.example"}])
    record.edit(made, {"email": ""}, by=cast.tomas)
    left = values(cast, made)["emails"]
    assert [(one["address"], one["primary"]) for one in left] == [("b@osei.example", True)]


def test_what_was_changed_is_taken_back_and_put_again(cast: Cast) -> None:
    made = cast.organization(status="prospect", email="info@kestrel.example")
    editor = cast.tomas
    record.edit(made, {"status": "customer", "emails": [{"address": "sam@kestrel.example"}]}, by=editor)
    before = values(cast, made)
    taker = cast.tomas
    undoing.undo(editor.change, by=taker)
    undone = values(cast, made)
    assert (undone["status"], undone["email"]) == ("prospect", "info@kestrel.example")
    told = {one["field"]: one for one in Entry.objects.get(change=taker.change).data["changes"]}
    assert told["status"] == {"field": "status", "was": "customer", "became": "prospect"}
    undoing.undo(taker.change, by=cast.tomas)
    again = values(cast, made)
    assert {key: again[key] for key in ("status", "email")} == {key: before[key] for key in ("status", "email")}


def test_a_change_that_was_built_upon_is_not_taken_back(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    first = cast.tomas
    record.edit(made, {"status": "customer"}, by=first)
    record.edit(made, {"status": "supplier"}, by=cast.ada)
    with pytest.raises(Refused, match="changed again since"):
        undoing.undo(first.change, by=cast.tomas)
    assert values(cast, made)["status"] == "supplier"


def test_another_field_changed_since_does_not_hinder(cast: Cast) -> None:
    made = cast.organization(status="prospect")
    first = cast.tomas
    record.edit(made, {"status": "customer"}, by=first)
    record.edit(made, {"industry": "Dairy"}, by=cast.ada)
    undoing.undo(first.change, by=cast.tomas)
    assert (values(cast, made)["status"], values(cast, made)["industry"]) == ("prospect", "Dairy")


def test_the_first_choice_goes_to_the_next_when_the_first_is_taken_back(cast: Cast) -> None:
    made = cast.organization()
    first = cast.tomas
    record.edit(made, {"emails": [{"address": "a@kestrel.example"}]}, by=first)
    record.edit(made, {"emails": [*values(cast, made)["emails"], {"address": "b@kestrel.example"}]}, by=cast.ada)
    undoing.undo(first.change, by=cast.tomas)
    assert [(one["address"], one["primary"]) for one in values(cast, made)["emails"]] == [("b@kestrel.example", True)]


def test_what_was_changed_again_since_can_stay_while_the_rest_is_set_back(cast: Cast) -> None:
    made = cast.organization(status="prospect", industry="Dairy")
    first = cast.tomas
    record.edit(made, {"status": "customer", "industry": "Cheese"}, by=first)
    record.edit(made, {"status": "supplier"}, by=cast.ada)
    assert undoing.set_back(first.change, {made.pk}, by=cast.tomas, keep_later=True) == {made.pk}
    assert (values(cast, made)["status"], values(cast, made)["industry"]) == ("supplier", "Dairy")


def test_a_record_that_was_just_made_is_undone_into_the_bin(cast: Cast) -> None:
    maker = cast.tomas
    made = record.create(kinds["organization"], {"name": "Typo"}, by=maker)
    undoing.undo(maker.change, by=cast.tomas)
    assert Record.objects.get(pk=made.pk).binned_at is not None


def test_the_bin_gives_a_record_back_as_it_was(cast: Cast) -> None:
    made = cast.individual(email="hannah@kestrel.example")
    before = values(cast, made)
    record.discard(made, by=cast.tomas)
    with pytest.raises(gate.Absent):
        gate.get(Individual, made.pk, cast.tomas)
    record.restore(made, by=cast.tomas)
    after = values(cast, made)
    for key in ("version", "updated_at"):
        before.pop(key)
        after.pop(key)
    assert after == before


def test_the_first_choice_can_change_hands(cast: Cast) -> None:
    made = cast.organization(emails=[{"address": "a@kestrel.example"}, {"address": "b@kestrel.example"}])
    first, second = values(cast, made)["emails"]
    assert (first["primary"], second["primary"]) == (True, False)
    record.edit(made, {"emails": [{**first, "primary": False}, {**second, "primary": True}]}, by=cast.tomas)
    assert values(cast, made)["email"] == "b@kestrel.example"
    assert Email.objects.filter(record=made.pk).count() == 2


def test_removing_the_first_choice_promotes_the_next(cast: Cast) -> None:
    made = cast.organization(emails=[{"address": "a@kestrel.example"}, {"address": "b@kestrel.example"}])
    record.edit(made, {"email": None}, by=cast.tomas)
    assert values(cast, made)["email"] == "b@kestrel.example"


def test_an_organization_cannot_be_below_itself(cast: Cast) -> None:
    top = cast.organization("Kestrel Group")
    below = cast.organization("Kestrel Ripon", parent=top.pk)
    with pytest.raises(Refused, match="branch of itself"):
        record.edit(top, {"parent": below.pk}, by=cast.tomas)


def test_a_person_is_named_by_either_part_but_needs_one(cast: Cast) -> None:
    assert cast.individual("", "Osei").name == "Osei"
    with pytest.raises(Refused, match="needs a name"):
        cast.individual("", "")


def test_rows_that_contradict_themselves_are_refused_where_they_stand(cast: Cast) -> None:
    company, person = cast.organization(), cast.individual()
    backwards = {"organization": company.pk, "from": "2026-02-01", "until": "2026-01-01"}
    with pytest.raises(RefusedTogether, match="end before it begins") as caught:
        record.edit(person, {"employments": [backwards]}, by=cast.tomas)
    assert caught.value.field == "employments.0.until"
    twice = {"function": "sales", "user": cast.ada_user.pk}
    with pytest.raises(RefusedTogether, match="say the same"):
        record.edit(company, {"assignments": [twice, twice]}, by=cast.tomas)


def test_a_title_may_stand_alone_and_follows_its_organization(cast: Cast) -> None:
    assert values(cast, cast.individual("Sam", "Whitlock", title="Consultant"))["title"] == "Consultant"
    company = cast.organization()
    person = cast.individual(title="Engineer", organization=company.pk)
    employments = values(cast, person)["employments"]
    assert [(one["title"], one["organization"]["id"]) for one in employments] == [("Engineer", company.pk)]


def test_what_hangs_on_something_else_asks_for_it_first(cast: Cast) -> None:
    details = kinds["organization"].details["assignments"]
    added = (field("task", "Task", "text", Detail(details, "function")),)
    PROVIDERS.append(lambda kind: added if kind == "organization" else ())
    try:
        with pytest.raises(Refused, match="give “User” first"):
            cast.organization(task="sales")
    finally:
        PROVIDERS.pop()
    assert not Record.objects.exists()


def test_an_address_that_has_a_successor_returns_beside_it(cast: Cast) -> None:
    made = cast.organization(emails=[{"address": "a@kestrel.example"}])
    emptied = cast.tomas
    record.edit(made, {"emails": []}, by=emptied)
    record.edit(made, {"emails": [{"address": "b@kestrel.example"}]}, by=cast.tomas)
    undoing.undo(emptied.change, by=cast.tomas)
    found = values(cast, made)["emails"]
    assert [(one["address"], one["primary"]) for one in found] == [
        ("b@kestrel.example", True),
        ("a@kestrel.example", False),
    ]


def test_a_change_is_taken_back_once(cast: Cast) -> None:
    made = cast.organization()
    editor = cast.tomas
    record.edit(made, {"email": "info@kestrel.example"}, by=editor)
    undoing.undo(editor.change, by=cast.tomas)
    with pytest.raises(Refused, match="taken back already"):
        undoing.undo(editor.change, by=cast.tomas)
    assert cast.history(made).count("record.undone") == 1


def test_a_note_is_not_taken_back(cast: Cast) -> None:
    made = cast.organization()
    writer = cast.tomas
    notes.write(made, "Called.", by=writer)
    with pytest.raises(Refused, match="cannot be taken back"):
        undoing.undo(writer.change, by=cast.tomas)
    assert cast.history(made) == ["record.created", "note.written"]


def test_the_same_rows_again_keep_their_identity(cast: Cast) -> None:
    company = cast.organization()
    person = cast.individual(employments=[{"organization": company.pk, "title": "Boss"}])
    before = values(cast, person)["employments"]
    record.edit(person, {"employments": [{"organization": company.pk, "title": "Boss"}]}, by=cast.tomas)
    assert values(cast, person)["employments"] == before
    assert cast.history(person) == ["record.created"]


def test_the_last_part_of_an_address_takes_the_address_with_it(cast: Cast) -> None:
    made = cast.organization(city="York")
    record.edit(made, {"city": None}, by=cast.tomas)
    assert values(cast, made)["addresses"] == []


def test_many_at_once_obey_the_rules_of_one(cast: Cast) -> None:
    """Whose a record is: not given to others by who may make only their own, not taken by whom it is only shared with."""
    kind = kinds["organization"]
    maker = replace(cast.priya, grants=(*cast.priya.grants, Granted("*", "see", "all")))
    theirs = values_of(kind, {"name": "Kestrel", "owner": cast.ada_user.pk}, maker)
    with pytest.raises(gate.NotAllowed), transaction.atomic():
        bulk.create(kind, [bulk.draft(kind, theirs, by=maker)], by=maker, entry=_entry(maker))
    shared = cast.organization()
    Share.objects.create(record_id=shared.pk, user=cast.priya_user, edit=True, by=cast.ada_user)
    taking = bulk.Change(shared.pk, values_of(kind, {"owner": cast.priya_user.pk}, cast.priya).fields, {}, {}, [])
    with pytest.raises(gate.NotAllowed), transaction.atomic():
        bulk.edit(kind, [taking], by=cast.priya, entry_kind="record.edited")


def _entry(by: Actor) -> int:
    return entries.write("record.created", by=by, records=[]).pk
