"""How far projects are: tasks done of all, planned time done of all, and who spent how much, from tasks and contacts; each in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.records.models import Tie
from closeknit.work.models import OPEN, Task
from closeknit.work.models import Status as Todo

DONE = Q(status=Todo.DONE)


@dataclass(slots=True)
class Share:
    """What one of us has in a project: tasks still open and done, minutes planned, and seconds spent."""

    name: str
    open: int = 0
    done: int = 0
    planned: int = 0
    spent: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a project is: tasks without those that were dropped, planned minutes, and the shares of people by name."""

    done: int
    all: int
    late: int
    planned_done: int
    planned: int
    shares: list[Share] = field(default_factory=list)

    @property
    def spent(self) -> int:
        """The seconds that all have spent."""
        return sum(one.spent for one in self.shares)


def of(project: int, actor: Actor) -> Progress:
    """How far a project is, of what the actor sees of it. Two queries."""
    shares: dict[int | None, Share] = {}
    counts = dict.fromkeys(("done", "all", "late", "planned_done", "planned"), 0)
    for row in _by_owner(project, actor):
        one = shares.setdefault(row["owner_id"], Share(row["owner__name"] or ""))
        one.open, one.done = row["open"], row["done"]
        one.planned, one.spent = int(row["planned"] or 0), int(row["spent"] or 0) * 60
        for key in counts:
            counts[key] += int(row[key] or 0)
    for user, name, seconds in _talked(project):
        shares.setdefault(user, Share(name or "")).spent += seconds
    return Progress(**counts, shares=sorted(shares.values(), key=lambda one: (not one.name, one.name.casefold())))


def _tasks(actor: Actor) -> Any:
    return gate.rows(Task, actor).exclude(status=Todo.DROPPED).order_by()


def _by_owner(project: int, actor: Actor) -> Iterable[dict[str, Any]]:
    late = OPEN & Q(due_by__lt=timezone.now())
    found: Iterable[dict[str, Any]] = (
        _tasks(actor)
        .filter(about_id=project)
        .values("owner_id", "owner__name")
        .annotate(
            open=Count("pk", filter=OPEN),
            done=Count("pk", filter=DONE),
            all=Count("pk"),
            late=Count("pk", filter=late),
            planned_done=Sum("planned", filter=DONE),
            planned=Sum("planned"),
            spent=Sum("spent"),
        )
    )
    return found


def _talked(project: int) -> Iterable[tuple[int | None, str | None, int]]:
    """Who spent how many seconds in contacts under a project; withdrawn ones count no more."""
    told = Tie.objects.filter(record_id=project, entry__contact__isnull=False, entry__seconds__gt=0).order_by()
    return told.values_list("entry__by_id", "entry__by__name").annotate(seconds=Sum("entry__seconds"))


@dataclass(frozen=True, slots=True)
class Mine:
    """How far a project is and what of it waits for one person: their open tasks, and when the first of them is due."""

    done: int
    all: int
    late: int
    open: int
    next: datetime | None


def for_me(projects: Iterable[int], actor: Actor) -> dict[int, Mine]:
    """How far these projects are, and what of each is the actor's, by id; nothing of those without tasks. One query."""
    mine = OPEN & Q(doer_id=actor.user_id)
    rows = _tasks(actor).filter(about_id__in=list(projects)).values("about_id")
    counted = rows.annotate(
        done=Count("pk", filter=DONE),
        all=Count("pk"),
        late=Count("pk", filter=OPEN & Q(due_by__lt=timezone.now())),
        open=Count("pk", filter=mine),
        next=Min("due_by", filter=mine),
    )
    return {row.pop("about_id"): Mine(**row) for row in counted}


def part(done: int | Decimal, all_: int | Decimal) -> int:
    """How much of a hundred that is, whole; 100 only when all of it is done."""
    return int(done * 100 // all_) if all_ else 0
