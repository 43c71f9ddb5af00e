"""A task in one line: what is understood of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from closeknit.work import typed_tasks
from tests.cast import Cast


def test_the_line_of_the_hint_is_understood_whole(cast: Cast) -> None:
    with timezone.override("Europe/London"):
        found = typed_tasks.read("call Hannah tomorrow 15:00 every month !high @Priya")
        tomorrow = timezone.localdate() + timedelta(days=1)
        at = timezone.localtime(found.values["due_at"])
    assert found.values["name"] == "call Hannah"
    assert (at.date(), at.hour) == (tomorrow, 15)
    assert found.values["recurrence"] == "FREQ=MONTHLY"
    assert (found.values["priority"], found.values["owner"]) == ("high", cast.priya_user.pk)
    assert [words for _icon, words in found.parts][1:] == ["High", "Priya Nair", "every month"]


@pytest.mark.parametrize(
    ("line", "name", "days"),
    [
        ("send the offer today", "send the offer", 0),
        ("send the offer in 3 days", "send the offer", 3),
        ("send the offer in 2 weeks", "send the offer", 14),
        ("morning call", "morning call", None),
        ("write to Mayer & Sons, 3 copies", "write to Mayer & Sons, 3 copies", None),
    ],
)
def test_a_day_is_taken_out_of_the_line(cast: Cast, line: str, name: str, days: int | None) -> None:
    found = typed_tasks.read(line)
    assert found.values["name"] == name
    expected = None if days is None else timezone.localdate() + timedelta(days=days)
    assert found.values.get("due_on") == expected


def test_a_weekday_is_the_next_one_and_a_date_is_itself(cast: Cast) -> None:
    day = typed_tasks.read("ring Laura on Friday").values["due_on"]
    assert day.weekday() == 4
    assert 1 <= (day - timezone.localdate()).days <= 7
    assert typed_tasks.read("ring Laura 2026-12-31").values["due_on"] == date(2026, 12, 31)


def test_a_team_and_a_role_can_be_named(cast: Cast) -> None:
    assert typed_tasks.read("look @North").values["team"] == cast.north.pk
    assert "hat" in typed_tasks.read("look @Administrator").values
    assert typed_tasks.read("look @Nobody").values == {"name": "look @Nobody"}


def test_the_words_of_the_reader_are_understood(cast: Cast) -> None:
    with translation.override("de"):
        found = typed_tasks.read("Hannah anrufen morgen um 15 Uhr jeden Monat !hoch")
    assert found.values["name"] == "Hannah anrufen"
    assert {"due_at", "recurrence", "priority"} <= found.values.keys()
