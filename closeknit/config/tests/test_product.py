"""The whole product in one command: up, hurt, well again, down, and quickly up a second time."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from closeknit.config import environment, product

pytestmark = pytest.mark.skipif(
    not (environment.CHECKOUT / "closeknit" / "web" / "static" / "built").is_dir(),
    reason="The pages' assets are not built.",
)


@pytest.fixture(scope="module")
def surroundings() -> Iterator[dict[str, str]]:
    """A data folder and a port of their own, without the tests' database."""
    folder = Path(tempfile.mkdtemp(prefix="closeknit-test-"))
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    inherited = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CLOSEKNIT_TESTING")}
    yield inherited | {"CLOSEKNIT_HOME": str(folder / "home"), "PORT": str(port), "CLOSEKNIT_WEB_PROCESSES": "1"}
    rmtree(folder)


def start(surroundings: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "closeknit.config.commandline", "start"]
    return subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)


def answer(surroundings: dict[str, str], path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{surroundings['PORT']}{path}", timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0, ""


def until_ready(surroundings: dict[str, str]) -> None:
    deadline = time.monotonic() + 60
    while answer(surroundings, "/readyz")[0] != 200:
        assert time.monotonic() < deadline, "it is not ready in time"
        time.sleep(0.2)


def said_until_ready(running: subprocess.Popen[str], seconds: float = 120) -> str:
    """What it says up to its readiness; read piece by piece, since a whole line may never come."""
    assert running.stdout
    said = b""
    deadline = time.monotonic() + seconds
    while b"is ready" not in said:
        heard, *_none = select.select([running.stdout], [], [], max(0.0, deadline - time.monotonic()))
        assert heard, f"it did not say within {seconds:g} seconds that it is ready, only: {said.decode()}"
        piece = os.read(running.stdout.fileno(), 4096)
        assert piece, f"it ended early, after: {said.decode()}"
        said += piece
    return said.decode()


def parts(running: subprocess.Popen[str]) -> list[int]:
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    return [int(child) for child in children]


@pytest.fixture(scope="module")
def first(surroundings: dict[str, str]) -> str:
    """What it says when it is started where nothing was before; it is stopped again."""
    return said_and_stopped(surroundings)


def said_and_stopped(surroundings: dict[str, str]) -> str:
    running = start(surroundings)
    try:
        return said_until_ready(running)
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)


def test_one_that_never_gets_ready_is_not_waited_for() -> None:
    command = [sys.executable, "-c", "import time; print('Setting up', end='', flush=True); time.sleep(30)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        with pytest.raises(AssertionError, match="within 1 seconds that it is ready, only: Setting up"):
            said_until_ready(running, seconds=1)
        running.kill()


def test_a_second_start_does_nothing_twice(surroundings: dict[str, str], first: str) -> None:
    assert "up to date" in first
    assert "up to date" not in said_and_stopped(surroundings)


@pytest.mark.usefixtures("first")
def test_it_starts_heals_and_stops(surroundings: dict[str, str]) -> None:
    home = Path(surroundings["CLOSEKNIT_HOME"])
    running = start(surroundings)
    try:
        assert f"http://127.0.0.1:{surroundings['PORT']}" in said_until_ready(running)
        assert json.loads(answer(surroundings, "/healthz")[1]) == {"alive": True}
        server = int((home / "db" / "postmaster.pid").read_text().split()[0])
        for process in [*parts(running), server]:
            os.kill(process, signal.SIGKILL)
        time.sleep(1)
        until_ready(surroundings)
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)
    assert running.returncode == 0
    assert answer(surroundings, "/healthz")[0] == 0
    assert not (home / "db" / "postmaster.pid").exists()
    logged = [json.loads(line) for line in (home / "logs" / "web.log").read_text().splitlines() if line.startswith("{")]
    assert "/readyz" not in str(logged)


@pytest.mark.parametrize(
    ("bound", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:81"),
        ("0.0.0.0", "http://127.0.0.1:81"),
        ("::1", "http://[::1]:81"),
        ("10.1.2.3", "http://10.1.2.3:81"),
    ],
)
def test_the_address_is_one_that_a_person_can_open(monkeypatch: pytest.MonkeyPatch, bound: str, shown: str) -> None:
    monkeypatch.setenv("CLOSEKNIT_BIND", bound)
    monkeypatch.setenv("PORT", "81")
    assert product.address() == shown
