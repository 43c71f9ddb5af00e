"""Lists as files: every row that the actor sees and may export, through the one export writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction

from closeknit.access.actors import Actor, declare
from closeknit.catalogue.export import write_csv, write_xlsx
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.records import entries
from closeknit.web.listing import Listing, Row, all_rows, page

BATCH = 1_000


def everything(kind: Kind, actor: Actor) -> Listing:
    """The whole list of a kind with every field that the actor sees."""
    return Listing(kind, actor, tuple(kind.readable(actor.classes)))


def heads(fields: Iterable[Field]) -> list[str]:
    """The headings of a file: keys, which an import knows again in every language."""
    return ["id", *(one.key for one in fields)]


def csv(listing: Listing) -> Iterator[bytes]:
    """The list as CSV, written as it is read. History knows of it before the first byte, so also when it is broken off."""
    listing = _asked(listing)
    _record(listing, "csv")
    fields = listing.fields
    rows = (
        [row.id, *(one.type.exported(value, one) for one, value in zip(fields, row.values, strict=True))]
        for row in _rows(listing)
    )
    return write_csv(heads(fields), rows)


def _asked(listing: Listing) -> Listing:
    """The rows that may leave; what cannot be asked is refused here, before the first byte and before any file is open."""
    asked = replace(listing, to="export")
    page(asked, limit=1)
    return asked


def _record(listing: Listing, form: str) -> None:
    data = {"kind": listing.kind.key, "form": form}
    entries.write("list.exported", by=listing.actor, records=[], data=data)


def _rows(listing: Listing) -> Iterator[Row]:
    """Page after page, each in a transaction of its own: the request's has ended by then, and whoever reads slowly holds none open."""
    after: str | None = ""
    while after is not None:
        with transaction.atomic():
            declare(listing.actor)
            found = page(listing, after, BATCH)
        yield from found.rows
        after = found.after


def spreadsheet(listing: Listing) -> IO[bytes]:
    """The list as an XLSX file, open at its beginning."""
    listing = _asked(listing)
    fields = listing.fields
    _record(listing, "xlsx")
    rows = (
        [row.id, *(one.type.spreadsheet(value, one) for one, value in zip(fields, row.values, strict=True))]
        for row in all_rows(listing)
    )
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when the last byte is sent
    write_xlsx(heads(fields), rows, file)
    file.seek(0)
    return file
