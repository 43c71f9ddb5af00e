"""What is not found by its address: verbs, tried by themselves as everybody, and panels."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from closeknit.access import actors, gate
from closeknit.access.verbs import VERBS, Refused, Verb
from closeknit.api import verbs
from closeknit.catalogue.kinds import kinds
from closeknit.web.panels import PANELS
from tests.sweep import doors
from tests.sweep.oracle import Oracle, Principal
from tests.sweep.visiting import Ledger
from tests.sweep.world import KINDS, PRINCIPALS, Place, Subject

PEOPLE = [who for who in PRINCIPALS if who.by == "session" and who.valid and who.person != "gone"]


def test_every_verb_is_expected() -> None:
    unknown = sorted(set(VERBS) - set(doors.VERBS))
    assert not unknown, (
        f"These verbs have no expectation: add the line of each to VERBS in tests/sweep/doors/registers.py: {unknown}"
    )
    assert set(doors.VERBS) <= set(VERBS)


def test_every_panel_is_expected() -> None:
    unknown = sorted(set(PANELS) - doors.PANELS)
    assert not unknown, (
        f"These panels have no expectation: name each in PANELS in tests/sweep/doors/registers.py: {unknown}"
    )


@pytest.mark.parametrize("name", sorted(doors.VERBS))
def test_a_verb_lets_in_whom_the_oracle_lets_in(name: str, place: Place, oracle: Oracle, ledger: Ledger) -> None:
    one, faults = VERBS[name], []
    for who in PEOPLE:
        for kind in _of(one) if one.subject else ("organization",):
            subjects = place.tasks_about(who) if kind == "task" else place.about(who, kind)
            for subject in subjects if one.subject else subjects[:1]:
                expected = _expected(doors.VERBS_ASK.get(name, (one.to,)), one.subject, who, subject, oracle)
                answered, written = _tried(one, doors.VERBS[name], who, subject, place, ledger)
                if answered != expected or (answered != "in" and written):
                    faults.append(
                        f"{who.name}, {kind} {subject.relation}: expected {expected}, was {answered}, wrote {written}"
                    )
    assert not faults, "\n".join(faults[:20])


def _of(one: Verb) -> list[str]:
    """The kinds of record that a verb is for."""
    return [kind for kind in (*KINDS, "task") if verbs.is_for(one, kinds[kind])]


def _expected(asks: tuple[str, ...], on_a_record: bool, who: Principal, subject: Subject, oracle: Oracle) -> str:
    if not on_a_record:
        return oracle.answer(who, tuple(f"kind:{to}" for to in asks), subject.kind, subject.pk, api=False)
    if all(oracle.may(who, to, subject.pk) for to in asks):
        return "in"
    return "forbidden" if oracle.may(who, "see", subject.pk) and "restore" not in asks else "absent"


def _tried(
    one: Any, arguments: doors.Arguments, who: Principal, subject: Subject, place: Place, ledger: Ledger
) -> tuple[str, set[str]]:
    """How the verb answers, and what it wrote."""
    with transaction.atomic():
        actor = actors.of_user(place.users[who.person].pk)
        kind = kinds[subject.kind]
        first = (
            (kind.model._default_manager.filter(pk=subject.pk).first() or kind.model(pk=subject.pk, kind=kind.key))
            if one.subject
            else kind
        )
        try:
            one.run(first, *arguments(subject), by=actor)
            answered = "in"
        except Refused:
            answered = "in"  # past the gate: it is not the time
        except gate.NotAllowed:
            answered = "forbidden"
        except gate.Absent:
            answered = "absent"
        written = set() if answered == "in" else ledger.changed()
        transaction.set_rollback(True)
    return answered, written
