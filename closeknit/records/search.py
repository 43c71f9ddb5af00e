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
from closeknit.web.listing import Folded, Like, escaped, searched

ANSWERS = 10
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
    """The records that fit the words, best first, and whether there are more. One query, or two for a part of an e-mail or number.

    Up to three letters are the beginning of a name; more are looked for anywhere in the search text.
    """
    words = text.replace("\x00", "").strip()
    if not words:
        return [], False
    seen = gate.rows(Record, actor)
    seen = seen.filter(kind=kind) if kind else seen
    rows = _beginning(seen, words, limit) if len(words) <= SHORT else _anywhere(seen, words, limit)
    found = [Found(pk, key, name, " · ".join(filter(None, note))) for pk, key, name, *note in rows[: limit + 1]]
    return found[:limit], len(found) > limit


def _shown(rows: Any) -> Any:
    """What an answer shows: the name, and beside it the number."""
    return rows.values_list("id", "kind", "name", "number")


def _beginning(seen: Any, words: str, limit: int) -> list[Any]:
    """Names that begin so: an ordered walk of the index on the sort key."""
    return list(
        _shown(seen.filter(Q(Like(F("sort_key"), Folded(Value(f"{escaped(words)}%"))))).order_by("sort_key", "id"))[
            : limit + 1
        ]
    )


def _anywhere(seen: Any, words: str, limit: int) -> list[Any]:
    """Every word somewhere in the text: of the first candidates, those whose name begins so come first."""
    pks = list(seen.filter(searched(spelled(words))).values_list("pk", flat=True)[:CANDIDATES])
    if not pks:
        return []
    begins = Case(When(Q(Like(F("sort_key"), Folded(Value(f"{escaped(words)}%")))), then=0), default=1)
    return list(
        _shown(Record.objects.filter(pk__in=pks).annotate(begins=begins).order_by("begins", "sort_key", "id"))[
            : limit + 1
        ]
    )


def spelled(words: str) -> str:
    """The words as the search text has them: of an e-mail its first part, of a telephone number its last digits."""
    if "@" in words and " " not in words:
        return words.partition("@")[0]
    digits = "".join(sign for sign in words if sign.isdigit())
    number = len(digits) >= SHORTEST_NUMBER and all(sign.isdigit() or sign in "+()-/. " for sign in words)
    return digits[-9:] if number else words
