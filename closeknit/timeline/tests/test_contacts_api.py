"""Contacts through the API."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.api.tests.programs import Program, problem
from closeknit.timeline.models import ContactPoint
from tests.cast import Cast


def there(cast: Cast) -> tuple[Any, Any]:
    kestrel = cast.organization()
    return kestrel, cast.individual(employments=[{"organization": kestrel.pk, "primary": True}])


def test_a_contact_is_logged_read_corrected_and_withdrawn(cast: Cast) -> None:
    kestrel, hannah = there(cast)
    program = Program(cast.tomas_user)
    call = {
        "form": "call",
        "direction": "in",
        "seconds": 660,
        "text": "Flickers",
        "happened_at": "2026-01-05T10:00:00+01:00",
    }
    made = program.post(f"/individuals/{hannah.pk}/contacts", call)
    assert made.status_code == 201
    one = made.json()
    assert (one["seconds"], one["channel"], one["records"]) == (660, "phone", [hannah.pk, kestrel.pk])
    address = f"/individuals/{hannah.pk}/contacts/{one['id']}"
    assert program.get(address).json() == one
    assert program.patch(address, {"text": "Flickers again"}).json()["text"] == "Flickers again"
    told = program.get(f"/organizations/{kestrel.pk}/timeline").json()["items"]
    (entry,) = [each for each in told if each["kind"] == "contact.logged"]
    assert entry["sentence"] == "Hannah Osei called Tomás Ferreira, 11 min"
    assert entry["contact"] == {"id": one["id"], "form": "call", "direction": "in", "channel": "phone", "seconds": 660}
    assert program.delete(address).status_code == 204
    assert program.get(address).status_code == 404


def test_sent_again_under_its_key_it_is_one(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    program = Program(cast.tomas_user)
    answers = [
        program.post(f"/individuals/{hannah.pk}/contacts", {"form": "meeting"}, Idempotency_Key="k1")
        for _again in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert ContactPoint.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "form"),
        ({"form": "call", "duration": "5 min"}, "duration"),
        ({"form": "call", "seconds": "5"}, "duration"),
        ({"form": "call", "happened_at": "2026-01-05T10:00:00"}, "happened_at"),
        ({"form": "call", "happened_at": "soon"}, "happened_at"),
        ({"form": "call", "with": [True]}, "with"),
        ({"form": "call", "direction": ["in"]}, "direction"),
        ({"form": "call", "text": None}, "text"),
        ({"form": "call", "starts": []}, "starts"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(cast: Cast, given: dict[str, Any], field: str) -> None:
    _kestrel, hannah = there(cast)
    answer = Program(cast.tomas_user).post(f"/individuals/{hannah.pk}/contacts", given)
    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not ContactPoint.objects.exists()


def test_the_forms_are_listed(cast: Cast) -> None:
    forms = Program(cast.tomas_user).get("/contact-forms").json()["items"]
    assert [one["key"] for one in forms] == [
        "call",
        "meeting",
        "letter",
        "message",
        "enquiry",
        "sales_request",
        "support_request",
    ]
    assert forms[0]["directions"] == ["out", "in"]


def test_a_contact_of_a_record_that_is_not_seen_is_not_there(cast: Cast) -> None:
    _kestrel, hannah = there(cast)
    made = Program(cast.tomas_user).post(f"/individuals/{hannah.pk}/contacts", {"form": "call"}).json()
    answer = Program(cast.priya_user).get(f"/individuals/{hannah.pk}/contacts/{made['id']}")
    assert problem(answer, 404, "not_found")
