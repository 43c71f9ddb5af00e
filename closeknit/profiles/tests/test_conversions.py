"""A field that changes its type: its values tried before, converted in batches, and what cannot be converted kept and shown."""

from __future__ import annotations

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from closeknit.api.tests.programs import Program
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import conversions, definitions, segments
from closeknit.profiles.models import Conversion, Definition
from closeknit.records import facts, reading, record
from closeknit.records.models import Record
from closeknit.web.listing import Listing, Sort, page
from tests.cast import Cast

KIND = kinds["organization"]


def add(cast: Cast, label: str, type: str = "text", **more: Any) -> Definition:
    return definitions.add(KIND, {"label": label, "type": type, **more}, by=cast.ada)


def names(cast: Cast, tree: Any, sort: str = "name") -> list[str]:
    return [row.name for row in page(Listing(KIND, cast.tomas, ("name",), Sort.read(sort), filters.read(tree))).rows]


def retype(cast: Cast, key: str, type: str, **more: Any) -> Definition:
    return definitions.retype(KIND, key, {"type": type, **more}, by=cast.ada)


def test_values_move_to_the_other_type_and_what_cannot_stays_and_is_shown(cast: Cast) -> None:
    old = add(cast, "Scales")
    cast.organization("Kestrel", scales="14")
    alder = cast.organization("Alder", scales="about a dozen")
    cast.organization("Heron", scales="3")
    new = retype(cast, "scales", "number")
    assert names(cast, {"field": "scales", "op": "gt", "value": 2}, "scales") == ["Heron", "Kestrel"]
    assert names(cast, {"field": "scales", "op": "empty"}) == ["Alder"]
    assert Record.objects.get(pk=alder.pk).profile == {str(old.pk): "about a dozen"}
    conversion = Conversion.objects.get(definition=new)
    assert (conversion.total, conversion.done, conversion.kept, conversion.ended_at is None) == (3, 3, 1, False)
    shown = {one["label"]: one for one in facts.groups(reading.one(KIND, alder.pk, cast.tomas), cast.tomas, True)}
    (left,) = shown["No longer asked for here"]["facts"]
    assert (left["label"], left["html"], left["edit_url"]) == ("Scales, was", "about a dozen", "")
    assert [one.key for one in definitions.seen(KIND, cast.ada, retired=True)] == ["scales"]


@pytest.mark.parametrize(
    ("before", "given", "after", "expected"),
    [
        ({"type": "number"}, "14", "text", "14"),
        ({"type": "choice", "options": ["North", "South"]}, "south", "text", "South"),
        ({"type": "choice", "options": ["North", "South"]}, "south", "choices", ["south"]),
        ({"type": "choices", "options": ["North", "South"]}, ["south"], "choice", "south"),
        ({"type": "choices", "options": ["North", "South"]}, ["north", "south"], "long_text", "North, South"),
        ({"type": "text"}, "2026-12-31", "date", "2026-12-31"),
        ({"type": "text"}, "12.50 EUR", "money", {"amount": "12.50", "currency": "EUR"}),
        ({"type": "text"}, "North", "choice", "north"),
        ({"type": "yes_no"}, True, "choice", "yes"),
        ({"type": "number"}, 14, "percent", 14),
    ],
)  # fmt: skip
def test_each_type_is_read_as_people_would_type_it(cast: Cast, before: Any, given: Any, after: str, expected: Any) -> None:  # fmt: skip
    add(cast, "Field", **before)
    made = cast.organization("Kestrel", field=given)
    new = retype(cast, "field", after)
    assert Record.objects.get(pk=made.pk).profile == {str(new.pk): expected}


def test_the_preview_says_what_would_become_of_the_values_and_changes_nothing(cast: Cast) -> None:
    old = add(cast, "Scales")
    for name, value in (("Kestrel", "14"), ("Alder", "many"), ("Heron", "14"), ("Mill", "few")):
        cast.organization(name, scales=value)
    found = definitions.try_retype(KIND, "scales", {"type": "number"}, by=cast.ada)
    assert (found.tried, found.converts, sorted(found.stay), found.more) == (4, 2, ["few", "many"], False)
    found = definitions.try_retype(KIND, "scales", {"type": "choice"}, by=cast.ada)
    assert (found.converts, found.options[0], sorted(found.options)) == (4, "14", ["14", "few", "many"])
    assert list(Definition.objects.values_list("pk", flat=True)) == [old.pk]


@pytest.mark.parametrize(
    ("type", "code"), [("text", "same_type"), ("user", "points"), ("nothing", "not_an_option"), (None, "not_an_option")]
)
def test_what_makes_no_sense_is_refused(cast: Cast, type: Any, code: str) -> None:
    add(cast, "Scales")
    for act in (definitions.retype, definitions.try_retype):
        with pytest.raises(Refused) as refused:
            act(KIND, "scales", {"type": type}, by=cast.ada)
        assert refused.value.code == code


def test_a_field_that_a_segment_asks_about_keeps_its_type(cast: Cast) -> None:
    add(cast, "Territory", "choice", options=["North"])
    segments.add(KIND, {"name": "Northerners", "filter": {"field": "territory", "op": "is", "value": "north"}}, by=cast.ada)  # fmt: skip
    with pytest.raises(Refused, match="Northerners"):
        retype(cast, "territory", "text")


def test_many_values_are_converted_by_the_worker_from_where_it_stopped(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversions, "BATCH", 2)
    add(cast, "Scales")
    made = [cast.organization(f"Number {n}", scales=str(n)) for n in range(5)]
    new = retype(cast, "scales", "number")
    conversion = Conversion.objects.get()
    assert (conversion.total, conversion.done, conversion.ended_at) == (5, 2, None)
    assert ProcrastinateJob.objects.filter(task_name="profiles.convert").count() == 1
    with pytest.raises(Refused, match="still being converted"):
        retype(cast, "scales", "text")
    record.edit(made[4], {"scales": 99}, by=cast.tomas)  # answered anew before the worker came
    assert not conversions.step(new.pk)
    assert conversions.run(new.pk, "en", 5)
    conversion.refresh_from_db()
    assert (conversion.done, conversion.kept, conversion.ended_at is None) == (5, 0, False)
    profiles = [Record.objects.get(pk=one.pk).profile[str(new.pk)] for one in made]
    assert profiles == [0, 1, 2, 3, 99]
    assert conversions.run(new.pk, "en", 5)  # a job that comes again finds nothing to do


def test_a_place_in_which_nothing_is_left_is_free_again(cast: Cast) -> None:
    for number in range(8):
        add(cast, f"Field {number}", "number" if number % 2 else "text")
    before = Definition.objects.get(key="field_1")
    cast.organization("Kestrel", field_1=4)
    retype(cast, "field_1", "text")
    before.refresh_from_db()
    assert before.place == ""


def test_the_api_tries_and_converts(cast: Cast) -> None:
    ada = Program(cast.ada_user)
    old = add(cast, "Scales")
    cast.organization("Kestrel", scales="14")
    cast.organization("Alder", scales="many")
    tried = ada.post(f"/classifications/{old.pk}/retype", {"type": "number", "preview": True})
    assert tried.json() == {"tried": 2, "converts": 1, "stay": ["many"], "options": [], "more": False}
    made = ada.post(f"/classifications/{old.pk}/retype", {"type": "number"}).json()
    assert (made["type"], made["conversion"]) == ("number", {"total": 2, "done": 2, "kept": 1, "ended": True})
    assert ada.get(f"/classifications/{old.pk}").status_code == 404
    assert ada.post(f"/classifications/{made['id']}/retype", {"type": "number"}).json()["code"] == "same_type"
