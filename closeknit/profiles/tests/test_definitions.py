"""Fields that a company adds: at three scopes, in force at once, changed and retired without losing a value."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from closeknit.access import actors, gate
from closeknit.catalogue import filters
from closeknit.catalogue.extents import Scope
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions
from closeknit.profiles.models import Definition
from closeknit.records import record
from closeknit.records.models import Record
from closeknit.web.listing import Listing, Sort, page
from tests.cast import Cast

KIND = kinds["organization"]


def add(cast: Cast, label: str, type: str, **more: Any) -> Definition:
    return definitions.add(KIND, {"label": label, "type": type, **more}, by=cast.ada)


def names(cast: Cast, tree: Any, sort: str = "name") -> list[str]:
    return [row.name for row in page(Listing(KIND, cast.tomas, ("name",), Sort.read(sort), filters.read(tree))).rows]


def test_a_field_is_in_force_at_once_and_its_values_stand_under_its_id(cast: Cast) -> None:
    made = add(cast, "Sales territory", "choice", options=["North", "South"])
    assert KIND.fields["sales_territory"].label == "Sales territory"
    kestrel = cast.organization("Kestrel", sales_territory="north")
    cast.organization("Alder", sales_territory="south")
    assert Record.objects.get(pk=kestrel.pk).profile == {str(made.pk): "north"}
    assert names(cast, {"field": "sales_territory", "op": "is", "value": "north"}) == ["Kestrel"]


def test_what_a_transaction_took_back_is_in_force_nowhere(cast: Cast) -> None:
    with transaction.atomic():
        add(cast, "Territory", "text")
        assert "territory" in KIND.fields
        transaction.set_rollback(True)
    actors.declare(cast.ada)
    assert "territory" not in KIND.fields


def test_only_who_may_shape_a_kind_adds_to_it(cast: Cast) -> None:
    with pytest.raises(gate.NotAllowed):
        definitions.add(KIND, {"label": "Territory", "type": "text"}, by=cast.priya)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": "", "type": "text"}, "label"),
        ({"label": "x" * 81, "type": "text"}, "label"),
        ({"label": "A\x00", "type": "text"}, "label"),
        ({"label": "Status", "type": "text"}, "label"),
        ({"label": "T", "type": "nothing"}, "type"),
        ({"label": "T", "type": "choice"}, "options"),
        ({"label": "T", "type": "choice", "options": ["A", "a"]}, "options"),
        ({"label": "T", "type": "choice", "options": "A"}, "options"),
        ({"label": "T", "type": "text", "options": ["A"]}, "options"),
        ({"label": "T", "type": "text", "scope": {"segment": 999}}, "scope"),
        ({"label": "T", "type": "text", "scope": "everybody"}, "scope"),
        ({"label": "T", "type": "text", "key": "name"}, "key"),
        ({"label": "T", "type": "text", "key": "No Key"}, "key"),
        ({"label": "T", "type": "reference"}, "target"),
        ({"label": "T", "type": "text", "unit": "x" * 21}, "unit"),
        ({"label": "T", "type": "text", "group": 7}, "group"),
        ({"label": "T", "type": "text", "sensitivity": "secret"}, "sensitivity"),
    ],
)
def test_bad_words_about_a_field_are_refused_and_nothing_is_made(cast: Cast, given: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        definitions.add(KIND, given, by=cast.ada)
    assert refused.value.field == field
    assert not Definition.objects.exists()


def test_two_records_that_grow_the_same_share_one_field_which_can_be_promoted(cast: Cast) -> None:
    grown = [cast.organization(name) for name in ("Kestrel", "Alder", "Heron")]
    for one in grown:
        made = add(cast, "Silo access code", "text", scope={"record": one.pk})
    assert made.scope == Scope.RECORD
    assert set(made.records) == {one.pk for one in grown}
    assert [one.key for one in definitions.promotable(KIND, cast.ada)] == ["silo_access_code"]
    record.edit(grown[0], {"silo_access_code": "4711"}, by=cast.tomas)
    wider = definitions.change(KIND, "silo_access_code", {"scope": {"all": True}}, by=cast.ada)
    assert (wider.scope, wider.records) == (Scope.ALL, [])
    assert names(cast, {"field": "silo_access_code", "op": "is", "value": "4711"}) == ["Kestrel"]


def test_answers_are_renamed_and_retired_without_losing_what_was_answered(cast: Cast) -> None:
    add(cast, "Territory", "choice", options=["North", "South"])
    cast.organization("Kestrel", territory="north")
    changed = definitions.change(
        KIND, "territory", {"options": [{"key": "north", "label": "The North"}, "East"]}, by=cast.ada
    )
    assert [(one["key"], one["label"], one["retired"]) for one in changed.options] == [
        ("north", "The North", False),
        ("east", "East", False),
        ("south", "South", True),
    ]
    assert names(cast, {"field": "territory", "op": "is", "value": "north"}) == ["Kestrel"]


def test_a_retired_field_is_gone_and_comes_back_with_its_values(cast: Cast) -> None:
    made = add(cast, "Scales", "number")
    kestrel = cast.organization("Kestrel", scales="14")
    definitions.retire(KIND, "scales", by=cast.ada)
    assert "scales" not in KIND.fields
    with pytest.raises(Refused):
        names(cast, {"field": "scales", "op": "gte", "value": 1})
    definitions.reinstate(KIND, made.pk, by=cast.ada)
    assert names(cast, {"field": "scales", "op": "gte", "value": 14}, "-scales") == ["Kestrel"]
    assert Record.objects.get(pk=kestrel.pk).profile == {str(made.pk): 14}


def test_fields_are_moved(cast: Cast) -> None:
    for label in ("One", "Two", "Three"):
        add(cast, label, "text")
    definitions.move(KIND, "three", before="one", by=cast.ada)
    assert [one.key for one in definitions.seen(KIND, cast.ada)] == ["three", "one", "two"]


def test_who_may_not_see_a_record_does_not_see_what_it_alone_has(cast: Cast) -> None:
    hidden = cast.organization("Hidden")
    add(cast, "Secret plan", "text", scope={"record": hidden.pk})
    assert definitions.seen(KIND, cast.priya) == []
    assert [one.key for one in definitions.seen(KIND, cast.tomas)] == ["secret_plan"]
