"""Users: the first administrator, and colleagues whom an administrator adds, changes, lets go and takes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from closeknit.access import audit, gate, hats, invitations, passwords, tokens
from closeknit.access.actors import Actor
from closeknit.access.models import Hat, Session, Team, User
from closeknit.catalogue.refusal import Refused, RefusedTogether

# What higher folders make for a company that begins, in the transaction of the first administrator; after an upgrade once more.
BEGINNINGS: list[Callable[[], None]] = []
EMAIL = User._meta.get_field("email")
SHOWN = 500


def begin(name: str, email: str, password: str) -> User:
    """Make the first administrator of an empty installation. Refused once there is anybody, however many try at once."""
    with one_at_a_time():
        if User.objects.exists():
            raise Refused(_("Somebody has begun already. Ask them to add you."), code="begun")
        # Until somebody chooses, their language is that in which they began.
        user = User(name=name.strip(), email=email.strip(), language=get_language() or "")
        made = _made(user, password, [hats.ship()["administrator"]], ())
        for make in BEGINNINGS:
            make()
        return made


def catch_up() -> None:
    """Make what a company begins with now and one that began earlier does not have yet; nothing where nobody has begun."""
    with one_at_a_time():
        if User.objects.exists():
            for make in BEGINNINGS:
                make()


def add(
    name: str, email: str, password: str = "", *, wearing: Iterable[str], teams: Iterable[Team] = (), by: Actor
) -> User:
    """Make a colleague who may sign in, wearing hats by key; without a password they choose one by `invitations.invite`.

    Raises Refused; NotAllowed for who may not manage users, or gives away more than they may.
    """
    gate.check("user", by, "manage")
    with one_at_a_time():
        worn = _given(wearing, by)
        user = _made(User(name=name.strip(), email=email.strip()), password or None, worn, teams)
        audit.write("person.added", by.user_id, user, roles=_named(worn), teams=_named(teams))
        return user


def change(user: User, name: str, email: str, *, wearing: Iterable[str], teams: Collection[Team], by: Actor) -> User:
    """Change who somebody is and what they may do, from their next request on. Raises as `add` does."""
    with _changing(user, by) as fresh:
        before = _as_told(fresh)
        worn = _given(set(wearing) - {hat.key for hat in fresh.hats.all()}, by)
        worn += fresh.hats.filter(key__in=list(wearing))
        fresh.name, fresh.email = name.strip(), email.strip()
        _refuse_together([*_named_badly(fresh), *_addressed_badly(fresh)])
        fresh.save(update_fields=["name", "email"])
        # What is given comes before what is taken: shares that they may still give stay, see docs/decisions/005.
        fresh.hats.add(*worn)
        fresh.teams.add(*teams)
        fresh.hats.remove(*fresh.hats.exclude(pk__in=[one.pk for one in worn]))
        fresh.teams.remove(*fresh.teams.exclude(pk__in=[one.pk for one in teams]))
        for field, after in _as_told(fresh).items():
            if after != before[field]:
                audit.write("person.changed", by.user_id, fresh, field=field, before=before[field], after=after)
        return fresh


def deactivate(user: User, *, by: Actor) -> None:
    """Let somebody sign in no more: their sessions, tokens and link end at once; what they did stays."""
    with _changing(user, by) as fresh:
        if fresh.is_active:
            User.objects.filter(pk=fresh.pk).update(is_active=False)
            Session.objects.filter(user=fresh).delete()
            tokens.revoke_all(fresh)
            invitations.end(fresh)
            audit.write("person.deactivated", by.user_id, fresh)


def reactivate(user: User, *, by: Actor) -> None:
    """Let somebody sign in again, with their password, roles and teams as they were; ended tokens stay ended."""
    with _changing(user, by) as fresh:
        if not fresh.is_active:
            User.objects.filter(pk=fresh.pk).update(is_active=True)
            audit.write("person.reactivated", by.user_id, fresh)


def invite(user: User, *, by: Actor) -> str:
    """A new link by which somebody chooses their password; the one before ends."""
    with _changing(user, by) as fresh:
        if not fresh.is_active:
            raise Refused(_("%(name)s may not sign in. Reactivate them first.") % {"name": fresh.name}, code="inactive")
        audit.write("person.invited", by.user_id, fresh)
        return invitations.make(fresh)


def find(actor: Actor, words: str = "") -> list[User]:
    """The people who may sign in, then those who may not any more, by name; `words` stand in a name or an e-mail."""
    gate.check("user", actor, "manage")
    named = Q(name__icontains=words) | Q(email__icontains=words)
    found = User.objects.filter(named if words and "\x00" not in words else Q())
    return list(found.prefetch_related("hats", "teams").order_by("-is_active", "name", "pk")[:SHOWN])


def get(pk: int, actor: Actor) -> User:
    """One person; Absent where there is none, NotAllowed for who may not manage users."""
    gate.check("user", actor, "manage")
    found = User.objects.prefetch_related("hats", "teams").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise gate.Absent
    return found


def roles_of(user: User) -> list[Hat]:
    """The hats that somebody wears, by name."""
    return sorted(user.hats.all(), key=lambda hat: hat.name)


def teams_of(user: User) -> list[Team]:
    """The teams that somebody is in, by name."""
    return sorted(user.teams.all(), key=lambda team: team.name)


def may_change(user: User, by: Actor) -> bool:
    """Whether somebody may be changed by `by`: nobody changes who may do more than they may themselves."""
    return by.may("user", "manage") and not any(_beyond(hat, by) for hat in user.hats.prefetch_related("grants"))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A transaction in which nobody else changes people or teams, so that what is checked still holds when it is written."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtextextended('closeknit.people', 0))")
        yield


@contextmanager
def _changing(user: User, by: Actor) -> Iterator[User]:
    """Somebody as they are now, to be changed by who may; refused when nobody would be left to administer."""
    gate.check("user", by, "manage")
    with one_at_a_time():
        fresh = get(user.pk, by)
        if not may_change(fresh, by):
            raise gate.NotAllowed(_("They may do more than you. Ask an administrator to change them."))
        yield fresh
        if not administrators().exists():
            raise Refused(
                _(
                    "Nobody would be left who can sign in and administer Closeknit. Make somebody else an administrator first."
                ),
                code="last_administrator",
            )


def administrators() -> QuerySet[User]:
    """The people who can sign in and may do everything; who was invited and has no password yet is none."""
    everything = Q(hats__grants__kind="*", hats__grants__verb="*", hats__grants__reach="all")
    without = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return User.objects.filter(everything, is_active=True).exclude(without).distinct()


def wearable(by: Actor, worn: Collection[str] = ()) -> list[Hat]:
    """The hats that `by` may put on somebody who wears these already."""
    return [
        hat for hat in Hat.objects.order_by("pk").prefetch_related("grants") if hat.key in worn or not _beyond(hat, by)
    ]


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these users, which every colleague may know; one query."""
    return dict(User.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def _given(keys: Iterable[str], by: Actor) -> list[Hat]:
    """The hats of these keys, to be put on somebody by who may do, and see, all that they let their wearer."""
    wanted = set(keys)
    worn = list(Hat.objects.filter(key__in=wanted).prefetch_related("grants"))
    if len(worn) != len(wanted):
        raise Refused(_("One of these roles is not there any more. Choose again."), field="roles", code="unknown_role")
    if any(_beyond(hat, by) for hat in worn):
        raise gate.NotAllowed(_("You can give away no more than you may yourself. Ask an administrator."))
    return worn


def _beyond(hat: Hat, by: Actor) -> bool:
    """Whether a hat lets its wearer do, or see, what the giver may not."""
    return not set(hat.classes) <= by.classes or not all(
        any(own.covers(given.kind, given.verb) and own.reach in ("all", given.reach) for own in by.grants)
        for given in hat.grants.all()
    )


def _made(user: User, password: str | None, worn: list[Hat], teams: Iterable[Team]) -> User:
    _refuse_together(
        [*_named_badly(user), *_addressed_badly(user), *(() if password is None else passwords.weak(password, user))]
    )
    user.set_password(password)
    user.save()
    user.hats.set(worn)
    user.teams.set(teams)
    return user


def _refuse_together(refusals: list[Refused]) -> None:
    if refusals:
        raise RefusedTogether(refusals)


def _named_badly(user: User) -> Iterator[Refused]:
    if not user.name or len(user.name) > 200 or "\x00" in user.name:
        yield Refused(_("Give a name of 1 to 200 characters."), field="name", code="required")


def _addressed_badly(user: User) -> Iterator[Refused]:
    try:
        validate_email(user.email)
        EMAIL.run_validators(user.email)
    except ValidationError:
        yield Refused(_("Give an e-mail address, such as ada@company.example."), field="email", code="not_an_email")
    else:
        if User.objects.filter(email__iexact=user.email).exclude(pk=user.pk).exists():
            yield Refused(_("There is a user with this e-mail already."), field="email", code="taken")


def _named(some: Iterable[Hat | Team]) -> str:
    return ", ".join(sorted(one.name for one in some))


def _as_told(user: User) -> dict[str, str]:
    """What of somebody is told when it changes."""
    worn, teams = user.hats.order_by("name"), user.teams.order_by("name")
    return {"name": user.name, "email": user.email, "roles": _named(worn), "teams": _named(teams)}
