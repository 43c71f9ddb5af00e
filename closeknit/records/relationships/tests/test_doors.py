"""The doors of relationships: the pages and the endpoints do what the verbs do, and no more."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from closeknit.access import tokens
from closeknit.bench.inside import counted
from closeknit.records.models import Relationship
from closeknit.records.relationships import relationships, types
from tests.cast import Cast


@pytest.fixture
def hannah(cast: Cast) -> Any:
    return cast.individual("Hannah", "Osei")


@pytest.fixture
def piet(cast: Cast) -> Any:
    return cast.individual("Piet", "de Vries")


def at(subject: Any, rest: str = "") -> str:
    return f"/individuals/{subject.pk}/relationships/{rest}"


def api(cast: Cast, who: str, method: str, path: str, data: Any = None) -> Any:
    text = tokens.issue(getattr(cast, f"{who}_user"), "test")
    headers = {"Authorization": f"Bearer {text}"}
    return Client().generic(
        method, f"/api/v1{path}", "" if data is None else json.dumps(data), "application/json", headers=headers
    )


def test_a_form_ties_two_by_the_name_of_the_other(cast: Cast, hannah: Any, piet: Any) -> None:
    client = cast.browser("tomas")
    page = client.get(at(hannah, "new/")).content.decode()
    assert ">reports to</option>" in page
    assert ">manages</option>" in page
    assert ">competitor of<" not in page
    sent = {"type": "reports_to:reverse", "other": "piet de vries", "since": "2024-03-01", "note": "since the merger"}
    assert client.post(at(hannah, "new/"), sent).status_code == 302
    made = Relationship.objects.get()
    assert (made.record_id, made.other_id, made.note) == (piet.pk, hannah.pk, "since the merger")


def test_a_form_sent_twice_ties_once(cast: Cast, hannah: Any, piet: Any) -> None:
    client, key = cast.browser("tomas"), "0f8fad5b-d9cb-469f-a165-70867728950e"
    sent = {"type": "knows", "other": str(piet.name), "idempotency": key}
    assert [client.post(at(hannah, "new/"), sent).status_code for _time in range(2)] == [302, 302]
    assert Relationship.objects.count() == 1


def test_of_several_with_one_name_the_one_with_the_number_is_meant(cast: Cast, hannah: Any, piet: Any) -> None:
    other = cast.individual("Piet", "de Vries")
    client = cast.browser("tomas")
    refused = client.post(at(hannah, "new/"), {"type": "knows", "other": "Piet de Vries"})
    assert refused.status_code == 422
    assert "There are several called" in refused.content.decode()
    offered = client.get(at(hannah, "suggest/?q=piet")).content.decode()
    assert f'value="Piet de Vries #{other.pk}"' in offered
    assert f"#{piet.pk}" in offered
    assert client.post(at(hannah, "new/"), {"type": "knows", "other": f"Piet de Vries #{other.pk}"}).status_code == 302
    assert Relationship.objects.get().other_id == other.pk


def test_what_was_typed_stands_in_a_form_that_is_refused(cast: Cast, hannah: Any) -> None:
    answer = cast.browser("tomas").post(at(hannah, "new/"), {"type": "knows", "other": "Nobody", "since": "soon"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="soon"' in text
    assert 'value="Nobody"' in text
    assert "is a date" in text


def test_the_tab_lists_ties_by_what_they_are_and_the_page_names_the_first(cast: Cast, hannah: Any, piet: Any) -> None:
    relationships.relate(hannah, piet.pk, "reports_to", by=cast.tomas)
    client = cast.browser("tomas")
    tab = client.get(f"{hannah.address}?tab=relationships").content.decode()
    assert "<h2>reports to</h2>" in tab
    assert "Piet de Vries" in tab
    assert "<dt>reports to</dt>" in client.get(hannah.address).content.decode()


def test_an_empty_tab_says_the_next_step_to_who_may_take_it(cast: Cast, hannah: Any) -> None:
    assert "Add a relationship" in cast.browser("tomas").get(f"{hannah.address}?tab=relationships").content.decode()


@pytest.mark.parametrize("who", ["ada", "priya"])
def test_a_list_of_ties_asks_as_much_for_many_as_for_one(cast: Cast, who: str) -> None:
    mine = cast.individual("Laura", "Finch", by=who)
    relationships.relate(mine, cast.individual("A", "One", by=who).pk, "knows", by=cast.actor(who))
    client = cast.browser(who)

    def asked(address: str) -> int:
        client.get(address)
        with counted() as queries:
            assert client.get(address).status_code == 200
        return len(queries.asked)

    addresses = [at(mine), at(mine, "?view=graph"), mine.address]
    few = [asked(one) for one in addresses]
    for place in range(20):
        relationships.relate(mine, cast.individual("B", f"{place}", by=who).pk, "knows", by=cast.actor(who))
    assert [asked(one) for one in addresses] == few


def test_ending_and_removing_offer_to_be_taken_back(cast: Cast, hannah: Any, piet: Any) -> None:
    made = relationships.relate(hannah, piet.pk, "knows", by=cast.tomas)
    client = cast.browser("tomas")
    client.post(at(hannah, f"{made.pk}/end/"))
    assert "Noted as over" in client.get(hannah.address).content.decode()
    client.post(at(piet, f"{made.pk}/remove/"))
    assert "Relationship removed." in client.get(hannah.address).content.decode()
    assert not Relationship.objects.exists()


def test_a_form_changes_dates_and_note(cast: Cast, hannah: Any, piet: Any) -> None:
    made = relationships.relate(hannah, piet.pk, "knows", note="school", by=cast.tomas)
    client = cast.browser("tomas")
    assert "school" in client.get(at(hannah, f"{made.pk}/")).content.decode()
    sent = {"since": "2020-01-01", "until": "2019-01-01", "note": "school"}
    assert client.post(at(hannah, f"{made.pk}/"), sent).status_code == 422
    assert client.post(at(hannah, f"{made.pk}/"), {**sent, "until": ""}).status_code == 302
    made.refresh_from_db()
    assert str(made.since) == "2020-01-01"


def test_the_graph_leads_two_steps_far_and_says_the_same_in_words(cast: Cast, hannah: Any, piet: Any) -> None:
    sam = cast.individual("Sam", "Whitlock")
    relationships.relate(hannah, piet.pk, "reports_to", by=cast.tomas)
    relationships.relate(sam, piet.pk, "influences", by=cast.tomas)
    page = cast.browser("tomas").get(at(hannah, "?view=graph")).content.decode()
    assert page.count('class="graph-node" data-level="2"') == 2, "once wide, once narrow"
    assert re.search(r">influenced by</text> <text[^>]*>Sam Whitlock</text></a>", page)
    assert "<span>influenced by</span>" in page


def test_an_administrator_adds_and_retires_a_type_in_the_browser(cast: Cast, hannah: Any) -> None:
    client = cast.browser("ada")
    sent = {"label": "audits", "reverse": "audited by", "from_kinds": ["individual"], "to_kinds": ["organization"]}
    assert client.post("/settings/relationships/new/", sent).status_code == 302
    assert "audited by" in client.get("/settings/relationships/").content.decode()
    assert ">audits</option>" in client.get(at(hannah, "new/")).content.decode()
    assert client.post("/settings/relationships/audits/", {"retired": "yes"}).status_code == 302
    assert ">audits</option>" not in client.get(at(hannah, "new/")).content.decode()
    refused = client.post("/settings/relationships/knows/", {"label": ""})
    assert refused.status_code == 422
    assert "Say how it is called" in refused.content.decode()
    assert cast.browser("tomas").get("/settings/relationships/").status_code == 403


def test_a_program_does_what_people_do(cast: Cast, hannah: Any, piet: Any) -> None:
    ties = f"/individuals/{hannah.pk}/relationships"
    body = {"type": "reports_to", "other": piet.pk, "direction": "backward", "since": "2024-03-01", "note": "x"}
    made = api(cast, "tomas", "POST", ties, body)
    assert made.status_code == 201
    assert made.json()["words"] == "manages"
    assert made.headers["Closeknit-Change"]
    one = f"{ties}/{made.json()['id']}"
    listed = api(cast, "tomas", "GET", ties).json()
    assert (listed["count"], listed["after"], listed["items"]) == (1, None, [made.json()])
    assert api(cast, "tomas", "PATCH", one, {"until": "2025-01-01"}).json()["over"] is True
    assert cast.history(hannah)[-1] == "relationship.ended"
    assert api(cast, "tomas", "GET", one).json()["until"] == "2025-01-01"
    assert api(cast, "tomas", "DELETE", one).status_code == 204
    assert api(cast, "tomas", "GET", one).status_code == 404


def test_pages_of_a_list_of_ties_follow_one_another(cast: Cast, hannah: Any) -> None:
    for place in range(3):
        relationships.relate(hannah, cast.individual("N", f"{place}").pk, "knows", by=cast.tomas)
    ties = f"/individuals/{hannah.pk}/relationships"
    first = api(cast, "tomas", "GET", f"{ties}?limit=2").json()
    second = api(cast, "tomas", "GET", f"{ties}?limit=2&after={first['after']}").json()
    assert (len(first["items"]), len(second["items"]), second["after"], second["count"]) == (2, 1, None, 3)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"type": "knows"}, "other"),
        ({"type": "knows", "other": "5"}, "other"),
        ({"type": "knows", "other": 900000000}, "other"),
        ({"type": "loves", "other": 1}, "type"),
        ({"type": "knows", "other": 1, "direction": "up"}, "direction"),
        ({"type": "knows", "other": 1, "since": "soon"}, "since"),
        ({"type": "knows", "other": 1, "since": 12}, "since"),
        ({"type": "knows", "other": 1, "note": 12}, "note"),
        ({"type": "knows", "other": 1, "strength": 12}, "strength"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(cast: Cast, hannah: Any, sent: Any, field: str) -> None:
    answer = api(cast, "tomas", "POST", f"/individuals/{hannah.pk}/relationships", sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_a_program_manages_types_if_it_may(cast: Cast) -> None:
    made = api(cast, "ada", "POST", "/relationship-types", {"label": "audits", "reverse": "audited by"})
    assert made.status_code == 201
    assert made.json()["key"] == "audits"
    changed = api(cast, "ada", "PATCH", "/relationship-types/audits", {"retired": True})
    assert changed.json()["retired"] is True
    assert changed.json()["reverse"] == "audited by"
    assert api(cast, "tomas", "PATCH", "/relationship-types/audits", {}).status_code == 403
    assert len(api(cast, "tomas", "GET", "/relationship-types").json()["items"]) == len(types.SHIPPED) + 1
