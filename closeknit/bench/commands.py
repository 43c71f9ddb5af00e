"""The command `bench`: fills a database with a company of a known size, and measures the pages on it."""

from __future__ import annotations

import argparse
import json
import sys

type Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Subcommands) -> None:
    """Add the command and its three parts."""
    says = "fill a database with a company of a known size and measure the pages"
    bench = commands.add_parser("bench", help=says, description=f"{says[0].upper()}{says[1:]}.")
    parts = bench.add_subparsers(title="parts", metavar="PART", required=True)
    fill_part = parts.add_parser("fill", help="fill an empty database")
    fill_part.add_argument(
        "--size", choices=["XS", "S", "L"], default="S", help="S: 120,000 records, L: 1,200,000 (default S)"
    )
    fill_part.add_argument("--seed", type=int, default=1, help="another number makes another company (default 1)")
    fill_part.add_argument("--yes", action="store_true", help="empty the bench's own database first")
    fill_part.set_defaults(run=fill)
    pages_part = parts.add_parser("pages", help="measure the pages over HTTP")
    pages_part.add_argument(
        "--url", default="", help="a server on this database that runs already; else one is started"
    )
    pages_part.add_argument(
        "--requests", type=int, default=60, help="requests of each kind, one after another (default 60)"
    )
    pages_part.add_argument("--only", default="", help="only rows whose name contains this")
    pages_part.add_argument("--json", action="store_true", help="print the figures for a program")
    pages_part.set_defaults(run=pages)
    plans_part = parts.add_parser("plans", help="show how the database answers each page")
    plans_part.add_argument("--only", default="", help="only rows whose name contains this")
    plans_part.add_argument("--all", action="store_true", help="print every plan, not only the suspect ones")
    plans_part.set_defaults(run=plans)


def fill(arguments: argparse.Namespace) -> None:
    """`closeknit bench fill`."""
    from closeknit.bench import fill
    from closeknit.bench.sizes import SIZES

    def tell(line: str) -> None:
        if sys.stderr.isatty():
            print(line, file=sys.stderr, flush=True)

    seconds = fill.fill(SIZES[arguments.size], seed=arguments.seed, again=arguments.yes, tell=tell)
    print(f"Filled with size {arguments.size} in {seconds:.1f} s.")


def pages(arguments: argparse.Namespace) -> None:
    """`closeknit bench pages`."""
    from closeknit.bench import report

    found = report.measure(arguments.url, arguments.requests, arguments.only)
    print(json.dumps(found, indent=1) if arguments.json else report.table(found))


def plans(arguments: argparse.Namespace) -> int:
    """`closeknit bench plans`: exit 1 when a big table is read from end to end."""
    from closeknit.bench import plans

    suspects = plans.show(arguments.only, everything=arguments.all)
    return 1 if suspects else 0
