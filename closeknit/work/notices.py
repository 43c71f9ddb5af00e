"""Notices: word to one person about one record, told once, shown while they may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.work.digests.models import How, NoticeWish
from closeknit.work.models import Notice

MOST, CAP = 100, 99


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: its sentence with words of its data, and its icon."""

    key: str
    sentence: str | Promise
    icon: str = "bell"


NOTICE_KINDS: dict[str, NoticeKind] = {}


def register(*given: NoticeKind) -> None:
    """Make kinds of notice known; called once by each folder when the program starts."""
    for one in given:
        if one.key in NOTICE_KINDS:
            raise ValueError(f"two kinds of notice are called {one.key}")
        NOTICE_KINDS[one.key] = one


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its reader sees it."""

    id: int
    icon: str
    sentence: str
    name: str
    url: str
    moment: datetime
    read: bool


def tell(users: Iterable[int], record: Any, kind: str, key: str, data: dict[str, Any] | None = None) -> None:
    """Tell people something about a record, each once for a key, in the transaction of what happened."""
    rows = [
        Notice(user_id=user, record_id=record.pk, kind=NOTICE_KINDS[kind].key, key=key, data=data or {})
        for user in dict.fromkeys(users)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _mine(actor: Actor) -> QuerySet[Notice]:
    """Those of one's own whose record one may see now, of the kinds of which one wants to hear."""
    unwanted = NoticeWish.objects.filter(user_id=actor.user_id or 0, how=How.NONE).values("kind")
    return gate.rows(Notice, actor).filter(user_id=actor.user_id or 0).exclude(kind__in=unwanted)


def unread(actor: Actor) -> int:
    """How many have not been read, 99 at most."""
    return _mine(actor).filter(read_at=None)[:CAP].count()


def latest(actor: Actor) -> dict[str, Any]:
    """The newest that has not been read, as a browser shows it: {id, title, text}; {} for none."""
    one = _mine(actor).filter(read_at=None).order_by("-created_at", "-pk").select_related("record").first()
    if one is None:
        return {}
    found = told(one)
    return {"id": found.id, "title": found.name, "text": found.sentence}


def newest(actor: Actor) -> list[Told]:
    """The newest, read or not."""
    rows = _mine(actor).order_by("-created_at", "-pk").select_related("record")[:MOST]
    return [told(one) for one in rows]


def told(one: Notice) -> Told:
    """A notice as its reader, whose language is in use, sees it."""
    kind = NOTICE_KINDS.get(one.kind) or NoticeKind(one.kind, one.kind)
    address = kinds[one.record.kind].address(one.record_id, one.record.name)
    sentence = str(kind.sentence).format_map({key: str(value) for key, value in one.data.items()})
    return Told(one.pk, kind.icon, sentence, one.record.name, address, one.created_at, one.read_at is not None)


def read(actor: Actor, pk: int | None = None) -> str:
    """Note that one has read a notice, or all; gives the address of the one's record. Absent where there is no such notice."""
    rows = _mine(actor) if pk is None else _mine(actor).filter(pk=pk)
    found = None if pk is None else rows.select_related("record").first()
    if pk is not None and found is None:
        raise gate.Absent
    Notice.objects.filter(pk__in=rows.filter(read_at=None).values("pk")).update(read_at=timezone.now())
    return found.record.address if found else ""
