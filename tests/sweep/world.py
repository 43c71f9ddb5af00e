"""The world of the sweep: people with every sort of right, records in every relation to them, each text of it a word that stands nowhere else."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from closeknit.access import actors, hats, tokens
from closeknit.access.models import Grant, Hat, Share, Team, Token, User
from closeknit.access.signin import BACKEND
from closeknit.catalogue import editions
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.intake import imports
from closeknit.profiles import own_kinds
from closeknit.records import files, record
from closeknit.records.relationships import relationships
from closeknit.records.workspace import saved_views
from closeknit.timeline import notes
from closeknit.timeline.contacts import contacts
from tests.sweep import shape
from tests.sweep.oracle import Principal, World

KINDS = ("organization", "individual", "scale")  # the last is the company's own
CONFIDENTIAL = {"organization": "industry", "individual": "description"}
CONFIDENTIAL_SET = "urls"
EVERYDAY = ("see", "create", "edit", "note", "bin", "restore", "export", "import")

HATS: dict[str, dict[str, Any]] = {
    "administrator": {"grants": [("*", "*", "all")], "classes": ["open", "internal", "confidential"]},
    "full": {"grants": [("*", verb, "all") for verb in EVERYDAY], "classes": ["open", "internal"]},
    "own": {
        "grants": [("*", verb, "own") for verb in ("see", "create", "edit", "note", "bin", "restore")],
        "classes": ["open"],
    },
    "team": {
        "grants": [("*", verb, "team") for verb in ("see", "create", "edit", "note", "bin", "restore")],
        "classes": ["open"],
    },
    "below": {
        "grants": [
            *(("*", verb, "below") for verb in ("see", "create", "edit", "restore")),
            ("*", "bin", "own"),
            ("individual", "export", "below"),
        ],
        "classes": ["open"],
    },
    "reader": {"grants": [("organization", "see", "all"), ("organization", "export", "own")], "classes": ["open"]},
    "keeper": {"grants": [("organization", "see", "own")], "classes": ["open", "confidential"]},
}
TEAMS: dict[str, str | None] = {"North": None, "York": "North", "South": None}

# name -> (hats, teams, active)
PEOPLE: dict[str, tuple[list[str], list[str], bool]] = {
    "hatless": ([], ["York"], True),
    "own": (["own"], [], True),
    "own-in-team": (["own"], ["North"], True),
    "team": (["team"], ["North"], True),
    "below": (["below"], ["North"], True),
    "full": (["full"], [], True),
    "administrator": (["administrator"], [], True),
    "two-hats": (["own", "reader"], ["South"], True),
    "keeper": (["keeper"], [], True),
    "gone": (["full"], [], False),
    "changed": (["full"], [], True),
    "program": (["full"], [], True),
    "narrow": (["own"], ["North"], True),
    "colleague": ([], [], True),
}

PRINCIPALS: tuple[Principal, ...] = (
    Principal("stranger"),
    *(
        Principal(name, name, "session")
        for name in ("hatless", "own", "own-in-team", "team", "below", "full", "administrator", "two-hats", "keeper")
    ),
    Principal("deactivated, old session", "gone", "session"),
    Principal("password changed, old session", "changed", "session", valid=False),
    Principal("token, wide", "program", "token"),
    Principal("token of who sees little", "narrow", "token"),
    Principal("token, narrow", "program", "token", scopes=("see", "organization.edit")),
    Principal("token, expired", "program", "token", valid=False),
    Principal("token, revoked", "program", "token", valid=False),
    Principal("token of somebody deactivated", "gone", "token"),
)


@dataclass
class Subject:
    """A record, or the place of one that is not there, with all that a request about it may need."""

    pk: int
    kind: str
    relation: str
    owner: str = ""
    name: str = "nobody"
    version: int = 1
    edited_in: uuid.UUID = field(default_factory=uuid.uuid4)
    placed_in: uuid.UUID = field(default_factory=uuid.uuid4)
    made_in: uuid.UUID = field(default_factory=uuid.uuid4)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def plural(self) -> str:
        return kinds[self.kind].plural

    @property
    def slug(self) -> str:
        """The word of its address."""
        return kinds[self.kind].address(self.pk, self.name).rstrip("/").partition(f"{self.pk}-")[2]

    @property
    def new_form(self) -> dict[str, str]:
        """A form that makes another of its kind."""
        return {"name": "Newcomer", "given_name": "New", "family_name": "Comer"}

    @property
    def new_json(self) -> dict[str, str]:
        """A body that makes another of its kind."""
        return newcomer(self.kind)


def newcomer(kind: str) -> dict[str, str]:
    """What one says of another of its kind, at least."""
    return {"given_name": "New", "family_name": "Comer"} if kind == "individual" else {"name": "Newcomer"}


@dataclass
class Place:
    """The world as it was made: the same in the database and in the oracle's dictionaries, and whose every word is.

    `words` are those of records, by id and class; `labels` those of what a company added to a kind, by kind and class.
    """

    world: World
    users: dict[str, User]
    subjects: list[Subject]
    imports: list[Subject] = field(default_factory=list)
    tasks: list[Subject] = field(default_factory=list)
    words: dict[str, tuple[int, str]] = field(default_factory=dict)
    told: dict[str, list[int]] = field(default_factory=dict)  # words of entries: for whoever sees any of these records
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    edition: int = 0  # of the company's fields and kinds

    def about(self, who: Principal, kind: str) -> list[Subject]:
        """The records of a kind in their every relation to somebody: their own, and those that are nobody's in particular."""
        mine = who.person or "own"
        return [one for one in self.subjects if one.kind == kind and one.owner in ("", mine)]

    def tasks_about(self, who: Principal) -> list[Subject]:
        """The tasks in their every relation to somebody."""
        return [one for one in self.tasks if one.owner in ("", who.person)]


