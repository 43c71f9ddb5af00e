"""Sessions and the one query that opens a request: session, user, grants, shares, and whose change it is."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

from closeknit.access import actors
from closeknit.access.models import Session, User
from closeknit.access.requests import Request
from closeknit.catalogue import editions

WHO = """select session_data, user_id from access_session where session_key = %(key)s and expire_date > now()
 union all select null, null limit 1"""


class SessionStore(DatabaseStore):
    """Django's own store, with the user in a column."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        session.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        return session


def identify(respond: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[Request], HttpResponseBase]:
    """The middleware that gives the request its `actor` and `user`; a stranger's is `NOBODY`."""

    def middleware(request: Request) -> HttpResponseBase:
        _recognise(request)
        with translation.override(translation.get_language()), timezone.override(timezone.get_current_timezone()):
            _as_they_like_it(request.actor)
            return respond(request)

    return middleware


def _recognise(request: Request) -> None:
    request.actor, request.user = actors.NOBODY, AnonymousUser()
    editions.use(0)  # that of the request before says nothing about this one
    key = request.session.session_key
    if not key:
        return
    change = uuid.uuid4()
    row = actors.fetch(WHO, {"key": key, "change": str(change)})
    data = request.session.decode(row["session_data"]) if row and row["session_data"] else {}
    request.session._session_cache = data  # type: ignore[attr-defined]  # spares Django's own query for the same row
    if row and row["is_active"] and data.get(BACKEND_SESSION_KEY) and _still_valid(row, data):
        request.actor, request.user = actors.from_row(row, change), _user(row)
    elif not data:
        request.session._session_key = None


def _still_valid(row: dict[str, Any], data: dict[str, Any]) -> bool:
    """A session ends when its user's password changes."""
    return constant_time_compare(data.get(HASH_SESSION_KEY, ""), _user(row).get_session_auth_hash())


def _user(row: dict[str, Any]) -> User:
    return User(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        password=row["password"],
        is_active=True,
        language=row["language"],
        zone=row["zone"],
    )


def _as_they_like_it(actor: actors.Actor) -> None:
    if actor.user_id is None:
        return
    translation.activate(actor.language)
    zone = zone_called(actor.zone)
    if zone:
        timezone.activate(zone)


@lru_cache(maxsize=1024)
def zone_called(name: str) -> zoneinfo.ZoneInfo | None:
    """The time zone of that name, None for one that this machine does not know: the company's zone serves."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return None
