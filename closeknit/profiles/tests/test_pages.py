"""The pages of fields: added, renamed, put in order, retired and taken up again, and what a record's page shows of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.access import actors
from closeknit.catalogue.kinds import kinds
from closeknit.profiles import definitions, segments, shipped
from closeknit.profiles.models import Definition, Group
from closeknit.records import facts, reading, record
from tests.cast import Cast

KIND = kinds["organization"]
FIELDS = "/settings/fields/organizations/"


def add(cast: Cast, label: str, type: str = "text", **more: Any) -> Definition:
    return definitions.add(KIND, {"label": label, "type": type, **more}, by=cast.ada)


def groups(cast: Cast, pk: int, who: str = "ada") -> dict[str, Any]:
    actor = cast.actor(who)
    return {one["label"]: one for one in facts.groups(reading.one(KIND, pk, actor), actor, True)}


def labels(group: dict[str, Any]) -> list[str]:
    return [str(one["label"]) for one in group["facts"]]


def test_only_who_may_shape_finds_the_pages(cast: Cast) -> None:
    assert cast.browser("tomas").get(FIELDS).status_code == 403
    assert cast.browser("tomas").get("/settings/fields/").status_code == 403
    assert cast.browser("ada").get("/settings/fields/").headers["Location"] == FIELDS
    assert "/settings/fields/" not in cast.browser("tomas").get("/").content.decode()


def test_the_page_tells_type_scope_and_how_many_hold_a_value(cast: Cast) -> None:
    kestrel = cast.organization("Kestrel", industry="Dairy")
    add(cast, "Territory", "choice", options=["North"], group="Sales")
    dairies = segments.add(KIND, {"name": "Dairies", "filter": {"field": "industry", "op": "is", "value": "Dairy"}}, by=cast.ada)  # fmt: skip
    add(cast, "Approval expires", "date", scope={"segment": dairies.pk})
    add(cast, "Silo code", scope={"record": kestrel.pk})
    record.edit(kestrel, {"territory": "north", "silo_code": "4711"}, by=cast.tomas)
    text = cast.browser("ada").get(FIELDS).content.decode()
    for told in ("Territory", "All organizations", "Dairies", "Kestrel only", "Choice", "Sales"):
        assert told in text
    assert text.count('<td class="number">1</td>') == 2


def test_the_page_asks_no_more_with_many_fields(cast: Cast) -> None:
    ada = cast.browser("ada")
    add(cast, "Field")
    ada.get(FIELDS)
    with CaptureQueriesContext(
        connection,
    ) as few:
        ada.get(FIELDS)
    for number in range(20):
        add(cast, f"Field {number}", group=f"Group {number % 3}")
    ada.get(FIELDS)  # reads the shape anew, once
    with CaptureQueriesContext(connection) as many:
        ada.get(FIELDS)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("form", "sentence", "field"),
    [
        ({"label": "", "type": "text"}, "Give the field a name", "field-label"),
        ({"label": "A", "type": ""}, "The type of a field is one of", "field-type"),
        ({"label": "A", "type": "choice"}, "at least one answer", "field-options"),
        ({"label": "Status", "type": "text"}, "has “Status” already", "field-label"),
        ({"label": "A", "type": "text", "scope": "new", "segment_name": "X"}, "a field and its value", "field-segment_value"),
        ({"label": "A", "type": "text", "scope": "new", "segment_field": "industry", "segment_value": "Dairy"}, "Give the segment a name", "field-segment_name"),
    ],
)  # fmt: skip
def test_an_error_stands_beside_its_field(cast: Cast, form: dict[str, str], sentence: str, field: str) -> None:
    answer = cast.browser("ada").post(f"{FIELDS}new/", form)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert f'id="{field}-error"' in text
    assert not Definition.objects.exists()


def test_a_field_is_added_for_a_segment_that_is_made_with_it(cast: Cast) -> None:
    form = {"label": "Approval expires", "type": "date", "scope": "new", "segment_name": "Dairies", "segment_field": "industry", "segment_value": "Dairy, Cheese"}  # fmt: skip
    assert cast.browser("ada").post(f"{FIELDS}new/", form).status_code == 302
    made = Definition.objects.get()
    assert made.segment is not None
    assert made.segment.filter == {"field": "industry", "op": "in", "value": ["Dairy", "Cheese"]}


def test_a_choice_is_added_with_an_answer_to_a_line(cast: Cast) -> None:
    form = {"label": "Territory", "type": "choice", "options": "North\r\n\r\nSouth", "scope": "all", "group": "Sales"}
    answer = cast.browser("ada").post(f"{FIELDS}new/", form)
    made = Definition.objects.select_related("group").get()
    assert answer.headers["Location"].startswith(FIELDS)
    assert [one["label"] for one in made.options] == ["North", "South"]
    assert str(made.group) == "Sales"


def test_a_field_asked_for_on_a_record_leads_back_there_open(cast: Cast) -> None:
    kestrel = cast.organization("Kestrel")
    ada = cast.browser("ada")
    assert f"{FIELDS}new/?record={kestrel.pk}" in ada.get(kestrel.address).content.decode()
    assert "settings/fields" not in cast.browser("tomas").get(kestrel.address).content.decode()
    text = ada.get(f"{FIELDS}new/?record={kestrel.pk}").content.decode()
    assert "Kestrel only" in text
    form = {"label": "Silo code", "type": "text", "scope": f"record-{kestrel.pk}"}
    answer = ada.post(f"{FIELDS}new/?record={kestrel.pk}", form)
    assert answer.headers["Location"] == f"{kestrel.address}#fact-silo_code"
    assert 'id="fact-silo_code"' in ada.get(kestrel.address).content.decode()


def test_it_is_renamed_where_it_stands_and_refused_beside_its_form(cast: Cast) -> None:
    made, _other = add(cast, "Territory"), add(cast, "Area")
    ada = cast.browser("ada")
    assert ada.post(f"{FIELDS}{made.pk}/name/", {"label": "Region of sales"}).status_code == 302
    made.refresh_from_db()
    assert made.label == "Region of sales"
    answer = ada.post(f"{FIELDS}{made.pk}/name/", {"label": "Area"})
    assert answer.status_code == 422
    assert "There is a field of this name already" in answer.content.decode()


def test_answers_are_added_renamed_tinted_retired_and_put_in_order(cast: Cast) -> None:
    made = add(cast, "Territory", "choice", options=["North", "South", "East"])
    form = {
        "label": "Territory", "scope": "all", "answer": ["0", "1", "2", "3"], "put": "up-1",
        "key-0": "north", "label-0": "The North", "tint-0": "good",
        "key-1": "south", "label-1": "South", "key-2": "east", "label-2": "East", "retired-2": "on",
        "key-3": "", "label-3": "West",
    }  # fmt: skip
    assert cast.browser("ada").post(f"{FIELDS}{made.pk}/", form).status_code == 302
    made.refresh_from_db()
    assert [(one["key"], one["label"], one["tint"], one["retired"]) for one in made.options] == [
        ("south", "South", "", False),
        ("north", "The North", "good", False),
        ("east", "East", "", True),
        ("west", "West", "", False),
    ]


def test_fields_are_put_in_order_by_keys_within_their_group(cast: Cast) -> None:
    one, two, three = (add(cast, label, group="Sales") for label in ("One", "Two", "Three"))
    add(cast, "Other", group="Else")
    ada = cast.browser("ada")

    def order() -> list[str]:
        return [each.label for each in definitions.seen(KIND, cast.ada)]

    answer = ada.post(f"{FIELDS}{one.pk}/move/", {"way": "down"})
    assert answer.headers["Location"] == f"{FIELDS}?at={one.pk}&way=down"
    assert order() == ["Two", "One", "Three", "Other"]
    ada.post(f"{FIELDS}{one.pk}/move/", {"way": "down"})
    ada.post(f"{FIELDS}{one.pk}/move/", {"way": "down"})
    assert order() == ["Two", "Three", "One", "Other"]
    ada.post(f"{FIELDS}{three.pk}/move/", {"way": "up"})
    assert order() == ["Three", "Two", "One", "Other"]
    ada.post(f"{FIELDS}{one.pk}/move/", {"before": two.key})
    assert order() == ["Three", "One", "Two", "Other"]


def test_it_is_retired_with_a_bar_that_takes_it_up_again(cast: Cast) -> None:
    made = add(cast, "Territory")
    ada = cast.browser("ada")
    ada.post(f"{FIELDS}{made.pk}/retire/")
    text = ada.get(FIELDS).content.decode()
    back = f"{FIELDS}{made.pk}/reinstate/"
    assert "<undo-bar" in text
    assert text.count(back) == 2  # in the bar, and in the folded list
    ada.post(back)
    assert Definition.objects.get().retired_at is None


def test_a_segment_asks_about_it_so_it_stays(cast: Cast) -> None:
    made = add(cast, "Territory", "choice", options=["North"])
    segments.add(KIND, {"name": "Northerners", "filter": {"field": "territory", "op": "is", "value": "north"}}, by=cast.ada)  # fmt: skip
    answer = cast.browser("ada").post(f"{FIELDS}{made.pk}/retire/")
    assert answer.status_code == 422
    assert "Northerners" in answer.content.decode()


def test_a_group_is_renamed_and_folded(cast: Cast) -> None:
    made = add(cast, "Provider", group="Technical")
    assert made.group is not None
    kestrel = cast.organization("Kestrel")
    cast.browser("ada").post(f"{FIELDS}groups/{made.group.pk}/", {"label": "Network", "folded": "on"})
    assert groups(cast, kestrel.pk)["Network"]["folded"]
    assert Group.objects.get().label == "Network"


def test_a_list_becomes_a_segment(cast: Cast) -> None:
    ada = cast.browser("ada")
    assert ada.post(f"{FIELDS}segments/new/?industry=Dairy", {"name": "Dairies"}).status_code == 302
    assert segments.live(KIND).get().filter == {"all": [{"field": "industry", "op": "is", "value": "Dairy"}]}
    answer = ada.post(f"{FIELDS}segments/new/", {"name": "All"})
    assert (answer.status_code, "by a filter" in answer.content.decode()) == (422, True)


def test_a_record_shows_the_fields_that_describe_it_and_folds_what_it_kept(cast: Cast) -> None:
    kestrel, alder = cast.organization("Kestrel", industry="Dairy"), cast.organization("Alder")
    dairies = segments.add(KIND, {"name": "Dairies", "filter": {"field": "industry", "op": "is", "value": "Dairy"}}, by=cast.ada)  # fmt: skip
    add(cast, "Territory", group="Sales")
    add(cast, "Approval", "date", scope={"segment": dairies.pk}, group="Sales")
    add(cast, "Silo code", scope={"record": kestrel.pk}, group="Sales")
    record.edit(kestrel, {"approval": "2026-12-31"}, by=cast.tomas)
    assert labels(groups(cast, kestrel.pk)["Sales"]) == ["Territory", "Approval", "Silo code"]
    assert labels(groups(cast, alder.pk)["Sales"]) == ["Territory"]
    record.edit(kestrel, {"industry": "Mill"}, by=cast.tomas)
    shown = groups(cast, kestrel.pk)
    assert labels(shown["Sales"]) == ["Territory", "Silo code"]
    assert labels(shown["No longer asked for here"]) == ["Approval"]
    assert "No longer asked for here" in cast.browser("tomas").get(kestrel.address).content.decode()


def test_a_record_page_asks_no_more_with_many_fields(cast: Cast) -> None:
    kestrel = cast.organization("Kestrel", industry="Dairy")
    dairies = segments.add(KIND, {"name": "Dairies", "filter": {"field": "industry", "op": "is", "value": "Dairy"}}, by=cast.ada)  # fmt: skip
    add(cast, "Approval", "date", scope={"segment": dairies.pk})
    tomas = cast.browser("tomas")
    tomas.get(kestrel.address)
    with CaptureQueriesContext(connection) as few:
        tomas.get(kestrel.address)
    for number in range(20):
        add(cast, f"Field {number}", scope=({"all": True}, {"segment": dairies.pk}, {"record": kestrel.pk})[number % 3])
    tomas.get(kestrel.address)
    with CaptureQueriesContext(connection) as many:
        tomas.get(kestrel.address)
    assert len(many) == len(few)


def test_what_three_records_have_grown_is_offered_to_all(cast: Cast) -> None:
    for name in ("Kestrel", "Alder", "Heron"):
        made = add(cast, "Silo code", scope={"record": cast.organization(name).pk})
    ada, page = cast.browser("ada"), f"/organizations/{made.records[0]}/"
    url = f"{FIELDS}{made.pk}/promote/"
    assert url in ada.get(FIELDS).content.decode()
    assert url in ada.get(page, follow=True).content.decode()
    assert url not in cast.browser("tomas").get(page, follow=True).content.decode()
    ada.post(url)
    made.refresh_from_db()
    assert (made.scope, made.records) == ("all", [])
    assert url not in ada.get(FIELDS).content.decode()


def test_the_form_that_makes_a_record_folds_what_the_company_asks_of_all(cast: Cast) -> None:
    kestrel = cast.organization("Kestrel")
    add(cast, "Territory", "choice", options=["North"])
    add(cast, "Silo code", scope={"record": kestrel.pk})
    tomas = cast.browser("tomas")
    text = tomas.get("/organizations/new/").content.decode()
    assert 'name="territory"' in text.partition("<details")[2]
    assert "silo_code" not in text
    tomas.post("/organizations/new/", {"name": "Alder", "territory": "north"})
    assert reading.stored(reading.one(KIND, kestrel.pk + 1, cast.tomas))["territory"] == "north"


def test_a_company_begins_with_fields_that_are_its_own_from_then_on(cast: Cast) -> None:
    shipped.ship()
    actors.declare(cast.ada)
    assert KIND.fields["selling_relationship"].label == "Where we stand"
    assert KIND.fields["internet_provider"].aside
    assert [one.label for one in kinds["individual"].fields["sales_role"].options][:2] == ["Financial decision maker", "Decision maker"]  # fmt: skip
    definitions.change(KIND, "sales_territory", {"label": "Area"}, by=cast.ada)
    definitions.retire(KIND, "internet_provider", by=cast.ada)
    assert not Definition.objects.get(key="sales_territory").shipped
    assert "internet_provider" not in KIND.fields
    kestrel = cast.organization("Kestrel", sales_territory="north")
    assert labels(groups(cast, kestrel.pk)["Selling to them"])[0] == "Area"
