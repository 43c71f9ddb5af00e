"""Who sees a project beside its manager and their teams: its members of ours; and what its manager may do with tasks under it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.records.models import Record
from closeknit.work.models import Task
from closeknit.work.projects.models import ProjectMember

READING = ("see", "note", "export")


def beside(actor: Actor, to: str, apart: bool) -> list[Q]:
    """The conditions, any of which opens a project to somebody who may do this with projects of their own."""
    if actor.user_id is None or to not in READING:
        return []
    mine = ProjectMember.objects.filter(user_id=actor.user_id)
    if apart:
        return [gate.fetched(mine.values("record_id"))]
    return [Q(Exists(mine.filter(record_id=OuterRef("pk"))))]


def managed(actor: Actor, apart: bool) -> Q:
    """The condition on tasks under a project that the actor manages: these they may change, give and drop."""
    mine = Record.objects.filter(kind="project", owner_id=actor.user_id, binned_at=None)
    if apart:
        return gate.fetched(_under(mine))
    this = Task.objects.filter(pk=OuterRef("pk"), about__isnull=False)
    return Q(Exists(this.filter(Exists(mine.filter(pk=OuterRef("about_id"))))))


def _under(projects: QuerySet[Record]) -> QuerySet[Task, Any]:
    return Task.objects.filter(about__in=projects.values("pk")).values("pk")
