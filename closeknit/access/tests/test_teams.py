"""Teams: a tree that is added to, renamed, moved and cleared, and never a circle."""

from __future__ import annotations

import pytest

from closeknit.access import audit, gate, teams
from closeknit.access.models import Team
from closeknit.catalogue.refusal import Refused
from closeknit.records import record
from tests.cast import Cast


def drawn(cast: Cast) -> list[str]:
    """The tree as lines."""
    return [f"{'-' * one.depth}{one.team.name} {one.members}" for one in teams.tree(cast.ada)]


def test_the_tree_grows_moves_and_is_told(cast: Cast) -> None:
    york = teams.add(" York ", cast.north, by=cast.ada)
    ripon = teams.add("Ripon", york, by=cast.ada)
    teams.add("Airedale", by=cast.ada)
    assert drawn(cast) == ["Airedale 0", "North 1", "-York 0", "--Ripon 0"]
    teams.change(ripon, "Ripon and Thirsk", cast.north, by=cast.ada)
    assert drawn(cast) == ["Airedale 0", "North 1", "-Ripon and Thirsk 0", "-York 0"]
    teams.change(ripon, "Ripon and Thirsk", None, by=cast.ada)
    teams.remove(york, by=cast.ada)
    assert drawn(cast) == ["Airedale 0", "North 1", "Ripon and Thirsk 0"]
    assert [one.sentence for one in audit.tell(cast.ada)][:4] == [
        "Ada Brightwell removed the team “York”.",
        "Ada Brightwell moved the team “Ripon and Thirsk” from “North” to “–”.",
        "Ada Brightwell moved the team “Ripon and Thirsk” from “York” to “North”.",
        "Ada Brightwell renamed the team “Ripon” to “Ripon and Thirsk”.",
    ]


def test_a_team_never_stands_below_itself(cast: Cast) -> None:
    york = teams.add("York", cast.north, by=cast.ada)
    for above in (cast.north, york):
        with pytest.raises(Refused) as caught:
            teams.change(cast.north, "North", above, by=cast.ada)
        assert caught.value.field == "parent"
    assert drawn(cast) == ["North 1", "-York 0"]


def test_a_team_that_is_not_empty_stays(cast: Cast) -> None:
    york = teams.add("York", cast.north, by=cast.ada)
    with pytest.raises(Refused, match="people in this team"):
        teams.remove(cast.north, by=cast.ada)
    cast.priya_user.teams.clear()
    with pytest.raises(Refused, match="teams below"):
        teams.remove(cast.north, by=cast.ada)
    made = cast.organization(by="ada", team=york.pk)
    record.discard(made, by=cast.ada)
    with pytest.raises(Refused, match="still has records"):
        teams.remove(york, by=cast.ada)
    assert Team.objects.filter(pk=york.pk).exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x00", "north"])
def test_a_name_that_cannot_be_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        teams.add(name, by=cast.ada)
    other = Team.objects.create(name="Other")
    with pytest.raises(Refused):
        teams.change(other, name, None, by=cast.ada)
    assert teams.change(cast.north, "NORTH", None, by=cast.ada).name == "NORTH"


def test_teams_are_for_who_manages_people(cast: Cast) -> None:
    for wish in (
        lambda: teams.tree(cast.tomas),
        lambda: teams.add("York", by=cast.tomas),
        lambda: teams.change(cast.north, "York", None, by=cast.tomas),
        lambda: teams.remove(cast.north, by=cast.tomas),
        lambda: teams.get(cast.north.pk, cast.tomas),
        lambda: teams.of([str(cast.north.pk)], cast.tomas),
    ):
        with pytest.raises(gate.NotAllowed):
            wish()


@pytest.mark.parametrize("given", [["0"], ["x"], [""], ["9" * 30], ["1", "²"]])
def test_a_team_that_is_not_there_is_refused(cast: Cast, given: list[str]) -> None:
    with pytest.raises(Refused):
        teams.of(given, cast.ada)
