"""The same creating request under the same key: carried out once, however often and however many at once send it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from closeknit.api import idempotency
from closeknit.api.models import Idempotency
from closeknit.api.tests.programs import Program, problem
from closeknit.records.models import Attachment, Entry, Record
from tests.cast import Cast


def test_the_same_request_again_gets_the_same_answer(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    first = program.post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1")
    again = program.post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("Location", "ETag", "Closeknit-Change", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Record.objects.count() == 1


def test_a_key_stands_for_one_request(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    program.post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1")
    problem(
        program.post("/organizations", {"name": "Pindos"}, Idempotency_Key="k-1"), 422, "key_used", "Idempotency-Key"
    )
    problem(program.post("/individuals", {"given_name": "Kestrel"}, Idempotency_Key="k-1"), 422, "key_used")
    assert Program(cast.ada_user).post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1").status_code == 201
    assert Record.objects.count() == 2


def test_what_was_refused_may_be_sent_again(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    problem(program.post("/organizations", {"name": "X", "parent": 7}, Idempotency_Key="k-1"), 422, "not_a_record")
    assert program.post("/organizations", {"name": "X"}, Idempotency_Key="k-1").status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb", "ä"])
def test_a_key_that_is_none_is_refused(cast: Cast, key: str) -> None:
    problem(Program(cast.tomas_user).post("/organizations", {"name": "X"}, Idempotency_Key=key), 422, "bad_key")
    assert not Record.objects.exists()


def test_an_answer_is_not_told_to_who_may_do_something_else_by_now(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    program.post("/organizations", {"name": "Canary"}, Idempotency_Key="k-1")
    narrow = Program(cast.tomas_user, scopes=["create", "see"])
    told = problem(narrow.post("/organizations", {"name": "Canary"}, Idempotency_Key="k-1"), 409, "rights_changed")
    assert "Canary" not in str(told)
    cast.tomas_user.hats.clear()
    problem(program.post("/organizations", {"name": "Canary"}, Idempotency_Key="k-1"), 403, "not_allowed")


def test_every_creating_door_takes_a_key(cast: Cast) -> None:
    program, made = Program(cast.tomas_user), cast.organization()
    for _ in range(2):
        assert (
            program.post(
                "/organizations/batch", {"items": [{"name": "A"}, {"name": "B"}]}, Idempotency_Key="batch"
            ).status_code
            == 200
        )
        assert (
            program.post(f"/organizations/{made.pk}/note", {"text": "Called"}, Idempotency_Key="note").status_code
            == 200
        )
        file = BytesIO(b"bytes")
        file.name = "offer.pdf"
        assert program.upload(f"/organizations/{made.pk}/files", file, Idempotency_Key="file").status_code == 201
    assert Record.objects.count() == 3
    assert Entry.objects.filter(kind="note.written").count() == 1
    assert Attachment.objects.count() == 1
    other = BytesIO(b"other")
    other.name = "offer.pdf"
    problem(program.upload(f"/organizations/{made.pk}/files", other, Idempotency_Key="file"), 422, "key_used")


def test_after_a_day_a_key_is_free_again(cast: Cast) -> None:
    program = Program(cast.tomas_user)
    program.post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1")
    program.post("/organizations", {"name": "Pindos"}, Idempotency_Key="k-2")
    Idempotency.objects.filter(key="k-1").update(created_at=timezone.now() - timedelta(hours=25))
    assert program.post("/organizations", {"name": "Valdenza"}, Idempotency_Key="k-1").status_code == 201
    Idempotency.objects.filter(key="k-1").update(created_at=timezone.now() - timedelta(hours=25))
    assert idempotency.forget() == 1
    assert list(Idempotency.objects.values_list("key", flat=True)) == ["k-2"]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_have_one_effect() -> None:
    cast = Cast()
    program, barrier, n = Program(cast.tomas_user), Barrier(6), 6

    def send(_place: int) -> tuple[int, str]:
        try:
            barrier.wait()
            told = program_of(program).post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1")
            return told.status_code, told.json().get("code", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(n) as pool:
        answers = list(pool.map(send, range(n)))
    assert Record.objects.count() == 1
    assert set(answers) <= {(201, ""), (409, "in_progress")}
    assert (201, "") in answers
    assert (
        program.post("/organizations", {"name": "Kestrel"}, Idempotency_Key="k-1").headers["Idempotency-Replayed"]
        == "true"
    )


def program_of(program: Program) -> Program:
    """The same program in another thread, with a client of its own."""
    other = Program(None)
    other.token = program.token
    return other


@pytest.mark.django_db(transaction=True)
def test_of_edits_at_once_none_is_overwritten_in_silence() -> None:
    cast = Cast()
    made = cast.organization(employees=0)
    program, threads, rounds = Program(cast.tomas_user), 5, 8
    path = f"/organizations/{made.pk}"

    def add(_place: int) -> int:
        """Read, add one, write under the version that was read; how often that was accepted."""
        mine, accepted = program_of(program), 0
        try:
            for _ in range(rounds):
                told = mine.get(path).json()
                answer = mine.patch(path, {"employees": told["employees"] + 1}, If_Match=str(told["version"]))
                assert answer.status_code in (200, 412), answer.content
                accepted += answer.status_code == 200
        finally:
            connections.close_all()
        return accepted

    with ThreadPoolExecutor(threads) as pool:
        accepted = sum(pool.map(add, range(threads)))
    told = program.get(path).json()
    assert told["employees"] == accepted
    assert told["version"] == accepted + 1
    assert accepted >= rounds
    assert connection.is_usable()
