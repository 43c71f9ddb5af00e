"""Queries composed once: whoever reaches something else gets a query of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from closeknit.access import gate
from closeknit.access.actors import Actor, Granted
from closeknit.access.prepared import any_of, number, prepared
from closeknit.records.models import Record
from tests.cast import Cast

built: list[str] = []


@prepared
def names(actor: Actor, order: str) -> QuerySet[Any, Any]:
    built.append(order)
    return (
        gate.rows(Record, actor)
        .filter(any_of("id", "ids"))
        .exclude(pk=number("but"))
        .order_by(order)
        .values_list("name")
    )


def test_it_is_built_once_and_asked_with_other_values(cast: Cast) -> None:
    alder, birch, cedar = (cast.organization(name) for name in ("Alder", "Birch", "Cedar"))
    built.clear()
    assert names(cast.ada, "-name", ids=[alder.pk, birch.pk], but=cedar.pk) == [("Birch",), ("Alder",)]
    assert names(cast.ada, "-name", ids=[cedar.pk, birch.pk], but=birch.pk) == [("Cedar",)]
    assert names(cast.ada, "name", ids=[], but=0) == []
    assert built == ["-name", "name"]


def test_what_is_asked_again_and_again_is_planned_once_by_the_database(cast: Cast) -> None:
    made = cast.organization("Alder")
    for _time in range(settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"] + 2):
        assert names(cast.ada, "name", ids=[made.pk], but=0) == [("Alder",)]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like %s", ["%records_record%any(%"])
        assert cursor.fetchone() == (1,)


def test_who_reaches_less_sees_less_and_who_sees_nothing_gets_nothing(cast: Cast) -> None:
    made = cast.organization("Alder", owner="me")
    own = replace(cast.tomas, grants=(Granted("*", "see", "own"),))
    for actor, seen in ((own, 1), (replace(own, user_id=cast.ada_user.pk), 0), (replace(own, grants=()), 0)):
        assert len(names(actor, "name", ids=[made.pk], but=0)) == seen
    lent = replace(own, user_id=cast.ada_user.pk, shared=(made.pk,))
    assert len(names(lent, "name", ids=[made.pk], but=0)) == 1


def test_a_reach_that_is_registered_anew_counts_at_once(cast: Cast, monkeypatch: Any) -> None:
    made = cast.organization("Alder")
    actor = replace(cast.tomas, grants=(Granted("*", "see", "grove"),))
    monkeypatch.setitem(gate.reaches, "grove", lambda actor, kind: Q(name="Alder"))
    assert len(names(actor, "name", ids=[made.pk], but=0)) == 1
    monkeypatch.setitem(gate.reaches, "grove", lambda actor, kind: Q(name="Birch"))
    assert names(actor, "name", ids=[made.pk], but=0) == []
