"""Many records at once are made, changed and binned as one would be, under the same checks."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.directory.models import Email, Organization, OrganizationWas
from closeknit.records import entries
from closeknit.records.many import bulk
from closeknit.records.many.bulk import Change
from closeknit.records.models import Entry, Record, RecordWas
from closeknit.records.values import parsed
from tests.cast import Cast

KIND = "organization"


def make(by: Actor, *given: dict[str, Any]) -> list[int]:
    drafts = [bulk.draft(kinds[KIND], parsed(kinds[KIND], one, by), by=by) for one in given]
    entry = entries.write("import.brought", by=by, records=[], data={"name": "here"})
    return bulk.create(kinds[KIND], drafts, by=by, entry=entry.pk)


def test_a_record_made_in_bulk_is_the_same_as_one_made_by_hand(cast: Cast) -> None:
    given: dict[str, Any] = {
        "name": "Kestrel Dairies",
        "employees": "420",
        "tags": "dairy",
        "emails": [{"address": "a@kestrel.example"}, {"address": "b@kestrel.example", "primary": True}],
        "addresses": [{"city": "York", "country": "GB"}],
    }
    by = cast.tomas
    (pk,) = make(by, given)
    one, other = Organization.objects.get(pk=pk), cast.make(KIND, **given)
    other = Organization.objects.get(pk=other.pk)
    for name in (
        "name",
        "kind",
        "owner_id",
        "team_id",
        "tags",
        "words",
        "sort_key",
        "search",
        "version",
        "created_by_id",
        "employees",
        "name_key",
        "binned_at",
    ):
        assert getattr(one, name) == getattr(other, name), name
    assert one.made_in == by.change
    primary = list(Email.objects.filter(record=one).order_by("position").values_list("address", "primary"))
    assert primary == list(Email.objects.filter(record=other).order_by("position").values_list("address", "primary"))
    assert cast.history(one) == ["import.brought"]
    assert not RecordWas.objects.filter(pgh_obj_id=pk).exists()


def test_who_may_not_create_or_would_not_see_it_makes_nothing(cast: Cast) -> None:
    draft = bulk.draft(kinds[KIND], parsed(kinds[KIND], {"name": "Alder Foods"}, cast.ada), by=cast.ada)
    entry = entries.write("import.brought", by=cast.ada, records=[], data={"name": "here"})
    for who in ("omar", "priya"):  # Priya sees her own only, and this is Ada's
        with pytest.raises(gate.NotAllowed):
            bulk.create(kinds[KIND], [draft], by=cast.actor(who), entry=entry.pk)
    assert Record.objects.count() == 0


def test_what_its_kind_refuses_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="is needed"):
        bulk.draft(kinds[KIND], parsed(kinds[KIND], {"industry": "Cheese"}, cast.ada), by=cast.ada)
    with pytest.raises(Refused, match="needs a name"):
        bulk.draft(kinds["individual"], parsed(kinds["individual"], {"language": "en"}, cast.ada), by=cast.ada)


def test_changes_in_bulk_are_versioned_kept_in_history_and_told(cast: Cast) -> None:
    first, second = make(cast.ada, {"name": "Alder Foods", "industry": "Food"}, {"name": "Birch Foods"})
    told = [{"field": "industry", "was": "Food", "became": "Cheese"}]
    row = {"id": None, "primary": False, "address": "post@birch.example", "kind": None}
    changes = [
        Change(first, {"industry": "Cheese", "name": "Elder Foods"}, {}, {}, told),
        Change(second, {}, {"emails": [row]}, {}, []),
    ]
    by = cast.tomas
    bulk.edit(kinds[KIND], changes, by=by, entry_kind="import.changed")
    elder = Organization.objects.get(pk=first)
    assert (elder.industry, elder.name, elder.name_key, elder.version, elder.updated_by_id) == (
        "Cheese",
        "Elder Foods",
        "elder foods",
        2,
        by.user_id,
    )
    assert OrganizationWas.objects.get(pgh_obj_id=first).industry == "Food"
    assert "elder" in elder.search
    assert Email.objects.get(record=second).primary
    assert "post" in Record.objects.get(pk=second).words
    assert Entry.objects.filter(ties__record=first).latest("pk").data == {"changes": told}


def test_one_that_may_not_be_edited_stops_them_all(cast: Cast) -> None:
    (theirs,) = make(cast.ada, {"name": "Alder Foods"})
    (own,) = make(cast.priya, {"name": "Birch Foods"})
    changes = [Change(pk, {"industry": "Cheese"}, {}, {}, []) for pk in (own, theirs)]
    with pytest.raises(gate.NotAllowed):
        bulk.edit(kinds[KIND], changes, by=cast.priya, entry_kind="import.changed")
    assert not Organization.objects.filter(industry="Cheese").exists()
