"""Notes as a browser writes them: each form once."""

from __future__ import annotations

import re
import uuid
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from closeknit.records.models import Entry
from tests.cast import Cast

HTMX = {"HX-Request": "true"}
KEY = re.compile(r'<input type="hidden" id="composer-key" name="idempotency" value="([0-9a-f-]{36})"')


def notes() -> list[str]:
    return [
        one["text"] for one in Entry.objects.filter(kind="note.written").order_by("pk").values_list("data", flat=True)
    ]


def key_in(text: str) -> str:
    (found,) = KEY.findall(text)
    return str(found)


def test_the_same_note_sent_twice_is_one(cast: Cast) -> None:
    made, browser = cast.organization(), cast.browser("tomas")
    form = {"text": "Called back", "idempotency": key_in(browser.get(made.address).content.decode())}
    for headers in ({}, {}, HTMX):
        assert browser.post(f"/organizations/{made.pk}/note/", form, headers=headers).status_code in (200, 302)
    assert notes() == ["Called back"]


def test_other_words_in_the_same_form_are_another_note(cast: Cast) -> None:
    made, other, browser = cast.organization(), cast.organization("Alder Foods"), cast.browser("tomas")
    key = str(uuid.uuid4())
    browser.post(f"/organizations/{made.pk}/note/", {"text": "Called", "idempotency": key})
    browser.post(f"/organizations/{made.pk}/note/", {"text": "Called back", "idempotency": key})
    browser.post(f"/organizations/{other.pk}/note/", {"text": "Called", "idempotency": key})
    assert notes() == ["Called", "Called back", "Called"]


def test_the_answer_brings_the_key_of_the_next_note(cast: Cast) -> None:
    made, browser = cast.organization(), cast.browser("tomas")
    key = key_in(browser.get(made.address).content.decode())
    form = {"text": "Called", "idempotency": key}
    answer = browser.post(f"/organizations/{made.pk}/note/", form, headers=HTMX).content.decode()
    assert 'hx-swap-oob="true"' in answer
    form["idempotency"] = key_in(answer)
    browser.post(f"/organizations/{made.pk}/note/", form, headers=HTMX)
    assert notes() == ["Called", "Called"]


@pytest.mark.django_db(transaction=True)
def test_the_same_note_sent_twice_at_the_same_moment_is_one() -> None:
    cast = Cast()
    with transaction.atomic():
        made = cast.organization()
    browsers: list[Client] = [cast.browser("tomas") for _ in range(2)]
    form = {"text": "Called back", "idempotency": str(uuid.uuid4())}

    def send(browser: Client) -> None:
        browser.post(f"/organizations/{made.pk}/note/", form)
        connection.close()

    threads = [Thread(target=send, args=(one,)) for one in browsers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert notes() == ["Called back"]
