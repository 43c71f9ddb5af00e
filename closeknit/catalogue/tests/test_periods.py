"""Stretches of time as people say them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from closeknit.catalogue.types import periods

TODAY = date(2026, 3, 31)  # a Tuesday


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with timezone.override("Europe/Berlin"):
        at = timezone.make_aware(datetime(2026, 3, 31, 0, 30))  # noqa: DTZ001
        monkeypatch.setattr(timezone, "localtime", lambda *_: at)
        yield


@pytest.mark.parametrize(
    ("words", "start", "until"),
    [
        ("today", TODAY, date(2026, 4, 1)),
        ("Yesterday", date(2026, 3, 30), TODAY),
        ("this week", date(2026, 3, 30), date(2026, 4, 6)),
        ("last week", date(2026, 3, 23), date(2026, 3, 30)),
        ("last month", date(2026, 2, 1), date(2026, 3, 1)),
        ("next month", date(2026, 4, 1), date(2026, 5, 1)),
        ("this quarter", date(2026, 1, 1), date(2026, 4, 1)),
        ("last year", date(2025, 1, 1), date(2026, 1, 1)),
        ("next 7 days", TODAY, date(2026, 4, 8)),
        ("last  30 days", date(2026, 3, 1), date(2026, 4, 1)),
        ("last 1 month", date(2026, 2, 28), date(2026, 4, 1)),
        ("older than 14 days", None, date(2026, 3, 17)),
        ("before 30 days ago", None, date(2026, 3, 1)),
        ("since 2 weeks ago", date(2026, 3, 17), None),
        ("newer than 3 days", date(2026, 3, 28), None),
        ("in 2 days", date(2026, 4, 2), date(2026, 4, 3)),
        ("past", None, TODAY),
        ("future", date(2026, 4, 1), None),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("q4 2026", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-w01", date(2025, 12, 29), date(2026, 1, 5)),
        ("2026-02-03", date(2026, 2, 3), date(2026, 2, 4)),
        ("2026-01-01..yesterday", date(2026, 1, 1), TODAY),
        ("after this month", date(2026, 4, 1), None),
        ("until 2026-04-02", None, date(2026, 4, 3)),
    ],
)
def test_words_mean_days_in_the_readers_zone(words: str, start: date | None, until: date | None) -> None:
    assert periods.read(words) == (start, until)


def test_hours_are_counted_from_this_moment() -> None:
    period = periods.read("last 24 hours")
    assert period is not None
    assert period == (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), datetime(2026, 3, 30, 22, 30, tzinfo=UTC))


def test_a_day_begins_at_midnight_of_the_zone_on_the_day_the_clocks_change_too() -> None:
    period = periods.read("2026-03-29")
    assert period is not None
    assert periods.in_moments(period) == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "soon",
        "last",
        "last 99999 years",
        "3 days",
        "in 3 days ago",
        "before before today",
        "2026-13",
        "2026-02-30",
        "0000",
        "..",
        "today; drop",
    ],
)
def test_other_words_mean_nothing(words: str) -> None:
    assert periods.read(words) is None


@given(
    st.text(st.sampled_from("0123456789.- adeghiklmnoqrstuwxy"), max_size=30)
    | st.from_regex(periods.MANY)
    | st.from_regex(periods.AGED)
    | st.from_regex(periods.AWAY)
)
def test_no_words_break_it(words: str) -> None:
    period = periods.read(words)
    assert period is None or len(period) == 2
