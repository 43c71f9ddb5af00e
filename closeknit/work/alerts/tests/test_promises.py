"""Nothing forgotten: promises counted by team and person as far as one sees them, each number with the list behind it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.access.gate import NotAllowed
from closeknit.catalogue.refusal import Refused
from closeknit.work import tasks
from closeknit.work.alerts import promises
from closeknit.work.models import Task
from tests.cast import Cast

DAY = timedelta(days=1)


def promised(cast: Cast, state: str, days: int = 2, **more: Any) -> None:
    """A task whose promise stands so, due so many days ago or ahead."""
    now = timezone.now()
    due = now + DAY * days if state == "open" else now - DAY * days
    task = cast.make("task", "ada", name=f"{state} {days}", due_at=due.isoformat(), **more)
    if state in ("kept", "broken"):
        tasks.do(task, by=cast.ada)
        Task.objects.filter(pk=task.pk).update(done_at=due + DAY * (-1 if state == "kept" else 1))


def test_each_promise_is_counted_once_with_its_team_and_person(cast: Cast) -> None:
    north, priya, tomas = cast.north.pk, cast.priya_user.pk, cast.tomas_user.pk
    for state, number in (("open", 1), ("late", 2), ("kept", 3), ("broken", 4)):
        for _place in range(number):
            promised(cast, state, team=north, owner=priya)
    promised(cast, "kept", owner=tomas)
    promised(cast, "late", team=north)
    cast.make("task", "ada", name="Some day")
    every, rows = promises.told(cast.ada, promises.period("", ""))
    assert every.counts == {"open": 1, "late": 3, "kept": 4, "broken": 4}
    assert every.share == 50
    told = [(row.name, row.depth, *row.counts.values()) for row in rows]
    assert told == [
        ("North", 0, 1, 3, 3, 4),
        ("Priya Nair", 1, 1, 2, 3, 4),
        ("Not taken", 1, 0, 1, 0, 0),
        ("No team", 0, 0, 0, 1, 0),
        ("Tomás Ferreira", 1, 0, 0, 1, 0),
    ]


def test_what_was_dropped_is_broken_and_what_is_in_the_bin_is_none(cast: Cast) -> None:
    task = cast.make("task", "ada", name="Call", due_on=str(timezone.localdate()))
    tasks.drop(task, "They called", by=cast.ada)
    assert promises.told(cast.ada, promises.period("", ""))[0].counts["broken"] == 1


def test_what_is_over_is_counted_in_its_period_and_what_is_open_always(cast: Cast) -> None:
    promised(cast, "kept", days=40)
    promised(cast, "late", days=400)
    every, _rows = promises.told(cast.ada, promises.period("", ""))
    assert (every.counts["kept"], every.counts["late"]) == (0, 1)
    before = timezone.localdate() - 41 * DAY
    every, _rows = promises.told(cast.ada, promises.period(str(before), str(before + 2 * DAY)))
    assert every.counts["kept"] == 1


def test_everybody_counts_what_they_see(cast: Cast) -> None:
    promised(cast, "late", owner=cast.tomas_user.pk)
    promised(cast, "late", owner=cast.priya_user.pk)
    assert promises.told(cast.priya, promises.period("", ""))[0].counts["late"] == 1
    with pytest.raises(NotAllowed):
        promises.told(cast.omar, promises.period("", ""))


def test_each_number_leads_to_the_list_of_as_many(cast: Cast) -> None:
    for state in promises.STATES:
        promised(cast, state, team=cast.north.pk, owner=cast.priya_user.pk)
        promised(cast, state, owner=cast.tomas_user.pk)
        promised(cast, state, days=5, team=cast.north.pk)
    browser = cast.browser("ada")
    page = browser.get("/nothing-forgotten/").content.decode()
    links = re.findall(r'<a class="link" href="(/tasks/[^"]+)">(\d+)</a>', page)
    assert len(links) == 24
    for url, number in links:
        found = browser.get(url.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r"<tr[^>]* data-row", found)) == int(number), url


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("soon", ""),
        ("2026-02-01", "2026-01-01"),
        ("1900-01-01", "2026-01-01"),
        ("0001-01-01", "0001-01-02"),
        ("", "0001-01-02"),
    ],
)
def test_a_period_that_is_none_is_refused(cast: Cast, since: str, until: str) -> None:
    with pytest.raises(Refused):
        promises.period(since, until)
    assert cast.browser("ada").get("/nothing-forgotten/", {"since": since, "until": until}).status_code == 422


def test_a_period_holds_both_its_days() -> None:
    within = promises.period("2026-03-01", "2026-03-31")
    first, last = within.around()
    assert (timezone.localdate(first), timezone.localdate(last)) == (date(2026, 3, 1), date(2026, 4, 1))
