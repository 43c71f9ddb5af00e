"""Requests over HTTP to a server that really runs: one after another, then from eight clients at once."""

from __future__ import annotations

import gzip
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.core.management import CommandError

from closeknit.bench.asked import Asked

CLIENTS = 8
PATIENCE = 30.0  # seconds for the server to answer
TOKEN = "b" * 32


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, bytes of the body as sent, the body, and the milliseconds that it took."""

    status: int
    body: bytes
    milliseconds: float
    encoding: str

    @property
    def text(self) -> str:
        """The body as it was before it was packed."""
        return (gzip.decompress(self.body) if self.encoding == "gzip" else self.body).decode()


class Caller:
    """One connection that is kept, with one person's cookies."""

    def __init__(self, url: str, session: str) -> None:
        parts = urlsplit(url)
        self.host = parts.netloc
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self.headers = {"Cookie": f"closeknit={session}; csrftoken={TOKEN}", "Accept-Encoding": "br, gzip"}

    def ask(self, asked: Asked, n: int = 0) -> Answer:
        """One request; raises ValueError where it was refused."""
        headers = {**self.headers, **({"HX-Request": "true"} if asked.htmx else {})}
        body = None
        if asked.form:
            body = urlencode(asked.form(n))
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": TOKEN}
        answer = self.send("POST" if asked.form else "GET", asked.path, body, headers)
        if answer.status >= 400:
            raise ValueError(f"{asked.name} as {asked.who}: {answer.status}")
        return answer

    def send(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """One request as it is."""
        began = time.perf_counter()
        self.connection.request(method, path, body, headers or self.headers)
        response = self.connection.getresponse()
        content = response.read()
        return Answer(
            response.status, content, (time.perf_counter() - began) * 1000, response.getheader("Content-Encoding", "")
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """p50 and p95 in milliseconds of single requests, requests a second of eight clients (0 where not tried), bytes of the answer."""

    p50: float
    p95: float
    rate: float
    size: int


def measure(url: str, session: str, asked: Asked, times: int) -> Figures:
    """Ask one after another, then, where nothing is written, from eight connections at once."""
    caller = Caller(url, session)
    warm = 0 if asked.form else 8
    for _warm in range(warm):
        caller.ask(asked)
    answers = [caller.ask(asked, n) for n in range(times)]
    spent = sorted(one.milliseconds for one in answers)
    rate = 0.0 if asked.form else _together(url, session, asked, times)
    return Figures(spent[len(spent) // 2], spent[max(int(len(spent) * 0.95) - 1, 0)], rate, len(answers[0].body))


def _together(url: str, session: str, asked: Asked, times: int) -> float:
    def some(caller: Caller) -> int:
        return sum(caller.ask(asked).status == 200 for _time in range(times // 4))

    callers = [Caller(url, session) for _client in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda caller: caller.ask(asked), callers))
        began = time.perf_counter()
        done = sum(pool.map(some, callers))
        return done / (time.perf_counter() - began)


@contextmanager
def server() -> Iterator[str]:
    """The product's own web server on a free port, as it is really run; its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    told = ["env", f"PORT={port}", "CLOSEKNIT_BIND=127.0.0.1"]  # beside what this process was told itself
    command = [*told, sys.executable, "-m", "closeknit.config.commandline", "serve"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if Caller(url, "").send("GET", "/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise CommandError("The web server did not start; see what `closeknit serve` says.")
