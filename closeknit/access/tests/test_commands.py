"""The command that makes a token."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from closeknit.access import tokens
from closeknit.access.models import Token
from closeknit.catalogue.refusal import Refused
from closeknit.config import commandline
from tests.cast import Cast


def run(*arguments: str) -> None:
    chosen = commandline.parser().parse_args(arguments)
    chosen.run(chosen)


def test_the_last_line_is_a_token_that_works(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    run("token", "ADA@brightwell.example")
    actor = tokens.actor_of(capsys.readouterr().out.splitlines()[-1])
    assert actor is not None
    assert actor.user_id == cast.ada_user.pk
    assert actor.scopes == {"*"}


def test_a_token_may_be_narrow_and_short_lived(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    run(
        "token",
        "priya@brightwell.example",
        "--scope",
        "see",
        "--scope",
        "individual.edit",
        "--days",
        "2",
        "--name",
        "Till",
        "--json",
    )
    told = json.loads(capsys.readouterr().out)
    actor = tokens.actor_of(told["token"])
    assert actor is not None
    assert actor.scopes == {"see", "individual.edit"}
    token = Token.objects.get()
    assert (token.name, told["email"]) == ("Till", "priya@brightwell.example")
    assert timedelta(days=1) < token.expires_at - timezone.now() <= timedelta(days=2)
    assert told["token"] not in str(vars(token))


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody@brightwell.example",),
        ("ada@brightwell.example", "--days", "0"),
        ("ada@brightwell.example", "--days", "9999"),
    ],
)
def test_what_cannot_be_is_one_sentence(cast: Cast, arguments: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        run("token", *arguments)
    assert not Token.objects.exists()


def test_who_may_not_sign_in_gets_no_token(cast: Cast) -> None:
    cast.omar_user.is_active = False
    cast.omar_user.save(update_fields=["is_active"])
    with pytest.raises(Refused):
        run("token", "omar@brightwell.example")
