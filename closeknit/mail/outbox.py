"""The outbox: a message is written here in the transaction of what causes it, claimed by one worker, and what became of it is noted.

    queued -> claimed -> sending -> sent | failed | unknown | queued again
    queued -> stopped

`sending` is committed before the server hears of the message. Whoever finds a message there whose lease is over cannot know whether it was
sent: it becomes `unknown`, is named to people, and is sent again only by them, or where it `repeats`. Leases go by the database's clock.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from closeknit.mail import accounts, addresses
from closeknit.mail.models import Message, State
from closeknit.mail.smtp import LATER, NEVER, SENT, Outcome

HOLD = timedelta(seconds=10)  # in which a letter can be stopped
LASTS = timedelta(days=2)  # after which it is too late for a letter
LEASE = timedelta(minutes=15)  # longer than a mail server may take for one message
BATCH = 100
WAITS = tuple(
    timedelta(minutes=some) for some in (1, 5, 30, 120, 360, 720)
)  # before it is tried again; after the last it has failed

# What higher folders do when it is known what became of a message, in the same transaction.
SETTLED: list[Callable[[Message], None]] = []


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that is to be written. `once` is a key under which there is one only; `hold` how long it stays here at least."""

    to: str
    subject: str
    text: str
    html: str = ""
    purpose: str = "letter"
    to_name: str = ""
    from_name: str = ""
    reply_to: str = ""
    by: int | None = None
    record: int | None = None
    entry: int | None = None
    edition: int | None = None
    once: str | None = None
    repeats: bool = False
    hold: timedelta = timedelta(0)
    lasts: timedelta = LASTS
    attachments: Sequence[dict[str, Any]] = field(default_factory=list)


def write(drafts: Iterable[Draft]) -> list[Message]:
    """Write messages into the outbox, in the caller's transaction; where some have keys, those that are there already stay alone.

    The answer knows the ids where none has a key.
    """
    given = list(drafts)
    domain = (accounts.current().from_address.rpartition("@")[2] or "closeknit.invalid").encode("idna").decode()
    return Message.objects.bulk_create(
        [_row(one, domain) for one in given], ignore_conflicts=any(one.once for one in given)
    )


def _row(one: Draft, domain: str) -> Message:
    due = timezone.now() + one.hold
    same = ("to_name", "from_name", "reply_to", "subject", "text", "html", "purpose", "repeats")
    return Message(
        **{key: getattr(one, key) for key in same},
        message_id=f"<{uuid.uuid4().hex}@{domain}>",
        key=one.once,
        to_address=one.to,
        by_id=one.by,
        record_id=one.record,
        entry_id=one.entry,
        edition_id=one.edition,
        attachments=list(one.attachments),
        due_at=due,
        expires_at=due + one.lasts,
    )


# ------------------------------------------------------------------------------------------------ people's wishes


def stop(message: int) -> bool:
    """Stop a message that no worker has in its hands yet; False where it is too late."""
    return bool(_change(Q(pk=message, state=State.QUEUED), state=State.STOPPED, settled_at=Now()))


def again(message: int) -> bool:
    """Send one again whose end people know or accept: a failed one, or one of which nobody knows."""
    now = timezone.now()
    ended = Q(pk=message, state__in=[State.FAILED, State.UNKNOWN])
    fresh = {"due_at": now, "expires_at": now + LASTS, "attempts": 0, "reason": "", "answer": "", "settled_at": None}
    return bool(_change(ended, state=State.QUEUED, claim=None, **fresh))


def arrived(message: int) -> bool:
    """Note that one of which nobody knew has arrived, as its recipient says."""
    return bool(_change(Q(pk=message, state=State.UNKNOWN), state=State.SENT, reason="", settled_at=Now()))


def _change(which: Q, **values: Any) -> int:
    return Message.objects.filter(which).update(**values)


# ------------------------------------------------------------------------------------------------ the worker's steps


