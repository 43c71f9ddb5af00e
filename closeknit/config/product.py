"""The whole product in one command: database, tables, web, worker; and the demonstration's company in it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from closeknit.config import environment, homes
from closeknit.config.supervision import Child, Keeper, StoppedAtOnce, heed_signals

SIGN_IN = "sign-in.txt"


def web_command() -> list[str]:
    """The web server's command line, from the settings."""
    return [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"],
        *["--host", environment.read("CLOSEKNIT_BIND"), "--port", str(environment.number("PORT"))],
        *["--workers", str(environment.number("CLOSEKNIT_WEB_PROCESSES")), "--respawn-failed-workers"],
        *["--blocking-threads", str(environment.number("CLOSEKNIT_WEB_THREADS")), "--workers-kill-timeout", "6"],
        "closeknit.config.wsgi:application",
    ]


def worker_command() -> list[str]:
    """The worker's command line."""
    return [sys.executable, "-m", "closeknit.config.commandline", "work"]


def address() -> str:
    """Where a person on this machine finds the pages."""
    bound = environment.read("CLOSEKNIT_BIND")
    host = "127.0.0.1" if bound in ("0.0.0.0", "::", "localhost") else bound  # noqa: S104 - compared, not bound
    return (
        f"http://[{host}]:{environment.number('PORT')}"
        if ":" in host
        else f"http://{host}:{environment.number('PORT')}"
    )


def run(*, demonstration: bool) -> int:
    """Run everything until interrupted; the database is stopped at the end if it was started here."""
    heed_signals()
    home = environment.home()
    with homes.alone(home, address()):
        refuse_taken_port()
        cluster = environment.embedded()
        started = cluster.start() if cluster else False
        try:
            prepare(demonstration=demonstration)
            keep(cluster.start if cluster else lambda: None, demonstration=demonstration)
        except StoppedAtOnce as trouble:
            raise CommandError(str(trouble)) from trouble
        finally:
            if cluster and started:
                cluster.stop()
    return 0


def refuse_taken_port() -> None:
    """Refuse a port where somebody listens: the web server would share it without a word."""
    host, port = environment.read("CLOSEKNIT_BIND"), environment.number("PORT")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ImproperlyConfigured(
                f"Port {port} cannot be used ({error.strerror}); choose another with PORT=."
            ) from None


def prepare(*, demonstration: bool) -> None:
    """Bring the tables up to date and, in the demonstration, make its company once."""
    django.setup()
    from django.db import connections

    from closeknit.config import upgrade

    upgrade.run(tell=print)
    if demonstration:
        fill(environment.home() / SIGN_IN)
    connections.close_all()


def fill(note: Path) -> None:
    """Make the demonstration's company, whole or not at all, when there is nobody yet; keep how to sign in."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    company = demonstration_company()
    if get_user_model()._default_manager.exists():
        return
    print("Making the demonstration company.", flush=True)
    with transaction.atomic():
        lines = company() or []
        note.touch(mode=0o600)
        note.write_text("".join(f"{line}\n" for line in lines))


def demonstration_company() -> Callable[[], list[str] | None]:
    """The maker of the demonstration's company; it may return lines that tell how to sign in."""
    try:
        company = import_module("closeknit.demo.company")
    except ImportError as error:
        if error.name not in ("closeknit.demo", "closeknit.demo.company"):
            raise
        raise CommandError("This copy has no demonstration company; `closeknit start` runs it empty.") from error
    make: Callable[[], list[str] | None] = company.make
    return make


def keep(database: Callable[[], object], *, demonstration: bool) -> None:
    """Run web and worker until interrupted."""
    logs = environment.home() / "logs"
    surroundings = {**os.environ, "CLOSEKNIT_DEMO": "1"} if demonstration else {**os.environ}
    Keeper(
        children=[
            Child("web server", web_command(), logs / "web.log"),
            Child("worker", worker_command(), logs / "work.log"),
        ],
        environment=surroundings,
        ready=answers,
        announce=lambda: welcome(demonstration=demonstration),
        also=database,
    ).run()
    print("\nStopped.")


def answers() -> bool:
    """True when /readyz says so."""
    try:
        with urllib.request.urlopen(f"{address()}/readyz", timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def welcome(*, demonstration: bool) -> None:
    """Say where the product is and how to sign in."""
    print(f"\nCloseknit is ready: {address()}")
    note = environment.home() / SIGN_IN
    if not demonstration:
        print("The first page makes the first administrator, unless there is one. Ctrl-C stops everything.", flush=True)
        return
    if environment.loopback() and not environment.secure():
        print("The sign-in page lets you be anybody of the demonstration with one click.")
    if note.exists():
        print(note.read_text().rstrip())
    print("Ctrl-C stops everything; the data is kept for the next time.", flush=True)


def remove_demonstration() -> int:
    """Delete the demonstration's data folder; the caller has turned to it."""
    home = environment.home()
    if homes.running(home):
        raise CommandError("The demonstration is running; stop it first.")
    cluster = environment.embedded()
    if cluster:
        cluster.stop()
        shutil.rmtree(cluster.placement.data, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    print("The demonstration is removed.")
    return 0
