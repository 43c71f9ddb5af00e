"""Indexes and constraints taken away while tables are filled, and put back as they were: many times faster than keeping them."""

from __future__ import annotations

from typing import Any

from django.db.backends.utils import CursorWrapper

CONSTRAINTS = """
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
where conrelid = any(%s::regclass[]) and contype in ('f', 'u') order by contype desc, conname"""
INDEXES = """
select indexrelid::regclass::text, pg_get_indexdef(indexrelid), indrelid::regclass::text from pg_index
where indrelid = any(%s::regclass[]) and not indisprimary order by 1"""


class Taken:
    """What was taken from some tables; inside one transaction, so that a failure puts everything back by itself."""

    def __init__(self, cursor: CursorWrapper, tables: tuple[str, ...]) -> None:
        self.cursor = cursor
        self.constraints = self._found(CONSTRAINTS, tables)
        for table, name, _definition in self.constraints:
            cursor.execute(f"alter table {table} drop constraint {name}")
        self.indexes = self._found(INDEXES, tables)
        for name, _definition, _table in self.indexes:
            cursor.execute(f"drop index {name}")

    def _found(self, sql: str, tables: tuple[str, ...]) -> list[Any]:
        self.cursor.execute(sql, [list(tables)])
        return list(self.cursor.fetchall())

    def put_back_indexes(self, *tables: str) -> None:
        """Make the indexes of these tables again."""
        for _name, definition, _table in [one for one in self.indexes if one[2] in tables]:
            self.cursor.execute(definition)
        self.indexes = [one for one in self.indexes if one[2] not in tables]

    def put_back(self) -> None:
        """Make all that is still missing again; constraints are checked on every row."""
        for _name, definition, _table in self.indexes:
            self.cursor.execute(definition)
        for table, name, definition in self.constraints:
            self.cursor.execute(f"alter table {table} add constraint {name} {definition}")
