"""What leaves by e-mail: in the morning of each person's day what they have to do and what is new, and at once what they wanted so.

A morning is written once for a person and a day of theirs, by a key; what it tells is chosen and gated as it is written, a moment before it leaves.
While nothing can leave, nothing is written.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.mail import accounts, outbox
from closeknit.mail.models import Message
from closeknit.mail.outbox import Draft
from closeknit.work import due, notices
from closeknit.work.digests import wishes
from closeknit.work.digests.models import How, Morning, NoticeMailed, NoticeWish
from closeknit.work.models import Notice

HOUR = 7  # of the morning, where somebody is
LASTS = timedelta(hours=8)  # after which a morning's e-mail is old
MOST = 50  # lines of each part
BATCH = 200


def morning(now: datetime | None = None) -> int:
    """Write the e-mail of everybody whose morning has come and who has not had it today; gives how many were written."""
    account = accounts.current()
    if not account.ready or account.trouble or account.held:
        return 0
    moment, written, last = now or timezone.now(), 0, 0
    while True:
        people = list(User.objects.filter(is_active=True, pk__gt=last).order_by("pk").values_list("pk", "zone")[:BATCH])
        had = dict(Morning.objects.filter(user_id__in=[pk for pk, _zone_name in people]).values_list("user_id", "day"))
        for pk, zone in people:
            local = moment.astimezone(_zone(zone))
            if local.hour >= HOUR and had.get(pk) != local.date():
                written += _once(pk, local.date())
        if len(people) < BATCH:
            return written
        last = people[-1][0]


def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name or settings.TIME_ZONE)


@transaction.atomic
def _once(user: int, day: date) -> int:
    """Write one person's e-mail of a day, unless that was done, or another worker does it."""
    Morning.objects.get_or_create(user_id=user, defaults={"day": date.min})
    mine = Morning.objects.select_for_update(skip_locked=True).filter(user_id=user).exclude(day=day).first()
    if mine is None:
        return 0
    mine.day = day
    mine.save(update_fields=["day"])
    key = f"digest {user} {day}"  # a clock that went on and came back meets a day that was written before
    if Message.objects.filter(key=key).exists() or wishes.of(user).get(wishes.MORNING) == How.NONE:
        return 0
    actor = actors.of_user(user)
    with _as(actor):
        return _write(actor, day, key)


@contextmanager
def _as(actor: Actor) -> Iterator[None]:
    """In the language and the time zone of somebody."""
    with translation.override(actor.language), timezone.override(_zone(actor.zone)):
        yield


def _write(actor: Actor, day: date, key: str) -> int:
    told = list(_untold(actor, How.DIGEST)[:MOST])
    parts = _tasks(actor)
    if told:
        parts.append({"label": _("New"), "lines": [_of_notice(one) for one in told]})
    if not parts:
        return 0
    context = {"parts": parts, "name": actor.name, "settings_url": f"{settings.ORIGIN}/settings/notices/"}
    _post(actor, _("Your day"), "work/digests/morning", context, key)
    _note(told)
    return 1


def _tasks(actor: Actor) -> list[dict[str, Any]]:
    """What somebody has to do today, as far as they see tasks at all."""
    if not actor.may("task", "see"):
        return []
    found = due.of_today(actor)
    return [
        {"label": label, "lines": [{"name": one.name, "url": settings.ORIGIN + one.url, "note": one.due} for one in lines[:MOST]]}
        for label, lines in ((_("Late"), found.late), (_("Today"), found.today))
        if lines
    ]  # fmt: skip


def at_once() -> int:
    """Write an e-mail for each unread notice of the last day that somebody wanted so; gives how many."""
    account = accounts.current()
    if not account.ready or account.trouble or account.held:
        return 0
    wanting = NoticeWish.objects.filter(how=How.MAIL).values_list("user_id", flat=True).distinct()
    return sum(_each(user) for user in list(wanting))


@transaction.atomic
def _each(user: int) -> int:
    """One person's; another worker that does the same waits for nothing and writes nothing."""
    if not User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=user, is_active=True).exists():
        return 0
    actor = actors.of_user(user)
    fresh = _untold(actor, How.MAIL).filter(created_at__gt=timezone.now() - timedelta(days=1))
    told = list(fresh[:MOST])
    with _as(actor):
        for one in told:
            line = _of_notice(one)
            context = {
                "parts": [{"label": "", "lines": [line]}],
                "settings_url": f"{settings.ORIGIN}/settings/notices/",
            }
            _post(actor, line["note"], "work/digests/morning", context, f"notice {one.pk}", "notice")
    _note(told)
    return len(told)


def _untold(actor: Actor, how: How) -> QuerySet[Notice]:
    """The unread notices that somebody wants to hear of in this way, was not mailed, and may still see."""
    said = wishes.of(actor.user_id or 0)
    other = [key for key, way in said.items() if way != how]
    chosen = ~Q(kind__in=other) if how == wishes.USUAL else Q(kind__in=[key for key, way in said.items() if way == how])
    mailed = NoticeMailed.objects.filter(notice_id=OuterRef("pk"))
    mine = gate.rows(Notice, actor).filter(~Exists(mailed), chosen, user_id=actor.user_id or 0, read_at=None)
    return mine.select_related("record").order_by("-pk")


def _of_notice(one: Notice) -> dict[str, str]:
    told = notices.told(one)
    return {"name": told.name, "url": settings.ORIGIN + told.url, "note": told.sentence}


def _note(told: list[Notice]) -> None:
    NoticeMailed.objects.bulk_create([NoticeMailed(notice=one) for one in told], ignore_conflicts=True)


def _post(
    actor: Actor, subject: str, template: str, context: dict[str, Any], key: str, purpose: str = "digest"
) -> None:
    text, html = (render_to_string(f"{template}.{form}", context).strip() + "\n" for form in ("txt", "html"))
    one_line = " ".join(subject.split())[:200]
    draft = Draft(actor.email, one_line, text, html, purpose=purpose, to_name=actor.name, once=key, lasts=LASTS)
    outbox.write([draft])
