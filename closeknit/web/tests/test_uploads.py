"""Uploads: nothing that nobody may send reaches the disk, and too much is refused before it is read."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from closeknit.api.tests.programs import Program, problem
from closeknit.records.models import Attachment
from tests.cast import Cast

MEGABYTE = 1024 * 1024
LETTERS = "x" * 32  # the secret of the forms, in cookie and form


@pytest.fixture
def no_folder(settings: Any, tmp_path: Path) -> None:
    """There is no folder for uploads: whoever begins to write a file there fails."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "absent")


def sent(cast: Cast, who: str, path: str, size: int) -> Any:
    """The answer to a form with a file, checked for forgery as everybody's forms are."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = cast.browser(who).cookies
    client.cookies["csrftoken"] = LETTERS
    file = BytesIO(b"x" * size)
    file.name = "x"
    return client.post(path, {"csrfmiddlewaretoken": LETTERS, "file": file})


@pytest.mark.parametrize("path", ["/sign-in/", "/imports/new/", "/organizations/1/files/", "/nowhere/at/all/"])
@pytest.mark.usefixtures("no_folder")
def test_a_stranger_puts_nothing_on_the_disk(cast: Cast, path: str) -> None:
    assert sent(cast, "", path, 100_000).status_code in (200, 302, 404)


@pytest.mark.usefixtures("no_folder")
def test_a_file_is_passed_over_where_none_is_taken(cast: Cast) -> None:
    made = cast.organization()
    assert sent(cast, "tomas", f"/organizations/{made.pk}/bin/", 100_000).status_code == 302


@pytest.mark.parametrize(("who", "path"), [("", "/sign-in/"), ("", "/imports/new/"), ("tomas", "/organizations/new/")])
@pytest.mark.usefixtures("no_folder")
def test_much_is_refused_with_a_sentence_where_no_file_is_taken(cast: Cast, who: str, path: str) -> None:
    answer = sent(cast, who, path, 3 * MEGABYTE)
    assert answer.status_code == 413
    assert "larger than a form may be" in answer.content.decode()


@pytest.mark.usefixtures("no_folder")
def test_more_than_a_file_may_have_is_refused_before_it_is_kept(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_LIMIT = MEGABYTE
    made = cast.organization()
    answer = sent(cast, "tomas", f"/organizations/{made.pk}/files/", 3 * MEGABYTE)
    assert answer.status_code == 413
    assert "up to 1 MB" in answer.content.decode()
    told = Program(cast.tomas_user).upload(f"/organizations/{made.pk}/files", BytesIO(b"x" * 3 * MEGABYTE))
    problem(told, 413, "file_too_big")


@pytest.mark.usefixtures("no_folder")
def test_a_program_without_a_token_puts_nothing_on_the_disk(cast: Cast) -> None:
    made = cast.organization()
    answer = Client().post(f"/api/v1/organizations/{made.pk}/files", {"file": BytesIO(b"x" * 100_000)})
    assert answer.status_code == 401


def test_pages_and_programs_attach_files_that_are_larger_than_a_form(cast: Cast, settings: Any, tmp_path: Path) -> None:
    store = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    made = cast.organization()
    assert sent(cast, "tomas", f"/organizations/{made.pk}/files/", 2 * MEGABYTE).status_code == 302
    file = BytesIO(b"y" * 2 * MEGABYTE)
    file.name = "y"
    assert Program(cast.tomas_user).upload(f"/organizations/{made.pk}/files", file).status_code == 201
    assert list(Attachment.objects.values_list("size", flat=True)) == [2 * MEGABYTE, 2 * MEGABYTE]


def test_a_long_text_in_a_form_is_refused_with_a_sentence_too(cast: Cast) -> None:
    answer = cast.browser("tomas").post("/organizations/new/", {"name": "x" * 6 * MEGABYTE})
    assert answer.status_code == 413
    plain = cast.browser("tomas").post(
        "/organizations/new/", "name=" + "x" * 6 * MEGABYTE, content_type="application/x-www-form-urlencoded"
    )
    assert plain.status_code == 413
