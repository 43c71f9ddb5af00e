"""The days and moments of a recurrence, in order, worked out in bounded time."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from django.utils.translation import gettext as _

from closeknit.work.recurrence import Recurrence, Rule, Weekday, When, bad

DAY = timedelta(days=1)
STEPS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
YEARS = 100  # times the interval: without a day in so long a time a rule has none
STEPPED = 100_000  # hours, minutes or seconds looked at before a rule is given up


def occurrences(recurrence: Recurrence) -> Iterator[When]:
    """Every occurrence in order: days where it begins with a day, else moments in the zone of its beginning.

    A time that a clock leaves out counts as the same time by the clock before it was set; one that it shows twice is the first.
    """
    found = _with_added(_counted(recurrence), iter(recurrence.added))
    return (one for one in found if one not in recurrence.left_out)


def following(recurrence: Recurrence, after: When) -> When | None:
    """The first occurrence after a day or a moment; None when it ends before."""
    return next((one for one in occurrences(recurrence) if one > after), None)


def check(recurrence: Recurrence) -> None:
    """Refuse what cannot be a recurrence of tasks: more often than daily, or never."""
    if recurrence.rule.freq in STEPS or len(_times(recurrence.rule, recurrence.start)) > 1:
        raise bad(_("A task recurs once a day at most: choose days, weeks, months or years."))
    coming = occurrences(recurrence)
    if next(coming, None) is None:
        raise bad(_("This rule never comes to a day: look at its days and months."))


def _with_added(ruled: Iterator[When], added: Iterator[When]) -> Iterator[When]:
    """Both in order, what is in both once."""
    one, other = next(ruled, None), next(added, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one <= other):
            assert one is not None
            yield one
            other = next(added, None) if other == one else other
            one = next(ruled, None)
        else:
            yield other
            other = next(added, None)


def _counted(recurrence: Recurrence) -> Iterator[When]:
    """What the rule gives from its beginning on, as often and as long as it says."""
    start, rule = recurrence.start, recurrence.rule
    zone = start.tzinfo if isinstance(start, datetime) else None
    local = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    until = _local_end(rule.until, start)
    number = 0
    for one in _expanded(rule, local, whole_days=not isinstance(start, datetime)):
        if one < local:
            continue
        number += 1
        if (until is not None and one > until) or (rule.count is not None and number > rule.count):
            return
        if not isinstance(start, datetime):
            yield one.date()
        elif zone is None or zone is UTC:
            yield one.replace(tzinfo=zone)
        else:
            yield one.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def _local_end(until: When | None, start: When) -> datetime | None:
    """The end of a rule by the clock of its beginning: a day lasts until its end."""
    if until is None:
        return None
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    zone = start.tzinfo if isinstance(start, datetime) else None
    return (until.astimezone(zone) if until.tzinfo and zone else until).replace(tzinfo=None)


# ------------------------------------------------------------------------------------------------ one period after another


def _expanded(rule: Rule, start: datetime, *, whole_days: bool) -> Iterator[datetime]:
    """What fits the rule, by the clock, from the beginning of the period in which it starts."""
    rule = _implied(rule, start, whole_days=whole_days)
    if rule.freq in STEPS:
        yield from _stepped(rule, start)
        return
    times = _times(rule, start)
    last = start.date()
    for days in _periods(rule, start.date()):
        found = _chosen(rule, [datetime.combine(day, at) for day in days if _fits(rule, day) for at in times])
        if found:
            last = days[-1]
        elif (days[0] - last).days > 366 * YEARS * rule.interval:
            return
        yield from found


def _implied(rule: Rule, start: datetime, *, whole_days: bool) -> Rule:
    """The rule with what it leaves to its beginning: the day of the week, of the month, the month."""
    if whole_days:
        rule = replace(rule, hours=(), minutes=(), seconds=())
    said = rule.days or rule.month_days or rule.year_days or rule.weeks
    match rule.freq:
        case "YEARLY" if rule.weeks and not rule.days:
            return replace(rule, days=(Weekday(start.weekday()),))
        case "YEARLY" if not said or (rule.month_days and not rule.days and not rule.year_days and not rule.weeks):
            return replace(rule, months=rule.months or (start.month,), month_days=rule.month_days or (start.day,))
        case "MONTHLY" if not said:
            return replace(rule, month_days=(start.day,))
        case "WEEKLY" if not rule.days:
            return replace(rule, days=(Weekday(start.weekday()),))
    return rule


def _times(rule: Rule, start: When) -> list[time]:
    """The times of a day."""
    at = start if isinstance(start, datetime) else time()
    return [
        time(*one)
        for one in product(rule.hours or (at.hour,), rule.minutes or (at.minute,), rule.seconds or (at.second,))
    ]


def _chosen(rule: Rule, found: list[datetime]) -> list[datetime]:
    """Of what fits in one period what stands at the positions that the rule wants."""
    if not rule.positions:
        return found
    size = len(found)
    places = {one - 1 if one > 0 else size + one for one in rule.positions}
    return [found[place] for place in sorted(places) if 0 <= place < size]


def _periods(rule: Rule, start: date) -> Iterator[list[date]]:
    """The days of every `interval`th year, month, week or day, from the one in which `start` lies."""
    try:
        match rule.freq:
            case "YEARLY" if rule.weeks:
                year = _first_year_of_weeks(rule, start)
                while True:
                    yield _days_of_weeks(rule, year)
                    year += rule.interval
            case "YEARLY":
                year = start.year
                while True:
                    yield _days(date(year, 1, 1), date(year + 1, 1, 1))
                    year += rule.interval
            case "MONTHLY":
                month = start.year * 12 + start.month - 1
                while True:
                    first = date(month // 12, month % 12 + 1, 1)
                    yield _days(first, first + monthrange(first.year, first.month)[1] * DAY)
                    month += rule.interval
            case _:
                size = 7 if rule.freq == "WEEKLY" else 1
                first = start - ((start.weekday() - rule.week_start) % 7) * DAY if size == 7 else start
                while True:
                    yield _days(first, first + size * DAY)
                    first += size * rule.interval * DAY
    except (ValueError, OverflowError):  # the end of the calendar
        return


def _first_year_of_weeks(rule: Rule, start: date) -> int:
    """The year to whose weeks the beginning belongs, while it has a day yet to come; else that of the calendar."""
    year = _week_of(start, rule.week_start)[0]
    ahead = any(day >= start and _fits(rule, day) for day in _days_of_weeks(rule, year))
    return year if ahead else max(year, start.year)


def _days_of_weeks(rule: Rule, year: int) -> list[date]:
    return _days(_first_week(year, rule.week_start), _first_week(year + 1, rule.week_start))


def _days(first: date, until: date) -> list[date]:
    return [first + number * DAY for number in range((until - first).days)]


def _stepped(rule: Rule, start: datetime) -> Iterator[datetime]:
    """What recurs within a day: step by step, over days, hours and minutes that do not fit in one leap each."""
    step = STEPS[rule.freq] * rule.interval
    unit = {"HOURLY": {"minute": 0, "second": 0}, "MINUTELY": {"second": 0}, "SECONDLY": {}}[rule.freq]
    base = now = start.replace(**unit)  # type: ignore[arg-type]
    for _number in range(STEPPED):
        leap = _leap(rule, now)
        if leap is None:
            minutes = (rule.minutes or (start.minute,)) if rule.freq == "HOURLY" else (now.minute,)
            seconds = (rule.seconds or (start.second,)) if rule.freq != "SECONDLY" else (now.second,)
            yield from _chosen(rule, [now.replace(minute=one, second=two) for one, two in product(minutes, seconds)])
            now += step
        else:
            now = base + -((base - leap) // step) * step


def _leap(rule: Rule, now: datetime) -> datetime | None:
    """None when a moment fits, else the moment until which none can."""
    midnight = datetime.combine(now.date(), time())
    if not _fits(rule, now.date()):
        return midnight + DAY
    if rule.hours and now.hour not in rule.hours:
        return now.replace(minute=0, second=0) + STEPS["HOURLY"]
    if rule.freq != "HOURLY" and rule.minutes and now.minute not in rule.minutes:
        return now.replace(second=0) + STEPS["MINUTELY"]
    if rule.freq == "SECONDLY" and rule.seconds and now.second not in rule.seconds:
        return now + STEPS["SECONDLY"]
    return None


# ------------------------------------------------------------------------------------------------ one day


def _fits(rule: Rule, day: date) -> bool:
    """Whether a day is one of those that the rule names."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not _among(rule.month_days, day.day, monthrange(day.year, day.month)[1]):
        return False
    if rule.year_days and not _among(rule.year_days, day.timetuple().tm_yday, 366 if isleap(day.year) else 365):
        return False
    if rule.days and not any(_is_weekday(rule, one, day) for one in rule.days):
        return False
    return not rule.weeks or _in_weeks(rule, day)


