"""Which data folder a command speaks to, and that only one product runs on each."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from closeknit.config import environment, placement

DEMONSTRATION = "demo"


def enter_demonstration() -> None:
    """Turn this process and what it starts to the demonstration's own data folder."""
    os.environ["CLOSEKNIT_HOME"] = str(environment.home() / DEMONSTRATION)


def choose() -> None:
    """Turn to the demonstration when it is the one that runs, or the only one that was ever made."""
    own, demo = environment.home(), environment.home() / DEMONSTRATION
    if (running(demo) and not running(own)) or (made(demo) and not made(own)):
        print("This is about the demonstration.", file=sys.stderr)
        enter_demonstration()


def made(home: Path) -> bool:
    """True when an embedded database was made for this data folder."""
    return not environment.read("DATABASE_URL") and placement.exists(placement.place(home).data)


def running(home: Path) -> bool:
    """True while `closeknit start` or `closeknit demo` runs on this data folder."""
    path = lock_of(home)
    if not path.exists():
        return False
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def alone(home: Path, address: str) -> Iterator[None]:
    """Hold the data folder for one running product; raises ImproperlyConfigured with the other's address."""
    path = lock_of(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise ImproperlyConfigured(f"Closeknit already runs on {home}, at {file.read().strip()}.") from None
        file.truncate(0)
        file.write(address)
        file.flush()
        yield


def lock_of(home: Path) -> Path:
    """The file that a running product keeps locked."""
    return home / "run" / "product.lock"
