"""Working time counted: across nights, weekends, free days, and the days on which clocks jump."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.work.hours.working import LONGEST, Calendar, after, before, between, spans

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 17 * 60))
USUAL = Calendar(BERLIN, (*(OFFICE for _ in range(5)), (), ()))
ALWAYS = Calendar(BERLIN, tuple(((0, 24 * 60),) for _ in range(7)))
ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Africa/Cairo",
        "Asia/Kolkata",
        "UTC",
    ]
)
HOURS = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


def test_hours_pass_only_while_somebody_works() -> None:
    friday = at(20, 16)
    assert after(USUAL, friday, 2 * HOURS) == at(23, 10)
    assert between(USUAL, friday, at(23, 10)) == 2 * HOURS
    assert before(USUAL, at(23, 10), 2 * HOURS) == friday
    assert after(USUAL, at(24, 11, 30), HOURS) == at(24, 13, 30)


def test_a_free_day_counts_for_nothing() -> None:
    closed = Calendar(BERLIN, USUAL.week, {date(2026, 11, 23)})
    assert after(closed, at(20, 16), 2 * HOURS) == at(24, 10)


def test_the_second_moment_not_after_the_first_leaves_no_time() -> None:
    assert between(USUAL, at(24, 12), at(24, 10)) == timedelta()


def test_a_night_in_which_an_hour_is_left_out_is_an_hour_shorter() -> None:
    sunday = date(2026, 3, 29)
    assert sum((end - begin for begin, end in spans(ALWAYS, sunday)), timedelta()) == 23 * HOURS
    split = Calendar(BERLIN, tuple(((60, 150), (180, 300)) for _ in range(7)))
    assert sum((end - begin for begin, end in spans(split, sunday)), timedelta()) == 3 * HOURS


def test_a_night_in_which_an_hour_is_repeated_is_an_hour_longer() -> None:
    assert between(ALWAYS, at(25, 0, month=10), at(26, 0, month=10)) == 25 * HOURS
    assert between(ALWAYS, at(25, 1, month=10), at(25, 5, month=10)) == 5 * HOURS
    assert after(ALWAYS, at(25, 1, month=10), 5 * HOURS) == at(25, 5, month=10)


def test_where_nobody_ever_works_every_hour_counts() -> None:
    never = Calendar(UTC, ((),) * 7)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert LONGEST > 3 * 365
    assert after(never, moment, HOURS) == moment + HOURS
    assert before(never, moment, HOURS) == moment - HOURS


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    marks = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(zip(marks[::2], marks[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = tuple(draw(days()) for _ in range(7))
    free = {date(2026, 1, 1) + timedelta(days=one) for one in draw(st.sets(st.integers(0, 364), max_size=5))}
    return Calendar(ZoneInfo(draw(ZONES)), week if any(week) else (OFFICE,) * 7, free)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis gives the zone
AMOUNTS = st.integers(1, 10_000).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=60, deadline=None)
@given(calendars(), MOMENTS, AMOUNTS)
def test_so_much_after_a_moment_is_so_much_between(calendar: Calendar, moment: datetime, much: timedelta) -> None:
    later = after(calendar, moment, much)
    assert between(calendar, moment, later) == much
    assert between(calendar, moment, later - timedelta(microseconds=1)) < much
    assert between(calendar, before(calendar, moment, much), moment) == much


@settings(max_examples=60, deadline=None)
@given(calendars(), st.lists(MOMENTS, min_size=3, max_size=3))
def test_working_time_adds_up(calendar: Calendar, moments: list[datetime]) -> None:
    first, second, third = sorted(moments)
    assert between(calendar, first, second) + between(calendar, second, third) == between(calendar, first, third)
    assert between(calendar, first, third) <= third - first


@settings(max_examples=60, deadline=None)
@given(calendars(), st.dates(date(2026, 1, 1), date(2026, 12, 30)))
def test_hours_are_in_order_and_apart_whatever_clocks_do(calendar: Calendar, day: date) -> None:
    found = [*spans(calendar, day), *spans(calendar, day + timedelta(days=1))]
    assert all(begins < ends for begins, ends in found)
    assert all(one[1] <= next_[0] for one, next_ in pairwise(found))


@settings(max_examples=60, deadline=None)
@given(ZONES, MOMENTS, MOMENTS)
def test_who_always_works_works_all_the_time(zone: str, one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))
    assert between(Calendar(ZoneInfo(zone), ALWAYS.week), first, second) == second - first
