"""Keeps processes alive: starts them, restarts the ones that die, stops them all in order."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 25.0  # seconds for a process to finish what it does after SIGTERM
SETTLED = 30.0  # seconds after which a process counts as well
LONGEST_PAUSE = 30.0  # seconds between two attempts to restart
LARGEST_LOG = 20_000_000  # bytes; above, the log moves to <name>.1


class StoppedAtOnce(Exception):
    """A process ended again and again right after it was started; the text is one sentence."""


@dataclass
class Child:
    """One process that is to run always, with the file that takes its output."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    deaths: int = 0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches its keeper alone; it ends when its keeper does."""
        self.send(signal.SIGKILL)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )
        self.born = time.monotonic()

    @property
    def running(self) -> bool:
        """True while the process lives."""
        return self.process is not None and self.process.poll() is None

    @property
    def due(self) -> bool:
        """True when the pause after its last deaths is over; the pause doubles with each."""
        return time.monotonic() - self.born >= min(0.25 * 2.0**self.deaths, LONGEST_PAUSE)

    def send(self, number: signal.Signals) -> None:
        """Signal the process and all that it started; those may outlive it, as a killed web server's do."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def last_words(self) -> str:
        """The last line of its output."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return lines[-1] if lines else "(nothing)"

    def rotate(self) -> None:
        """Put the log aside when it is large; the process goes on writing at the start of the emptied file."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.with_name(f"{self.log.name}.1").write_bytes(self.log.read_bytes())
            os.truncate(self.log, 0)


@dataclass
class Keeper:
    """Watches over the children until it is interrupted."""

    children: list[Child]
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    announce: Callable[[], None]
    also: Callable[[], object] = field(default=lambda: None)
    announced: bool = False

    def run(self) -> None:
        """Start all, announce once when ready, restart what dies; returns after SIGINT, SIGTERM or SIGHUP, all stopped.

        Raises StoppedAtOnce when a child cannot live before anything was announced.
        """
        heed_signals()
        try:
            while True:
                self.look()
                time.sleep(0.5 if self.announced else 0.1)
        except KeyboardInterrupt:
            return
        finally:
            self.stop()

    def look(self) -> None:
        """One round: the database, the children, the announcement."""
        self.also()
        for child in self.children:
            if not child.running:
                self.revive(child)
            elif time.monotonic() - child.born > SETTLED:
                child.deaths = 0
                child.rotate()
        if not self.announced and self.ready():
            self.announced = True
            self.announce()

    def revive(self, child: Child) -> None:
        """Start a child for the first time, or again after its pause."""
        if child.process is not None:
            if not child.due:
                return
            child.deaths += 1
            if child.deaths >= 4 and not self.announced:
                raise StoppedAtOnce(
                    f"The {child.name} stops as soon as it starts; {child.log} ends: {child.last_words()}"
                )
        child.start(self.environment)

    def stop(self) -> None:
        """Ask all to finish, wait, then end what is left."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"The {child.name} did not finish in time and is ended.", file=sys.stderr)
            child.send(signal.SIGKILL)
            child.process.wait()


def heed_signals() -> None:
    """Have SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt, also where a shell made its background jobs deaf."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def end_with_parent() -> None:
    """Have the kernel send SIGTERM when the parent dies, even by kill -9 (Linux's prctl PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
