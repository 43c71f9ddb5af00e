"""Planning a meeting: who takes part is asked in the form, and who is free stands beside it."""

from __future__ import annotations

import pytest

from closeknit.access.models import User
from closeknit.work.calendars.models import Guest, Meeting, Participant
from tests.cast import Cast

AT = "/calendar/free/?starts_at=2026-12-01T09:30&ends_at=2026-12-01T10:30"


@pytest.fixture(autouse=True)
def _in_berlin(cast: Cast) -> None:
    User.objects.update(zone="Europe/Berlin")


def test_a_meeting_is_planned_with_who_takes_part(cast: Cast) -> None:
    hannah = cast.individual()
    client = cast.browser("tomas")
    shown = client.get("/meetings/new/?starts_at=2026-12-01T09:00").content.decode()
    assert 'value="2026-12-01T09:00"' in shown
    assert "Priya Nair" in shown
    given = {"name": "Review", "starts_at": "2026-12-01T09:00", "with": [cast.priya_user.pk], "guest": "Hannah Osei"}
    assert client.post("/meetings/new/", given).status_code == 302
    made = Meeting.objects.get()
    assert list(Participant.objects.values_list("user", flat=True)) == [cast.priya_user.pk]
    assert list(Guest.objects.values_list("individual", flat=True)) == [hannah.pk]
    assert (str(made.starts_at), made.zone) == ("2026-12-01 08:00:00+00:00", "Europe/Berlin")


def test_what_is_wrong_stands_beside_its_field(cast: Cast) -> None:
    client = cast.browser("tomas")
    answer = client.post("/meetings/new/", {"name": "Review", "starts_at": "2026-12-01T09:00", "guest": "Nobody"})
    assert (answer.status_code, Meeting.objects.count()) == (422, 0)
    assert "there is no “Nobody” here" in answer.content.decode()
    assert "Say when it begins" in client.post("/meetings/new/", {"name": "Review"}).content.decode()


def test_who_has_something_then_is_shown_by_name_only_to_who_may_know(cast: Cast) -> None:
    begins = {"starts_at": "2026-12-01T10:00:00+01:00"}
    cast.make("meeting", "tomas", name="Secret talks", **begins, recurrence="FREQ=DAILY")
    cast.make("meeting", "tomas", name="Later", starts_at="2026-12-01T10:30:00+01:00")
    of_tomas = f"{AT}&with={cast.tomas_user.pk}"
    text = cast.browser("priya").get(of_tomas).content.decode()
    assert "Secret talks" not in text
    assert "10:00–11:00 busy" in " ".join(text.split())
    assert "Later" not in text
    assert "Secret talks" in cast.browser("ada").get(of_tomas).content.decode()
    assert "busy" not in cast.browser("priya").get(AT).content.decode()


def test_without_a_time_nobody_is_looked_at(cast: Cast) -> None:
    for query in ("", "?starts_at=soon", "?starts_at=2026-12-02T10:00&ends_at=2026-12-01T10:00"):
        assert "Say when" in cast.browser("tomas").get(f"/calendar/free/{query}").content.decode()
    assert cast.browser("omar").get(AT).status_code == 403
