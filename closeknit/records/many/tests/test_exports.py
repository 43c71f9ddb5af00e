"""Exports: what leaves is in the history, also when the reader goes away in the middle."""

from __future__ import annotations

from django.db import connection

from closeknit.catalogue.kinds import kinds
from closeknit.records.many import exports
from closeknit.records.models import Entry
from tests.cast import Cast


def exported() -> list[dict[str, str]]:
    return list(Entry.objects.filter(kind="list.exported").values_list("data", flat=True))


def test_an_export_that_is_broken_off_is_in_the_history(cast: Cast) -> None:
    cast.organization()
    blocks = exports.csv(exports.everything(kinds["organization"], cast.tomas))
    assert next(blocks)
    del blocks  # as the server does when the reader is gone
    assert exported() == [{"kind": "organization", "form": "csv"}]


def test_an_export_is_in_the_history_before_anything_of_it_is_read(cast: Cast) -> None:
    exports.csv(exports.everything(kinds["organization"], cast.tomas))
    assert exported() == [{"kind": "organization", "form": "csv"}]


def test_no_transaction_stays_open_while_an_export_is_being_sent(cast: Cast) -> None:
    cast.organization()
    blocks = exports.csv(exports.everything(kinds["organization"], cast.tomas))
    before, open_while_sending = len(connection.savepoint_ids), set()
    for _block in blocks:
        open_while_sending.add(len(connection.savepoint_ids))
    assert open_while_sending == {before}
