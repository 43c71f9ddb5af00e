"""A board counts and sums its columns in one query, and shows the rows of the list that it was made from."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions
from closeknit.web import board, list_page
from closeknit.web.board import Board
from closeknit.web.list_address import Address
from tests.cast import Cast

KIND = kinds["organization"]


def shown(cast: Cast, who: str = "tomas", **asked: str) -> dict[str, Any]:
    address = Address("/organizations/", (("view", "board"), *asked.items()))
    return board.show(Board.read(list_page.read(KIND, cast.actor(who), address), address), address)


def heads(context: dict[str, Any]) -> dict[str, tuple[str, list[str], list[str]]]:
    return {
        one.key: (one.number, one.sums, [card.name for card in one.cards])
        for one in context["columns"]
        if one.number != "0"
    }


@pytest.fixture
def office(cast: Cast) -> Cast:
    for name, status, employees in (
        ("Alder", "customer", "12"),
        ("Birch", "customer", "30"),
        ("Cedar", "prospect", "5"),
    ):
        cast.organization(name, status=status, employees=employees, city="York")
    cast.organization("Elm", city="Leeds")
    return cast


def test_the_heads_tell_number_and_sum(office: Cast) -> None:
    found = heads(shown(office, sum="employees"))
    assert found["customer"] == ("2", ["42"], ["Alder", "Birch"])
    assert found["prospect"] == ("1", ["5"], ["Cedar"])


def test_a_filter_holds_for_the_board_too(office: Cast) -> None:
    context = shown(office, city="York", by="status")
    assert sum(int(one.number) for one in context["columns"]) == 3
    assert context["list_url"] == "/organizations/?city=York"


def test_the_answers_of_a_field_of_the_company_are_columns(office: Cast) -> None:
    one = definitions.add(
        KIND,
        {"label": "Territory", "type": "choice", "options": [{"label": "North"}, {"label": "South"}]},
        by=office.ada,
    )
    north = KIND.fields[one.key].options[0].key
    office.organization("Fir", **{one.key: "North"})
    found = heads(shown(office, by=one.key))
    assert found[north][0] == "1"
    assert found[board.NONE][0] == "4"


def test_who_sees_less_counts_less(office: Cast) -> None:
    office.organization("Own", by="priya", status="customer")
    assert heads(shown(office, "priya")) == {"customer": ("1", [], ["Own"])}


def test_a_column_goes_on_where_it_ended(office: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(60):
        office.organization(f"Fir {n:02}", status="customer")
    column = next(one for one in shown(office)["columns"] if one.key == "customer")
    assert (column.number, len(column.cards)) == ("62", 50)
    answer = office.browser("tomas").get(column.more_url, headers={"HX-Request": "true"})
    assert answer.content.decode().count("<article") == 12


def test_of_more_rows_than_are_counted_nobody_looks_for_those_without_an_answer_before_they_are_wanted(
    office: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That there is none is known only when every row was looked at."""
    monkeypatch.setattr(board, "CAP", 2)
    with CaptureQueriesContext(connection) as asked:
        columns = {one.key: one for one in shown(office, by="status", city="York")["columns"]}
    without = columns[board.NONE]
    assert (without.unasked, without.number, without.cards) == (True, "", [])
    assert [card.name for card in columns["customer"].cards] == ["Alder", "Birch"]
    assert not any('"status" IS NULL' in one["sql"] for one in asked.captured_queries)
    tomas = office.browser("tomas")
    assert tomas.get(without.more_url, headers={"HX-Request": "true"}).content.decode().count("<article") == 0
    elsewhere = tomas.get(without.more_url.replace("city=York", "city=Leeds"), headers={"HX-Request": "true"})
    assert elsewhere.content.decode().count("<article") == 1


def test_more_rows_ask_no_more_queries(office: Cast) -> None:
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            shown(office, sum="employees")
        counts.append(len(asked))
        for n in range(8):
            office.organization(f"Fir {n}", status="customer", employees="3")
    assert counts[0] == counts[1]


def test_what_has_no_answers_makes_no_board(office: Cast) -> None:
    with pytest.raises(Refused):
        shown(office, by="city")
    assert office.browser("tomas").get("/organizations/?view=board&by=city").status_code == 422
