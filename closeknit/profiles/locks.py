"""One change of a kind's shape at a time, so that no two fields of a name are made at the same moment."""

from __future__ import annotations

from django.db import connection


def one_at_a_time(kind: str) -> None:
    """Wait until no other transaction changes the shape of this kind, named by its key, and keep others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"closeknit.shape.{kind}"])
