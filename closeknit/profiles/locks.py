"""One change of a kind's shape at a time, so that no two fields of a name are made at the same moment."""

from __future__ import annotations

from django.db import connection

from closeknit.catalogue.kinds import Kind


def one_at_a_time(kind: Kind) -> None:
    """Wait until no other transaction changes the shape of this kind, and keep others waiting until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"closeknit.shape.{kind.key}"])
