"""The embedded PostgreSQL: made, started and stopped when no DATABASE_URL is set; the programs come from a package.

Connect first; only when that fails take the lock, look again, and start with patience. It is stopped on command only.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import pq, sql

from closeknit.config import placement as placing
from closeknit.config import tuning
from closeknit.config.placement import DatabaseTrouble, Placement

NAME = "closeknit"
PATIENCE = 30.0  # seconds without any sign of life; recovery after a crash is waited for as long as it goes on


@dataclass(frozen=True)
class Cluster:
    """One embedded database server and the data folder that it serves."""

    placement: Placement
    throwaway: bool = False

    @property
    def url(self) -> str:
        """Where to connect, in the form of DATABASE_URL."""
        folder = quote(str(self.placement.sockets), safe="")
        return f"postgresql://{tuning.ROLE}@/{NAME}?host={folder}&port={tuning.PORT}"

    def ready(self) -> bool:
        """True when the database takes connections and is set up."""
        try:
            with self.connect(NAME, tuning.ROLE):
                return True
        except psycopg.OperationalError:
            return False

    def start(self) -> bool:
        """Make sure that the database answers; True when this call started it.

        Raises DatabaseTrouble, with the last words of its log, when it does not come up.
        """
        if self.ready():
            return False
        with self.locked():
            if self.ready():
                return False
            self.make()
            started = self.bring_up()
            self.set_up()
            return started

    def stop(self) -> bool:
        """Stop the server, breaking off what is open; False when none was running."""
        with self.locked():
            if not (self.placement.data / "postmaster.pid").exists() or self.ping() == pq.Ping.NO_RESPONSE:
                return False
            self.run("pg_ctl", "stop", "-D", str(self.placement.data), "-m", "fast", "-w", "-t", "60")
            return True

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of this data folder against other processes that would start or stop it."""
        self.placement.open_way(self.placement.lock.parent)
        with self.placement.lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def make(self) -> None:
        """Create the data folder, all or nothing, unless it is there."""
        data = self.placement.data
        if (data / "PG_VERSION").exists():
            self.refuse_other_version()
            return
        if self.placement.moved:
            say(f"The database is kept in {data}, because {self.placement.account.pw_name} cannot reach this folder.")
        unfinished = data.with_name(f"{data.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.placement.give(unfinished)
        options = ["-U", tuning.SUPERUSER, "-E", "UTF8", "--auth-local=peer", "--auth-host=reject", "--no-instructions"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        self.run("initdb", "-D", str(unfinished), *options, *(["--no-sync"] if self.throwaway else []))
        unfinished.rename(data)

    def refuse_other_version(self) -> None:
        """Refuse data that another major version of PostgreSQL wrote."""
        kept = (self.placement.data / "PG_VERSION").read_text().strip()
        ours = self.run("postgres", "--version").split()[-1].partition(".")[0]
        if kept != ours:
            raise DatabaseTrouble(
                f"The data in {self.placement.data} was written by PostgreSQL {kept}, and {ours} is installed; "
                "install the earlier version of Closeknit, back up, and restore into the new one."
            )

    def bring_up(self) -> bool:
        """Start the server and wait for it; True unless it was there. The lock of a killed server is outlasted."""
        self.placement.give(self.placement.sockets)
        tuning.write(self.placement, throwaway=self.throwaway)
        deadline = time.monotonic() + PATIENCE
        started = False
        while (state := self.ping()) != pq.Ping.OK:
            if state == pq.Ping.REJECT:
                deadline = time.monotonic() + PATIENCE
            elif time.monotonic() > deadline:
                raise DatabaseTrouble(f"The database did not start; its log ends: {self.last_words()}")
            else:
                started = self.try_start() or started
            time.sleep(0.1)
        return started

    def try_start(self) -> bool:
        """One attempt; False when the remains of a killed server still stand in the way."""
        self.disown_stranger()
        log = str(self.placement.data / "start.log")
        try:
            self.run("pg_ctl", "start", "-D", str(self.placement.data), "-l", log, "-w", "-t", "20", "-s")
        except DatabaseTrouble:
            time.sleep(0.4)
            return False
        return True

    def disown_stranger(self) -> None:
        """When postmaster.pid names a process that is no longer this server, put our own number in its place.

        PostgreSQL takes the number of its starter for a dead server's, yet still reads the rest of the file and
        waits for orphans that share the memory; deleting the file would lose that check.
        """
        path = self.placement.data / "postmaster.pid"
        if not path.exists():
            return
        first, _, rest = path.read_text().partition("\n")
        if first.isdigit() and Path("/proc/self").exists() and not serves(int(first), self.placement.data):
            path.write_text(f"{os.getpid()}\n{rest}")

    def set_up(self) -> None:
        """Create the role and the database where they are missing, so that a crash between is made good."""
        with self.connect(tuning.SUPERUSER, tuning.SUPERUSER) as connection:
            role, name = sql.Identifier(tuning.ROLE), sql.Identifier(NAME)
            if not connection.execute("select 1 from pg_roles where rolname = %s", [tuning.ROLE]).fetchone():
                connection.execute(sql.SQL("create role {} login createdb createrole").format(role))
            if not connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone():
                connection.execute(sql.SQL("create database {} owner {}").format(name, role))
            # Unset, every row of a bulk write raises and catches an exception in the trigger.
            connection.execute(sql.SQL("alter database {} set pgtrigger.ignore = '{{}}'").format(name))

    def connect(self, database: str, role: str) -> psycopg.Connection:
        """A plain connection in autocommit, for the wrapper's own questions."""
        return psycopg.connect(
            host=str(self.placement.sockets),
            port=tuning.PORT,
            dbname=database,
            user=role,
            autocommit=True,
            connect_timeout=5,
        )

    def ping(self) -> pq.Ping:
        """OK, REJECT (starting or stopping) or NO_RESPONSE."""
        host, role = self.placement.sockets, tuning.ROLE
        asked = f"host='{host}' port={tuning.PORT} user={role} dbname=postgres connect_timeout=5"
        return pq.Ping(pq.PGconn.ping(asked.encode()))

    def run(self, program: str, *options: str) -> str:
        """Run one of PostgreSQL's programs as the owner; its output, or DatabaseTrouble with what it complained of."""
        command = [str(placing.binaries(self.placement) / program), *options]
        surroundings = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        done = subprocess.run(  # type: ignore[call-overload]
            command, cwd="/", env=surroundings, text=True, capture_output=True, check=False, **self.placement.as_account
        )
        if done.returncode:
            complaint = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            raise DatabaseTrouble(f"{program} could not do its work: {complaint}")
        return str(done.stdout)

    def last_words(self) -> str:
        """The last line that the server wrote, wherever it wrote it."""
        logs = [self.placement.data / "start.log", *(self.placement.data / "log").glob("*.log")]
        written = [log for log in logs if log.exists() and log.stat().st_size]
        if not written:
            return "(nothing)"
        return max(written, key=lambda log: log.stat().st_mtime).read_text(errors="replace").splitlines()[-1]


def serves(process: int, data: Path) -> bool:
    """True when the process is a server that was started for this data folder."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return os.fsencode(data) in words


def cluster(home: Path, *, throwaway: bool = False) -> Cluster:
    """The embedded database of a data folder; `throwaway` is a second one for tests, fast and without safety."""
    return Cluster(placing.place(home, "db-throwaway" if throwaway else "db"), throwaway)


def say(sentence: str) -> None:
    """Tell the person at the terminal one thing they should know."""
    print(sentence, file=sys.stderr)
