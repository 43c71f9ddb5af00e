"""Lists as files: every row that the actor sees and may export, through the one export writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction
from django.db.models import F

from closeknit.access.actors import Actor, declare
from closeknit.access.gate import Readable
from closeknit.catalogue.export import write_csv, write_xlsx
from closeknit.catalogue.fields import Field
from closeknit.catalogue.kinds import Kind
from closeknit.records import entries
from closeknit.records.many import lines
from closeknit.web.listing import Listing, page, window

FIRST, MOST = 500, 20_000  # rows of a page: the first is soon there, later ones are as long as they are light
LIGHT = 2_000_000  # characters of a page
WEIGHT = 2  # how much more a page weighs while its cells are objects of their own


def everything(kind: Kind, actor: Actor) -> Listing:
    """The whole list of a kind with every field that the actor sees."""
    return Listing(kind, actor, tuple(Readable(kind, actor).fields()))


def heads(fields: Iterable[Field]) -> list[str]:
    """The headings of a file: keys, which an import knows again in every language."""
    return ["id", *(one.key for one in fields)]


def csv(listing: Listing) -> Iterator[bytes]:
    """The list as CSV, written as it is read. History knows of it before the first byte, so also when it is broken off."""
    listing = _asked(listing)
    _record(listing, "csv")
    return chain(write_csv(heads(listing.fields), ()), _lines(listing))


def _lines(listing: Listing) -> Iterator[bytes]:
    pages, length, fields = _Pages(listing), 0, listing.fields
    while pages.more:
        with pages.next(length) as ids:
            text = lines.csv(listing.kind, listing.actor, fields, ids)
        if text:
            yield f"{text}\r\n".encode()
        length = len(text)


class _Pages:
    """The ids of a listing, page after page, each in a transaction of its own: the request's has ended by then, and
    whoever reads slowly holds none open."""

    def __init__(self, listing: Listing) -> None:
        self.listing, self.after, self.limit, self.more = listing, "", FIRST, True

    @contextmanager
    def next(self, length: int = 0) -> Iterator[list[int]]:
        """The next ids; `length` is how many characters the page before had."""
        if self.after:
            grown = LIGHT * self.limit // length if length else MOST
            self.limit = max(1, min(MOST, 8 * self.limit, grown))
        with transaction.atomic():
            declare(self.listing.actor)
            seen = window(self.listing, self.after, self.limit)
            named = {f"c{place}": one for place, one in enumerate([F("id"), *seen.selected])}
            found = list(seen.query.annotate(**named).values_list(*named)[: self.limit + 1])
            kept, self.more = found[: self.limit], len(found) > self.limit
            if self.more:
                self.after = seen.cursor(kept[-1][1], kept[-1][0])
            yield [row[0] for row in kept]


def _asked(listing: Listing) -> Listing:
    """The rows that may leave; what cannot be asked is refused here, before the first byte and before any file is open."""
    asked = replace(listing, to="export")
    page(asked, limit=1)
    return asked


def _record(listing: Listing, form: str) -> None:
    data = {"kind": listing.kind.key, "form": form}
    entries.write("list.exported", by=listing.actor, records=[], data=data)


def spreadsheet(listing: Listing) -> IO[bytes]:
    """The list as an XLSX file, open at its beginning."""
    listing = _asked(listing)
    _record(listing, "xlsx")
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when the last byte is sent
    write_xlsx(heads(listing.fields), _cells(listing), file)
    file.seek(0)
    return file


def _cells(listing: Listing) -> Iterator[list[object]]:
    pages, length, fields = _Pages(listing), 0, listing.fields
    while pages.more:
        with pages.next(length) as ids:
            rows = list(lines.cells(listing.kind, listing.actor, fields, ids))
        yield from rows
        length = sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) * WEIGHT
