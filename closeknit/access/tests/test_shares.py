"""Shares: one ends with the right of whoever gave it, by whatever door that right goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from closeknit.access import gate
from closeknit.access.models import Grant, Hat, Share, Team, User
from closeknit.records import record
from closeknit.records.models import Record
from tests.cast import Cast

ORDINARY = ("own", "team", "below", "all")


@pytest.fixture
def given(cast: Cast) -> Any:
    """A record of a team below North, which Priya, who reaches so far, has opened to Omar for writing."""
    below = Team.objects.create(name="York", parent=cast.north)
    hat = Hat.objects.create(key="below", name="Below")
    Grant.objects.bulk_create(
        [Grant(hat=hat, kind="organization", verb=verb, reach="below") for verb in ("see", "edit")]
    )
    cast.priya_user.hats.set([hat])
    made = cast.organization(by="ada", team=below.pk)
    Share.objects.create(record_id=made.pk, user=cast.omar_user, edit=True, by=cast.priya_user)
    return made


def may(cast: Cast, made: Any) -> str:
    """What the share still lets Omar do."""
    shared = gate.rows(Record, cast.omar, "edit").filter(pk=made.pk).exists()
    return "edit" if shared else "see" if gate.rows(Record, cast.omar).filter(pk=made.pk).exists() else ""


TAKEN: dict[str, Callable[[Cast, Any], object]] = {
    "the author may not sign in": lambda cast, made: User.objects.filter(pk=cast.priya_user.pk).update(is_active=False),
    "the author's hat is taken": lambda cast, made: cast.priya_user.hats.clear(),
    "the author leaves the team": lambda cast, made: cast.priya_user.teams.clear(),
    "the hat sees less": lambda cast, made: Grant.objects.filter(verb="see").update(reach="own"),
    "the hat is no hat for it": lambda cast, made: Grant.objects.filter(kind="organization").delete(),
    "the team moves away": lambda cast, made: Team.objects.filter(name="York").update(parent=None),
    "the record goes to another team": lambda cast, made: record.edit(made, {"team": None}, by=cast.ada),
}


@pytest.mark.parametrize("taken", TAKEN)
def test_a_share_ends_when_its_author_loses_the_right(cast: Cast, given: Any, taken: str) -> None:
    other = cast.organization(by="ada")
    Share.objects.create(record_id=other.pk, user=cast.omar_user, by=cast.ada_user)
    assert may(cast, given) == "edit"
    TAKEN[taken](cast, given)
    assert may(cast, given) == ""
    assert Share.objects.filter(record_id=other.pk).exists()


def test_a_share_lets_no_more_write_when_its_author_may_not(cast: Cast, given: Any) -> None:
    Grant.objects.filter(kind="organization", verb="edit").delete()
    assert may(cast, given) == "see"


@pytest.mark.parametrize(
    "harmless",
    [
        lambda cast, made: cast.priya_user.hats.add(Hat.objects.get(key="full")),
        lambda cast, made: record.edit(made, {"team": cast.north.pk}, by=cast.ada),
        lambda cast, made: record.edit(made, {"owner": cast.tomas_user.pk}, by=cast.ada),
        lambda cast, made: cast.tomas_user.hats.clear(),
        lambda cast, made: Team.objects.create(name="South", parent=cast.north),
    ],
)
def test_a_share_stays_while_its_author_may(cast: Cast, given: Any, harmless: Callable[[Cast, Any], object]) -> None:
    harmless(cast, given)
    assert may(cast, given) == "edit"


def test_what_was_shared_with_somebody_is_not_theirs_to_open(cast: Cast, given: Any) -> None:
    assert not sql_may(cast.omar_user, given.pk, "see")


def sql_may(user: User, pk: int, verb: str) -> bool:
    """The rule as the database knows it."""
    with connection.cursor() as cursor:
        cursor.execute("select closeknit_may(%s, %s, %s)", [user.pk, pk, verb])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("kind", ["*", "organization", "individual"])
@pytest.mark.parametrize("verb", ["*", "see", "edit"])
@pytest.mark.parametrize("reach", ORDINARY)
def test_the_database_knows_the_rule_as_the_gate_does(cast: Cast, kind: str, verb: str, reach: str) -> None:
    below = Team.objects.create(name="York", parent=cast.north)
    deep = Team.objects.create(name="Ripon", parent=below)
    other = Team.objects.create(name="South")
    places = (
        {"owner": cast.priya_user.pk},
        {"team": cast.north.pk},
        {"team": below.pk},
        {"team": deep.pk},
        {"team": other.pk},
    )
    made = [make(by="ada", **more) for make in (cast.organization, cast.individual) for more in places]
    hat = Hat.objects.create(key="tried", name="Tried")
    Grant.objects.create(hat=hat, kind=kind, verb=verb, reach=reach)
    cast.priya_user.hats.set([hat])
    priya = cast.priya
    for wished in ("see", "edit", "bin"):
        allowed = set(gate.rows(Record, priya, wished).values_list("pk", flat=True))
        assert {one.pk for one in made if sql_may(cast.priya_user, one.pk, wished)} == allowed
