"""Forms as they are first rendered: what a person sees on a page can be sent from it, token and all."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from closeknit.access.signin import BACKEND
from closeknit.records import record
from tests.cast import Cast

FORM = re.compile(r'<form method="post" action="(/[^"]*undo[^"]*)">.*?</form>', re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def wary(cast: Cast) -> Client:
    """A browser of Tomas, on a server that refuses forms without their token."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.tomas_user, backend=BACKEND)
    return browser


@pytest.mark.parametrize("tail", ["", "timeline/"])
def test_a_change_is_taken_back_from_the_history_as_the_page_came(cast: Cast, wary: Client, tail: str) -> None:
    made = cast.organization("Kestrel Dairies")
    record.edit(made, {"name": "Kestrel Foods"}, by=cast.tomas, version=made.version)
    page = wary.get(f"/organizations/{made.pk}/{tail}", follow=True)
    form = FORM.search(page.content.decode())
    assert form is not None
    token = TOKEN.search(form.group(0))
    assert token is not None
    answer = wary.post(form.group(1), {"csrfmiddlewaretoken": token.group(1)}, follow=True)
    assert answer.status_code == 200
    assert "Taken back." in answer.content.decode()
    made.refresh_from_db()
    assert made.name == "Kestrel Dairies"
