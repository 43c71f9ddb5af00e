"""Who sees a task beyond its owner: its team, who gave it, who wears its hat, and whoever sees what it is about."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.records.models import Record
from closeknit.work.models import Task

READING = ("see", "note", "export")
DOING = ("edit", "create")


def beside(actor: Actor, to: str) -> list[Q]:
    """The conditions, any of which opens a task to somebody who may do this with tasks of their own.

    Each asks task by task: as a list of ids it made the planner read every task to learn of one (894 ms on Today, of 100,000).
    """
    if actor.user_id is None or to not in (*READING, *DOING, "bin"):
        return []
    this = Task.objects.filter(pk=OuterRef("pk"))
    given = Q(Exists(this.filter(given_by_id=actor.user_id)))
    if to == "bin":
        return [given]
    worn = User.hats.through.objects.filter(user_id=actor.user_id, hat_id=OuterRef("hat_id"))
    found = [given, *(Q(team_id=team) for team in actor.teams), Q(Exists(this.filter(Exists(worn), hat__isnull=False)))]
    if to in READING:
        there = gate.rows_beside(Record, actor, "task").filter(pk=OuterRef("about_id"))
        found.append(Q(Exists(this.filter(Exists(there), about__isnull=False))))
    return found
