"""The command `closeknit`: finds the commands of every folder, runs one, and says errors in one sentence.

A folder adds commands in its `commands.py`, which must be cheap to import (import what is heavy inside the functions):

    def register(commands: Subcommands) -> None:
        command = commands.add_parser("token", help="make an API token")
        command.add_argument("email")
        command.set_defaults(run=token)

`run(arguments)` returns an exit code or None. Before it the database is up, its tables are current and Django is set up;
`set_defaults(needs="database")` leaves out the check of the tables, `needs="nothing"` leaves out all.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any, NoReturn

import closeknit

SETTINGS = "closeknit.config.settings"


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence, and that takes no option by half its name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where help is; exit 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help.\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line; each folder's `commands.register(subparsers)` adds its own."""
    whole = Parser(prog="closeknit", description="A CRM that takes the shape of your company.")
    whole.add_argument("--version", action="version", version=f"closeknit {version()}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for folder in sorted(
        iter_modules(closeknit.__path__, "closeknit."), key=lambda one: one.name != "closeknit.config"
    ):
        if folder.ispkg and find_spec(f"{folder.name}.commands"):
            import_module(f"{folder.name}.commands").register(commands)
    return whole


def version() -> str:
    """The installed version."""
    from importlib.metadata import version

    return version("closeknit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code, or 2 with one sentence on stderr when it could not be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given[:1] == ["django"]:
            return django_command(given[1:])
        chosen = parser().parse_args(given)
        prepare(getattr(chosen, "needs", "company"))
        return int(chosen.run(chosen) or 0)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = complaint(error)
        if sentence is None:
            raise
        print(f"closeknit: {sentence}", file=sys.stderr)
        return 2


def django_command(arguments: list[str]) -> int:
    """Run one of Django's own commands, for engineers: `closeknit django makemigrations`."""
    from django.core.management import execute_from_command_line

    prepare("server")
    execute_from_command_line(["closeknit django", *arguments])
    return 0


def prepare(needs: str) -> None:
    """See to what a command needs: `nothing`, a `server` that answers, a `database` with Django, a whole `company`."""
    if needs == "nothing":
        return
    from closeknit.config import environment, homes

    if needs == "company":
        homes.choose()
    cluster = environment.embedded()
    if cluster:
        cluster.start()
    if needs != "server":
        import django

        django.setup()
    if needs == "company":
        refuse_old_tables()


def refuse_old_tables() -> None:
    """Refuse to work on a database that this version has not brought up to date."""
    from django.core.management import CommandError

    from closeknit.config import health

    if health.pending():
        raise CommandError("The database is not set up for this version yet; run `closeknit upgrade` first.")


def complaint(error: Exception) -> str | None:
    """The one sentence for an error that a person can do something about; None for a fault of ours."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db import OperationalError

    from closeknit.catalogue.refusal import Refused
    from closeknit.config.placement import DatabaseTrouble

    if isinstance(error, OperationalError):
        reason = (str(error).strip().splitlines() or ["no reason given"])[-1]
        return f"The database cannot be reached: {reason.strip()}"
    if isinstance(error, CommandError | DatabaseTrouble | ImproperlyConfigured | Refused):
        return str(error)
    return None


if __name__ == "__main__":
    sys.exit(main())
