"""Search: the words of each record kept up to date, and records found by them, of every kind at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Q
from psycopg.sql import SQL, Literal

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types import folding
from closeknit.catalogue.types.value import Condition, Operator
from closeknit.records.models import Record
from closeknit.records.reading import read
from closeknit.web.listing import searched

ANSWERS = 10
PAGE = 50
CANDIDATES = 200  # ranked in memory; ordering all that fit before the limit costs 400 ms on a big company
SHORT = 3
SHORTEST_NUMBER = 5


# The words are SQL that the domain wrote; nothing of a user's stands in it.
REFRESH = SQL("""update records_record r set words = w.words{more}
 from (select r.id, {words} as words from records_record r where r.id = any(%s) and r.kind = %s) w
 where r.id = w.id and r.words is distinct from w.words
 returning r.id""")
VERSION = SQL(", version = r.version + 1, updated_at = statement_timestamp(), updated_by_id = {by}")


def reads(kind: Kind, columns: Iterable[Any]) -> bool:
    """Whether the search words of a kind are gathered from some of these columns of its records."""
    return any(re.search(rf"\b{one.column}\b", kind.words) for one in columns)


def refresh(ids: Iterable[int], among: Iterable[Kind] = kinds, by: Actor | None = None) -> set[int]:
    """Gather the search words of these records anew, in one statement for each kind that they may be of; gives those that had others.

    With `by` these become new versions by that statement: each is written once instead of twice.
    """
    found, written = list(ids), set()
    more = VERSION.format(by=Literal(by.user_id)) if by else SQL("")
    if not found:
        return set()
    with connection.cursor() as cursor:
        for kind in among:
            cursor.execute(REFRESH.format(words=SQL(kind.words), more=more), [found, kind.key])
            written |= {pk for (pk,) in cursor.fetchall()}
    return written


@dataclass(frozen=True, slots=True)
class Found:
    """A record that fits what was searched; `note` says which of several with one name it is."""

    id: int
    kind: str
    name: str
    note: str


type Hit = tuple[int, str, str]
type Further = Callable[[str, Actor, str, int], list[Hit]]

# What domains find beside the search text: called with the words, the actor, a kind or "", and how many at most.
FURTHER: list[Further] = []


def also(further: Further) -> None:
    """Add a way of finding, asked when the search text has not given enough; called once by its domain at start-up."""
    FURTHER.append(further)


def find(text: str, actor: Actor, kind: str = "", limit: int = ANSWERS) -> tuple[list[Found], bool]:
    """The records that fit the words, best first, and whether there are more. A handful of queries, however many fit.

    A whole e-mail address finds whose it is; names that begin with the words come next, then the words anywhere in the search
    text, for more than three letters, then what domains find.
    """
    words = text.replace("\x00", "").strip()
    if not words:
        return [], False
    seen = gate.rows(Record, actor)
    seen = seen.filter(kind=kind) if kind else seen
    found: dict[int, Hit] = {}
    for way in (_addressed, _beginning, _anywhere, _further):
        if len(found) <= limit:
            found |= {hit[0]: hit for hit in way(seen, words, actor, kind, limit) if hit[0] not in found}
    hits = list(found.values())
    return _told(hits[:limit], actor), len(hits) > limit


def _hits(rows: Any, limit: int) -> list[Hit]:
    return list(rows.values_list("id", "kind", "name")[: limit + 1])


def _addressed(seen: Any, words: str, actor: Actor, kind: str, limit: int) -> list[Hit]:
    """Whose e-mail address this is, by the index of addresses."""
    if "@" not in words or " " in words:
        return []
    found: list[Hit] = []
    for one in (one for one in kinds if kind in ("", one.key)):
        for field in one.readable(actor.classes).values():
            if field.type.key == "email":
                rows = gate.rows(one.model, actor).filter(Q(_is(field, words, actor)))
                found += _hits(rows.order_by("sort_key", "id"), limit)
    return found


def _is(field: Field, words: str, actor: Actor) -> Condition:
    try:
        return field.home.condition(field, Operator.IS, words, actor)
    except Refused:
        return Q(pk__in=[])  # no address, so nobody's


def _beginning(seen: Any, words: str, actor: Actor, kind: str, limit: int) -> list[Hit]:
    """Names that begin so: an ordered walk of the index on the sort key."""
    begins = Q(folding.begins(F("sort_key"), words))
    return _hits(seen.filter(begins).order_by("sort_key", "id"), limit)


def _anywhere(seen: Any, words: str, actor: Actor, kind: str, limit: int) -> list[Hit]:
    """Every word somewhere in the text, by name among the first candidates."""
    if len(words) <= SHORT:
        return []
    candidates = list(seen.filter(searched(spelled(words))).values_list("pk", flat=True)[:CANDIDATES])
    return _hits(Record.objects.filter(pk__in=candidates).order_by("sort_key", "id"), limit) if candidates else []


def _further(seen: Any, words: str, actor: Actor, kind: str, limit: int) -> list[Hit]:
    if len(words) <= SHORT:
        return []
    return [hit for further in FURTHER for hit in further(words, actor, kind, limit + 1)]


def _told(hits: list[Hit], actor: Actor) -> list[Found]:
    """The hits with what tells those of one name apart: one query for each kind among them."""
    notes: dict[int, str] = {}
    for kind in {kinds[key] for _pk, key, _name in hits}:
        asked = gate.rows(kind.model, actor).filter(pk__in=[pk for pk, key, _name in hits if key == kind.key])
        for one in read(asked, kind, actor, kind.beside):
            known = [
                kind.fields[key].type.shown(one.values[key], kind.fields[key])
                for key in kind.beside
                if key in one.values
            ]
            notes[one.id] = " · ".join(filter(None, known))
    return [Found(pk, key, name, notes.get(pk, "")) for pk, key, name in hits]


def spelled(words: str) -> str:
    """The words as the search text has them: of an e-mail its first part, of a telephone number its last digits."""
    if "@" in words and " " not in words:
        return words.partition("@")[0]
    digits = "".join(sign for sign in words if sign.isdigit())
    number = len(digits) >= SHORTEST_NUMBER and all(sign.isdigit() or sign in "+()-/. " for sign in words)
    return digits[-9:] if number else words
