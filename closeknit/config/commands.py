"""The commands that run and keep the product: start, demo, serve, work, db, upgrade, init, check."""

from __future__ import annotations

import argparse
import json
import os
from typing import Any

type Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Subcommands) -> None:
    """Add this folder's commands to the command line."""
    add(commands, "start", start, "run everything: database, pages and worker", needs="nothing")
    demo_command = add(commands, "demo", demo, "the same with the demonstration company", needs="nothing")
    demo_command.add_argument("--remove", action="store_true", help="delete the demonstration and its data")
    add(commands, "serve", serve, "run the web server only", needs="database")
    add(commands, "work", work, "run the worker only", needs="database")
    db_command = add(commands, "db", db, "start or stop the embedded database, or print its address", needs="nothing")
    db_command.add_argument("action", choices=["start", "stop", "url"])
    add(commands, "upgrade", bring_up_to_date, "bring the database to this version", needs="database")
    init_command = add(commands, "init", init, "make the first administrator", needs="database")
    init_command.add_argument("--name", required=True, help="the administrator's name")
    init_command.add_argument("--email", required=True, help="the address to sign in with")
    init_command.epilog = "The password is asked for, or read from the first line of standard input."
    check_command = add(commands, "check", check, "look whether everything is in order", needs="database")
    check_command.add_argument("--json", action="store_true", help="print the findings for a program")


def add(commands: Subcommands, name: str, run: Any, says: str, *, needs: str) -> argparse.ArgumentParser:
    """One command with its sentence."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    command.set_defaults(run=run, needs=needs)
    return command


def start(arguments: argparse.Namespace) -> int:
    """`closeknit start`."""
    from closeknit.config import product

    return product.run(demonstration=False)


def demo(arguments: argparse.Namespace) -> int:
    """`closeknit demo`."""
    from closeknit.config import homes, product

    homes.enter_demonstration()
    return product.remove_demonstration() if arguments.remove else product.run(demonstration=True)


def serve(arguments: argparse.Namespace) -> None:
    """`closeknit serve`: becomes the web server."""
    from closeknit.config import product

    product.refuse_taken_port()
    command = product.web_command()
    os.execv(command[0], command)  # noqa: S606 - our own interpreter


def work(arguments: argparse.Namespace) -> None:
    """`closeknit work`: runs background jobs until SIGINT or SIGTERM, which lets those under way finish."""
    import asyncio

    from procrastinate.contrib.django import app

    async def until_stopped() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as queue:  # type: ignore[attr-defined]
            async with queue.open_async():
                await queue.run_worker_async()

    asyncio.run(until_stopped())


def db(arguments: argparse.Namespace) -> None:
    """`closeknit db start|stop|url`."""
    from closeknit.config import environment, homes

    homes.choose()
    cluster = environment.embedded()
    if cluster and arguments.action == "start":
        print("The database is started." if cluster.start() else "The database was running already.")
    elif cluster and arguments.action == "stop":
        print("The database is stopped." if cluster.stop() else "The database was not running.")
    elif arguments.action == "url":
        print(environment.database_url())
    else:
        print("DATABASE_URL is set: that database is not ours to start or stop.")


def bring_up_to_date(arguments: argparse.Namespace) -> None:
    """`closeknit upgrade`."""
    from closeknit.config import upgrade

    done = upgrade.run(tell=print)
    print(f"Done: {len(done)} steps." if done else "The database is up to date.")


def init(arguments: argparse.Namespace) -> None:
    """`closeknit init`: brings the tables up to date and makes the first administrator."""
    import getpass
    import sys

    from closeknit.access import people
    from closeknit.config import upgrade

    upgrade.run(tell=print)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    user = people.begin(arguments.name, arguments.email, password)
    print(f"{user.email} may sign in now.")


def check(arguments: argparse.Namespace) -> int:
    """`closeknit check`: exit 0 when all is in order, else 1."""
    from closeknit.config import checkup

    found = checkup.findings()
    if arguments.json:
        print(json.dumps([vars(one) for one in found], indent=1))
    else:
        for one in found:
            print(f"{'fine ' if one.fine else 'WRONG'}  {one.subject}: {one.says}")
    return 0 if all(one.fine for one in found) else 1
