"""What the embedded database is told: its configuration and who may connect, written anew at every start."""

from __future__ import annotations

import os
from pathlib import Path

from closeknit.config.placement import Placement

PORT = 5432
ROLE = "closeknit"
SUPERUSER = "postgres"
GIGABYTE = 1 << 30

# Statements and details stay out of the log: they hold names and addresses.
CONFIGURATION = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = {buffers}MB
effective_cache_size = {cache}MB
maintenance_work_mem = {maintenance}MB
work_mem = 16MB
dynamic_shared_memory_type = {shared_memory}
random_page_cost = 1.1
max_wal_size = 2GB
wal_compression = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
lc_monetary = 'C'
lc_numeric = 'C'
lc_time = 'C'
default_text_search_config = 'pg_catalog.simple'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length_on_error = 0
"""

THROWAWAY = """\
fsync = off
synchronous_commit = off
full_page_writes = off
"""

ACCESS = "local all all peer map=closeknit\n"


def configuration(placement: Placement, *, throwaway: bool) -> str:
    """The text of postgresql.conf for this machine; `throwaway` trades safety for speed, for tests."""
    available = memory()
    buffers = min(available // 4, GIGABYTE) >> 20
    text = CONFIGURATION.format(
        port=PORT,
        sockets=str(placement.sockets).replace("'", "''"),
        buffers=max(buffers, 16),
        cache=max((available // 2) >> 20, 64),
        maintenance=max(min(available // 16, GIGABYTE // 4) >> 20, 16),
        shared_memory=shared_memory(),
    )
    return text + (THROWAWAY if throwaway else "")


def people(placement: Placement) -> str:
    """The text of pg_ident.conf: the owner and root are both roles, nobody else is any."""
    names = dict.fromkeys([placement.account.pw_name, "root"])
    return "".join(f'closeknit "{name}" {role}\n' for name in names for role in (ROLE, SUPERUSER))


def write(placement: Placement, *, throwaway: bool) -> None:
    """Write the three files; the data folder belongs to the owner, so the files are made theirs."""
    texts = {
        "postgresql.conf": configuration(placement, throwaway=throwaway),
        "pg_hba.conf": ACCESS,
        "pg_ident.conf": people(placement),
    }
    for name, text in texts.items():
        path = placement.data / name
        path.unlink(missing_ok=True)
        with path.open("x") as file:  # never through a link that the owner of the folder may have laid
            os.fchmod(file.fileno(), 0o600)
            os.fchown(file.fileno(), placement.account.pw_uid, placement.account.pw_gid)
            file.write(text)


def memory() -> int:
    """The bytes of memory this process may use: the machine's, or less in a container that sets a limit."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limits = [Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")]
    given = [text for limit in limits if limit.is_file() and (text := limit.read_text().strip()).isdigit()]
    return min([machine, *map(int, given)])


def shared_memory() -> str:
    """Where parallel queries meet: containers often give /dev/shm too little, then files serve."""
    try:
        found = os.statvfs("/dev/shm")  # noqa: S108 - only its size is read
    except OSError:
        return "mmap"
    return "posix" if found.f_bavail * found.f_frsize >= GIGABYTE // 4 else "mmap"
