"""The commands that bring files in and take lists out: import, export."""

from __future__ import annotations

import argparse

type Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Subcommands) -> None:
    """Add this folder's commands to the command line."""
    bring = commands.add_parser(
        "import", help="bring files in", description="Bring files in: CSV, TSV, XLSX, XLS, ODS, each also as .gz."
    )
    bring.add_argument("paths", nargs="+", metavar="PATH")
    bring.add_argument(
        "--as", dest="kind", required=True, metavar="KIND", help="what is in them: organizations or individuals"
    )
    bring.add_argument("--yes", action="store_true", help="take what is certain without asking")
    bring.add_argument("--json", action="store_true", help="print the counts for a program")
    bring.add_argument("--by", metavar="EMAIL", default="", help="who brings them in; else the first administrator")
    bring.set_defaults(run=run_import, needs="company")
    out = commands.add_parser(
        "export", help="write lists to files", description="Write a list, or all of them, to files."
    )
    which = out.add_mutually_exclusive_group(required=True)
    which.add_argument("kind", nargs="?", metavar="KIND", help="organizations, individuals and so on")
    which.add_argument("--all", action="store_true", help="every kind, each to a file of its own")
    out.add_argument("--format", choices=["csv", "xlsx"], default="csv")
    out.add_argument(
        "--to",
        metavar="FILE",
        default="",
        help="where to; a folder with --all. Else to the terminal, or KIND.xlsx here",
    )
    out.add_argument("--by", metavar="EMAIL", default="", help="whose view of the list; else the first administrator's")
    out.set_defaults(run=run_export, needs="company")


def run_import(arguments: argparse.Namespace) -> int:
    """`closeknit import`."""
    return _allowed("bring", arguments)


def run_export(arguments: argparse.Namespace) -> int:
    """`closeknit export`."""
    return _allowed("take_out", arguments)


def _allowed(name: str, arguments: argparse.Namespace) -> int:
    """Run one of them; what the person may not do is said as any refusal."""
    from closeknit.access.gate import NotAllowed
    from closeknit.catalogue.refusal import Refused
    from closeknit.intake import terminal

    run = {"bring": terminal.bring, "take_out": terminal.take_out}[name]
    try:
        return run(arguments)
    except NotAllowed as error:
        raise Refused(error.sentence) from error