def claim(per_minute: int, most: int = BATCH) -> list[Message]:
    """Take the next messages for this worker, no more than may leave in a minute; nobody else touches them until the lease is over."""
    mark = uuid.uuid4()
    with transaction.atomic():
        with (
            connection.cursor() as cursor
        ):  # one counts at a time, else several would each use up what is left of the minute
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('mail.claim', 0))")
        begun = Q(begun_at__gt=Now() - timedelta(minutes=1)) | Q(state=State.CLAIMED)
        left = min(most, per_minute - Message.objects.filter(begun)[:per_minute].count())
        if left <= 0:
            return []
        due = Message.objects.filter(state=State.QUEUED, due_at__lte=Now()).order_by("due_at", "pk")
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:left])
        _change(Q(pk__in=ids), state=State.CLAIMED, claim=mark, lease_until=Now() + LEASE)
    return list(Message.objects.filter(claim=mark, state=State.CLAIMED).order_by("due_at", "pk"))


def begin(message: Message) -> bool:
    """Note that the server is about to hear of it; False where the lease was over and another has it. To be committed before sending."""
    mine = Q(pk=message.pk, claim=message.claim, state=State.CLAIMED, expires_at__gt=Now())
    values = {"begun_at": Now(), "lease_until": Now() + LEASE, "attempts": F("attempts") + 1}
    return bool(_change(mine, state=State.SENDING, **values))


def release(messages: Iterable[Message], wait: timedelta = WAITS[0]) -> None:
    """Put back what was claimed and not begun, for later."""
    untouched = Q(pk__in=[one.pk for one in messages], state=State.CLAIMED)
    _change(untouched, state=State.QUEUED, claim=None, lease_until=None, due_at=Now() + wait)


@transaction.atomic
def settle(message: Message, outcome: Outcome, *, kept_here: bool = False) -> None:
    """Note what became of a message that this worker has begun, also when the lease was over meanwhile."""
    mine = Message.objects.select_for_update().filter(
        pk=message.pk, claim=message.claim, state__in=[State.CLAIMED, State.SENDING, State.UNKNOWN]
    )
    found = mine.first()
    if found is None:
        return
    found.reason, found.answer, found.kept_here = outcome.reason, outcome.answer, kept_here
    if outcome.what == LATER and found.attempts <= len(WAITS):
        found.state, found.due_at = State.QUEUED, timezone.now() + WAITS[found.attempts - 1]
        found.claim = found.lease_until = None
        found.save(update_fields=["state", "due_at", "claim", "lease_until", "reason", "answer"])
        return
    ends = {SENT: State.SENT, NEVER: State.FAILED, LATER: State.FAILED}
    _end(found, ends.get(outcome.what, State.UNKNOWN), "given_up" if outcome.what == LATER else outcome.reason)


def _end(found: Message, state: State, reason: str) -> None:
    if state == State.UNKNOWN and found.repeats and found.attempts <= len(WAITS):
        found.state, found.due_at, found.reason = State.QUEUED, timezone.now() + WAITS[0], reason
        found.claim = found.lease_until = None
        found.save(update_fields=["state", "due_at", "claim", "lease_until", "reason"])
        return
    found.state, found.reason, found.settled_at, found.lease_until = state, reason, timezone.now(), None
    found.save(update_fields=["state", "reason", "answer", "settled_at", "lease_until", "kept_here"])
    if state == State.FAILED and reason == "address_unknown":
        addresses.bounced(found.to_address, found.answer)
    for told in SETTLED:
        told(found)


# ------------------------------------------------------------------------------------------------ what was left behind


def take_stock() -> None:
    """Put back what a killed worker had not begun, name what it had begun, and give up what is too old; each batch by itself."""
    over = Q(lease_until__lt=Now())
    _change(Q(state=State.CLAIMED) & over, state=State.QUEUED, claim=None, lease_until=None)
    _each(Q(state=State.SENDING) & over, State.UNKNOWN, "lost_sight")
    _each(Q(state=State.QUEUED, due_at__lte=Now(), expires_at__lte=Now()), State.FAILED, "too_late")


def _each(which: Q, state: State, reason: str) -> None:
    while True:
        with transaction.atomic():
            found = list(Message.objects.select_for_update(skip_locked=True).filter(which)[:BATCH])
            for one in found:
                _end(one, state, reason)
        if len(found) < BATCH:
            return
