"""Search: the words of each record kept up to date, and records found by them, of every kind at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from psycopg.sql import SQL

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.records.models import Record
from closeknit.records.reading import read
from closeknit.web.listing import Folded, Like, escaped, searched

ANSWERS = 10
PAGE = 50
CANDIDATES = 200  # ranked in memory; ordering all that fit before the limit costs 400 ms on a big company
SHORT = 3
SHORTEST_NUMBER = 5


# The words are SQL that the domain wrote; nothing of a user's stands in it.
REFRESH = SQL("""update records_record r set words = w.words
 from (select r.id, {words} as words from records_record r where r.id = any(%s) and r.kind = %s) w
 where r.id = w.id and r.words is distinct from w.words""")


def refresh(ids: Iterable[int]) -> None:
    """Gather the search words of these records anew, in one statement for each kind that has any."""
    found = list(ids)
    if not found:
        return
    with connection.cursor() as cursor:
        for kind in kinds:
            cursor.execute(REFRESH.format(words=SQL(kind.words)), [found, kind.key])


def refresh_later(ids: Iterable[int]) -> None:
    """The same at the end of this transaction, when what the words come from has been written."""
    transaction.on_commit(lambda: refresh(list(ids)))


@dataclass(frozen=True, slots=True)
class Found:
    """A record that fits what was searched; `note` says which of several with one name it is."""

    id: int
    kind: str
    name: str
    note: str


def find(text: str, actor: Actor, kind: str = "", limit: int = ANSWERS) -> tuple[list[Found], bool]:
    """The records that fit the words, best first, and whether there are more. A handful of queries, however many fit.

    Up to three letters are the beginning of a name; more are looked for anywhere in the search text.
    """
    words = text.replace("\x00", "").strip()
    if not words:
        return [], False
    seen = gate.rows(Record, actor)
    seen = seen.filter(kind=kind) if kind else seen
    found = _beginning(seen, words, limit) if len(words) <= SHORT else _anywhere(seen, words, limit)
    return _told(found[:limit], actor), len(found) > limit


type Hit = tuple[int, str, str]


def _hits(rows: Any, limit: int) -> list[Hit]:
    return list(rows.values_list("id", "kind", "name")[: limit + 1])


def _beginning(seen: Any, words: str, limit: int) -> list[Hit]:
    """Names that begin so: an ordered walk of the index on the sort key."""
    return _hits(seen.filter(_begins(words)).order_by("sort_key", "id"), limit)


def _begins(words: str) -> Q:
    return Q(Like(F("sort_key"), Folded(Value(f"{escaped(words)}%"))))


def _anywhere(seen: Any, words: str, limit: int) -> list[Hit]:
    """Every word somewhere in the text: of the first candidates, those whose name begins so come first."""
    candidates = list(seen.filter(searched(spelled(words))).values_list("pk", flat=True)[:CANDIDATES])
    if not candidates:
        return []
    ranked = Record.objects.filter(pk__in=candidates).annotate(later=Case(When(_begins(words), then=0), default=1))
    return _hits(ranked.order_by("later", "sort_key", "id"), limit)


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
