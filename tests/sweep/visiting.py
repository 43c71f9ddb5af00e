"""Knocking at doors: a request as somebody, quick and whole, and what it left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.client import ClientHandler

from closeknit.catalogue import editions

# What a request may write without changing anything of business: the session row holds the words of the undo bar and the login, the cache
# counts attempts at signing in, a token notes when it was last used, and a field when a list was last sorted by it.
ASIDE = ("access_session", "cache", "access_token", "profiles_use")


@dataclass
class Answered:
    """An answer, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes
    error: BaseException | None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Visitor:
    """Sends requests through the whole of the middleware, without the test client's recording of templates."""

    def __init__(self) -> None:
        self.handler = ClientHandler(enforce_csrf_checks=False)
        self.handler.load_middleware()
        self.factory = RequestFactory()
        self.error: BaseException | None = None
        got_request_exception.connect(self._failed)

    def _failed(self, request: Any = None, **more: Any) -> None:
        import sys

        self.error = sys.exc_info()[1]

    def knock(
        self,
        method: str,
        address: str,
        *,
        query: str = "",
        form: Any = None,
        body: Any = None,
        htmx: bool = False,
        **environ: str,
    ) -> Answered:
        """One request and its whole answer."""
        if htmx:
            environ["HTTP_HX_REQUEST"] = "true"
        more: dict[str, Any] = {"query_params": None} if not query else {}
        if method in ("GET", "HEAD", "DELETE") and body is None:
            request = self.factory.generic(method, f"{address}?{query}" if query else address, **environ)
        elif body is not None:
            request = self.factory.generic(method, address, json.dumps(body).encode(), "application/json", **environ)
        else:
            request = self.factory.post(address, form or {}, **environ, **more)
            request.method = request.META["REQUEST_METHOD"] = method
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined] # tried by itself in test_attacks
        self.error = None
        before = editions.edition()
        response: Any = self.handler.get_response(request)
        body_ = b"".join(response.streaming_content) if response.streaming else response.content
        for close in response._resource_closers:  # never response.close(): that would close the connection too
            close()
        editions.use(before)  # what the test itself knows of the company's kinds is not what a stranger's request knew
        return Answered(response.status_code, dict(response.headers), body_, self.error)


class Ledger:
    """Tells whether anything was written: by the transaction's id where none was given, else by the sum of every table."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "select relname from pg_class c join pg_namespace n on n.oid = relnamespace where relkind = 'r' and nspname = 'public' order by 1"
            )
            self.tables = [name for (name,) in cursor.fetchall() if name != "django_migrations"]
        self.sums = self._sums()
        self.files = self._files()

    def _sums(self) -> dict[str, tuple[int, int]]:
        one = "select '{0}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from \"{0}\" t"
        with connection.cursor() as cursor:
            cursor.execute(" union all ".join(one.format(table) for table in self.tables))
            return {name: (count, int(sum_)) for name, count, sum_ in cursor.fetchall()}

    @staticmethod
    def _files() -> frozenset[tuple[str, int]]:
        folder = Path(settings.HOME)
        return frozenset(
            (str(path), path.stat().st_size)
            for part in ("files", "raw", "uploads")
            for path in (folder / part).rglob("*")
            if path.is_file()
        )

    def settle(self) -> None:
        """Take the files as they are: bytes that were allowed in stay, though their rows are taken back."""
        self.files = self._files()

    def changed(self) -> set[str]:
        """The tables, and `files`, that are not as they were; asked inside the transaction of the request."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_current_xact_id_if_assigned()::text")
            found = cursor.fetchone()
        if found[0] is None:
            return set()
        now = self._sums()
        return {name for name in self.tables if now[name] != self.sums[name]} | (
            set() if self._files() == self.files else {"files"}
        )


@contextmanager
def forgotten() -> Iterator[None]:
    """What happens inside is taken back: the next request meets the world as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
