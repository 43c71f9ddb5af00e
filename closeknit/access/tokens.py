"""API tokens: made once, shown once, kept as a hash; they do what their owner may, within their scopes, until they expire."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from closeknit.access import actors
from closeknit.access.actors import Actor
from closeknit.access.models import Token, User

PREFIX = "ck_"
DAYS = 90

WHO = """select owner_id as user_id, scopes, id as token_id,
 used_at is null or used_at < now() - interval '1 hour' as unnoted from access_token
 where hash = %(hash)s and expires_at > now() and revoked_at is null"""


def issue(owner: User, name: str, *, scopes: Iterable[str] = ("*",), days: int = DAYS) -> str:
    """Make a token and give its text, which nobody can see again. `scopes` are verbs, `kind.verb`, or `*`; `days` until it expires."""
    text = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(
        owner=owner,
        name=name,
        hash=_hash(text),
        tail=text[-6:],
        scopes=list(scopes),
        expires_at=timezone.now() + timedelta(days=days),
    )
    return text


def actor_of(text: str) -> Actor | None:
    """The actor of a token's owner, narrowed to its scopes; None for one that is unknown, expired, revoked, or whose owner left."""
    change = uuid.uuid4()
    row = actors.fetch(WHO, {"hash": _hash(text), "change": str(change)})
    if row is None or not row["is_active"]:
        return None
    if row["unnoted"]:
        _note_use(row["token_id"])
    return actors.from_row(row, change, frozenset(row["scopes"]))


def _note_use(token: int) -> None:
    """Note that a token is in use, once an hour; of many requests at once one notes it and none waits."""
    free = Token.objects.filter(pk=token).select_for_update(skip_locked=True, no_key=True)
    Token.objects.filter(pk__in=free.values("pk")).update(used_at=Now())


def revoke(token: Token) -> None:
    """End a token at once."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])


def revoke_all(owner: User) -> None:
    """End every token of somebody at once."""
    Token.objects.filter(owner=owner, revoked_at=None).update(revoked_at=Now())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
