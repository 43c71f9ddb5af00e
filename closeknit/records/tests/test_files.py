"""Files under a record: attached, downloaded, removed and put back; by programs and by people; whatever they are called."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, strategies
from hypothesis import settings as effort

from closeknit.access import gate
from closeknit.access.models import Share
from closeknit.access.verbs import Refused
from closeknit.api.tests.programs import Program, problem
from closeknit.records import files, record, search, undoing
from closeknit.records.models import Attachment, Record
from tests.cast import Cast

NAMES = [
    "offer.pdf",
    "räksmörgås ☃.txt",
    "\u202egnp.exe",
    "zero\u200bwidth",
    'quote".txt',
    "semi;colon",
    "a\nb\r\nSet-Cookie: x",
    "..",
    "../../etc/passwd",
    "CON",
    "x" * 255,
    "%41%",
    "tab\there",
    "👩‍💻",
]


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """A store of this test's own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}},
    }
    return tmp_path / "files"


def named(data: bytes, name: str) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


def kept(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_hash_and_read_back(cast: Cast, store: Path) -> None:
    made, program = cast.organization(), Program(cast.tomas_user)
    data = bytes(range(256)) * 9000
    response = program.upload(f"/organizations/{made.pk}/files", named(data, "offer.pdf"))
    assert response.status_code == 201, response.content
    told, digest = response.json(), hashlib.sha256(data).hexdigest()
    assert (told["name"], told["size"], told["sha256"]) == ("offer.pdf", len(data), digest)
    assert told["created_by"] == {"id": cast.tomas_user.pk, "name": "Tomás Ferreira"}
    assert response.headers["Location"] == told["url"]
    assert kept(store) == [store / digest[:2] / digest[2:4] / digest]
    listed = program.get(f"/organizations/{made.pk}/files").json()
    assert (listed["items"], listed["count"], listed["after"]) == ([told], 1, None)
    download = program.get(f"/organizations/{made.pk}/files/{told['id']}", Accept_Encoding="gzip")
    assert download.headers["Content-Length"] == str(len(data))
    assert b"".join(download.streaming_content) == data
    assert cast.history(made) == ["record.created", "file.added"]


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.exe", "text.txt", "image.png"])
def test_a_download_is_opened_by_no_browser(cast: Cast, store: Path, name: str) -> None:
    made, program = cast.organization(), Program(cast.tomas_user)
    told = program.upload(f"/organizations/{made.pk}/files", named(b"<script>alert(1)</script>", name)).json()
    for response in (
        program.get(f"/organizations/{made.pk}/files/{told['id']}"),
        cast.browser("tomas").get(f"/organizations/{made.pk}/files/{told['id']}/"),
    ):
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("sandbox")
        response.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_label_and_kept_as_it_is(cast: Cast, store: Path, name: str) -> None:
    made, program = cast.organization(), Program(cast.tomas_user)
    told = program.upload(f"/organizations/{made.pk}/files", named(b"x", "x"), name=name)
    assert told.status_code == 201, told.content
    assert told.json()["name"] == name
    download = program.get(f"/organizations/{made.pk}/files/{told.json()['id']}")
    assert download.headers["Content-Disposition"] == files.disposition(name)
    download.close()
    assert len(kept(store)) == 1
    assert {path.name for path in store.parent.iterdir()} == {"files"}


@effort(max_examples=200, deadline=None)
@given(strategies.text(min_size=1, max_size=300))
def test_the_header_of_a_download_holds_any_name_and_nothing_else(name: str) -> None:
    try:
        header = files.disposition(name)
    except UnicodeEncodeError:
        assert any(0xD800 <= ord(sign) <= 0xDFFF for sign in name)
        return
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [("x" * 256, "too_long"), ("a\x00b", "bad_character"), ("\ud800", "bad_character"), ("", "required")],
)
def test_a_name_that_cannot_be_kept_is_refused(cast: Cast, store: Path, name: str, code: str) -> None:
    made = cast.organization()
    with pytest.raises(Refused) as caught:
        files.attach(made, files.keep(BytesIO(b"x")), name, by=cast.tomas)
    assert caught.value.code == code
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_leaves_nothing(cast: Cast, store: Path, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1000
    made, program = cast.organization(), Program(cast.tomas_user)
    problem(program.upload(f"/organizations/{made.pk}/files", named(b"x" * 1001, "x")), 413, "file_too_big", "file")
    problem(
        program.upload(f"/organizations/{made.pk}/files", named(b"x" * 2_000_000, "x")), 413, "file_too_big", "file"
    )
    assert kept(store) == []
    assert program.upload(f"/organizations/{made.pk}/files", named(b"x" * 1000, "x")).status_code == 201
    assert not Attachment.objects.exclude(size=1000).exists()


def test_only_one_file_as_multipart_is_taken(cast: Cast, store: Path) -> None:
    made, program = cast.organization(), Program(cast.tomas_user)
    path = f"/organizations/{made.pk}/files"
    problem(program.post(path, {"file": "x"}), 415, "not_multipart")
    problem(program.post(path, b"nonsense", Content_Type="multipart/form-data; boundary=x"), 422, "required")
    problem(program.post(path, b"nonsense", Content_Type="multipart/form-data"), 422, "incomplete")
    problem(program.upload(path, [named(b"a", "a"), named(b"b", "b")]), 422, "required")
    assert kept(store) == []


def test_the_same_bytes_are_kept_once(cast: Cast, store: Path) -> None:
    made, other = cast.organization(), cast.individual()
    for subject in (made, other):
        files.attach(subject, files.keep(BytesIO(b"same")), "same.txt", by=cast.tomas)
    assert len(kept(store)) == 1
    assert Attachment.objects.count() == 2


def test_a_removed_file_can_be_put_back_and_an_attached_one_taken_away(cast: Cast, store: Path) -> None:
    made, program = cast.organization(), Program(cast.tomas_user)
    added = program.upload(f"/organizations/{made.pk}/files", named(b"bytes", "offer.pdf"))
    file = added.json()["id"]
    gone = program.delete(f"/organizations/{made.pk}/files/{file}")
    assert gone.status_code == 204
    problem(program.get(f"/organizations/{made.pk}/files/{file}"), 404, "not_found")
    problem(program.delete(f"/organizations/{made.pk}/files/{file}"), 404, "not_found")
    assert program.post(f"/changes/{gone.headers['Closeknit-Change']}/undo").status_code == 200
    download = program.get(f"/organizations/{made.pk}/files/{file}")
    assert b"".join(download.streaming_content) == b"bytes"
    second = program.upload(f"/organizations/{made.pk}/files", named(b"more", "more.pdf"))
    assert program.post(f"/changes/{second.headers['Closeknit-Change']}/undo").status_code == 200
    assert [one["id"] for one in program.get(f"/organizations/{made.pk}/files").json()["items"]] == [file]


def test_files_follow_their_record(cast: Cast, store: Path) -> None:
    made, mine = cast.organization(), cast.organization("Mine", by="priya")
    attached = files.attach(made, files.keep(BytesIO(b"x")), "x", by=cast.tomas)
    priya, seer = Program(cast.priya_user), Program(cast.tomas_user, scopes=["see"])
    for subject in (made.pk, mine.pk):  # neither under its own record nor under another
        problem(priya.get(f"/organizations/{subject}/files/{attached.pk}"), 404, "not_found")
        problem(priya.delete(f"/organizations/{subject}/files/{attached.pk}"), 404, "not_found")
    problem(priya.upload(f"/organizations/{made.pk}/files", named(b"canary", "y")), 404, "not_found")
    problem(seer.upload(f"/organizations/{made.pk}/files", named(b"canary", "y")), 403, "not_allowed")
    problem(seer.delete(f"/organizations/{made.pk}/files/{attached.pk}"), 403, "not_allowed")
    assert len(kept(store)) == 1
    assert Attachment.objects.count() == 1
    assert cast.browser("priya").get(f"/organizations/{made.pk}/files/{attached.pk}/").status_code == 404
    assert cast.browser("priya").post(f"/organizations/{made.pk}/files/{attached.pk}/remove/").status_code == 404
    assert cast.browser().get(f"/organizations/{made.pk}/files/{attached.pk}/").status_code == 302
    with pytest.raises(gate.Absent):
        files.one(made, attached.pk, cast.priya)


def test_a_record_takes_no_more_files_than_it_may(cast: Cast, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST", 1)
    made = cast.organization()
    files.attach(made, files.keep(BytesIO(b"x")), "x", by=cast.tomas)
    with pytest.raises(Refused):
        files.attach(made, files.keep(BytesIO(b"y")), "y", by=cast.tomas)


# ------------------------------------------------------------------------------------------------ pages


def test_a_person_attaches_reads_and_removes_a_file_on_the_page(cast: Cast, store: Path) -> None:
    made, browser = cast.organization(), cast.browser("tomas")
    page = f"/organizations/{made.pk}-kestrel-dairies/"
    assert "No files yet" in shown(browser, f"{page}?tab=attachments")
    answer = browser.post(f"/organizations/{made.pk}/files/", {"file": named(b"bytes", "offer <1>.pdf")})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{page}?tab=attachments")
    tab = shown(browser, f"{page}?tab=attachments")
    assert "offer &lt;1&gt;.pdf" in tab
    assert "5\N{NO-BREAK SPACE}bytes" in tab
    file = Attachment.objects.get()
    download = browser.get(f"/organizations/{made.pk}/files/{file.pk}/")
    assert b"".join(download.streaming_content) == b"bytes"
    assert browser.post(f"/organizations/{made.pk}/files/{file.pk}/remove/").status_code == 302
    assert "offer" not in shown(browser, f"{page}?tab=attachments").split('id="attachments"')[1].split("</form>")[-1]
    removed = Record.objects.get(pk=made.pk).entries.get(kind="file.removed").change
    undoing.undo(removed, by=cast.tomas)
    assert "offer &lt;1&gt;.pdf" in shown(browser, f"{page}?tab=attachments")


def test_the_same_file_sent_twice_is_attached_once(cast: Cast, store: Path) -> None:
    made, browser = cast.organization(), cast.browser("tomas")
    (key,) = re.findall(
        r'name="idempotency" value="([^"]+)"',
        shown(browser, f"{made.address}?tab=attachments").split('id="attachments"')[1],
    )
    for data, name in ((b"bytes", "offer.pdf"), (b"bytes", "offer.pdf"), (b"other", "offer.pdf"), (b"bytes", "x")):
        browser.post(f"/organizations/{made.pk}/files/", {"file": named(data, name), "idempotency": key})
    assert [one.name for one in Attachment.objects.order_by("pk")] == ["offer.pdf", "offer.pdf", "x"]
    undo = browser.get(made.address).context["shell"]["undo"]
    browser.post(undo["url"], {"next": made.address})
    assert [one.name for one in Attachment.objects.order_by("pk")] == ["offer.pdf", "offer.pdf"]


def shown(browser: Client, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_refused_file_is_answered_with_a_sentence(cast: Cast, store: Path, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    made, browser = cast.organization(), cast.browser("tomas")
    answer = browser.post(f"/organizations/{made.pk}/files/", {"file": named(b"x" * (1024 * 1024 + 1), "x")})
    assert answer.status_code == 422
    assert "up to 1 MB" in answer.content.decode()
    assert browser.post(f"/organizations/{made.pk}/files/", {}).status_code == 422
    assert kept(store) == []


def test_who_may_only_look_is_offered_no_upload(cast: Cast, store: Path) -> None:
    made = cast.organization()
    files.attach(made, files.keep(BytesIO(b"x")), "x", by=cast.tomas)
    Share.objects.create(record=made, user=cast.priya_user, by=cast.tomas_user)
    tab = shown(cast.browser("priya"), f"/organizations/{made.pk}-kestrel-dairies/?tab=attachments")
    assert f"/organizations/{made.pk}/files/" in tab
    assert 'type="file"' not in tab
    assert "/remove/" not in tab
    assert cast.browser("priya").post(f"/organizations/{made.pk}/files/", {"file": named(b"y", "y")}).status_code == 403


def test_a_record_is_found_by_the_names_of_its_files(cast: Cast, store: Path) -> None:
    made = cast.organization()

    def found() -> list[str]:
        return [one.name for one in search.find("calibration", cast.tomas)[0]]

    file = files.attach(made, files.keep(BytesIO(b"x")), "Calibration 2026.pdf", by=cast.tomas)
    assert found() == [made.name]
    record.edit(made, {"name": "Kestrel"}, by=cast.tomas)
    assert found() == ["Kestrel"]
    by = cast.tomas
    files.remove(made, file.pk, by=by)
    assert found() == []
    undoing.undo(by.change, by=cast.tomas)
    assert found() == ["Kestrel"]
