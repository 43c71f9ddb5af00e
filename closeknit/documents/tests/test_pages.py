"""The pages of documents: filed from a record's page, listed, versioned, and the file of who may not see it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from closeknit.documents import documents
from closeknit.documents.models import Document
from closeknit.records.models import Attachment
from closeknit.records.relationships import relationships


def sent(name: str = "service-contract_2026.pdf", words: bytes = b"%PDF words") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words)


def file_it(cast: Any, who: str = "tomas", **given: Any) -> Any:
    return cast.browser(who).post("/documents/new/", given)


def test_a_record_offers_to_add_a_document_about_it(cast: Any) -> None:
    kestrel = cast.organization()
    page = cast.browser("tomas").get(kestrel.address).text
    assert f'href="/documents/new/?concerns={kestrel.pk}"' in page
    form = cast.browser("tomas").get(f"/documents/new/?concerns={kestrel.pk}").text
    assert "Kestrel Dairies" in form
    assert f'name="concerns" value="{kestrel.pk}"' in form
    assert 'enctype="multipart/form-data"' in form


def test_a_file_alone_makes_a_document_that_is_called_like_it_and_tied_to_where_one_was(cast: Any) -> None:
    kestrel = cast.organization()
    answer = file_it(cast, file=sent(), concerns=kestrel.pk, name="")
    made = Document.objects.get()
    assert (answer.status_code, answer.url) == (302, made.address)
    assert made.name == "Service contract 2026"
    assert [one.other for one in relationships.of(made, cast.tomas)] == [kestrel.pk]
    page = cast.browser("tomas").get(kestrel.address).text
    assert made.address in page
    assert f"/documents/{made.pk}/files/{Attachment.objects.get().pk}/" in page


def test_the_same_form_sent_twice_makes_one_document(cast: Any) -> None:
    key = "7b4f4d0e-6f0c-4c2c-9a70-d4a6f3a2b111"
    first = file_it(cast, file=sent(), idempotency=key)
    again = file_it(cast, file=sent(), idempotency=key)
    assert (first.url, Document.objects.count(), Attachment.objects.count()) == (again.url, 1, 1)


def test_without_a_file_and_a_name_the_form_says_what_is_missing(cast: Any) -> None:
    answer = file_it(cast, name="", concerns="")
    assert answer.status_code == 422
    assert 'id="new-name-error"' in answer.text


def test_what_it_concerns_is_found_by_its_name_or_refused_beside_its_field(cast: Any) -> None:
    kestrel = cast.organization()
    assert file_it(cast, name="Offer", concerns="kestrel dairies").status_code == 302
    assert relationships.of(Document.objects.get(), cast.tomas)[0].other == kestrel.pk
    refused = file_it(cast, name="Offer", concerns="Nobody Ltd")
    assert refused.status_code == 422
    assert 'id="new-concerns-error"' in refused.text
    assert Document.objects.count() == 1


def test_a_record_that_the_reader_does_not_see_is_not_named(cast: Any) -> None:
    kestrel = cast.organization()
    form = cast.browser("priya").get(f"/documents/new/?concerns={kestrel.pk}")
    assert form.status_code == 200
    assert "Kestrel" not in form.text
    assert file_it(cast, "priya", name="Offer", concerns=kestrel.pk).status_code == 422
    assert not Document.objects.exists()


def test_who_may_add_no_document_is_sent_away(cast: Any) -> None:
    assert cast.browser("omar").get("/documents/new/").status_code == 403
    assert file_it(cast, "omar", name="Offer").status_code == 403


def test_a_new_version_becomes_the_current_one_and_leads_back_to_the_page(cast: Any) -> None:
    made = documents.add({"name": "Drawing"}, by=cast.tomas)
    browser = cast.browser("tomas")
    assert "No file yet." in browser.get(made.address).text
    for name in ("plan-a.pdf", "plan-b.pdf"):
        answer = browser.post(f"/documents/{made.pk}/files/", {"file": sent(name, name.encode()), "back": "page"})
        assert answer.url == made.address
    page = browser.get(made.address).text
    assert page.index("plan-b.pdf") < page.index("Earlier versions") < page.index("plan-a.pdf")
    older = Attachment.objects.order_by("pk")[0]
    download = browser.get(f"/documents/{made.pk}/files/{older.pk}/")
    assert (b"".join(download.streaming_content), download["Content-Disposition"].partition(";")[0]) == (
        b"plan-a.pdf",
        "attachment",
    )


def test_a_file_is_read_only_by_who_sees_its_document(cast: Any) -> None:
    mine = cast.organization("Alder Foods", by="priya")
    file_it(cast, file=sent(), concerns=mine.pk)
    made, file = Document.objects.get(), Attachment.objects.get()
    assert made.name not in cast.browser("priya").get(mine.address).text
    assert cast.browser("priya").get(f"/documents/{made.pk}/files/{file.pk}/").status_code == 404


def test_documents_have_a_list_a_board_by_status_and_a_search(cast: Any) -> None:
    kestrel = cast.organization()
    made = documents.add({"name": "Service contract", "number": "C-77", "status": "valid"}, by=cast.tomas, concerns=kestrel.pk)  # fmt: skip
    documents.add({"name": "Price list", "status": "draft"}, by=cast.tomas)
    browser = cast.browser("tomas")
    listed = browser.get(f"/documents/?concerns={kestrel.pk}").text
    assert "Service contract" in listed
    assert "Price list" not in listed
    assert "Kestrel Dairies" in listed
    board = browser.get("/documents/?view=board&by=status")
    assert board.status_code == 200
    assert made.address in browser.get("/search/?q=C-77").text
    assert made.address in browser.get("/search/?q=service").text


def test_beside_a_record_its_documents_stand_in_their_own_part_and_not_among_its_relationships(cast: Any) -> None:
    kestrel = cast.organization()
    made = documents.add({"name": "Service contract"}, by=cast.tomas, concerns=kestrel.pk)
    page = cast.browser("tomas").get(kestrel.address).text
    ties = page[page.index('id="panel-ties"') : page.index('id="panel-documents"')]
    assert "Service contract" not in ties
    assert "Service contract" in page[page.index('id="panel-documents"') :]
    assert "Kestrel Dairies" in cast.browser("tomas").get(made.address).text
    assert "Service contract" in cast.browser("tomas").get(f"{kestrel.address}?tab=relationships").text


def test_beside_a_record_days_are_written_as_in_every_field(cast: Any) -> None:
    kestrel = cast.organization()
    given = {"name": "Service contract", "dated": "2025-09-23", "valid_until": "2199-09-30"}
    documents.add(given, by=cast.tomas, concerns=kestrel.pk)
    page = cast.browser("tomas").get(kestrel.address).text
    beside = page[page.index('id="panel-documents"') :]
    assert "Sep 23, 2025" in beside
    assert "until Sep 30, 2199" in beside
