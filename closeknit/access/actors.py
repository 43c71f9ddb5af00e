"""The actor: who acts, with what rights, in which change. Always passed by hand, never found in the air."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from closeknit.catalogue import editions, statements

SHARED_BY_VALUE = 500  # above this the shares of an actor are looked up in SQL instead of being sent with each query


@dataclass(frozen=True, slots=True)
class Granted:
    """One permission: a kind, a verb, a reach; `*` for any."""

    kind: str
    verb: str
    reach: str

    def covers(self, kind: str, verb: str) -> bool:
        """Whether it speaks of this verb on this kind."""
        return self.kind in ("*", kind) and self.verb in ("*", verb)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `change` groups all that one wish changes, so that it is undone as one.

    `shared` and `shared_edit` are the ids of records opened to them, or None when there are too many to carry; `opened` says
    what that lets them do with some record of a kind (`organization.see`).
    `scopes` narrow what a token may do: None for people.
    """

    user_id: int | None = None
    name: str = ""
    grants: tuple[Granted, ...] = ()
    classes: frozenset[str] = frozenset()
    teams: tuple[int, ...] = ()
    teams_below: tuple[int, ...] = ()
    hats: tuple[int, ...] = ()
    shared: tuple[int, ...] | None = ()
    shared_edit: tuple[int, ...] | None = ()
    opened: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    language: str = "en"
    zone: str = ""
    email: str = ""
    purpose: str = ""
    change: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def known(self) -> bool:
        """Whether it is somebody, or the system, and not a stranger."""
        return self.user_id is not None or bool(self.purpose)

    def reaches(self, kind: str, verb: str) -> frozenset[str]:
        """How far they may do this verb on records of this kind; empty for not at all."""
        if not self.in_scope(kind, verb):
            return frozenset()
        return frozenset(one.reach for one in self.grants if one.covers(kind, verb))

    def in_scope(self, kind: str, verb: str) -> bool:
        """Whether the token they came by lets them do this; people have no such limit."""
        return self.scopes is None or bool(self.scopes & {"*", verb, f"{kind}.{verb}"})

    def may(self, kind: str, verb: str) -> bool:
        """Whether they may do this verb on some record of this kind."""
        return bool(self.reaches(kind, verb)) or (self._opened(kind, verb) and self.in_scope(kind, verb))

    def _opened(self, kind: str, verb: str) -> bool:
        """Whether a share lets them: of very many shares it is not known on which kinds, and the list may turn out empty."""
        return f"{kind}.{verb}" in self.opened or (self.shared is None and verb in ("see", "edit"))

    def unshared(self) -> Actor:
        """The same actor without what was only shared with them: who decides whose a record is needs a hat for it."""
        return replace(self, shared=(), shared_edit=(), opened=frozenset())

    def anew(self) -> Actor:
        """The same actor beginning another change."""
        return replace(self, change=uuid.uuid4())


NOBODY = Actor()


def system(purpose: str) -> Actor:
    """The product itself, for a stated purpose; the only actor without grants of a hat."""
    return Actor(purpose=purpose, name="Closeknit", grants=(Granted("*", "*", "all"),), classes=frozenset(CLASSES))


CLASSES = ("open", "internal", "confidential")

