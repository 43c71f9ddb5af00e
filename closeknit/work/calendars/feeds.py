"""The private address at which other programs read somebody's calendar: made, renewed, withdrawn, and what is read there."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.access.sessions import zone_called
from closeknit.work.calendars import items, writing
from closeknit.work.calendars.models import Feed, Meeting
from closeknit.work.models import Status, Task

BACK = timedelta(days=90)
MOST = 2_000  # meetings, and tasks
NOTED = timedelta(hours=1)


def renew(by: Actor) -> str:
    """Make the address, or another instead of the one there is; gives its secret, which nobody can see again."""
    secret = secrets.token_urlsafe(32)
    told = {"hash": _hash(secret), "created_at": timezone.now(), "read_at": None}
    Feed.objects.update_or_create(user_id=by.user_id or 0, defaults=told)
    return secret


def withdraw(by: Actor) -> None:
    """End the address at once."""
    Feed.objects.filter(user_id=by.user_id or 0).delete()


def of(actor: Actor) -> Feed | None:
    """The address of somebody, where they made one: since when, and when it was last read."""
    return Feed.objects.filter(user_id=actor.user_id or 0).first()


def reader(secret: str) -> Actor:
    """Whose calendar stands at an address, with what they may see at this moment. Absent where there is none."""
    found = Feed.objects.filter(hash=_hash(secret)).first()
    if found is None:
        raise gate.Absent
    try:
        actor = actors.of_user(found.user_id)
    except LookupError:
        raise gate.Absent from None
    now = timezone.now()
    Feed.objects.filter(Q(read_at=None) | Q(read_at__lt=now - NOTED), pk=found.pk).update(read_at=now)
    return actor


def calendar(actor: Actor, site: str, now: datetime | None = None) -> bytes:
    """The calendar of somebody: their meetings from three months ago on, and what they have to do."""
    since = (now or timezone.now()) - BACK
    zone = zone_called(actor.zone) or timezone.get_default_timezone()
    with translation.override(actor.language), timezone.override(zone):
        name = _("%(name)s at work") % {"name": actor.name}
        return writing.calendar(name, _meetings(actor, since), _tasks(actor), site)


def _meetings(actor: Actor, since: datetime) -> list[Meeting]:
    if not actor.may("meeting", "see"):
        return []
    rows = gate.rows(Meeting, actor).filter(items.of_people([actor.user_id or 0]), last_at__gt=since)
    return list(rows.order_by("-last_at", "-pk")[:MOST])


def _tasks(actor: Actor) -> list[Task]:
    if not actor.may("task", "see"):
        return []
    rows = gate.rows(Task, actor).filter(doer_id=actor.user_id, status=Status.OPEN)
    return list(rows.order_by(F("due_by").asc(nulls_last=True), "pk")[:MOST])


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
