"""A filter of groups and related records: made by plain forms, read as a sentence, and asked from either end of a relation."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.web import filter_groups
from tests.cast import Cast


@pytest.fixture
def office(cast: Cast) -> Cast:
    """Two customers in York and Leeds, with a buyer and an engineer."""
    for name, city, person, title in (("Alder", "York", "Ann", "Head buyer"), ("Kestrel", "Leeds", "Ben", "Engineer")):
        made = cast.organization(name, city=city)
        cast.individual(person, "Osei", employments=[{"organization": made.pk, "title": title}])
    return cast


def groups(cast: Cast, query: Any, kind: str = "organizations", who: str = "tomas") -> Any:
    return cast.browser(who).get(f"/{kind}/filter/groups/", query)


def names(cast: Cast, tree: Any, kind: str = "organizations", who: str = "tomas") -> list[str]:
    answer = cast.browser(who).get(f"/{kind}/", {"filter": json.dumps(tree)})
    assert answer.status_code == 200, answer.content
    return [row.name for row in answer.context["rows"]]


def test_a_group_is_added_filled_and_shown_by_forms_alone(office: Cast) -> None:
    form: dict[str, str] = {"g-t": "all", "do": "group:t"}
    shown = groups(office, form).context["group"]
    assert [one["place"] for one in shown["items"][0]["group"]["items"]] == ["t.0.0", "t.0.1"]
    form = {"g-t": "all", "g-t.0": "any", "f-t.0.0": "city", "f-t.0.1": "name", "do": "again"}
    shown = groups(office, form).context["group"]
    assert [one["key"] for one in shown["items"][0]["group"]["items"][0]["parts"]["ops"] if one["chosen"]] == [
        "contains"
    ]
    form |= {"o-t.0.0": "contains", "v-t.0.0": "york", "o-t.0.1": "starts", "v-t.0.1": "kes"}
    assert groups(office, form).context["sentence"] == "City contains york or Name starts with kes"
    answer = groups(office, {**form, "show": "yes", "sort": "-name"})
    told = dict(parse_qsl(answer["Location"].partition("?")[2]))
    assert told["sort"] == "-name"
    assert [row.name for row in office.browser("tomas").get(answer["Location"]).context["rows"]] == ["Kestrel", "Alder"]
    opened = groups(office, told).context
    assert (opened["sentence"], len(opened["group"]["items"])) == ("City contains york or Name starts with kes", 2)


def test_a_condition_and_a_group_are_taken_away(office: Cast) -> None:
    form = {"g-t": "all", "f-t.0": "city", "o-t.0": "is", "v-t.0": "York", "g-t.1": "none", "f-t.1.0": "name"}
    assert len(groups(office, {**form, "do": "drop:t.1"}).context["group"]["items"]) == 1
    left = groups(office, {**form, "do": "drop:t.0"}).context["group"]["items"]
    assert [one["group"]["place"] for one in left] == ["t.0"]
    for nonsense in ("drop:t", "drop:t.9", "fly:t", "line:t.x", "drop"):
        assert groups(office, {**form, "do": nonsense}).status_code == 200


def test_plain_conditions_become_a_plain_address_again(office: Cast) -> None:
    answer = groups(office, {"g-t": "all", "f-t.0": "city", "o-t.0": "not_contains", "v-t.0": "york", "show": "yes"})
    assert answer["Location"] == "/organizations/?city__not_contains=york"
    assert groups(office, {"g-t": "all", "show": "yes"})["Location"] == "/organizations/"


def test_what_cannot_be_asked_is_said_and_not_shown(office: Cast) -> None:
    form = {"g-t": "all", "f-t.0": "employees", "o-t.0": "gt", "v-t.0": "many", "show": "yes"}
    answer = groups(office, form)
    assert (answer.status_code, "Employees" in answer.context["error"]) == (422, True)
    assert groups(office, {**form, "r-t": "planets"}).status_code == 422
    assert groups(office, {**form, "o-t.0": "flies"}).status_code == 422


def test_people_are_asked_by_their_organization_and_organizations_by_their_people(office: Cast) -> None:
    york = {"field": "city", "op": "is", "value": "York"}
    assert names(office, {"related": "organization", "where": york}, "individuals") == ["Ann Osei"]
    buyer = {"field": "title", "op": "contains", "value": "buyer"}
    back = {"related": "individuals.organization", "where": buyer}
    assert names(office, back) == ["Alder"]
    assert names(office, {"not": back}) == ["Kestrel"]
    chips = office.browser("tomas").get("/organizations/", {"filter": json.dumps(back)}).context["chips"]
    assert [chip.value for chip in chips] == ["People (Title contains buyer)"]
    office.organization("Branch", parent=kinds["organization"].model._default_manager.get(name="Alder").pk)
    assert names(office, {"related": "organizations.parent", "where": {"field": "name", "op": "is", "value": "Branch"}}) == ["Alder"]  # fmt: skip


def test_related_records_that_the_reader_does_not_see_do_not_count(office: Cast) -> None:
    mine = office.organization("Priya's", by="priya", city="York")
    office.individual("Carl", "Osei", by="tomas", employments=[{"organization": mine.pk, "title": "Head buyer"}])
    back = {"related": "individuals.organization", "where": {"field": "title", "op": "contains", "value": "buyer"}}
    assert "Priya's" in names(office, back)
    assert names(office, back, who="priya") == []


def test_a_relation_that_is_not_there_is_refused(office: Cast) -> None:
    for path in ("individuals.city", "planets.organization", "individuals.nothing", "organization.individuals", "city"):
        tree = {"related": path, "where": {"field": "city", "op": "is", "value": "York"}}
        assert office.browser("tomas").get("/organizations/", {"filter": json.dumps(tree)}).status_code == 422, path


def test_the_form_offers_the_relations_of_a_kind(office: Cast) -> None:
    shown = groups(office, {"g-t": "all", "do": "group:t"}, "individuals").context["group"]["items"][0]["group"]
    assert {"organization", "employments.organization"} <= {one["key"] for one in shown["relations"]}
    form = {"g-t": "all", "g-t.0": "any", "r-t.0": "organization", "f-t.0.0": "legal_name"}
    inner = groups(office, form, "individuals").context["group"]["items"][0]["group"]["items"][0]
    assert "/organizations/filter/values/" in inner["parts"]["control"]


@pytest.mark.parametrize(
    "tree",
    [
        {"any": [{"field": "city", "op": "is", "value": "York"}, {"not": {"field": "name", "op": "contains", "value": "a"}}]},
        {"not": {"any": [{"field": "city", "op": "empty"}, {"field": "employees", "op": "between", "value": ["1", "2"]}]}},
        {"related": "parent", "where": {"all": [{"field": "city", "op": "in", "value": ["York", "Leeds"]}, {"field": "name", "op": "is", "value": "x"}]}},
        {"not": {"related": "parent", "where": {"field": "city", "op": "is", "value": "York"}}},
    ],
)  # fmt: skip
def test_a_filter_that_is_opened_in_the_form_means_the_same(office: Cast, tree: Any) -> None:
    found = filter_groups.tree(filter_groups.of_tree(filters.read(tree)))
    assert found is not None
    told = (
        json.dumps(filters.written(found)).replace('"York,Leeds"', '["York", "Leeds"]').replace('"1..2"', '["1", "2"]')
    )
    assert json.loads(told) == tree
    assert groups(office, {"filter": json.dumps(tree)}).status_code == 200


def test_a_typed_filter_opens_the_list_or_says_what_is_wrong(office: Cast) -> None:
    tomas = office.browser("tomas")
    answer = tomas.get("/organizations/filter/typed/", {"typed": "city:york -name~kes", "city": "x", "sort": "-name"})
    assert answer["Location"] == "/organizations/?city__contains=york&name__not_contains=kes&sort=-name"
    assert tomas.get(answer["Location"]).context["filter"].typed == "city~york -name~kes"
    wrong = tomas.get("/organizations/filter/typed/", {"typed": "colour:red"})
    assert (wrong.status_code, b"colour:red" in wrong.content) == (422, True)
    assert "“colour”" in wrong.context["error"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("emplo", "employees:"),
        ("business", "industry:"),
        ("status:for", "status:former"),
        ("status:former,cus", "status:former,customer"),
        ("owner:m", "owner:me"),
        ("owner=Tom", 'owner="Tomás Ferreira"'),
        ("updated:last-30", "updated_at:last-30-days"),
        ("city:le", "city:Leeds"),
        ("nothing:x", None),
    ],
)
def test_fields_then_values_are_offered(office: Cast, typed: str, offered: str | None) -> None:
    answer = office.browser("tomas").get("/organizations/filter/typed/values/", {"q": typed}).content.decode()
    wanted = offered and offered.replace('"', "&quot;")
    assert (f'<option value="{wanted}">' in answer) if offered else answer == ""
