"""The people as whom everything is measured: one sees all, one a team, one a little, one by thousands of shares, one nothing."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from closeknit.access import hats
from closeknit.access.models import Grant, Hat, Team, User
from closeknit.bench.sizes import STAFF, TEAMS

DOMAIN = "bench.example"
ADMINISTRATOR, TEAM, NARROW, SHARES, NOTHING = PERSONAS = ("administrator", "team", "narrow", "shares", "nothing")
MEASURED_TEAM = 3  # looks after organizations in the biggest country only


def address(word: str) -> str:
    """The e-mail by which one of the bench's people is found."""
    return f"{word}@{DOMAIN}"


def make() -> None:
    """Make the teams, the hats, the staff, then the people as whom it is measured."""
    shipped = hats.ship()
    team_hat = _team_hat()
    teams = Team.objects.bulk_create([Team(id=place, name=f"Team {place}") for place in range(1, TEAMS + 1)])
    nobodys = make_password(None)  # nobody signs in with a password here
    staff = [
        User(id=place, name=f"Staff {place}", email=address(f"staff{place}"), password=nobodys)
        for place in range(1, STAFF + 1)
    ]
    personas = [
        User(id=STAFF + place, name=word.title(), email=address(word), password=nobodys)
        for place, word in enumerate(PERSONAS, 1)
    ]
    User.objects.bulk_create([*staff, *personas])
    User.hats.through.objects.bulk_create(User.hats.through(user_id=one.pk, hat_id=shipped["full"].pk) for one in staff)
    User.teams.through.objects.bulk_create(
        User.teams.through(user_id=one.pk, team_id=teams[(one.pk - 1) // (STAFF // TEAMS)].pk) for one in staff
    )
    worn = {
        ADMINISTRATOR: shipped["administrator"],
        TEAM: team_hat,
        NARROW: shipped["own"],
        SHARES: team_hat,
        NOTHING: shipped["own"],
    }
    for one, word in zip(personas, PERSONAS, strict=True):
        one.hats.set([worn[word]])
        one.teams.set([teams[MEASURED_TEAM - 1]] if word in (TEAM, SHARES) else [])


def _team_hat() -> Hat:
    hat, _made = Hat.objects.get_or_create(
        key="bench-team", defaults={"name": "Their team's records", "classes": ["open", "internal"]}
    )
    hat.grants.all().delete()
    Grant.objects.bulk_create(Grant(hat=hat, kind="*", verb=verb, reach="team") for verb in hats.EVERYDAY)
    return hat


def persona_id(word: str) -> int:
    """The id of one of the people as whom it is measured."""
    return STAFF + 1 + PERSONAS.index(word)
