"""A table of documents comes in, goes out and comes in again unchanged."""

from __future__ import annotations

from typing import Any

from closeknit.catalogue.kinds import kinds
from closeknit.documents import documents
from closeknit.documents.models import Document
from closeknit.intake import bringing, imports
from closeknit.intake.models import Import, Outcome
from closeknit.profiles import shipped
from closeknit.records import reading
from closeknit.records.many import exports

FILE = """Number,Name,Document type,Status,Date,Valid until,Shelf
SC-1,Service contract,Contract,In force,2026-01-05,2027-01-04,B 12
SC-2,Old contract,Contract,Ended,2024-01-05,2023-01-04,
D-9,Layout,Drawing,,,,A 1
"""


def bring(cast: Any, rows: bytes) -> Import:
    by = cast.tomas
    one = imports.begin(kinds["document"], "documents.csv", [rows], by=by)
    imports.look(one, by=by)
    bringing.propose(one.pk)
    imports.start(Import.objects.get(pk=one.pk), by=by)
    bringing.bring(one.pk)
    return Import.objects.get(pk=one.pk)


def test_a_table_of_documents_comes_in_and_what_has_no_field_is_kept(cast: Any) -> None:
    shipped.ship()
    one = bring(cast, FILE.encode())
    assert (one.count(Outcome.CREATED), one.count(Outcome.REFUSED)) == (2, 1)  # one ends before its date
    contract = Document.objects.get(number="SC-1")
    found = reading.one(kinds["document"], contract.pk, cast.tomas).values
    assert (found["document_type"], found["status"], str(found["valid_until"])) == ("contract", "valid", "2027-01-04")
    assert found["description"] == "Shelf: B 12"
    again = bring(cast, FILE.encode())
    assert (again.count(Outcome.CREATED), again.count(Outcome.UNCHANGED)) == (0, 2)


def test_an_export_of_documents_comes_in_again_unchanged(cast: Any) -> None:
    kestrel = cast.organization()
    documents.add({"name": "Service contract", "dated": "2026-01-05"}, by=cast.tomas, concerns=kestrel.pk)
    written = b"".join(exports.csv(exports.everything(kinds["document"], cast.tomas)))
    assert b"Kestrel Dairies" in written
    again = bring(cast, written)
    assert (again.count(Outcome.UNCHANGED), again.count(Outcome.CREATED), again.count(Outcome.CHANGED)) == (1, 0, 0)
