"""Who may do what, once more: the rules of access in plain Python over dictionaries, written from the design and not from the gate.

The rules: people wear hats, rights add up, nothing is ever taken away by a hat. A grant names a kind, a verb and a reach: own, team,
team and below, all. A share opens one record to a user or a team, to see or to edit, until a date, and its kind with it. A task is open too to who gave it, its team and who wears its hat, and to be read to whoever sees what it is about. What is not seen is answered like what is
not there (404); what is seen but not allowed is 403; a kind of which nothing may be done is 403. What lies in the bin is seen by nobody
but those who may restore it. A token does what its owner may, within its scopes, until it ends. Who is not signed in, or may not be any more,
is asked to sign in by pages (302) and refused by the API (401); a session opens no endpoint, a token no page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Answer = Literal["in", "sign in", "unknown", "forbidden", "absent", "no such method"]

STATUS: dict[Answer, tuple[int, ...]] = {
    "in": (200, 201, 202, 204, 302),
    "sign in": (302,),
    "unknown": (401,),
    "forbidden": (403,),
    "absent": (404,),
    "no such method": (405,),
}


@dataclass
class World:
    """What there is, as dictionaries.

    hats: name -> {"grants": [(kind, verb, reach)], "classes": [class]}; teams: name -> the team above it or None;
    people: name -> {"hats", "teams", "active"}; records: id -> {"kind", "owner", "team", "binned", "shares"}, where a share is
    {"user" or "team": name, "edit": bool, "open": bool}; imports: id -> whose it is.
    """

    hats: dict[str, dict[str, Any]] = field(default_factory=dict)
    teams: dict[str, str | None] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: dict[int, dict[str, Any]] = field(default_factory=dict)
    imports: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Principal:
    """Somebody at the door: a person by session, a program by token, or nobody. `valid` says that what they show still counts."""

    name: str
    person: str = ""
    by: Literal["nothing", "session", "token"] = "nothing"
    valid: bool = True
    scopes: tuple[str, ...] = ("*",)


class Oracle:
    """Answers for one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    # ------------------------------------------------------------ who stands there

    def known(self, who: Principal, api: bool) -> bool:
        """Whether this door takes what they show, and it still counts. Pages take sessions, the API takes tokens, neither the other."""
        return who.by == ("token" if api else "session") and who.valid and bool(self.world.people[who.person]["active"])

    def _grants(self, who: Principal) -> list[tuple[str, str, str]]:
        return [grant for hat in self.world.people[who.person]["hats"] for grant in self.world.hats[hat]["grants"]]

    def classes(self, who: Principal) -> set[str]:
        """The classes of fields they see."""
        worn = self.world.people[who.person]["hats"]
        return {"open"} | {one for hat in worn for one in self.world.hats[hat]["classes"]}

    def _scoped(self, who: Principal, kind: str, verb: str) -> bool:
        return any(scope in ("*", verb, f"{kind}.{verb}") for scope in who.scopes)

    def reaches(self, who: Principal, kind: str, verb: str) -> set[str]:
        """How far they may do a verb on a kind."""
        if not self._scoped(who, kind, verb):
            return set()
        return {r for k, v, r in self._grants(who) if k in ("*", kind) and v in ("*", verb)}

    # ------------------------------------------------------------ one record

    def _teams_and_below(self, person: str) -> set[str]:
        found = set(self.world.people[person]["teams"])
        while True:
            more = {name for name, above in self.world.teams.items() if above in found} - found
            if not more:
                return found
            found |= more

    def _granted(self, who: Principal, verb: str, record: dict[str, Any]) -> bool:
        mine = record["owner"] == who.person
        return any(
            reach == "all"
            or (reach in ("own", "team", "below") and mine)
            or (reach == "team" and record["team"] in self.world.people[who.person]["teams"])
            or (reach == "below" and record["team"] in self._teams_and_below(who.person))
            for reach in self.reaches(who, record["kind"], verb)
        ) or (record["kind"] == "task" and bool(self.reaches(who, "task", verb)) and self._of_task(who, verb, record))

    def _of_task(self, who: Principal, verb: str, task: dict[str, Any]) -> bool:
        """A task is open too to who gave it, to its team and who wears its hat, and to read to whoever sees what it is about."""
        person = self.world.people[who.person]
        reading = verb in ("see", "note", "export")
        if task["giver"] == who.person and (reading or verb in ("edit", "create", "bin")):
            return True
        if (task["team"] in person["teams"] or task["hat"] in person["hats"]) and (
            reading or verb in ("edit", "create")
        ):
            return True
        return reading and task["about"] is not None and self.may(who, "see", task["about"])

    def _shared(self, who: Principal, verb: str, record: dict[str, Any]) -> bool:
        if verb not in ("see", "edit") or not self._scoped(who, record["kind"], verb):
            return False
        teams = self.world.people[who.person]["teams"]
        return any(
            share["open"]
            and (share.get("user") == who.person or share.get("team") in teams)
            and (share["edit"] or verb == "see")
            for share in record["shares"]
        )

    def _of_kind(self, who: Principal, asked: str) -> bool:
        """Whether they may do a verb with some record of a kind, by a hat or because one was opened to them."""
        kind, _mark, verb = asked.partition(".")
        shared = (record for record in self.world.records.values() if record["kind"] == kind)
        return bool(self.reaches(who, kind, verb)) or any(self._shared(who, verb, record) for record in shared)

    def may(self, who: Principal, verb: str, record: int) -> bool:
        """Whether they may do the verb to this record; only restoring is done to what lies in the bin."""
        found = self.world.records.get(record)
        if found is None or found["binned"] != (verb == "restore"):
            return False
        return self._granted(who, verb, found) or self._shared(who, verb, found)

    def sees(self, who: Principal, record: int, api: bool = False) -> bool:
        """Whether words of this record may reach them: seen, or in a bin that they may empty. An import goes by its id below zero."""
        if record < 0:
            return self.known(who, api) and self._import(who, -record)
        return self.known(who, api) and (self.may(who, "see", record) or self.may(who, "restore", record))

    def reads(self, who: Principal, kind: str, what: str, api: bool) -> bool:
        """Whether words of this class, in what a company added to a kind, may reach them."""
        return self.known(who, api) and self._of_kind(who, f"{kind}.see") and what in self.classes(who)

    def _import(self, who: Principal, pk: int) -> bool:
        """An import is its maker's, and of who manages imports."""
        owner = self.world.imports.get(pk)
        return owner is not None and (owner == who.person or bool(self.reaches(who, "import", "manage")))

    # ------------------------------------------------------------ one door

    def answer(self, who: Principal, asks: tuple[str, ...], kind: str, record: int, api: bool) -> Answer:
        """What a door answers that asks these things in this order (see doors.py for the words)."""
        if "public" in asks:
            return "in"
        if not self.known(who, api) and asks != ("lost",):
            return "unknown" if api else "sign in"
        if "lost" in asks:
            return "absent"
        for ask in asks:
            refusal = self._asked(ask, who, kind, record)
            if refusal:
                return refusal
        return "in"

    def _asked(self, ask: str, who: Principal, kind: str, record: int) -> Answer | None:
        word, _mark, verb = ask.partition(":")
        match word:
            case "signed-in":
                return None
            case "nobodys":  # what a sample cannot make: it is there for nobody who is signed in
                return "absent"
            case "kind":
                return None if self._of_kind(who, verb if "." in verb else f"{kind}.{verb}") else "forbidden"
            case "scope":
                return None if self._scoped(who, *(verb.split(".") if "." in verb else (kind, verb))) else "forbidden"
            case "knows":  # what a company added to a kind is there for whoever sees some record of it
                return None if self._of_kind(who, f"{verb or kind}.see") else "absent"
            case "sees":
                return None if self.may(who, "see", record) else "absent"
            case "finds":
                return None if self.may(who, "see", record) or self.may(who, "restore", record) else "absent"
            case "live":
                return "absent" if self.world.records[record]["binned"] else None
            case "may":
                return None if self.may(who, verb, record) else "forbidden"
            case "import":
                return None if self._import(who, record) else "absent"
            case "restores":
                return None if self.may(who, "restore", record) else "absent"
            case "undoes":
                return None if self.may(who, verb, record) or self.may(who, "restore", record) else "forbidden"
        raise ValueError(f"no door asks “{ask}”")
