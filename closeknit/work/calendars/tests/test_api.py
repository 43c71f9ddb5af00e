"""Meetings as programs, lists and files have them."""

from __future__ import annotations

from datetime import UTC, datetime

from closeknit.api.tests.programs import Program
from closeknit.work.calendars.models import Meeting
from tests.cast import Cast


def test_a_program_plans_moves_and_cancels_a_meeting(cast: Cast) -> None:
    tomas, priya = Program(cast.tomas_user), Program(cast.priya_user)
    given = {"name": "Review", "starts_at": "2026-12-01T09:00:00Z", "participants": [{"user": cast.priya_user.pk}]}
    made = tomas.post("/meetings", given)
    assert made.status_code == 201, made.content
    assert made.json()["ends_at"] == "2026-12-01T10:00:00+00:00"
    one = f"/meetings/{made.json()['id']}"
    assert tomas.post(f"{one}/move", {"begins": "2026-12-02T09:00+00:00"}).status_code == 200
    assert Meeting.objects.get().starts_at == datetime(2026, 12, 2, 9, tzinfo=UTC)
    assert tomas.post(f"{one}/move", {"begins": "soon"}).status_code == 422
    assert priya.post(f"{one}/answer", {"said": "maybe"}).status_code == 200
    assert priya.post(f"{one}/cancel").status_code == 403
    assert tomas.post(f"{one}/cancel").status_code == 200
    assert tomas.get(one).json()["status"] == "cancelled"


def test_the_list_the_board_and_the_export_have_them(cast: Cast) -> None:
    cast.make("meeting", name="Review", starts_at="2026-12-01T09:00:00Z", place="Room 4")
    client = cast.browser("tomas")
    assert b"Review" in client.get("/meetings/?status=planned&owner=me").content
    assert client.get("/meetings/?view=board").status_code == 200
    assert b"Room 4" in b"".join(client.get("/meetings/export.csv?columns=all"))  # type: ignore[arg-type]
