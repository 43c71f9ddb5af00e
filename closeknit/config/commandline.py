"""The command `closeknit`: finds the commands of every folder, runs one, and says errors in one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import closeknit


def parser() -> argparse.ArgumentParser:
    """The whole command line; each folder's `commands.register(subparsers)` adds its own."""
    whole = argparse.ArgumentParser(prog="closeknit", description="A CRM that takes the shape of your company.")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for folder in iter_modules(closeknit.__path__, "closeknit."):
        if folder.ispkg and find_spec(f"{folder.name}.commands"):
            import_module(f"{folder.name}.commands").register(commands)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 2 when it could not be, with one sentence on stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "closeknit.config.settings")
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["django"]:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["closeknit django", *given[1:]])
        return 0
    chosen = parser().parse_args(given)
    return int(chosen.run(chosen) or 0)
