"""Logs tell what happened where, and nothing about anybody."""

from __future__ import annotations

import json
import logging

import psycopg
import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import ResolverMatch

from closeknit.config.logs import Lines

CANARY = "hannah.osei@secret.example"


def line(
    name: str, message: str, *arguments: object, error: BaseException | None = None, **extra: object
) -> dict[str, object]:
    told = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, told)
    vars(record).update(extra)
    text = Lines().format(record)
    assert "\n" not in text
    assert CANARY not in text
    found: dict[str, object] = json.loads(text)
    return found


@pytest.fixture
def request_of_a_person() -> HttpRequest:
    request = RequestFactory().get(f"/individuals/7-{CANARY}/?q={CANARY}")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name="page", namespaces=["directory"], route="x")
    return request


def test_a_request_is_named_by_its_route(request_of_a_person: HttpRequest) -> None:
    found = line(
        "django.request", "Not Found: %s", f"/individuals/{CANARY}", request=request_of_a_person, status_code=404
    )
    assert (found["route"], found["method"], found["status"]) == ("directory:page", "GET", 404)


def test_an_error_is_told_by_kind_and_place_without_its_text() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        found = line("django.request", "Internal Server Error: %s", CANARY, error=error)
    assert found["error"] == "ValueError"
    assert "test_logs.py" in str(found["where"])


def test_the_database_s_own_code_is_told_of_the_error_below() -> None:
    try:
        try:
            raise psycopg.errors.UniqueViolation(f"Key (email)=({CANARY}) already exists.")
        except psycopg.Error as below:
            raise RuntimeError(CANARY) from below
    except RuntimeError as error:
        found = line("closeknit.records", "could not save", error=error)
    assert (found["error"], found["cause"], found["sqlstate"]) == ("RuntimeError", "UniqueViolation", "23505")


def test_a_job_is_told_by_number_and_task_without_its_arguments() -> None:
    job = {
        "id": 12,
        "task_name": "mail.send",
        "task_kwargs": {"to": CANARY},
        "call_string": f"mail.send[12](to={CANARY})",
    }
    found = line("procrastinate.worker", f"Job mail.send[12](to={CANARY}) ended", action="job_error", job=job)
    assert (found["says"], found["job"], found["task"]) == ("job_error", 12, "mail.send")


def test_our_own_messages_are_kept_in_full() -> None:
    found = line("closeknit.queue", "took up job %s", 12, count=3)
    assert (found["says"], found["count"]) == ("took up job 12", 3)
