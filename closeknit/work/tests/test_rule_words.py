"""Rules as people type them and as they are told."""

from __future__ import annotations

import pytest
from django.utils import translation

from closeknit.catalogue.refusal import Refused
from closeknit.work import rule_words, typed_rules
from closeknit.work.recurrence import read_rule


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("every day", "FREQ=DAILY"),
        ("Every 2 weeks on Mon, Wed", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE"),
        ("every third Tuesday", "FREQ=MONTHLY;BYDAY=3TU"),
        ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("every last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every other Friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("every quarter", "FREQ=MONTHLY;INTERVAL=3"),
        ("yearly", "FREQ=YEARLY"),
        ("every 99999999999 days", "FREQ=DAILY;INTERVAL=999"),
    ],
)
def test_what_people_type_is_understood(typed: str, rule: str) -> None:
    assert str(typed_rules.read(typed).rule) == rule


@pytest.mark.parametrize("typed", ["", "every", "everything", "sometimes", "every day or so", "every 32nd", "²"])
def test_what_says_no_rule_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match="every third Tuesday"):
        typed_rules.read(typed)


def test_a_rule_is_found_in_a_line() -> None:
    line = "call Hannah every month about it"
    found = typed_rules.find(line)
    assert found is not None
    assert line[found.start : found.end] == "every month"


def test_a_rule_can_count_from_when_it_is_done() -> None:
    found = typed_rules.read("every 3 months after done")
    assert found.after_done
    assert rule_words.say(found.rule, after_done=True) == "every 3 months after it is done"


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=MONTHLY;BYDAY=3TU", "every third Tuesday of the month"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,MO", "every 2 weeks on Mon, Wed"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "every year on the last Sunday of March"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", "every year in March on day 1"),
        ("FREQ=DAILY;COUNT=3", "every day, 3 times"),
        ("FREQ=DAILY;UNTIL=20261231", "every day until Dec 31, 2026"),
        ("FREQ=YEARLY;BYWEEKNO=20", "by the rule FREQ=YEARLY;BYWEEKNO=20"),
        ("FREQ=MONTHLY;BYDAY=-2MO", "by the rule FREQ=MONTHLY;BYDAY=-2MO"),
    ],
)
def test_a_rule_is_told_as_a_sentence(rule: str, said: str) -> None:
    assert rule_words.say(read_rule(rule)) == said


@pytest.mark.parametrize(("language", "typed"), [("de", "jeden dritten Dienstag"), ("fr", "chaque mardi")])
def test_the_words_of_the_reader_are_understood_too(language: str, typed: str) -> None:
    with translation.override(language):
        assert typed_rules.read(typed).rule.days[0].day == 1
        assert typed_rules.read("every Tuesday").rule.days[0].day == 1
