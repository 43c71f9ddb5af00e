"""Business hours kept: by who may, as they are typed, with holidays, and as the team above has them."""

from __future__ import annotations

from datetime import date

import pytest

from closeknit.access.gate import NotAllowed
from closeknit.access.models import Team
from closeknit.catalogue.refusal import Refused
from closeknit.work.hours import hours, typed
from closeknit.work.hours.hours import Calendars, Given
from closeknit.work.hours.models import BusinessHours
from tests.cast import Cast

WEEK = ("9-12, 13:00–17.30", *("9:00-17:00",) * 4, "", "")


def test_a_company_works_five_days_until_it_says_otherwise(cast: Cast) -> None:
    company = Calendars().of(None)
    assert [len(company.hours_of(date(2026, 11, 23 + day))) for day in range(7)] == [1, 1, 1, 1, 1, 0, 0]


def test_a_team_has_the_hours_of_the_team_above_it(cast: Cast) -> None:
    below = Team.objects.create(name="North-East", parent=cast.north)
    hours.keep(cast.north, Given(WEEK), by=cast.ada)
    assert Calendars().of(below.pk).week[0] == ((540, 720), (780, 1050))
    assert Calendars().of(None).week[0] == ((540, 1020),)
    assert hours.shown(below, cast.ada).days[0] == "9:00-12:00, 13:00-17:30"
    hours.forget(cast.north, by=cast.ada)
    assert Calendars().of(below.pk).week[0] == ((540, 1020),)


def test_nobody_works_on_public_holidays_of_the_region_and_own_closed_days(cast: Cast) -> None:
    said = "2026-12-28 – 2026-12-30 Between the years\n2026-05-15 Bridge"
    kept = hours.keep(None, Given(WEEK, "Europe/Berlin", "DE", "BY", said), by=cast.ada)
    company = Calendars().of(None)
    free = [date(2026, 1, 6), date(2026, 12, 25), date(2026, 12, 29), date(2026, 5, 15)]
    assert [company.hours_of(day) for day in free] == [()] * 4
    assert company.hours_of(date(2026, 1, 7))
    assert typed.said_closed(kept.closed) == "2026-05-15 Bridge\n2026-12-28 – 2026-12-30 Between the years"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Given(("17-9", *WEEK[1:])), "day_0"),
        (Given((WEEK[0], "all day", *WEEK[2:])), "day_1"),
        (Given(("9-12, 11-13", *WEEK[1:])), "day_0"),
        (Given(("9-25", *WEEK[1:])), "day_0"),
        (Given(("",) * 7), "day_0"),
        (Given(WEEK, zone="Moon/Sea"), "zone"),
        (Given(WEEK, country="XX"), "country"),
        (Given(WEEK, country="DE", region="ZZ"), "region"),
        (Given(WEEK, closed="Christmas"), "closed"),
        (Given(WEEK, closed="2026-12-31 – 2026-12-24"), "closed"),
        (Given(WEEK, closed="2026-02-30"), "closed"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(cast: Cast, said: Given, field: str) -> None:
    with pytest.raises(Refused) as refused:
        hours.keep(None, said, by=cast.ada)
    assert refused.value.field == field
    assert not BusinessHours.objects.exists()


def test_only_who_manages_work_keeps_hours(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        hours.keep(None, Given(WEEK), by=cast.tomas)
    browser = cast.browser("tomas")
    for address in ("/settings/hours/", "/settings/hours/0/"):
        assert browser.get(address).status_code == 403


def test_the_pages_show_and_keep_them(cast: Cast) -> None:
    browser = cast.browser("ada")
    sent = {**{f"day_{place}": said for place, said in enumerate(WEEK)}, "zone": "Europe/Paris", "country": "FR"}
    assert browser.post(f"/settings/hours/{cast.north.pk}/", sent).status_code == 302
    shown = browser.get("/settings/hours/").content.decode()
    assert "Tue–Fri 9:00-17:00" in shown
    assert "France" in shown
    assert b"13:00-17:30" in browser.get(f"/settings/hours/{cast.north.pk}/").content
    assert b'value="BY"' in browser.get("/settings/hours/0/?regions&country=DE").content
    assert browser.post("/settings/hours/0/", {**sent, "day_2": "late"}).status_code == 422
    assert browser.get("/settings/hours/999999/").status_code == 404
    browser.post(f"/settings/hours/{cast.north.pk}/forget/")
    assert not BusinessHours.objects.exists()
