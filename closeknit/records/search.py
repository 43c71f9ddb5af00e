"""The search text of records: which words of other tables belong to it, and how it is brought up to date."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from closeknit.catalogue.kinds import kinds


def refresh(ids: Iterable[int]) -> None:
    """Gather the search words of these records anew, in one statement for each kind that has any."""
    found = list(ids)
    if not found:
        return
    with connection.cursor() as cursor:
        for kind in kinds:
            # `words` is SQL that the domain wrote, never a user's.
            cursor.execute(
                f"update records_record r set words = w.words from (select r.id, {kind.words} as words from records_record r "
                "where r.id = any(%s) and r.kind = %s) w where r.id = w.id and r.words is distinct from w.words",
                [found, kind.key],
            )


def refresh_later(ids: Iterable[int]) -> None:
    """The same at the end of this transaction, when what the words come from has been written."""
    transaction.on_commit(lambda: refresh(list(ids)))