class Builder:
    """Makes the place in the database."""

    def __init__(self) -> None:
        self.random = random.Random(20261123)
        self.place = Place(World(hats=HATS, teams=TEAMS), {}, [])
        self.shape: dict[str, dict[str, int]] = {}

    def build(self) -> Place:
        """Everything; the tokens and sessions of those who lose their right are made before they lose it."""
        with transaction.atomic():  # one commit is quicker than a thousand
            self._all()
        self.place.edition = editions.edition()
        return self.place

    def _all(self) -> None:
        self._people()
        by = actors.of_user(self.place.users["administrator"].pk)
        own_kinds.add({"label": "Scale", "label_plural": "Scales", "icon": "scale"}, by=by)
        for kind in KINDS:
            self._shape(kind)
        for kind in KINDS:
            self._common(kind)
            for name in PEOPLE:
                if name not in ("colleague", "changed", "gone"):
                    self._of(name, kind)
        self._tie()
        self._tasks()
        self._imports()
        self._credentials()

    def word(self, owner: int, what: str) -> str:
        """A word that stands nowhere else; whoever may not see `what` of the record may not meet it."""
        word = "zq" + "".join(self.random.choices("bcdfghjklmnprstvwx", k=10))
        self.place.words[word] = (owner, what)
        return word

    def label(self, kind: str, what: str) -> str:
        """A word of a field that the company added to a kind; whoever may not see that class may not meet it."""
        word = self.word(0, what)
        del self.place.words[word]
        self.place.labels[word] = (kind, what)
        return word

    def _shape(self, kind: str) -> None:
        administrator = self.place.users["administrator"]
        self.shape[kind] = shape.of_kind(kinds[kind], administrator, lambda what: self.label(kind, what))
        self.shape[kind] |= self._views(kind)

    def _views(self, kind: str) -> dict[str, int]:
        """A colleague's views: one that everybody sees, the same removed, and one that they keep for themselves."""
        mine = {"kind": kind, "owner": self.place.users["colleague"], "address": f"city={self.word(0, 'open')}"}
        views = saved_views.View.objects
        views.create(**mine, name=self.word(0, "open"))
        ours = {**mine, "name": self.label(kind, "open"), "address": "city=York", "everybody": True}
        removed = views.create(**ours, removed_at=timezone.now())
        return {"view": views.create(**ours).pk, "removed_view": removed.pk}

    # ------------------------------------------------------------ people

    def _people(self) -> None:
        shipped = hats.ship()
        teams: dict[str, Team] = {}
        for name, above in TEAMS.items():
            teams[name] = Team.objects.create(name=name, parent=teams.get(above or ""))
        for key, said in HATS.items():
            if key not in shipped:
                hat = Hat.objects.create(key=key, name=key, classes=said["classes"])
                Grant.objects.bulk_create([Grant(hat=hat, kind=k, verb=v, reach=r) for k, v, r in said["grants"]])
                shipped[key] = hat
        for name, (worn, inside, active) in PEOPLE.items():
            user = User.objects.create(
                name=f"{name.title()} Person", email=f"{name}@brightwell.example", is_active=True
            )
            user.set_password("a long word for signing in")
            user.save()
            user.hats.set([shipped[hat] for hat in worn])
            user.teams.set([teams[team] for team in inside])
            self.place.users[name] = user
            self.place.world.people[name] = {"hats": worn, "teams": inside, "active": active}
        self.teams = teams

    def _credentials(self) -> None:
        found = self.place.credentials
        for who in PRINCIPALS:
            if who.by == "session":
                client = Client()
                client.force_login(self.place.users[who.person], backend=BACKEND)
                found[who.name] = {"HTTP_COOKIE": f"closeknit={client.cookies['closeknit'].value}"}
            elif who.by == "token":
                text = tokens.issue(self.place.users[who.person], who.name, scopes=who.scopes)
                found[who.name] = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
            else:
                found[who.name] = {}
        Token.objects.filter(name="token, expired").update(expires_at=timezone.now() - timedelta(seconds=1))
        tokens.revoke(Token.objects.get(name="token, revoked"))
        User.objects.filter(pk=self.place.users["gone"].pk).update(is_active=False)
        changed = self.place.users["changed"]
        changed.set_password("another long word for signing in")
        changed.save()

    # ------------------------------------------------------------ relationships

    def _tie(self) -> None:
        """Each person with the organization in the same relation to the same people: who may edit the one sees the other."""
        by = actors.of_user(self.place.users["administrator"].pk)
        places = {(one.owner, one.relation): one for one in self.place.subjects if one.kind == "organization"}
        others = [one for one in self.place.subjects if one.kind != "organization"]
        for one in (one for one in others if "in the bin" not in one.relation and one.relation != "absent"):
            place = places[one.owner, one.relation]
            with actors.acting(by.anew()) as actor:
                mine = kinds[one.kind].model._default_manager.get(pk=one.pk)
                made = relationships.relate(mine, place.pk, "partner_of", note=self.word(one.pk, "open"), by=actor)
            one.rows |= {"relationship": made.pk, "tied": place.pk}
            if one.kind == "individual":
                place.rows |= {"relationship": made.pk, "tied": one.pk}

    # ------------------------------------------------------------ tasks

    def _tasks(self) -> None:
        """Tasks in the relations to people that only tasks have; they stand beside the subjects, for the verbs alone."""
        organizations = [one for one in self.place.subjects if one.kind == "organization"]
        hidden = next(one.pk for one in organizations if one.relation == "unrelated")
        self._task("of a hat", hat="own")
        self._task("the team's", team="North", owner="colleague")
        self._task("unrelated", owner="colleague", about=hidden)
        for theirs in [one for one in organizations if one.relation == "own"]:
            self._task("own", theirs.owner, owner=theirs.owner)
            self._task("given", theirs.owner, owner="colleague", giver=theirs.owner, about=hidden)
            self._task("about what is theirs", theirs.owner, owner="colleague", about=theirs.pk)

    def _task(self, relation: str, to: str = "", **said: Any) -> None:
        by = actors.of_user(self.place.users["administrator"].pk)
        known = {"owner": None, "giver": "colleague", "team": None, "hat": None, "about": None} | said
        users = {key: self.place.users[known[key]].pk for key in ("owner", "giver") if known[key]}
        given = {
            "owner": users.get("owner"),
            "given_by": users["giver"],
            "team": self.teams[known["team"]].pk if known["team"] else None,
            "hat": Hat.objects.get(key=known["hat"]).pk if known["hat"] else None,
            "about": known["about"],
        }
        with actors.acting(by.anew()) as actor:
            made, twin = (record.create(kinds["task"], {"name": relation, **given}, by=actor) for _each in range(2))
        with actors.acting(by.anew()) as caller:
            called = contacts.log(made, {"form": "call"}, by=caller)
            attached = files.attach(made, files.keep(BytesIO(b"words")), "words.txt", by=caller)
            tied = relationships.relate(made, twin.pk, "partner_of", by=caller)  # who may edit the one sees the other
        found = {"kind": "task", "binned": False, "shares": [], **known}
        self.place.world.records |= {made.pk: found, twin.pk: found}
        rows = {"user": self.place.users["colleague"].pk, "contact": called.pk, "file": attached.pk}
        rows |= {"relationship": tied.pk, "tied": twin.pk}
        self.place.tasks.append(Subject(made.pk, "task", relation, to, made.name, made.version, rows=rows))

    # ------------------------------------------------------------ files brought in

    def _imports(self) -> None:
        """For two kinds an import of a person who may do everything daily, its every cell a word of its own; and one that is not there."""
        for kind in ("organization", "scale"):
            self._import(kind)

    def _import(self, kind: str) -> None:
        by = actors.of_user(self.place.users["full"].pk)
        words = {word: self.word(0, "open") for word in ("name", "Acme", "York")}
        table = f"Name,City\n{words['Acme']},{words['York']}\n".encode()
        with actors.acting(by):
            one = imports.begin(kinds[kind], f"{words['name']}.csv", [table], by=by)
        self.place.words |= dict.fromkeys(words.values(), (-one.pk, "open"))
        self.place.world.imports[one.pk] = "full"
        self.place.imports += [Subject(one.pk, kind, "an import"), Subject(900_000_000, kind, "absent")]

    # ------------------------------------------------------------ records

    def _common(self, kind: str) -> None:
        self._record(kind, "the team's", owner="colleague", team="North")
        self._record(kind, "of the team below", owner="colleague", team="York")
        self._record(kind, "of a sibling team", owner="colleague", team="South")
        self._record(kind, "unrelated", owner="colleague", team=None)
        self._record(kind, "nobody's", owner=None, team=None)
        self._record(kind, "unrelated, in the bin", owner="colleague", team=None, binned=True)
        self._record(kind, "the team's, in the bin", owner="colleague", team="North", binned=True)
        self._record(
            kind,
            "shared with the team below",
            owner="colleague",
            team=None,
            shares=[{"team": "York", "edit": False, "open": True}],
        )
        unrelated = next(one for one in self.place.subjects if one.kind == kind and one.relation == "unrelated")
        shape.single(kind, unrelated.pk, self.place.users["administrator"], lambda what: self.word(unrelated.pk, what))
        unrelated.version += 1
        rows = {"user": self.place.users["colleague"].pk, "team": self.teams["South"].pk, **self.shape[kind]}
        self.place.subjects.append(Subject(900_000_000, kind, "absent", rows=rows))

    def _of(self, name: str, kind: str) -> None:
        mine = {"to": name}
        self._record(kind, "own", owner=name, team=None, **mine)
        self._record(kind, "own, in the bin", owner=name, team=None, binned=True, **mine)
        for relation, edit, open_ in (
            ("shared to see", False, True),
            ("shared to edit", True, True),
            ("share expired", True, False),
        ):
            share = {"user": name, "edit": edit, "open": open_}
            self._record(kind, relation, owner="colleague", team=None, shares=[share], **mine)
        self._record(
            kind,
            "shared, in the bin",
            owner="colleague",
            team=None,
            shares=[{"user": name, "edit": True, "open": True}],
            binned=True,
            **mine,
        )

    def _record(
        self,
        kind: str,
        relation: str,
        *,
        owner: str | None,
        team: str | None,
        to: str = "",
        shares: list[dict[str, Any]] | None = None,
        binned: bool = False,
    ) -> None:
        """One record through the verbs, as people make it: made, edited, noted, shared, perhaps put into the bin."""
        by = actors.of_user(self.place.users["administrator"].pk)
        made_in, placed_in, edited_in = by.anew(), by.anew(), by.anew()
        with actors.acting(made_in):
            made = record.create(kinds[kind], newcomer(kind), by=made_in)
        with actors.acting(placed_in):
            place = {
                "owner": self.place.users[owner].pk if owner else None,
                "team": self.teams[team].pk if team else None,
                **self._confidential(kind, made.pk),
                **shape.values(kinds[kind]),
            }
            made = record.edit(made, place, by=placed_in)
        with actors.acting(edited_in):
            made = record.edit(made, self._values(kind, made.pk, relation), by=edited_in)
            attached = files.attach(
                made, files.keep(BytesIO(b"words")), f"{self.word(made.pk, 'open')}.txt", by=edited_in
            )
            notes.write(made, f"A note of {self.word(made.pk, 'open')}", by=edited_in)
        with actors.acting(by.anew()) as caller:
            called = contacts.log(
                made, {"form": "call", "text": f"A call of {self._heard(kind, made.pk, relation)}"}, by=caller
            )
        self._share(made, shares or [])
        if binned:
            with actors.acting(by.anew()) as binner:
                made = record.discard(made, by=binner)
        made.refresh_from_db()
        self.place.world.records[made.pk] = {
            "kind": kind,
            "owner": owner,
            "team": team,
            "binned": binned,
            "shares": shares or [],
        }
        self.place.subjects.append(
            Subject(
                made.pk,
                kind,
                relation,
                to,
                made.name,
                made.version,
                edited_in.change,
                placed_in.change,
                made_in.change,
                {"file": attached.pk, "contact": called.pk, **self.shape[kind]},
            )
        )

    def _heard(self, kind: str, pk: int, relation: str) -> str:
        """A word of an entry; one with a person is told at the organization where they work, too."""
        word = self.word(pk, "open")
        work = self._works_at(relation) if kind == "individual" else None
        self.place.told[word] = [pk] if work is None else [pk, work]
        return word

    def _works_at(self, relation: str) -> int | None:
        """The first organization in this relation to somebody; None where it lies in the bin."""
        found = next(s.pk for s in self.place.subjects if s.kind == "organization" and s.relation == relation)
        return None if self.place.world.records[found]["binned"] else found

    def _confidential(self, kind: str, pk: int) -> dict[str, Any]:
        if kind == "scale":
            return {shape.SECRET: self.word(pk, "confidential")}
        url = f"https://{self.word(pk, 'confidential')}.example/"
        return {CONFIDENTIAL[kind]: self.word(pk, "confidential"), CONFIDENTIAL_SET: [{"url": url}]}

    def _values(self, kind: str, pk: int, relation: str) -> dict[str, Any]:
        word = self.word
        if kind == "scale":  # it stands where few may look, and its own words are in fields of the company's
            theirs = next(s.pk for s in self.place.subjects if s.kind == "organization" and s.relation == "unrelated")
            own = {"name": f"Acme {word(pk, 'open')}", "number": word(pk, "open"), "tags": [word(pk, "open")]}
            return {**own, shape.CITY: word(pk, "open"), shape.POINTER: theirs}
        common = {
            "emails": [{"address": f"{word(pk, 'open')}@example.org"}, {"address": f"{word(pk, 'open')}@example.net"}],
            "addresses": [
                {
                    "street": f"{word(pk, 'open')} Street",
                    "city": word(pk, "open"),
                    "postcode": word(pk, "open")[:12],
                    "region": word(pk, "open"),
                }
            ],
            "tags": [word(pk, "open")],
            "number": word(pk, "open"),
        }
        if kind == "organization":
            above = next(
                (one.pk for one in self.place.subjects if one.kind == kind and one.relation == "nobody's"), None
            )
            own = {
                "name": f"Acme {word(pk, 'open')}",
                "legal_name": word(pk, "open"),
                "description": word(pk, "open"),
                "parent": above,
            }
            return {**common, **own}
        works_at = self._works_at(relation)
        own = {
            "given_name": word(pk, "open"),
            "family_name": word(pk, "open"),
            "honorific": word(pk, "open"),
            "employments": []
            if works_at is None
            else [{"organization": works_at, "title": word(pk, "open"), "department": word(pk, "open")}],
        }
        return {**common, **own}

    def _share(self, made: Any, shares: list[dict[str, Any]]) -> None:
        for one in shares:
            Share.objects.create(
                record_id=made.pk,
                user=self.place.users[one["user"]] if "user" in one else None,
                team=self.teams[one["team"]] if "team" in one else None,
                edit=one["edit"],
                until=timezone.now() + timedelta(days=1 if one["open"] else -1),
                by=self.place.users["administrator"],
            )


def confidential() -> Iterator[None]:
    """Make one field and one set of details of each kind confidential, and give them back as they were."""
    from dataclasses import replace

    before = {key: kinds[key].own_fields for key in CONFIDENTIAL}
    for key, hidden in CONFIDENTIAL.items():
        _say(kinds[key], "confidential")
        kinds[key].own_fields = tuple(
            replace(one, sensitivity="confidential") if one.key == hidden else one for one in before[key]
        )
    yield
    for key, fields in before.items():
        _say(kinds[key], "open")
        kinds[key].own_fields = fields


def _say(kind: Kind, sensitivity: str) -> None:
    """Give the set its sensitivity where it stands, since fields point to it."""
    object.__setattr__(kind.details[CONFIDENTIAL_SET], "sensitivity", sensitivity)
