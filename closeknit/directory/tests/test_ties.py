"""Ties of an organization's people: gathered, grouped, drawn, and drawn as a map."""

from __future__ import annotations

import re
from typing import Any

import pytest

from closeknit.bench.inside import counted
from closeknit.catalogue.kinds import kinds
from closeknit.directory import tie_views, ties
from closeknit.directory.profiles import SALES_ROLE
from closeknit.profiles import definitions, shipped
from closeknit.records import record
from closeknit.records.relationships import graph, relationships
from tests.cast import Cast


@pytest.fixture
def kestrel(cast: Cast) -> Any:
    return cast.organization("Kestrel Dairies")


@pytest.fixture
def ours(cast: Cast) -> Any:
    return cast.organization("Brightwell Weighing", status="ours")


def person(cast: Cast, name: str, at: Any = None, **more: Any) -> Any:
    given, _space, family = name.partition(" ")
    work = {"organization": str(at.pk)} if at is not None else {}
    return cast.individual(given, family, **work, **more)


def page(cast: Cast, subject: Any, view: str, who: str = "tomas") -> str:
    kind = "organizations" if subject.kind == "organization" else "individuals"
    answer = cast.browser(who).get(f"/{kind}/{subject.pk}/relationships/?view={view}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_map_puts_each_under_whom_they_report_to(cast: Cast, kestrel: Any) -> None:
    hannah, piet, sam = (person(cast, name, kestrel) for name in ("Hannah Osei", "Piet Vries", "Sam Whitlock"))
    laura = person(cast, "Laura Finch", kestrel)
    relationships.relate(piet, hannah.pk, "reports_to", by=cast.tomas)
    relationships.relate(piet, sam.pk, "reports_to", by=cast.tomas, backward=True)
    tops, loose = ties.tree(ties.around(kestrel, cast.tomas))
    assert [(one.name, [(each.name, [last.name for last in each.below]) for each in one.below]) for one in tops] == [
        ("Hannah Osei", [("Piet Vries", [sam.name])])
    ]
    assert [one.id for one in loose] == [laura.pk]


def test_a_circle_of_reports_is_cut_and_nobody_is_lost(cast: Cast, kestrel: Any) -> None:
    people = [person(cast, name, kestrel) for name in ("A One", "B Two", "C Three")]
    for one, other in zip(people, [*people[1:], people[0]], strict=True):
        relationships.relate(one, other.pk, "reports_to", by=cast.tomas)

    def all_of(some: list[ties.Person]) -> int:
        return sum(1 + all_of(one.below) for one in some)

    tops, loose = ties.tree(ties.around(kestrel, cast.tomas))
    assert (len(tops), all_of(tops), loose) == (1, 3, [])


def test_the_map_says_who_of_us_knows_them_and_who_influences_whom(cast: Cast, kestrel: Any, ours: Any) -> None:
    hannah, sam = person(cast, "Hannah Osei", kestrel, title="Finance director"), person(cast, "Sam Whitlock", kestrel)
    tomas = person(cast, "Tomas Ferreira", ours)
    relationships.relate(tomas, hannah.pk, "knows", by=cast.tomas)
    relationships.relate(sam, hannah.pk, "influences", by=cast.tomas)
    text = page(cast, kestrel, "map")
    assert "Finance director" in text
    assert re.search(r"knows TF? ?Tomas Ferreira of us", text)
    assert re.search(r"influenced by SW? ?Sam Whitlock", text)


def test_the_map_of_an_organization_has_the_people_of_its_branches(cast: Cast, kestrel: Any) -> None:
    ripon = cast.organization("Kestrel Dairies Ripon", parent=kestrel.pk)
    piet = person(cast, "Piet Vries", ripon, title="Plant manager")
    hannah = person(cast, "Hannah Osei", kestrel)
    relationships.relate(piet, hannah.pk, "reports_to", by=cast.tomas)
    text = page(cast, kestrel, "map")
    assert "Plant manager, Kestrel Dairies Ripon" in text
    assert "Whom they report to is not known" not in text
    assert "Hannah Osei" not in page(cast, ripon, "map").partition("Plant manager")[0]


def test_the_ties_of_all_its_people_are_gathered_by_person_and_by_organization(cast: Cast, kestrel: Any) -> None:
    alder = cast.organization("Alder Foods")
    hannah, sam, jo = (
        person(cast, "Hannah Osei", kestrel),
        person(cast, "Sam Whitlock", kestrel),
        person(cast, "Jo Moss", alder),
    )
    relationships.relate(hannah, jo.pk, "knows", by=cast.tomas)
    relationships.relate(sam, hannah.pk, "reports_to", by=cast.tomas)
    relationships.relate(kestrel, alder.pk, "supplier_of", by=cast.tomas)
    by = tie_views.by_person(kestrel, cast.tomas)["by"]
    assert [len(group["ties"]) for group in by] == [1, 2, 1], "itself, then Hannah with both, then Sam"
    heads = [
        re.sub(r"<[^>]+>", "", group["head"])[1:] for group in tie_views.by_organization(kestrel, cast.tomas)["by"]
    ]
    assert heads == ["Kestrel Dairies", "Alder Foods"]
    assert "Jo Moss" in page(cast, kestrel, "organizations")


def test_without_a_role_the_ties_say_so(cast: Cast, kestrel: Any) -> None:
    hannah, sam = person(cast, "Hannah Osei", kestrel), person(cast, "Sam Whitlock")
    relationships.relate(hannah, sam.pk, "knows", by=cast.tomas)
    assert "No role is known" in page(cast, hannah, "roles")
    assert "No role is known" in page(cast, kestrel, "roles")


def test_the_role_in_a_sale_is_read_from_the_profile_that_is_shipped(cast: Cast, kestrel: Any) -> None:
    shipped.ship()
    hannah, sam = person(cast, "Hannah Osei", kestrel), person(cast, "Sam Whitlock", kestrel)
    relationships.relate(sam, hannah.pk, "reports_to", by=cast.tomas)
    record.edit(hannah, {SALES_ROLE: "financial_decision_maker"}, by=cast.tomas)
    for view in ("map", "roles"):
        assert "Financial decision maker" in page(cast, kestrel, view), view
    definitions.retire(kinds["individual"], SALES_ROLE, by=cast.ada)
    for view in ("map", "roles"):
        assert "Financial decision maker" not in page(cast, kestrel, view), view


def test_the_graph_of_an_organization_leads_by_its_people(cast: Cast, kestrel: Any) -> None:
    hannah, jo = person(cast, "Hannah Osei", kestrel), person(cast, "Jo Moss")
    relationships.relate(hannah, jo.pk, "knows", by=cast.tomas)
    found = graph.around(kestrel, cast.tomas)
    assert {one.name: (one.level, one.words) for one in found.nodes.values()} == {
        "Kestrel Dairies": (0, ""), "Hannah Osei": (1, "employs"), "Jo Moss": (2, "knows"),
    }  # fmt: skip


def test_a_graph_holds_thirty_and_says_that_there_are_more(cast: Cast) -> None:
    middle = person(cast, "Hannah Osei")
    for place in range(32):
        relationships.relate(middle, person(cast, f"P {place}").pk, "knows", by=cast.tomas)
    found = graph.around(middle, cast.tomas)
    assert (len(found.nodes), found.left_out) == (30, True)
    assert graph.wide(found) == graph.wide(graph.around(middle, cast.tomas)), "the same ties give the same picture"


def test_no_boxes_of_a_graph_overlap_however_long_the_names(cast: Cast) -> None:
    middle = person(cast, "Hannah " + "Extraordinarily-Long " * 5)
    for place in range(20):
        near = person(cast, f"Wolfeschlegelsteinhausenbergerdorff{place} von " + "der Heide " * place)
        relationships.relate(middle, near.pk, "knows", by=cast.tomas)
        relationships.relate(near, person(cast, f"王小明 {place}").pk, "knows", by=cast.tomas)
    found = graph.around(middle, cast.tomas)
    for drawing in (graph.wide(found), graph.narrow(found)):
        frames = re.findall(r'class="frame" x="(-?\d+)" y="(-?\d+)" width="(\d+)" height="(\d+)"', drawing)
        boxes = [tuple(map(int, one)) for one in frames]
        assert len(boxes) == 30
        for one in boxes:
            for other in boxes:
                apart = (
                    one[0] + one[2] <= other[0] or other[0] + other[2] <= one[0]
                    or one[1] + one[3] <= other[1] or other[1] + other[3] <= one[1]
                )  # fmt: skip
                assert one is other or apart


def test_whom_a_reader_does_not_see_is_in_no_view(cast: Cast, kestrel: Any) -> None:
    mine = person(cast, "Laura Finch", kestrel, by="ada", owner=str(cast.priya_user.pk))
    hidden, knot = person(cast, "Hannah Osei", kestrel), person(cast, "Jo Moss")
    relationships.relate(mine, hidden.pk, "reports_to", by=cast.tomas)
    relationships.relate(knot, hidden.pk, "knows", by=cast.tomas)
    for view in ("list", "graph", "organizations", "roles"):
        text = page(cast, mine, view, "priya")
        assert "Hannah" not in text
        assert "Jo Moss" not in text
        assert "Kestrel" not in text


@pytest.mark.parametrize("view", ["people", "organizations", "roles", "map", "graph"])
def test_a_view_asks_as_much_for_many_people_as_for_two(cast: Cast, kestrel: Any, ours: Any, view: str) -> None:
    client, known = cast.browser("ada"), person(cast, "Tomas Ferreira", ours)

    def more(number: int) -> int:
        for place in range(number):
            one = person(cast, f"P {number} {place}", kestrel)
            relationships.relate(one, known.pk, "knows", by=cast.tomas)
        client.get(f"/organizations/{kestrel.pk}/relationships/?view={view}")
        with counted() as queries:
            client.get(f"/organizations/{kestrel.pk}/relationships/?view={view}")
        return len(queries.asked)

    assert more(2) == more(12)
