"""The command of access: a token for a program."""

from __future__ import annotations

import argparse
import json

type Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]


def register(commands: Subcommands) -> None:
    """Add this folder's commands to the command line."""
    says = "make a token for a program that acts for a user"
    token_command = commands.add_parser("token", help=says, description=f"{says[0].upper()}{says[1:]}.")
    token_command.add_argument("email", help="the user it acts for")
    token_command.add_argument("--name", default="command line", help="what it is for")
    token_command.add_argument("--days", type=int, default=90, help="days until it expires (90)")
    token_command.add_argument(
        "--scope",
        action="append",
        default=[],
        help="a verb such as see, or individual.edit; may be repeated; all without it",
    )
    token_command.add_argument("--json", action="store_true", help="print the answer for a program")
    token_command.set_defaults(run=token)


def token(arguments: argparse.Namespace) -> None:
    """`closeknit token EMAIL`: the token is the last line that is printed, and is never shown again."""
    from closeknit.access import tokens
    from closeknit.access.models import User
    from closeknit.catalogue.refusal import Refused

    user = User.objects.filter(email__iexact=arguments.email, is_active=True).first()
    if user is None:
        raise Refused(f"There is nobody with the e-mail {arguments.email} who may sign in.")
    if not 0 < arguments.days <= 3650:
        raise Refused("Give --days between 1 and 3650.")
    text = tokens.issue(user, arguments.name, scopes=arguments.scope or ["*"], days=arguments.days)
    if arguments.json:
        print(json.dumps({"email": user.email, "token": text, "days": arguments.days}))
        return
    print(f"A token for {user.name}, valid for {arguments.days} days. It is shown this once:")
    print(text)