def _among(wanted: tuple[int, ...], number: int, size: int) -> bool:
    """Whether a number, from 1 to `size`, is wanted, counted from either end."""
    return number in wanted or number - size - 1 in wanted


def _is_weekday(rule: Rule, wanted: Weekday, day: date) -> bool:
    if day.weekday() != wanted.day:
        return False
    if not wanted.nth or rule.freq not in ("YEARLY", "MONTHLY") or rule.weeks:
        return True
    of_month = rule.freq == "MONTHLY" or bool(rule.months)
    number = day.day if of_month else day.timetuple().tm_yday
    size = monthrange(day.year, day.month)[1] if of_month else 366 if isleap(day.year) else 365
    return wanted.nth in ((number - 1) // 7 + 1, -((size - number) // 7 + 1))


def _first_week(year: int, week_start: int) -> date:
    """The day on which the first week of a year begins: the first with four days of it."""
    fourth = date(year, 1, 4)
    return fourth - ((fourth.weekday() - week_start) % 7) * DAY


def _week_of(day: date, week_start: int) -> tuple[int, int, int]:
    """The year, the week, and the number of weeks of the year to whose weeks a day belongs."""
    year = next(one for one in (day.year + 1, day.year, day.year - 1) if _first_week(one, week_start) <= day)
    first = _first_week(year, week_start)
    return year, (day - first).days // 7 + 1, (_first_week(year + 1, week_start) - first).days // 7


def _in_weeks(rule: Rule, day: date) -> bool:
    _year, week, weeks = _week_of(day, rule.week_start)
    return _among(rule.weeks, week, weeks)
