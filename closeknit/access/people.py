"""Users: the first administrator, and colleagues made by an administrator."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from closeknit.access import gate, hats
from closeknit.access.actors import Actor
from closeknit.access.models import Hat, Team, User
from closeknit.catalogue.refusal import Refused, RefusedTogether

EMAIL = User._meta.get_field("email")


def begin(name: str, email: str, password: str) -> User:
    """Make the first administrator of an empty installation. Refused once there is anybody, however many try at once."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('closeknit.begin', 0))")
        if User.objects.exists():
            raise Refused(_("Somebody has begun already. Ask them to add you."), code="begun")
        return _made(name, email, password, [hats.ship()["administrator"]], ())


def add(name: str, email: str, password: str, *, wearing: Iterable[str], teams: Iterable[Team] = (), by: Actor) -> User:
    """Make a colleague who may sign in, wearing hats by key. Raises Refused; NotAllowed for who may not manage users."""
    gate.check("user", by, "manage")
    with transaction.atomic():
        worn = list(Hat.objects.filter(key__in=list(wearing)).prefetch_related("grants"))
        if any(_beyond(hat, by) for hat in worn):
            raise gate.NotAllowed(_("You can give away no more than you may yourself. Ask an administrator."))
        return _made(name, email, password, worn, teams)


def _beyond(hat: Hat, by: Actor) -> bool:
    """Whether a hat lets its wearer do, or see, what the giver may not."""
    return not set(hat.classes) <= by.classes or not all(
        any(own.covers(given.kind, given.verb) and own.reach in ("all", given.reach) for own in by.grants)
        for given in hat.grants.all()
    )


def _made(name: str, email: str, password: str, worn: list[Hat], teams: Iterable[Team]) -> User:
    # Until somebody chooses, their language is that in which they were added.
    user = User(name=name.strip(), email=email.strip(), language=get_language() or "en")
    _check(user, password)
    user.set_password(password)
    user.save()
    user.hats.set(worn)
    user.teams.set(teams)
    return user


def _check(user: User, password: str) -> None:
    refusals = []
    if not user.name or len(user.name) > 200 or "\x00" in user.name:
        refusals.append(Refused(_("Give a name of 1 to 200 characters."), field="name", code="required"))
    try:
        validate_email(user.email)
        EMAIL.run_validators(user.email)
    except ValidationError:
        refusals.append(
            Refused(_("Give an e-mail address, such as ada@company.example."), field="email", code="not_an_email")
        )
    else:
        refusals += _taken(user)
    try:
        validate_password(password, user)
    except ValidationError as error:
        refusals.append(Refused(" ".join(error.messages), field="password", code="weak"))
    if refusals:
        raise RefusedTogether(refusals)


def _taken(user: User) -> list[Refused]:
    if not User.objects.filter(email__iexact=user.email).exists():
        return []
    return [Refused(_("There is a user with this e-mail already."), field="email", code="taken")]


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these users, which every colleague may know; one query."""
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "name"))
