"""Idempotency: the same creating request, sent again under the same key, has its effect once and the same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.http import HttpResponse
from django.utils.translation import gettext as _

from closeknit.access.actors import Actor
from closeknit.api.models import Idempotency
from closeknit.catalogue.refusal import Refused

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Closeknit-Change")
LONGEST = 200


def once(actor: Actor, key: str | None, asked: bytes, act: Callable[[], HttpResponse]) -> HttpResponse:
    """What `act` answers, or what it answered when this actor sent the same under this key within a day.

    `asked` is all that makes the request what it is. Raises Refused for a key that stood for another request, and while the
    first is still under way. What was refused is not kept: it may be sent again.
    """
    if key is None or actor.user_id is None:
        return act()
    _check(key)
    digest, rights = hashlib.sha256(asked).hexdigest(), _rights(actor)
    _take(f"{actor.user_id}:{key}")
    before = Idempotency.objects.filter(user_id=actor.user_id, key=key, created_at__gt=Now() - KEPT).first()
    if before is not None:
        return _again(before, digest, rights)
    response = act()
    if response.status_code < 400:
        _keep(actor.user_id, key, digest, rights, response)
    return response


def _check(key: str) -> None:
    if not (0 < len(key) <= LONGEST and key.isascii() and key.isprintable()):
        sentence = _("An idempotency key has 1 to %(most)d plain characters.") % {"most": LONGEST}
        raise Refused(sentence, field=HEADER, code="bad_key")


def _rights(actor: Actor) -> str:
    """What the actor may do, as a hash: an answer from before is shown to nobody who may do less, or more, than its first reader."""
    scopes = None if actor.scopes is None else sorted(actor.scopes)
    grants = sorted((one.kind, one.verb, one.reach) for one in actor.grants)
    may = (scopes, grants, sorted(actor.classes), sorted(actor.teams_below))
    return hashlib.sha256(repr(may).encode()).hexdigest()


def _take(name: str) -> None:
    """Hold the key until this transaction ends; of several at once one holds it and the others are told to come back."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [name])
        if not cursor.fetchone()[0]:
            raise Refused(
                _("The same request is being carried out. Ask again in a second."), field=HEADER, code="in_progress"
            )


def _again(before: Idempotency, digest: str, rights: str) -> HttpResponse:
    if before.asked != digest:
        raise Refused(
            _("This key stood for another request. Use a new key for a new request."), field=HEADER, code="key_used"
        )
    if before.rights != rights:
        sentence = _("This was carried out already, and what you may do has changed since. Read the record to see it.")
        raise Refused(sentence, field=HEADER, code="rights_changed")
    response = HttpResponse(before.answer, status=before.status, headers=before.headers)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _keep(user: int, key: str, digest: str, rights: str, response: HttpResponse) -> None:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    kept = {
        "asked": digest, "rights": rights, "status": response.status_code, "headers": headers,
        "answer": response.content.decode(), "created_at": Now(),
    }  # fmt: skip
    Idempotency.objects.update_or_create(user_id=user, key=key, defaults=kept)


def forget() -> int:
    """Delete the answers that nobody can ask for any more; how many there were."""
    return Idempotency.objects.filter(created_at__lte=Now() - KEPT).delete()[0]
