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
from closeknit.web.listing import Listing, all_rows, page


def everything(kind: Kind, actor: Actor) -> Listing:
    """The whole list of a kind with every field that the actor sees."""
    return Listing(kind, actor, tuple(kind.readable(actor.classes)))


def heads(fields: Iterable[Field]) -> list[str]:
    """The headings of a file: keys, which an import knows again in every language."""
    return ["id", *(one.key for one in fields)]


def csv(listing: Listing) -> Iterator[bytes]:
    """The list as CSV, written as it is read."""
    return _csv(_asked(listing))


def _asked(listing: Listing) -> Listing:
    """The rows that may leave; what cannot be asked is refused here, before the first byte and before any file is open."""
    asked = replace(listing, to="export")
    page(asked, limit=1)
    return asked


def _csv(listing: Listing) -> Iterator[bytes]:
    """One transaction of its own, since the request's has ended by then."""
    fields = listing.fields
    with transaction.atomic():
        declare(listing.actor)
        entries.write("list.exported", by=listing.actor, records=[], data={"kind": listing.kind.key, "form": "csv"})
        rows = (
            [row.id, *(one.type.exported(value, one) for one, value in zip(fields, row.values, strict=True))]
            for row in all_rows(listing)
        )
        yield from write_csv(heads(fields), rows)


def spreadsheet(listing: Listing) -> IO[bytes]:
    """The list as an XLSX file, open at its beginning."""
    listing = _asked(listing)
    fields = listing.fields
    entries.write("list.exported", by=listing.actor, records=[], data={"kind": listing.kind.key, "form": "xlsx"})
    rows = (
        [row.id, *(one.type.spreadsheet(value, one) for one, value in zip(fields, row.values, strict=True))]
        for row in all_rows(listing)
    )
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when the last byte is sent
    write_xlsx(heads(fields), rows, file)
    file.seek(0)
    return file
