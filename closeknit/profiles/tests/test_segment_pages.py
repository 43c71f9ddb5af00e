"""Pages of segments: made from a list, shown with their counts, renamed, given another filter, retired and taken up again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions, segments
from closeknit.profiles.models import Segment
from tests.cast import Cast

KIND = kinds["organization"]
PAGE, SAVE = "/settings/segments/organizations/", "/settings/fields/organizations/segments/new/"
YORK = {"field": "city", "op": "is", "value": "York"}


def segment(cast: Cast, name: str = "In York", tree: Any = YORK) -> Segment:
    return segments.add(KIND, {"name": name, "filter": tree}, by=cast.ada)


def test_a_list_is_saved_as_a_segment_by_who_shapes_the_kind(cast: Cast) -> None:
    ada = cast.browser("ada")
    url = ada.get("/organizations/?city=York&sort=-name").context["segment_url"]
    assert url == f"{SAVE}?city=York"
    assert ada.post(url, {"name": "In York", "replace": ""})["Location"] == PAGE
    assert segments.live(KIND).get().filter == {"all": [YORK]}
    assert cast.browser("tomas").get("/organizations/?city=York").context["segment_url"] == ""
    assert ada.get("/organizations/").context["segment_url"] == ""
    assert cast.browser("tomas").post(f"{SAVE}?city=York", {"name": "x"}).status_code == 403


def test_the_filter_is_opened_as_a_list_and_saved_again(cast: Cast) -> None:
    cast.organization("Kestrel", city="York")
    one, ada = segment(cast), cast.browser("ada")
    row = ada.get(PAGE).context["rows"][0]
    assert row["said"] == "City is York"
    assert "1" in ada.get(row["count_url"]).content.decode()
    opened = ada.get(row["filter_url"]).context
    assert [each.name for each in opened["rows"]] == ["Kestrel"]
    ada.post(f"{SAVE}?city=Leeds", {"name": "", "replace": str(one.pk)})
    changed = Segment.objects.get(pk=one.pk)
    assert (changed.label, changed.filter["all"][0]["value"]) == ("In York", "Leeds")
    assert ada.post(f"{SAVE}?city=Leeds", {"replace": "seven"}).status_code == 422
    assert ada.post(f"{SAVE}?segment={one.pk}", {"replace": str(one.pk)}).status_code == 422


def test_it_is_renamed_retired_and_taken_up_again(cast: Cast) -> None:
    one, ada = segment(cast), cast.browser("ada")
    ada.post(f"{PAGE}{one.pk}/name/", {"name": "Yorkshire"})
    assert Segment.objects.get(pk=one.pk).label == "Yorkshire"
    undo = ada.post(f"{PAGE}{one.pk}/retire/", follow=True).context["shell"]["undo"]
    assert undo["text"] == "“Yorkshire” retired."
    assert not segments.live(KIND).exists()
    assert [row["segment"].label for row in ada.post(undo["url"], follow=True).context["rows"]] == ["Yorkshire"]


def test_what_cannot_be_is_said_on_the_page(cast: Cast) -> None:
    one, ada = segment(cast), cast.browser("ada")
    segment(cast, "Others", {"not": {"field": "segment", "op": "is", "value": one.pk}})
    assert b"Another segment asks" in ada.post(f"{PAGE}{one.pk}/retire/", follow=True).content
    assert b"of this name already" in ada.post(f"{PAGE}{one.pk}/name/", {"name": "others"}, follow=True).content


def test_one_is_not_taken_up_again_where_its_name_or_what_it_asks_is_gone(cast: Cast) -> None:
    one = segment(cast)
    segments.retire(KIND, one.pk, by=cast.ada)
    segment(cast)
    with pytest.raises(Refused) as refused:
        segments.reinstate(KIND, one.pk, by=cast.ada)
    assert refused.value.code == "taken"
    definitions.add(KIND, {"label": "Territory", "type": "text"}, by=cast.ada)
    north = segment(cast, "North", {"field": "territory", "op": "is", "value": "north"})
    segments.retire(KIND, north.pk, by=cast.ada)
    definitions.retire(KIND, "territory", by=cast.ada)
    with pytest.raises(Refused):
        segments.reinstate(KIND, north.pk, by=cast.ada)


def test_a_filter_with_groups_is_saved_whole(cast: Cast) -> None:
    tree = {"any": [YORK, {"field": "city", "op": "is", "value": "Leeds"}]}
    ada = cast.browser("ada")
    url = ada.get("/organizations/", {"filter": json.dumps(tree)}).context["segment_url"]
    ada.post(url, {"name": "Two cities"})
    assert segments.live(KIND).get().filter == tree
