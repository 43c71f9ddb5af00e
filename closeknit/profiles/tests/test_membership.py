"""Being in a segment, as a condition: live, in chips and in the API, with the reader's rights, never in a circle."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions, segments
from closeknit.profiles.models import Segment
from closeknit.records import record
from tests.cast import Cast

KIND, PERSON = kinds["organization"], kinds["individual"]
DAIRY = {"field": "industry", "op": "is", "value": "Dairy"}
YORK = {"field": "city", "op": "is", "value": "York"}


def segment(cast: Cast, name: str, tree: Any, kind: Any = KIND) -> Segment:
    return segments.add(kind, {"name": name, "filter": tree}, by=cast.ada)


def within(*ids: Any, op: str = "is") -> dict[str, Any]:
    return {"field": "segment", "op": op, "value": ids[0] if op != "in" else list(ids)}


def names(cast: Cast, query: str, who: str = "tomas") -> list[str]:
    answer = cast.browser(who).get(f"/organizations/?{query}")
    assert answer.status_code == 200, answer.content
    return [row.name for row in answer.context["rows"]]


def code_of(act: Any) -> str:
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.field == "filter"
    return str(refused.value.code)


@pytest.fixture
def places(cast: Cast) -> Cast:
    for name, industry, city in (("Alder", "Mill", "York"), ("Kestrel", "Dairy", "York"), ("Pike", "Dairy", "Leeds")):
        cast.organization(name, industry=industry, city=city)
    return cast


def test_who_is_in_a_segment_is_asked_live(places: Cast) -> None:
    dairies = segment(places, "Dairies", DAIRY)
    assert names(places, f"segment={dairies.pk}") == ["Kestrel", "Pike"]
    assert names(places, f"segment__is_not={dairies.pk}") == ["Alder"]
    kestrel = KIND.model._default_manager.get(name="Kestrel")
    record.edit(kestrel, {"industry": "Mill"}, by=places.tomas)
    assert names(places, f"segment={dairies.pk}") == ["Pike"]
    segments.change(KIND, dairies.pk, {"filter": YORK}, by=places.ada)
    assert names(places, f"segment={dairies.pk}") == ["Alder", "Kestrel"]


def test_several_segments_stand_in_one_chip(places: Cast) -> None:
    dairies, york = segment(places, "Dairies", DAIRY), segment(places, "In York", YORK)
    assert names(places, f"segment__in={dairies.pk},{york.pk}") == ["Alder", "Kestrel", "Pike"]
    assert names(places, f"segment={dairies.pk}&segment__in={york.pk}") == ["Kestrel"]
    shown = places.browser("tomas").get(f"/organizations/?segment__in={dairies.pk},{york.pk}").context
    assert [str(chip.field) + f" {chip.op} {chip.value}" for chip in shown["chips"]] == [
        "Segment is one of Dairies or In York"
    ]
    assert "segment" in [one.key for one in shown["filter"].choices]
    form = places.browser("tomas").get("/organizations/filter/?add_field=segment").context["parts"]
    assert [one["key"] for one in form["ops"]] == ["in", "not_in", "is", "is_not"]
    assert "Dairies" in form["control"]


def test_nobody_is_asked_for_a_segment_where_there_is_none(cast: Cast) -> None:
    shown = cast.browser("tomas").get("/organizations/").context
    assert "segment" not in [one.key for one in shown["filter"].choices]
    assert cast.browser("tomas").get("/organizations/?segment=7").status_code == 422


def test_it_is_no_column_and_no_order(places: Cast) -> None:
    segment(places, "Dairies", DAIRY)
    shown = places.browser("tomas").get("/organizations/?column=segment&columns=all").context
    assert "segment" not in [one.key for one in shown["columns"]]
    assert places.browser("tomas").get("/organizations/?sort=segment").status_code == 422


def test_a_segment_asks_for_another_and_of_related_records(places: Cast) -> None:
    dairies = segment(places, "Dairies", DAIRY)
    there = segment(places, "Dairies in York", {"all": [within("Dairies"), YORK]})
    assert there.filter["all"][0] == within(str(dairies.pk))
    assert names(places, f"segment={there.pk}") == ["Kestrel"]
    segments.change(KIND, dairies.pk, {"name": "Milk"}, by=places.ada)
    assert names(places, f"segment={there.pk}") == ["Kestrel"]
    places.individual(employments=[{"organization": KIND.model._default_manager.get(name="Pike").pk}])
    tree = {"related": "employments.organization", "where": within(dairies.pk)}
    people = segment(places, "Of dairies", tree, PERSON)
    found = places.browser("tomas").get(f"/individuals/?segment={people.pk}").context["rows"]
    assert [row.name for row in found] == ["Hannah Osei"]


def test_no_segment_asks_for_itself_through_any_other(cast: Cast) -> None:
    one = segment(cast, "One", YORK)
    two = segment(cast, "Two", {"not": within(one.pk)})
    three = segment(cast, "Three", within(two.pk, op="in"))
    for inner in (one, two, three):
        given = {"filter": {"any": [YORK, within(inner.pk)]}}
        assert code_of(lambda given=given: segments.change(KIND, one.pk, given, by=cast.ada)) == "circle"
    assert Segment.objects.get(pk=one.pk).filter == YORK


def test_a_field_of_a_segment_is_not_asked_by_it_through_another(cast: Cast) -> None:
    north = segment(cast, "North", YORK)
    definitions.add(KIND, {"label": "Approval", "type": "text", "scope": {"segment": north.pk}}, by=cast.ada)
    approved = segment(cast, "Approved", {"field": "approval", "op": "not_empty"})
    assert code_of(lambda: segments.change(KIND, north.pk, {"filter": within(approved.pk)}, by=cast.ada)) == "circle"


def test_segments_of_segments_do_not_grow_without_bound(cast: Cast) -> None:
    broad = {"any": [{"field": "city", "op": "is", "value": str(number)} for number in range(50)]}
    inner = segment(cast, "Inner", broad)
    tree = {"any": [within(inner.pk) for _time in range(6)]}
    assert code_of(lambda: segment(cast, "Outer", tree)) == "too_big"


def test_a_segment_is_the_same_for_everybody(cast: Cast) -> None:
    assert code_of(lambda: segment(cast, "Mine", {"field": "owner", "op": "is", "value": "me"})) == "personal"
    with pytest.raises(Refused):
        segment(cast, "Nowhere", within(77))


def test_one_that_asks_what_the_reader_may_not_see_is_not_there_for_them(places: Cast) -> None:
    secret = {"label": "Margin", "type": "choice", "options": ["Low", "High"], "sensitivity": "confidential"}
    definitions.add(KIND, secret, by=places.ada)
    kestrel = KIND.model._default_manager.get(name="Kestrel")
    record.edit(kestrel, {"margin": "low"}, by=places.ada)
    poor = segment(places, "Poor payers", {"field": "margin", "op": "is", "value": "low"})
    through = segment(places, "Poor in York", {"all": [YORK, within(poor.pk)]})
    related = {"related": "employments.organization", "where": within(poor.pk)}
    people = segment(places, "Of poor payers", related, PERSON)
    assert names(places, f"segment={poor.pk}", "ada") == ["Kestrel"]
    tomas = places.browser("tomas")
    for one in (poor, through):
        answer = tomas.get(f"/organizations/?segment={one.pk}")
        assert (answer.status_code, b"Poor" in answer.content) == (422, False)
        tree = json.dumps({"not": within(one.pk)})
        assert tomas.get("/organizations/", {"filter": tree}).status_code == 422
    assert tomas.get(f"/individuals/?segment={people.pk}").status_code == 422
    assert "segment" not in [one.key for one in tomas.get("/organizations/").context["filter"].choices]


def test_a_segment_shows_each_reader_only_their_own_records(places: Cast) -> None:
    dairies = segment(places, "Dairies", DAIRY)
    places.organization("Priya's", by="priya", industry="Dairy")
    assert names(places, f"segment={dairies.pk}", "priya") == ["Priya's"]


def test_one_that_another_asks_for_is_not_retired(places: Cast) -> None:
    dairies = segment(places, "Dairies", DAIRY)
    outer = segment(places, "Others", {"not": within(dairies.pk)})
    with pytest.raises(Refused) as refused:
        segments.retire(KIND, dairies.pk, by=places.ada)
    assert refused.value.code == "in_use"
    segments.retire(KIND, outer.pk, by=places.ada)
    segments.retire(KIND, dairies.pk, by=places.ada)
    assert places.browser("tomas").get(f"/organizations/?segment={dairies.pk}").status_code == 422


def test_a_chip_asks_no_query_for_its_segment(places: Cast, django_assert_max_num_queries: Any) -> None:
    dairies = segment(places, "Dairies", DAIRY)
    scope = gate.Readable(KIND, places.tomas)
    tree = filters.read(within(dairies.pk))
    filters.condition(tree, scope)
    with django_assert_max_num_queries(0):
        filters.condition(tree, scope)
