"""Documents: filed with their file and what they concern, versioned, found, and seen by whoever sees them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.documents import documents
from closeknit.documents.models import Document
from closeknit.profiles import shipped
from closeknit.records import entries, files, reading, record, undoing
from closeknit.records.models import Attachment
from closeknit.records.relationships import relationships


def a_file(words: str = "words", name: str = "contract.pdf") -> documents.Filed:
    return files.keep(io.BytesIO(words.encode())), name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("service-contract_2026.pdf", "Service contract 2026"),
        ("2026-01-31_minutes.docx", "2026-01-31 minutes"),
        ("Plan 1.2", "Plan 1.2"),
        ("scan.7z", "Scan"),
        ("archive.tar.gz", "Archive.tar"),
        ("Größe – Übersicht.pdf", "Größe – Übersicht"),
        (".pdf", ""),
    ],
)
def test_a_document_is_called_as_its_file_is(file: str, name: str) -> None:
    assert documents.called(file) == name


def test_a_document_is_filed_with_its_file_and_what_it_concerns_in_one_change(cast: Any) -> None:
    kestrel, by = cast.organization(), cast.tomas
    made = documents.add({"name": "Service contract"}, by=by, file=a_file(), concerns=kestrel.pk)
    assert [one.name for one in files.of(made, cast.tomas)] == ["contract.pdf"]
    assert cast.history(made) == ["record.created", "file.added", "relationship.added"]
    assert cast.history(kestrel)[-1] == "relationship.added"
    assert [(one.name, one.file_name) for one in documents.about(kestrel.pk, cast.tomas, 5)] == [
        ("Service contract", "contract.pdf")
    ]
    undoing.undo(by.change, by=cast.tomas)
    assert documents.about(kestrel.pk, cast.tomas, 5) == []
    assert not gate.rows(Document, cast.tomas).filter(pk=made.pk).exists()


def test_nothing_is_filed_when_what_it_concerns_is_not_seen(cast: Any) -> None:
    kestrel = cast.organization()
    with pytest.raises(Refused) as refused:
        documents.add({"name": "Service contract"}, by=cast.priya, file=a_file(), concerns=kestrel.pk)
    assert refused.value.field == "other"
    assert not Document.objects.exists()


def test_the_newest_file_is_the_current_one_and_the_earlier_ones_stay(cast: Any) -> None:
    made = documents.add({"name": "Drawing"}, by=cast.tomas, file=a_file("first", "drawing.pdf"))
    files.attach(made, *a_file("second", "drawing-b.pdf"), by=cast.tomas)
    assert _read(made, cast.tomas).values["file"] == "drawing-b.pdf"
    assert [one.name for one in files.of(made, cast.tomas)] == ["drawing-b.pdf", "drawing.pdf"]
    newest = Attachment.objects.filter(record_id=made.pk).latest("pk")
    files.remove(made, newest.pk, by=cast.tomas)
    assert _read(made, cast.tomas).values["file"] == "drawing.pdf"


def _read(made: Any, by: Any) -> reading.Reading:
    return reading.one(kinds["document"], made.pk, by)


def test_a_document_is_not_valid_until_before_its_date(cast: Any) -> None:
    with pytest.raises(Refused) as refused:
        cast.make("document", name="Offer", dated="2026-05-02", valid_until="2026-05-01")
    assert (refused.value.field, refused.value.code) == ("valid_until", "ends_early")
    made = cast.make("document", name="Offer", dated="2026-05-02", valid_until="2026-06-01")
    with pytest.raises(Refused):
        record.edit(made, {"dated": "2026-07-01"}, by=cast.tomas)
    record.edit(made, {"dated": "2026-07-01", "valid_until": ""}, by=cast.tomas)


def test_who_sees_a_document_follows_its_owner_and_not_what_it_concerns(cast: Any) -> None:
    mine = cast.organization("Alder Foods", by="priya")
    theirs = documents.add({"name": "Secret offer"}, by=cast.tomas, file=a_file(), concerns=mine.pk)
    assert documents.about(mine.pk, cast.priya, 5) == []
    assert [one.name for one in documents.about(mine.pk, cast.tomas, 5)] == ["Secret offer"]
    with pytest.raises(gate.Absent):
        files.one(theirs, files.of(theirs, cast.tomas)[0].pk, cast.priya)


def test_a_list_shows_what_a_document_concerns_only_by_a_name_that_the_reader_may_know(cast: Any) -> None:
    kestrel = cast.organization()
    made = documents.add({"name": "Service contract", "owner": cast.priya_user.pk}, by=cast.tomas, concerns=kestrel.pk)
    assert _read(made, cast.tomas).values["concerns"].name == "Kestrel Dairies"
    assert _read(made, cast.priya).values["concerns"].name == ""


def test_documents_are_found_by_what_they_concern(cast: Any) -> None:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    about = documents.add({"name": "Contract"}, by=cast.tomas, concerns=alder.pk)
    relationships.relate(about, kestrel.pk, documents.CONCERNS.key, by=cast.tomas)
    other = documents.add({"name": "Price list"}, by=cast.tomas)
    assert _found(cast.tomas, "is", kestrel.pk) == {about.pk}
    assert _found(cast.tomas, "in", [kestrel.pk, alder.pk]) == {about.pk}
    assert _found(cast.tomas, "is_not", kestrel.pk) == {other.pk}
    assert _found(cast.tomas, "empty", True) == {other.pk}
    with pytest.raises(Refused):  # one that the reader does not see cannot be named
        _found(cast.priya, "is", kestrel.pk)


def _found(by: Any, operator: str, value: Any) -> set[int]:
    tree = filters.read({"field": "concerns", "op": operator, "value": value})
    rows = gate.rows(Document, by).filter(filters.condition(tree, gate.Readable(kinds["document"], by)))
    return set(rows.values_list("pk", flat=True))


def test_a_tie_that_is_over_concerns_nobody_any_more(cast: Any) -> None:
    kestrel = cast.organization()
    made = documents.add({"name": "Contract"}, by=cast.tomas, concerns=kestrel.pk)
    tie = relationships.of(made, cast.tomas)[0]
    relationships.end(made, tie.id, date(2026, 1, 1), by=cast.tomas)
    assert documents.about(kestrel.pk, cast.tomas, 5) == []
    assert _read(made, cast.tomas).values["concerns"] is None


def test_a_document_is_listed_among_the_relationships_of_a_record_and_not_drawn(cast: Any) -> None:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    documents.add({"name": "Contract"}, by=cast.tomas, concerns=kestrel.pk)
    relationships.relate(alder, kestrel.pk, "supplier_of", by=cast.tomas)
    assert {one.name for one in relationships.of(kestrel, cast.tomas)} == {"Contract", "Alder Foods"}
    assert {one.name for one in relationships.around([kestrel.pk], cast.tomas, 50)} == {"Alder Foods"}


def test_the_profile_is_made_once_and_only_for_kinds_that_have_none(cast: Any) -> None:
    shipped.ship()
    assert {"document_type", "signed_on", "original_at"} <= set(kinds["document"].fields)
    made = cast.make("document", name="Contract", document_type="contract")
    assert _read(made, cast.tomas).values["document_type"] == "contract"
    before = len(kinds["document"].fields)
    shipped.ship()
    assert len(kinds["document"].fields) == before


def test_history_tells_of_a_new_version(cast: Any) -> None:
    made = documents.add({"name": "Drawing"}, by=cast.tomas, file=a_file())
    files.attach(made, *a_file("again", "drawing-2.pdf"), by=cast.tomas)
    assert cast.history(made)[-1] == "file.added"
    assert entries.ENTRY_KINDS["file.added"].undoable
