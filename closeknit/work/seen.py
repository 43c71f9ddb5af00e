"""Who sees a task beyond its owner: its team, who gave it, who wears its hat, who approves it, whoever sees what it is about; the manager of its project changes it."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.work.models import Task
from closeknit.work.projects.seen import managed

READING = ("see", "note", "export")
DOING = ("edit", "create")


def beside(actor: Actor, to: str, apart: bool) -> list[Q]:
    """The conditions, any of which opens a task to somebody who may do this with tasks of their own."""
    if actor.user_id is None or to not in (*READING, *DOING, "bin"):
        return []
    return _apart(actor, to) if apart else _together(actor, to)


def _together(actor: Actor, to: str) -> list[Q]:
    """Each asks task by task: as a list of ids it made the planner read every task to learn of one (894 ms on Today, of 100,000)."""
    this = Task.objects.filter(pk=OuterRef("pk"))
    given = [Q(Exists(this.filter(given_by_id=actor.user_id)))]
    if to not in READING:  # whoever manages a project sees it, and so what is under it
        given.append(managed(actor, apart=False))
    if to == "bin":
        return given
    worn = User.hats.through.objects.filter(user_id=actor.user_id, hat_id=OuterRef("hat_id"))
    approving = User.hats.through.objects.filter(user_id=actor.user_id, hat_id=OuterRef("approver_hat_id"))
    found = [
        *given,
        *(Q(team_id=team) for team in actor.teams),
        Q(Exists(this.filter(Exists(worn), hat__isnull=False))),
    ]
    if to in READING:
        there = gate.rows_beside(Record, actor, "task").filter(pk=OuterRef("about_id"))
        found.append(Q(Exists(this.filter(Exists(there), about__isnull=False))))
        found.append(
            Q(Exists(this.filter(Q(approver_id=actor.user_id) | Q(Exists(approving), approver_hat__isnull=False))))
        )
    return found


def _apart(actor: Actor, to: str) -> list[Q]:
    """Each is walked by an index of its own, and alone: asked task by task, a list walks through every task there is."""
    given = [gate.fetched(Task.objects.filter(given_by_id=actor.user_id).values("pk"))]
    if to not in READING:
        given.append(managed(actor, apart=True))
    if to == "bin":
        return given
    worn = User.hats.through.objects.filter(user_id=actor.user_id).values("hat_id")
    of_hats = gate.fetched(Task.objects.filter(gate.fetched(worn, F("hat_id"))).values("pk"))
    found = [*given, *(Q(team_id=team) for team in actor.teams), of_hats]
    if to not in READING:
        return found
    approving = gate.fetched(Task.objects.filter(gate.fetched(worn, F("approver_hat_id"))).values("pk"))
    asked = gate.fetched(Task.objects.filter(approver_id=actor.user_id).values("pk"))
    return [*found, *_about(actor), asked, approving]


def _about(actor: Actor) -> list[Q]:
    """Tasks about what one sees: of kinds that one sees whole nearly every task fits, of others few."""
    found = []
    whole = [one.key for one in kinds if one.key != "task" and gate.sees_all(one.key, actor)]
    if whole:
        there = Record.objects.filter(pk=OuterRef("about_id"), kind__in=whole, binned_at=None)
        found.append(Q(Exists(Task.objects.filter(Exists(there), pk=OuterRef("pk"), about__isnull=False))))
    if (some := gate.partly_seen(Record, actor, "task")) is not None:
        found.append(gate.fetched(Task.objects.filter(gate.fetched(some, F("about_id"))).values("pk")))
    return found
