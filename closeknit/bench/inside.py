"""A page asked within this process: how many queries it makes, how long they take, and what they are."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.test import Client

from closeknit.access.models import User
from closeknit.access.sessions import SessionStore
from closeknit.bench import people
from closeknit.bench.asked import Asked

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOST = "localhost"


@dataclass(slots=True)
class Queries:
    """The queries of one request: their SQL with values, and the milliseconds of each."""

    asked: list[tuple[str, Any]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.milliseconds.append((time.perf_counter() - began) * 1000)
            self.asked.append((sql, params))


def sign_in(word: str) -> str:
    """The cookie of a new session of one of the bench's people."""
    user = User.objects.get(pk=people.persona_id(word))
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY], session[HASH_SESSION_KEY] = (
        str(user.pk),
        BACKEND,
        user.get_session_auth_hash(),
    )
    session.create()
    return str(session.session_key)


def browser(word: str) -> Client:
    """Django's own client, signed in."""
    client = Client(headers={"host": HOST})
    client.cookies["closeknit"] = sign_in(word)
    return client


@contextmanager
def counted() -> Iterator[Queries]:
    """Counts the queries that are made meanwhile; savepoints are not queries."""
    queries = Queries()
    with connection.execute_wrapper(queries):
        yield queries
    kept = [place for place, (sql, _params) in enumerate(queries.asked) if "SAVEPOINT" not in sql]
    queries.asked, queries.milliseconds = (
        [queries.asked[place] for place in kept],
        [queries.milliseconds[place] for place in kept],
    )


def ask(client: Client, asked: Asked, n: int = 0) -> Queries:
    """One request, whose writing is taken back; raises ValueError where it was refused."""
    more: dict[str, Any] = {"headers": {"hx-request": "true"}} if asked.htmx else {}
    with transaction.atomic():
        with counted() as queries:
            answer = client.post(asked.path, asked.form(n), **more) if asked.form else client.get(asked.path, **more)
        transaction.set_rollback(True)
    if answer.status_code >= 400:
        raise ValueError(f"{asked.name} as {asked.who}: {answer.status_code}")
    return queries


@dataclass(frozen=True, slots=True)
class Cost:
    """What the queries of a page cost: how many, and milliseconds of all together, in the middle and at 95 of 100."""

    queries: int
    p50: float
    p95: float


def cost(asked: Asked, times: int = 20) -> Cost:
    """Ask some times and see."""
    client = browser(asked.who)
    for _warm in range(3):
        ask(client, asked)
    found = [ask(client, asked) for _time in range(times)]
    sums = sorted(sum(one.milliseconds) for one in found)
    return Cost(len(found[0].asked), statistics.median(sums), sums[max(int(len(sums) * 0.95) - 1, 0)])
