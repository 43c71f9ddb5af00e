"""A field for a segment or for one record: asked of those it describes and of nobody else, and kept by those who leave."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.access import gate
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions, segments
from closeknit.profiles.models import Segment
from closeknit.records import extents, record
from closeknit.records.models import Record
from tests.cast import Cast

KIND = kinds["organization"]
DAIRIES = {"field": "industry", "op": "is", "value": "Dairy"}


def dairies(cast: Cast, tree: Any = DAIRIES) -> Segment:
    return segments.add(KIND, {"name": "Dairies", "filter": tree}, by=cast.ada)


def approval(cast: Cast) -> Segment:
    segment = dairies(cast)
    definitions.add(KIND, {"label": "Approval expires", "type": "date", "scope": {"segment": segment.pk}}, by=cast.ada)
    return segment


def test_a_field_of_a_segment_is_asked_of_those_who_fit_it_now(cast: Cast) -> None:
    approval(cast)
    dairy, mill = cast.organization("Kestrel", industry="Dairy"), cast.organization("Alder", industry="Mill")
    assert extents.describing(KIND, dairy.pk, ["approval_expires", "name"]) == {"approval_expires", "name"}
    assert extents.describing(KIND, mill.pk, ["approval_expires", "name"]) == {"name"}
    record.edit(dairy, {"approval_expires": "2026-12-31"}, by=cast.tomas)
    with pytest.raises(Refused) as refused:
        record.edit(mill, {"approval_expires": "2026-12-31"}, by=cast.tomas)
    assert (refused.value.field, refused.value.code) == ("approval_expires", "outside_scope")
    assert "Dairies" in refused.value.sentence
    assert Record.objects.get(pk=mill.pk).profile == {}


def test_a_record_may_be_made_with_it_and_enter_the_segment_with_it(cast: Cast) -> None:
    approval(cast)
    cast.organization("Kestrel", industry="Dairy", approval_expires="2026-12-31")
    mill = cast.organization("Alder", industry="Mill")
    record.edit(mill, {"industry": "Dairy", "approval_expires": "2027-01-01"}, by=cast.tomas)
    with pytest.raises(Refused):
        cast.organization("Heron", approval_expires="2026-12-31")
    assert not Record.objects.filter(name="Heron").exists()


def test_a_field_of_a_segment_that_holds_everybody_is_asked_of_everybody(cast: Cast) -> None:
    everybody = segments.add(KIND, {"name": "Everybody", "filter": {"any": [DAIRIES, {"all": []}]}}, by=cast.ada)
    given = {"label": "Approval expires", "type": "date", "scope": {"segment": everybody.pk}}
    definitions.add(KIND, given, by=cast.ada)
    mill = cast.organization("Alder", industry="Mill")
    assert extents.describing(KIND, mill.pk, ["approval_expires"]) == {"approval_expires"}
    record.edit(mill, {"approval_expires": "2026-12-31"}, by=cast.tomas)


def test_who_leaves_the_segment_keeps_the_value_and_may_lose_it_by_hand(cast: Cast) -> None:
    approval(cast)
    dairy = cast.organization("Kestrel", industry="Dairy", approval_expires="2026-12-31")
    record.edit(dairy, {"industry": "Mill"}, by=cast.tomas)
    assert list(Record.objects.get(pk=dairy.pk).profile.values()) == ["2026-12-31"]
    record.edit(dairy, {"approval_expires": None}, by=cast.tomas)
    assert Record.objects.get(pk=dairy.pk).profile == {}


def test_a_field_of_one_record_is_no_other_ones(cast: Cast) -> None:
    kestrel, alder = cast.organization("Kestrel"), cast.organization("Alder")
    definitions.add(KIND, {"label": "Silo code", "type": "text", "scope": {"record": kestrel.pk}}, by=cast.ada)
    record.edit(kestrel, {"silo_code": "4711"}, by=cast.tomas)
    with pytest.raises(Refused) as refused:
        record.edit(alder, {"silo_code": "0815"}, by=cast.tomas)
    assert refused.value.code == "outside_scope"


def test_a_segment_cannot_depend_on_what_is_asked_of_it_alone(cast: Cast) -> None:
    segment = dairies(cast)
    scope = {"segment": segment.pk}
    definitions.add(KIND, {"label": "Grade", "type": "choice", "options": ["A", "B"], "scope": scope}, by=cast.ada)
    graded = {"field": "grade", "op": "is", "value": "a"}
    with pytest.raises(Refused) as refused:
        segments.change(KIND, segment.pk, {"filter": {"any": [DAIRIES, {"not": graded}]}}, by=cast.ada)
    assert refused.value.code == "circle"
    further = segments.add(KIND, {"name": "Graded", "filter": graded}, by=cast.ada)
    definitions.add(KIND, {"label": "Extra", "type": "yes_no", "scope": {"segment": further.pk}}, by=cast.ada)
    with pytest.raises(Refused):
        segments.change(KIND, segment.pk, {"filter": {"field": "extra", "op": "is", "value": True}}, by=cast.ada)


def test_what_a_segment_asks_about_is_not_retired_nor_a_segment_that_has_fields(cast: Cast) -> None:
    definitions.add(KIND, {"label": "Grade", "type": "number"}, by=cast.ada)
    segment = dairies(cast, {"field": "grade", "op": "gte", "value": 3})
    with pytest.raises(Refused) as refused:
        definitions.retire(KIND, "grade", by=cast.ada)
    assert refused.value.code == "in_use"
    definitions.add(KIND, {"label": "Extra", "type": "text", "scope": {"segment": segment.pk}}, by=cast.ada)
    with pytest.raises(Refused):
        segments.retire(KIND, segment.pk, by=cast.ada)
    definitions.retire(KIND, "extra", by=cast.ada)
    segments.retire(KIND, segment.pk, by=cast.ada)
    definitions.retire(KIND, "grade", by=cast.ada)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "", "filter": DAIRIES}, "name"),
        ({"name": "A\x00", "filter": DAIRIES}, "name"),
        ({"filter": DAIRIES}, "name"),
        ({"name": "A", "filter": None}, "filter"),
        ({"name": "A", "filter": {"all": []}}, "filter"),
        ({"name": "A", "filter": {"field": "nothing", "op": "is", "value": 1}}, "nothing"),
        ({"name": "A", "filter": 7}, "filter"),
    ],
)
def test_bad_words_about_a_segment_are_refused(cast: Cast, given: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        segments.add(KIND, given, by=cast.ada)
    assert refused.value.field == field
    with pytest.raises(gate.NotAllowed):
        segments.add(KIND, {"name": "A", "filter": DAIRIES}, by=cast.omar)