# One row: who the user is and all they may do. `{who}` is how the user is found; the settings tell the history's triggers.
ACTOR_SQL = """
with recursive me as ({who}),
 mine as (select team_id as id from access_user_teams t join me on t.user_id = me.user_id),
 below as (select id from mine union select team.id from access_team team join below on team.parent_id = below.id),
 open_to_me as (
   select s.record_id, bool_or(s.edit) as edit from (
     (select record_id, edit from access_share
       where user_id = (select user_id from me) and (until is null or until > now()) limit {cap})
     union all
     select record_id, edit from access_share
       where team_id in (select id from mine) and (until is null or until > now())) s
   group by s.record_id limit {cap})
select me.*, u.id, u.name, u.language, u.zone, u.email, u.password, u.is_active,
 (select coalesce(json_agg(distinct jsonb_build_array(g.kind, g.verb, g.reach)), '[]') from access_user_hats h
    join access_grant g on g.hat_id = h.hat_id where h.user_id = u.id) as grants,
 (select coalesce(json_agg(distinct c), '[]') from access_user_hats h
    join access_hat hat on hat.id = h.hat_id, unnest(hat.classes) c where h.user_id = u.id) as classes,
 array(select hat_id from access_user_hats h where h.user_id = u.id) as hats, array(select id from mine) as teams, array(select id from below) as teams_below,
 array(select distinct r.kind || case when o.edit then '.edit' else '.see' end
    from open_to_me o join records_record r on r.id = o.record_id) as opened,
 array(select record_id from open_to_me) as shared, array(select record_id from open_to_me where edit) as shared_edit,
 (select number from access_edition) as edition,
 set_config('app.actor', coalesce(u.id::text, ''), true), set_config('app.change', %(change)s, true)
from me left join access_user u on u.id = me.user_id
"""


def fetch(who: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """The one row of an actor found by the SQL `who`, which gives at least `user_id`; None when it finds nobody."""
    with statements.asking() as cursor:
        cursor.execute(ACTOR_SQL.format(who=who, cap=SHARED_BY_VALUE + 1), parameters)
        row = cursor.fetchone()
        found = dict(zip([column.name for column in cursor.description or ()], row, strict=True)) if row else None
    if found:
        editions.use(found["edition"] or 0)
    return found


def learn_edition() -> None:
    """Ask which edition of the company's shape is in force, where no actor has told it yet."""
    with connection.cursor() as cursor:
        cursor.execute("select number from access_edition")
        editions.use((cursor.fetchone() or [0])[0] or 0)


def from_row(row: dict[str, Any], change: uuid.UUID, scopes: frozenset[str] | None = None) -> Actor:
    """The actor of a row that `fetch` found."""
    many = len(row["shared"]) > SHARED_BY_VALUE
    return Actor(
        user_id=row["id"],
        name=row["name"],
        grants=tuple(Granted(*one) for one in row["grants"]),
        classes=frozenset({"open", *row["classes"]}),
        teams=tuple(row["teams"]),
        teams_below=tuple(row["teams_below"]),
        hats=tuple(row["hats"]),
        shared=None if many else tuple(row["shared"]),
        shared_edit=None if many else tuple(row["shared_edit"]),
        opened=frozenset({*row["opened"], *(one.replace(".edit", ".see") for one in row["opened"])}),
        scopes=scopes,
        language=row["language"] or settings.LANGUAGE_CODE,
        zone=row["zone"],
        email=row["email"],
        change=change,
    )


def of_user(user_id: int) -> Actor:
    """The actor of a user, as they are at this moment; raises LookupError for one who may not sign in any more."""
    change = uuid.uuid4()
    row = fetch("select %(user)s::bigint as user_id", {"user": user_id, "change": str(change)})
    if row is None or not row["is_active"]:
        raise LookupError(f"there is no active user {user_id}")
    return from_row(row, change)


def declare(actor: Actor, *, alone: str = "") -> None:
    """Tell this transaction whose change it is, so that history and details carry it; it then knows what the company added.

    `alone` names what only one transaction may do at a time: of several the others wait here until the first has ended.
    """
    lock = "pg_advisory_xact_lock(hashtextextended(%s, 0)), " if alone else ""
    declared = ["" if actor.user_id is None else str(actor.user_id), str(actor.change)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"select (select number from access_edition), {lock}set_config('app.actor', %s, true), set_config('app.change', %s, true)",  # noqa: S608 - both are ours
            [alone, *declared] if alone else declared,
        )
        editions.use((cursor.fetchone() or [0])[0] or 0)


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """One transaction in which `actor` acts: for jobs, commands and tests; requests have theirs."""
    with transaction.atomic():
        declare(actor)
        yield actor
