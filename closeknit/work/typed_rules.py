"""A recurrence as people type it: “every 2 weeks on Mon, Wed”, in English and in the reader's own language."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from babel.dates import get_day_names
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from closeknit.catalogue.types import amounts
from closeknit.work.recurrence import Rule, Weekday, bad

WORD = re.compile(r"\d+(?:st|nd|rd|th)?(?![^\W\d_])|\d+|[^\W\d_]+")

# The words of each language, by what they mean; the names of days come with the language.
MEANINGS: dict[str, str] = {
    "every": "every each jede jeden jedes jeder alle chaque tous toutes cada todos todas",
    "daily": "daily täglich quotidien diario",
    "weekly": "weekly wöchentlich hebdomadaire semanal",
    "monthly": "monthly monatlich mensuel mensual",
    "quarterly": "quarterly vierteljährlich trimestriel trimestral",
    "yearly": "yearly annually jährlich annuel anual",
    "other": "other zweite zweiten zweites zweiter",
    "day": "day days tag tage tagen jour jours día dias días",
    "working day": "weekday weekdays workday workdays werktag werktage arbeitstag arbeitstage ouvrable ouvrables laborable laborables",
    "week": "week weeks woche wochen semaine semaines semana semanas",
    "month": "month months monat monate monaten mois mes meses",
    "quarter": "quarter quarters quartal quartale trimestre trimestres",
    "year": "year years jahr jahre jahren an ans année années año años",
    "first": "first ersten erste erster premier première primer primero",
    "second": "second deuxième segundo",
    "third": "third dritten dritte dritter troisième tercer tercero",
    "fourth": "fourth vierten vierte vierter quatrième cuarto",
    "fifth": "fifth fünften fünfte fünfter cinquième quinto",
    "last": "last letzten letzte letzter dernier dernière último",
    "after": "after nach après después",
    "done": "done completion erledigung erledigt fait hecho",
    "filler": "on the of and am an im des und den der le les la du et el los de y en it is",
}
SHORT = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6}
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
UNITS = {"day": ("DAILY", 1), "week": ("WEEKLY", 1), "month": ("MONTHLY", 1), "quarter": ("MONTHLY", 3), "year": ("YEARLY", 1)}  # fmt: skip
ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}
WORKING_DAYS = tuple(Weekday(day) for day in range(5))


class Found(NamedTuple):
    """A rule in a text: whether it counts from when a task is done, and where its words begin and end."""

    rule: Rule
    after_done: bool
    start: int
    end: int


class _Word(NamedTuple):
    means: str
    number: int
    start: int
    end: int


@lru_cache(maxsize=16)
def _vocabulary(language: str) -> dict[str, str | int]:
    """What words mean: a meaning, or the number of a weekday."""
    known: dict[str, str | int] = {word: meaning for meaning, words in MEANINGS.items() for word in words.split()}
    for where in ("en", amounts.locale_of(language)):
        for width in ("abbreviated", "wide"):
            names = get_day_names(width, "format", where)
            known |= {name.casefold().strip("."): day for day, name in names.items()}
            known |= {f"{name.casefold()}s": day for day, name in names.items()} if width == "wide" else {}
    return known | SHORT


def read(text: str) -> Found:
    """The rule that the whole of a text says; raises Refused with one sentence."""
    found = find(text)
    if found is None or text[: found.start].strip() or text[found.end :].strip(" .,"):
        raise bad(_("Say how often, such as “every Monday”, “every 2 weeks on Mon, Wed” or “every third Tuesday”."))
    return found


def find(text: str) -> Found | None:
    """The first rule in a text; None where there is none."""
    words = [_word(one) for one in WORD.finditer(text[:500])]
    for place, word in enumerate(words):
        if word.means in ADVERBS or word.means == "every":
            reader = _Reader(words, place)
            if rule := reader.rule():
                after = reader.after_done()
                return Found(rule, after, word.start, words[reader.last].end)
    return None


def _word(found: re.Match[str]) -> _Word:
    text = found[0].casefold()
    if text[0].isdecimal():
        return _Word("number", int(text[:9].rstrip("dhnrst")), *found.span())
    means = _vocabulary(get_language() or "en").get(text, "")
    return _Word("weekday", means, *found.span()) if isinstance(means, int) else _Word(means, 0, *found.span())


class _Reader:
    """Goes through the words after “every”; `last` is the last word that belonged to the rule."""

    def __init__(self, words: list[_Word], place: int) -> None:
        self.words, self.place, self.last = words, place, place

    def rule(self) -> Rule | None:
        """The rule that begins here, or None."""
        adverb = ADVERBS.get(self.words[self.place].means)
        self.place += 1
        if adverb:
            return self._unit(adverb, 1)
        self._skip()
        if self._is("working day"):
            return self._took(Rule("WEEKLY", days=WORKING_DAYS))
        if self._is("weekday"):
            return Rule("WEEKLY", days=self._weekdays())
        if self._is(*PLACES) and (rule := self._placed(1)):
            return rule
        interval = self._interval()
        if self._is(*UNITS):
            return self._unit(self._taken().means, interval)
        if self._is("weekday") and interval > 1:
            return Rule("WEEKLY", interval, days=self._weekdays())
        return None

    def after_done(self) -> bool:
        """Whether “after done” follows."""
        self._skip()
        if not self._is("after"):
            return False
        self.place += 1
        self._skip()
        return self._is("done") and bool(self._taken())

    def _interval(self) -> int:
        if self._is("other", "second"):
            self.place += 1
            return 2
        return min(self._taken().number, 999) or 1 if self._is("number") else 1

    def _unit(self, unit: str, interval: int) -> Rule | None:
        freq, size = UNITS[unit]
        rule = Rule(freq, interval * size)
        self._skip()
        if freq == "WEEKLY" and self._is("weekday"):
            return replace(rule, days=self._weekdays())
        if freq == "MONTHLY":
            self._took(rule) if self._is("day") and self._next_is("number") else None
            if self._is(*PLACES) and (placed := self._placed(rule.interval)):
                return placed
            if self._is("number") and 1 <= self.words[self.place].number <= 31:
                return replace(rule, month_days=(self._taken().number,))
        return rule

    def _placed(self, interval: int) -> Rule | None:
        """“third Tuesday”, “last day”: of a month."""
        nth = PLACES[self.words[self.place].means]
        if self._next_is("weekday"):
            self.place += 1
            rule = Rule("MONTHLY", interval, days=(Weekday(self._taken().number, nth),))
        elif nth == -1 and self._next_is("day"):
            self.place += 1
            rule = self._took(Rule("MONTHLY", interval, month_days=(-1,)))
        else:
            return None
        self._skip()
        if self._is("month"):
            self._taken()
        return rule

    def _weekdays(self) -> tuple[Weekday, ...]:
        found = []
        while self._is("weekday"):
            found.append(self._taken().number)
            self._skip()
        return tuple(Weekday(day) for day in sorted(set(found)))

    def _is(self, *means: str) -> bool:
        return self.place < len(self.words) and self.words[self.place].means in means

    def _next_is(self, means: str) -> bool:
        return self.place + 1 < len(self.words) and self.words[self.place + 1].means == means

    def _skip(self) -> None:
        while self._is("filler"):
            self.place += 1

    def _taken(self) -> _Word:
        self.last, self.place = self.place, self.place + 1
        return self.words[self.last]

    def _took(self, rule: Rule) -> Rule:
        self._taken()
        return rule
