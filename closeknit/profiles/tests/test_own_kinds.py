"""A kind that a company adds has lists, pages, history, search and API at once, and no table."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from closeknit.access import gate, people, tokens
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions, own_kinds
from closeknit.profiles.models import Definition
from closeknit.records import record, search, undoing
from closeknit.records.models import Record
from closeknit.web.listing import Listing, Sort, count, page
from tests.cast import Cast


def scales(cast: Cast) -> Any:
    own_kinds.add({"label": "Scale", "label_plural": "Scales", "icon": "scale"}, by=cast.ada)
    for given in (
        {"label": "Serial number", "type": "text"},
        {"label": "Capacity", "type": "number", "unit": "kg"},
        {"label": "Stands at", "type": "reference", "target": "organization"},
    ):
        definitions.add(kinds["scale"], given, by=cast.ada)
    return kinds["scale"]


def test_it_is_made_listed_edited_binned_and_taken_back_like_any_other(cast: Cast) -> None:
    kind = scales(cast)
    kestrel = cast.organization("Kestrel")
    one = cast.make("scale", name="Platform scale", serial_number="BW-1", capacity="1500", stands_at=kestrel.pk)
    cast.make("scale", name="Bench scale", serial_number="BW-2", capacity="30")
    listing = Listing(kind, cast.tomas, ("name", "capacity", "stands_at"), Sort.read("-capacity"))
    assert [row.name for row in page(listing).rows] == ["Platform scale", "Bench scale"]
    assert count(listing) == (2, True)
    by_place = Listing(
        kind, cast.tomas, ("name",), Sort(), filters.read({"field": "capacity", "op": "lt", "value": 100})
    )
    assert [row.name for row in page(by_place).rows] == ["Bench scale"]
    editor = cast.tomas
    record.edit(one, {"serial_number": "BW-9"}, by=editor)
    undoing.undo(editor.change, by=cast.tomas)
    record.discard(one, by=cast.tomas)
    assert count(listing) == (1, True)
    record.restore(kind.model._default_manager.get(pk=one.pk), by=cast.tomas)
    assert cast.history(one) == ["record.created", "record.edited", "record.undone", "record.binned", "record.restored"]
    assert [found.name for found in search.find("Platform", cast.tomas)[0]] == ["Platform scale"]


def test_its_pages_and_its_api_are_there_on_the_next_click(cast: Cast) -> None:
    scales(cast)
    browser = cast.browser("tomas")
    assert "Scales" in browser.get("/organizations/").content.decode()
    form = {"name": "Platform scale", "capacity": "1500", "idempotency": str(uuid.uuid4())}
    made = browser.post("/scales/new/", form)
    assert made.status_code == 302, made.content
    assert "Platform scale" in browser.get(made["Location"]).content.decode()
    assert "Serial number" in browser.get("/scales/new/").content.decode()
    assert "Platform scale" in browser.get("/scales/").content.decode()
    headers = {"Authorization": f"Bearer {tokens.issue(cast.ada_user, 'test')}"}
    found = Client().get("/api/v1/scales?capacity__gte=100", headers=headers).json()
    assert [(one["name"], one["profile"]["capacity"]) for one in found["items"]] == [("Platform scale", 1500)]
    assert "/scales" in Client().get("/api/v1/openapi.json", headers=headers).content.decode()


def test_who_sees_their_own_only_sees_only_their_own(cast: Cast) -> None:
    kind = scales(cast)
    cast.make("scale", name="Theirs")
    mine = cast.make("scale", by="priya", name="Mine")
    assert [row.name for row in page(Listing(kind, cast.priya, ("name",))).rows] == ["Mine"]
    assert set(gate.rows(Record, cast.priya).values_list("pk", flat=True)) == {mine.pk}
    assert gate.rows(kind.model, cast.omar).count() == 0


def test_kinds_are_told_apart(cast: Cast) -> None:
    scales(cast)
    own_kinds.add({"label": "Policy", "label_plural": "Policies"}, by=cast.ada)
    scale, policy = cast.make("scale", name="Scale 1"), cast.make("policy", name="Policy 1")
    assert kinds.of(type(scale)) is kinds["scale"]
    with pytest.raises(gate.Absent):
        gate.get(kinds["policy"].model, scale.pk, cast.tomas)
    assert gate.get(kinds["policy"].model, policy.pk, cast.tomas).name == "Policy 1"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": "", "label_plural": "Scales"}, "label"),
        ({"label": "Scale"}, "label_plural"),
        ({"label": "Person", "label_plural": "Individuals"}, "label_plural"),
        ({"label": "Organization", "label_plural": "Orgs"}, "label"),
        ({"label": "Quote", "label_plural": "Quotes"}, "label_plural"),
        ({"label": "Search", "label_plural": "Search"}, "label_plural"),
        ({"label": "Bin", "label_plural": "Bin"}, "label_plural"),
        ({"label": "API", "label_plural": "API"}, "label_plural"),
        ({"label": "秤", "label_plural": "秤"}, "label"),
        ({"label": "Scale", "label_plural": "Scales", "icon": "<svg>"}, "icon"),
        ({"label": ["Scale"], "label_plural": "Scales"}, "label"),
    ],
)
def test_a_bad_name_is_refused(cast: Cast, given: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        own_kinds.add(given, by=cast.ada)
    assert refused.value.field == field


def test_a_kind_is_renamed_and_removed_only_while_there_are_none(cast: Cast) -> None:
    scales(cast)
    own_kinds.change("scale", {"label_plural": "Weighing machines"}, by=cast.ada)
    assert (str(kinds["scale"].label_plural), kinds["scale"].plural) == ("Weighing machines", "scales")
    one = cast.make("scale", name="Platform scale")
    record.discard(one, by=cast.tomas)
    with pytest.raises(Refused) as refused:
        own_kinds.remove("scale", by=cast.ada)
    assert refused.value.code == "in_use"
    with pytest.raises(gate.NotAllowed):
        own_kinds.add({"label": "Policy", "label_plural": "Policies"}, by=cast.tomas)
    own_kinds.add({"label": "Policy", "label_plural": "Policies"}, by=cast.ada)
    own_kinds.remove("policy", by=cast.ada)
    assert "policy" not in {kind.key for kind in kinds}


def test_a_kind_begins_with_a_description_that_is_asked_last_and_stands_in_no_list(cast: Cast) -> None:
    own_kinds.add({"label": "Policy", "label_plural": "Policies"}, by=cast.ada)
    definitions.add(kinds["policy"], {"label": "Premium", "type": "number"}, by=cast.ada)
    kind = kinds["policy"]
    assert str(kind.fields["description"].label) == "Description"
    assert (kind.create_fields, kind.create_more) == (("name", "number", "premium"), ("description",))
    assert "description" not in kind.columns
    assert kind.groups[0].fields == ("name", "number", "description")


def test_a_kind_of_before_gets_its_description_with_an_upgrade_unless_it_has_one(cast: Cast) -> None:
    for label, plural in (("Policy", "Policies"), ("Vehicle", "Vehicles")):
        own_kinds.add({"label": label, "label_plural": plural}, by=cast.ada)
    Definition.objects.filter(key="description").delete()
    definitions.add(kinds["vehicle"], {"label": "Description", "type": "text"}, by=cast.ada)
    people.catch_up()
    people.catch_up()
    assert kinds["policy"].fields["description"].type.key == "long_text"
    assert kinds["vehicle"].fields["description"].type.key == "text"
    assert Definition.objects.filter(key="description").count() == 2
