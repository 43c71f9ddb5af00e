"""What set alerts hear is told: at least once taken, once told, with the rights that whoever is told has at that moment."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.records.entries import ENTRY_KINDS
from closeknit.records.models import Entry, Record, Tie
from closeknit.work import notices
from closeknit.work.alerts import ladder
from closeknit.work.watches import watches
from closeknit.work.watches.models import Heard, On, Tell, Watch, WatchFit

log = logging.getLogger("closeknit.watches")

AT_ONCE = 200  # entries that are taken, or records that are judged, in one transaction
AGAIN = timedelta(days=1)  # at most, after which quiet is looked at again


# ------------------------------------------------------------------------------------------------ heard


def hear() -> bool:
    """Tell of some of what was heard; False where there was nothing."""
    with transaction.atomic():
        some = list(Heard.objects.select_for_update(skip_locked=True).order_by("pk")[:AT_ONCE])
        Heard.objects.filter(pk__in=[one.pk for one in some]).delete()
        written = Entry.objects.in_bulk({one.entry_id for one in some})
        for watch in Watch.objects.filter(pk__in={one.watch_id for one in some}):
            mine = [one for one in some if one.watch_id == watch.pk]
            if watch.on == On.FITS:
                judge(watch, {one.record_id for one in mine})
            for one in mine if watch.on != On.FITS else ():
                entry = written.get(one.entry_id)
                if entry is not None and _speaks_of(watch, entry):
                    _say(watch, one.record_id, f"entry {entry.pk}", by=entry.by_id)
    return bool(some)


def _speaks_of(watch: Watch, entry: Entry) -> bool:
    """Whether an entry is what an alert wants to hear of."""
    if watch.on == On.FIELD:
        return any(one.get("field") == watch.field for one in entry.data.get("changes") or ())
    kind = ENTRY_KINDS.get(entry.kind)
    return kind is not None and watch.group in ("", kind.group)


def judge(watch: Watch, records: Iterable[int] | None = None) -> None:
    """Tell of the records that have come to fit since they were looked at last, and forget those that fit no more; all where none are named."""
    there = _fitting(watch, _actor(watch.owner_id))
    if there is None:
        return
    noted = WatchFit.objects.filter(watch=watch)
    if records is not None:
        there, noted = there.filter(pk__in=list(records)), noted.filter(record_id__in=list(records))
    noted.exclude(record_id__in=there.values("pk")).delete()
    known = WatchFit.objects.filter(watch=watch, record_id=OuterRef("pk"))
    new = list(there.exclude(Exists(known)).order_by("pk").values_list("pk", flat=True)[: watches.MOST_FITTING])
    WatchFit.objects.bulk_create((WatchFit(watch=watch, record_id=pk) for pk in new), ignore_conflicts=True)
    for fit, record in WatchFit.objects.filter(watch=watch, record_id__in=new).values_list("pk", "record_id"):
        _say(watch, record, f"fit {fit}")


def _fitting(watch: Watch, actor: Actor | None) -> Any:
    """The records that fit, with the eyes of who set the alert or is told of it; None where they may not ask it."""
    kind = kinds[watch.kind]
    try:
        scope = gate.Readable(kind, actor) if actor else None
        return scope and gate.rows(kind.model, scope.actor).filter(filters.condition(filters.read(watch.filter), scope))
    except Refused:
        log.warning("a set alert cannot be asked any more", extra={"watch": watch.pk})
        return None


# ------------------------------------------------------------------------------------------------ quiet


def listen(at: datetime | None = None) -> bool:
    """Tell of some records about which nothing was written for as long as somebody wanted to know; False where none were due."""
    moment = at or timezone.now()
    with transaction.atomic():
        due = Watch.objects.filter(next_at__lte=moment).order_by("next_at").select_for_update(skip_locked=True)
        found = list(due[:AT_ONCE])
        for watch in found:
            last = _last(watch)
            quiet = timedelta(days=watch.days or 1)
            over = last.happened_at + quiet if last else moment
            if over <= moment:
                _say(watch, watch.record_id or 0, f"quiet since {last.entry_id if last else 0}")
            watch.next_at = over if over > moment else moment + min(quiet, AGAIN)
            watch.save(update_fields=["next_at"])
    return len(found) == AT_ONCE


def _last(watch: Watch) -> Tie | None:
    """The last thing that somebody did with a record."""
    done = Tie.objects.filter(record_id=watch.record_id or 0, entry__by__isnull=False)
    return done.order_by("-happened_at", "-entry_id").first()


# ------------------------------------------------------------------------------------------------ told


def _say(watch: Watch, record: int, key: str, by: int | None = None) -> None:
    """Tell whom the alert tells, once for a key; nobody of what they did themselves, or may not see."""
    subject = Record.objects.filter(pk=record, binned_at=None).first()
    if subject is None:
        return
    for user in _told(watch):
        actor = _actor(user) if user != by else None
        if actor is None or not _may_know(watch, record, actor):
            continue
        with translation.override(actor.language):
            data = {"field": watches.field_label(watch, actor), "days": watch.days or 0, "view": watch.label}
        if watch.on != On.FIELD or data["field"]:
            notices.tell([user], subject, f"watch.{watch.on}", f"{watch.pk} {key}", data)


def _may_know(watch: Watch, record: int, actor: Actor) -> bool:
    """Whether somebody sees the record; where it came to fit a filter, whether it fits in their eyes too: it tells what its fields say."""
    if watch.on == On.FITS:
        there = _fitting(watch, actor)
        return there is not None and there.filter(pk=record).exists()
    return gate.rows(Record, actor).filter(pk=record).exists()


def _told(watch: Watch) -> list[int]:
    """Who set it, or who leads their teams."""
    if watch.tell == Tell.ME:
        return [watch.owner_id]
    leads = ladder.leads()
    of_owner = User.teams.through.objects.filter(user_id=watch.owner_id).values_list("team_id", flat=True)
    return sorted({leads[team] for team in of_owner if team in leads})


def _actor(user: int) -> Actor | None:
    """What somebody may do at this moment; None where they were let go."""
    try:
        return actors.of_user(user)
    except LookupError:
        return None


# ------------------------------------------------------------------------------------------------ the worker


@app.task(name="work.hear")
def heard() -> None:
    """Something was heard."""
    actors.learn_edition()
    while hear():
        pass


@app.periodic(cron="* * * * *")
@app.task(name="work.listen", queueing_lock="work.listen")
def every_minute(timestamp: int) -> None:
    """Each minute: what has been quiet for long, and whatever was heard and not told yet."""
    actors.learn_edition()
    while listen():
        pass
    while hear():
        pass


@app.task(name=watches.JUDGE)
def judge_all(watch: int) -> None:
    """An alert was set on a filter: tell of what came to fit while it was written."""
    actors.learn_edition()
    with transaction.atomic():
        found = Watch.objects.select_for_update().filter(pk=watch).first()
        if found is not None:
            judge(found)
