"""The panels: who works where, what is left out, and the tree of branches."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from closeknit.catalogue.kinds import kinds
from closeknit.directory import branches, employments, panels
from closeknit.records import record
from closeknit.web.listing import Listing, count, page
from tests.cast import Cast


def names(found: list[tuple[object, employments.Worker, *tuple[str, ...]]]) -> list[str]:
    return [line[1].name for line in found]


def test_the_people_of_an_organization_are_those_who_work_there_then_those_who_left(cast: Cast) -> None:
    kestrel = cast.organization()
    cast.individual("Sam", "Whitlock", organization=kestrel.pk, title="Evaluator")
    gone = cast.individual("Hannah", "Osei", employments=[{"organization": kestrel.pk, "until": "2020-01-31"}])
    shown = panels.people(kestrel, cast.tomas)
    assert (names(shown["working"]), names(shown["left"])) == (["Sam Whitlock"], ["Hannah Osei"])
    assert employments.count(kestrel.pk, cast.tomas) == 1
    assert [one.name for one in employments.of_individual(gone.pk, cast.tomas)] == ["Kestrel Dairies"]


def test_a_list_of_people_finds_them_by_where_they_work(cast: Cast) -> None:
    kestrel = cast.organization()
    cast.organization("Alder Dairies")
    cast.individual("Sam", "Whitlock", organization=kestrel.pk)
    cast.individual("Laura", "Kestrel")
    cast.individual("Gone", "Long", employments=[{"organization": kestrel.pk, "until": "2020-01-31"}])
    people = Listing(kinds["individual"], cast.tomas)

    def found(q: str) -> list[str]:
        return [row.name for row in page(replace(people, q=q)).rows]

    assert found("kestrel") == ["Laura Kestrel", "Sam Whitlock"]
    assert found("kestrel dairies") == ["Sam Whitlock"]
    assert found("sam kestrel") == ["Sam Whitlock"]
    assert found("sam alder") == []
    assert count(replace(people, q="kestrel")) == (2, True)


def test_somebody_who_is_given_an_end_moves_to_those_who_left(cast: Cast) -> None:
    kestrel = cast.organization()
    hannah = cast.individual(organization=kestrel.pk, title="Finance director")
    today = timezone.localdate().isoformat()
    ended = [{"organization": kestrel.pk, "title": "Finance director", "until": today}]
    record.edit(hannah, {"employments": ended}, by=cast.tomas)
    shown = panels.people(kestrel, cast.tomas)
    assert (names(shown["working"]), names(shown["left"])) == ([], ["Hannah Osei"])


def test_who_is_not_seen_is_not_there_and_not_counted(cast: Cast) -> None:
    kestrel = cast.organization(by="priya")
    cast.individual("Piet", "de Vries", by="priya", organization=kestrel.pk)
    cast.individual("Sam", "Whitlock", organization=kestrel.pk)
    assert names(panels.contacts(kestrel, cast.priya)["working"]) == ["Piet de Vries"]
    assert employments.count(kestrel.pk, cast.priya) == 1
    assert employments.count(kestrel.pk, cast.tomas) == 2


def test_an_organization_that_is_not_seen_has_no_name_and_no_number(cast: Cast) -> None:
    hidden = cast.organization(phone="+44 1632 960110")
    piet = cast.individual("Piet", "de Vries", owner=cast.priya_user.pk, organization=hidden.pk)
    (place,) = employments.of_individual(piet.pk, cast.priya)
    assert (place.id, place.name, place.phone) == (None, "", "")


def test_the_main_number_is_lent_to_who_has_none(cast: Cast) -> None:
    kestrel = cast.organization(phone="+44 1632 960110")
    laura = cast.individual("Laura", "Finch", organization=kestrel.pk)
    sam = cast.individual("Sam", "Whitlock", organization=kestrel.pk, phone="+44 7700 900658")
    assert [one.phone for one in employments.of_individual(laura.pk, cast.tomas)] == ["+44 1632 960110"]
    assert [one.phone for one in employments.of_individual(sam.pk, cast.tomas)] == [""]


def test_colleagues_work_now_where_somebody_works_now(cast: Cast) -> None:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    hannah = cast.individual(
        employments=[{"organization": kestrel.pk}, {"organization": alder.pk, "until": "2020-01-31"}]
    )
    cast.individual("Sam", "Whitlock", organization=kestrel.pk)
    cast.individual("Malcolm", "Reeve", organization=alder.pk)
    assert [one.name for one in employments.colleagues(hannah.pk, cast.tomas, 8)] == ["Sam Whitlock"]


def test_branches_are_a_tree_read_from_above_with_sisters(cast: Cast) -> None:
    top = cast.organization("Kestrel Dairies")
    thirsk = cast.organization("Kestrel Thirsk", parent=top.pk)
    cast.organization("Kestrel Ripon", parent=top.pk)
    cast.organization("Thirsk Yard", parent=thirsk.pk)
    found = [(one.name, one.level, one.here) for one in branches.tree(thirsk, cast.tomas, 60)]
    assert found == [
        ("Kestrel Dairies", 0, False),
        ("Kestrel Ripon", 1, False),
        ("Kestrel Thirsk", 1, True),
        ("Thirsk Yard", 2, False),
    ]
    assert branches.count(top, cast.tomas) == 2


def test_where_many_sisters_are_cut_off_one_still_sees_where_one_stands(cast: Cast) -> None:
    top = cast.organization("Zenith")
    for number in range(6):
        cast.organization(f"Branch {number}", parent=top.pk)
    here = cast.organization("Zulu", parent=top.pk)
    found = [(one.name, one.level, one.here) for one in branches.tree(here, cast.tomas, 4)]
    assert found == [("Zenith", 0, False), ("Branch 0", 1, False), ("Branch 1", 1, False), ("Zulu", 1, True)]


def test_an_organization_by_itself_has_no_tree(cast: Cast) -> None:
    assert branches.tree(cast.organization(), cast.tomas, 60) == []
