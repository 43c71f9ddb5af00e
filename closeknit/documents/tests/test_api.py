"""Documents through the API: made, given a file, tied to what they concern, asked for by it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from closeknit.access import tokens

DOCUMENTS = "/api/v1/documents"


class Program:
    """A program with a token of one of the cast."""

    def __init__(self, cast: Any, who: str = "tomas") -> None:
        token = tokens.issue(getattr(cast, f"{who}_user"), "a program")
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def post(self, url: str, body: dict[str, Any]) -> Any:
        return self.client.post(url, body, content_type="application/json")


def test_a_program_files_a_document_with_a_version_and_what_it_concerns(cast: Any) -> None:
    kestrel, program = cast.organization(), Program(cast)
    made = program.post(DOCUMENTS, {"name": "Service contract", "status": "valid", "dated": "2026-05-01"})
    assert made.status_code == 201, made.text
    url = f"{DOCUMENTS}/{made.json()['id']}"
    file = program.client.post(f"{url}/files", {"file": SimpleUploadedFile("contract.pdf", b"%PDF")})
    assert file.status_code == 201, file.text
    tied = program.post(f"{url}/relationships", {"type": "concerns", "other": kestrel.pk})
    assert tied.status_code == 201, tied.text
    read = program.client.get(url).json()
    assert (read["file"], read["concerns"]["id"], read["concerns"]["name"]) == (
        "contract.pdf",
        kestrel.pk,
        "Kestrel Dairies",
    )
    items = program.client.get(DOCUMENTS, {"concerns": kestrel.pk}).json()["items"]
    assert [one["id"] for one in items] == [read["id"]]
    assert program.client.get(DOCUMENTS, {"status": "draft"}).json()["items"] == []


def test_what_the_database_knows_of_files_and_ties_is_not_written_as_a_field(cast: Any) -> None:
    program = Program(cast)
    for key, value in (("file", "x.pdf"), ("concerns", 1)):
        answer = program.post(DOCUMENTS, {"name": "Offer", key: value})
        assert (answer.status_code, answer.json()["field"]) == (422, key)


def test_only_documents_concern_something(cast: Any) -> None:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    url = f"/api/v1/organizations/{kestrel.pk}/relationships"
    answer = Program(cast).post(url, {"type": "concerns", "other": alder.pk})
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_kind")


def test_who_does_not_see_a_document_does_not_see_its_files(cast: Any) -> None:
    made = Program(cast).post(DOCUMENTS, {"name": "Service contract"}).json()
    answer = Program(cast, "priya").client.get(f"{DOCUMENTS}/{made['id']}/files")
    assert answer.status_code == 404
