"""Filling an empty database with a company of a known size: set-based, the same for the same seed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.core.management import CommandError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from closeknit.access.models import User
from closeknit.bench import described, people, rows
from closeknit.bench.rebuild import Taken
from closeknit.bench.sizes import SHARES, Size
from closeknit.catalogue.kinds import kinds
from closeknit.directory import names
from closeknit.records.models import Record

type Tell = Callable[[str], None]

DETAILS = tuple(
    f"directory_{word}"
    for word in ("email", "telephone", "address", "webaddress", "employment", "organization", "individual")
)
HISTORY = ("records_entry", "records_tie")
RECORDS = "records_record"
NUMBERED = (RECORDS, *DETAILS[:5], *HISTORY, "access_user", "access_team", "access_share")


def is_bench() -> bool:
    """Whether this database was filled by the bench, or is about to be again."""
    return User.objects.filter(email=people.address(people.ADMINISTRATOR)).exists()


def fill(size: Size, *, seed: int, again: bool, tell: Tell) -> float:
    """Fill the database; the seconds that it took. Raises CommandError for a database that holds anything else."""
    taken = User.objects.exists() or Record.objects.exists()
    if taken and not is_bench():
        raise CommandError(
            "This database holds a company; name an empty one for the bench in DATABASE_URL or CLOSEKNIT_HOME."
        )
    if taken and not again:
        raise CommandError("The bench's company is there already; say --yes to make it anew.")
    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        if taken:
            cursor.execute("delete from profiles_definition")  # its triggers tell everybody; a truncation would not
            cursor.execute(
                f"truncate access_user, access_team, access_hat, {RECORDS}, {', '.join(HISTORY)} restart identity cascade"
            )
        people.make()
        _write(cursor, size, seed, tell, {"individual": described.profile(described.make())})
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return time.perf_counter() - began


def _write(cursor: CursorWrapper, size: Size, seed: int, tell: Tell, profiles: dict[str, str]) -> None:
    cursor.execute(
        "set local maintenance_work_mem = '512MB'; set local work_mem = '128MB'; set constraints all immediate"
    )
    taken = Taken(cursor, (RECORDS, *DETAILS, *HISTORY))
    _do(cursor, [*rows.functions(seed), rows.staging(size), *rows.names()], tell, "who there is")
    _key_names(cursor)
    _do(cursor, [*rows.kinds(), *rows.details()], tell, "how to reach them")
    taken.put_back_indexes(*DETAILS)
    cursor.execute("analyze " + ", ".join(DETAILS))
    for kind in kinds:
        made = rows.records(kind.key, kind.words, profiles.get(kind.key, "'{}'::jsonb"))
        _do(cursor, [made, f"analyze {RECORDS}"], tell, str(kind.label_plural))
    taken.put_back_indexes(RECORDS)
    _do(cursor, rows.entries(size), tell, "what happened")
    _do(cursor, rows.shares(size, SHARES), tell, "shares")
    cursor.execute("set constraints all immediate")
    began = time.perf_counter()
    taken.put_back()
    tell(f"indexes and constraints: {time.perf_counter() - began:.1f} s")
    _continue_numbers(cursor)
    cursor.execute(
        "drop table made; drop table called; drop table keyed; drop function pg_temp.pick; drop function pg_temp.part"
    )


def _key_names(cursor: CursorWrapper) -> None:
    """The normal form of every name, by which imports know it again: the one part that only Python can make."""
    cursor.execute("create temp table keyed (id bigint, key text)")
    cursor.execute("select id, kind, name from called order by id")
    named = cursor.fetchall()
    with cursor.copy("copy keyed from stdin") as copy:
        for pk, kind, name in named:
            copy.write_row((pk, (names.organization_key if kind == "organization" else names.person_key)(name)))
    cursor.execute("analyze keyed")


def _do(cursor: CursorWrapper, statements: Iterable[str], tell: Tell, what: str) -> None:
    began = time.perf_counter()
    for statement in statements:
        cursor.execute(statement)
    tell(f"{what}: {time.perf_counter() - began:.1f} s")


def _continue_numbers(cursor: CursorWrapper) -> None:
    """Let new rows be numbered after those that were written with their numbers."""
    for table in NUMBERED:
        cursor.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), greatest((select max(id) from {table}), 1))"  # noqa: S608 - our own tables
        )
