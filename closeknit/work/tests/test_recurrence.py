"""Rules for recurrence: read, refused, worked out over leap days and clocks that are set."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from closeknit.catalogue.refusal import Refused
from closeknit.work.occurrences import check, following, occurrences
from closeknit.work.recurrence import Recurrence, Weekday, read, read_rule

LONDON = ZoneInfo("Europe/London")
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "UTC")


def first(text: str, count: int = 3) -> list[date | datetime]:
    return list(islice(occurrences(read(text)), count))


def test_days_are_added_and_left_out() -> None:
    text = "DTSTART:20261102\nRRULE:FREQ=WEEKLY\nRDATE:20261104\nEXDATE:20261109"
    assert first(text, 4) == [date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 16), date(2026, 11, 23)]


def test_a_time_of_day_stays_when_the_clock_is_set_back() -> None:
    found = first("DTSTART;TZID=Europe/London:20261024T090000\nRRULE:FREQ=DAILY", 2)
    assert [one.hour for one in found if isinstance(one, datetime)] == [9, 9]
    assert [one.astimezone(UTC).hour for one in found if isinstance(one, datetime)] == [8, 9]


def test_a_time_that_a_clock_leaves_out_is_an_hour_later_that_day() -> None:
    found = first("DTSTART;TZID=Europe/London:20260328T013000\nRRULE:FREQ=DAILY", 3)
    assert [(one.day, one.hour) for one in found if isinstance(one, datetime)] == [(28, 1), (29, 2), (30, 1)]


def test_a_month_without_that_day_is_left_out() -> None:
    assert first("DTSTART:20270131\nRRULE:FREQ=MONTHLY") == [date(2027, 1, 31), date(2027, 3, 31), date(2027, 5, 31)]


def test_a_leap_day_comes_every_four_years() -> None:
    assert [one.year for one in first("DTSTART:20960229\nRRULE:FREQ=YEARLY")] == [2096, 2104, 2108]


def test_the_last_day_that_counts_is_counted_to_its_end() -> None:
    text = "DTSTART;TZID=Europe/London:20261124T230000\nRRULE:FREQ=DAILY;UNTIL=20261125"
    assert len(first(text, 9)) == 2


def test_an_end_in_universal_time_is_compared_as_a_moment() -> None:
    text = "DTSTART;TZID=America/New_York:20261124T200000\nRRULE:FREQ=DAILY;UNTIL=20261126T010000Z"
    assert len(first(text, 9)) == 2


def test_what_follows_is_after_the_day_given() -> None:
    weekly = read("DTSTART:20261124\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert following(weekly, date(2026, 11, 24)) == date(2026, 12, 1)
    assert following(weekly, date(2026, 12, 1)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURS",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=DAILY;UNTIL=yesterday",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=DAILY;X=1",
        "FREQ=MONTHLY;BYDAY=99MO",
        "FREQ=DAILY;BYHOUR=" + ",".join(["1"] * 500),
    ],
)
def test_a_rule_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rule(text)
    assert refused.value.field == "recurrence"


@pytest.mark.parametrize(
    "rule",
    ["FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=MONTHLY;BYDAY=6MO"],
)
def test_a_task_never_recurs_twice_a_day_nor_on_no_day(rule: str) -> None:
    with pytest.raises(Refused):
        check(read(f"DTSTART:20261124T090000\nRRULE:{rule}"))


def test_a_rule_without_a_day_is_given_up_in_good_time() -> None:
    begun = time.process_time()
    for freq in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"):
        rule = read(f"DTSTART:20261124T090000\nRRULE:FREQ={freq};BYMONTH=2;BYMONTHDAY=30")
        assert next(occurrences(rule), None) is None
    assert time.process_time() - begun < 5


weekdays = some.builds(Weekday, some.integers(0, 6), some.sampled_from([0, 0, 0, 1, 3, -1]))
rules = some.builds(
    lambda freq, interval, days, months, month_days: read_rule(
        ";".join(
            [f"FREQ={freq}", f"INTERVAL={interval}"]
            + (
                [f"BYDAY={','.join(str(Weekday(one.day, one.nth if freq == 'MONTHLY' else 0)) for one in days)}"]
                if days
                else []
            )
            + ([f"BYMONTH={','.join(map(str, months))}"] if months else [])
            + ([f"BYMONTHDAY={','.join(map(str, month_days))}"] if month_days else [])
        )
    ),
    some.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    some.integers(1, 5),
    some.lists(weekdays, max_size=3),
    some.lists(some.integers(1, 12), max_size=3),
    some.lists(some.sampled_from([1, 15, 29, 31, -1]), max_size=2),
)
YEARS = (datetime(1990, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001 - a zone is given to each
starts = some.datetimes(*YEARS).map(lambda one: one.replace(microsecond=0, fold=0))


@settings(max_examples=60, deadline=None)
@given(rules, starts, some.sampled_from(ZONES))
def test_occurrences_come_in_order_and_keep_their_time_of_day(rule: object, start: datetime, zone: str) -> None:
    begun = start.replace(tzinfo=ZoneInfo(zone))
    found = list(islice(occurrences(Recurrence(begun, rule)), 12))  # type: ignore[arg-type]
    assert found == sorted(set(found))
    for one in found:
        assert isinstance(one, datetime)
        assert one >= begun.astimezone(UTC).astimezone(begun.tzinfo) or one.date() == begun.date()
        shifted = abs(one.replace(tzinfo=None) - datetime.combine(one.date(), begun.time()))
        assert shifted <= timedelta(hours=1)  # only where a clock leaves that time out
        assert shifted == timedelta() or one.astimezone(UTC).astimezone(one.tzinfo) == one


@settings(max_examples=60, deadline=None)
@given(rules, starts)
def test_a_written_rule_reads_back(rule: object, start: datetime) -> None:
    recurrence = Recurrence(start.date(), rule)  # type: ignore[arg-type]
    assert read(str(recurrence)) == recurrence
