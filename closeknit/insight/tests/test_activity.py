"""Activity: counted from contacts alone, as far as the reader sees them, and each number leads to what it counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from closeknit.insight import activity
from closeknit.timeline.contacts import contacts
from tests.cast import Cast


def logged(cast: Cast, subject: Any, days: float, by: Any, form: str = "call", **more: Any) -> Any:
    moment = timezone.now() - timedelta(days=days)
    return contacts.log(subject, {"form": form, "happened_at": moment, **more}, by=by)


def asked(by: str = "person", days: int = 30, **more: Any) -> activity.Asked:
    since, until = timezone.localdate() - timedelta(days=days), timezone.localdate()
    return activity.read({"since": since.isoformat(), "until": until.isoformat(), "by": by, **more})


def table(cast: Cast, by: str, reader: Any) -> dict[str, tuple[int, int, int, int]]:
    lines = activity.lines(asked(by), reader)
    return {one.label: (one.contacts, one.theirs, one.ours, one.seconds) for one in lines}


@pytest.fixture
def worked(cast: Cast) -> Any:
    kestrel, alder = cast.organization(), cast.organization("Alder Foods")
    logged(cast, kestrel, 1, cast.tomas, duration="10 min")
    logged(cast, kestrel, 2, cast.tomas, direction="in")
    logged(cast, alder, 3, cast.ada, form="meeting", duration="1 h")
    logged(cast, alder, 90, cast.ada)
    return kestrel


def test_contacts_and_time_are_summed_up_by_person_form_and_customer(cast: Cast, worked: Any) -> None:
    assert table(cast, "person", cast.ada) == {"Tomás Ferreira": (2, 1, 1, 600), cast.ada.name: (1, 0, 0, 3600)}
    assert table(cast, "form", cast.ada) == {"Call": (2, 1, 1, 600), "Meeting": (1, 0, 0, 3600)}
    assert table(cast, "customer", cast.ada) == {worked.name: (2, 1, 1, 600), "Alder Foods": (1, 0, 0, 3600)}


def test_a_reader_with_narrow_rights_counts_only_what_they_see(cast: Cast, worked: Any) -> None:
    mine = cast.organization("Priya's own", owner=cast.priya_user.pk)
    logged(cast, mine, 1, cast.priya)
    assert set(table(cast, "customer", cast.priya)) <= {"Priya's own"}
    assert activity.total(asked(), cast.priya).contacts == 1
    assert activity.total(asked(), cast.ada).contacts == 4


def test_each_number_is_as_many_contacts_as_stand_behind_it(cast: Cast, worked: Any) -> None:
    browser = cast.browser("ada")
    since, until = timezone.localdate() - timedelta(days=30), timezone.localdate()
    page = browser.get("/activity/", {"by": "customer", "since": since, "until": until}).content.decode()
    links = re.findall(r'href="(/activity/contacts/[^"]+)">(\d+)</a>', page)
    assert [number for _url, number in links] == ["3", "2", "1"]
    for url, number in links:
        behind = browser.get(url.replace("&amp;", "&")).content.decode()
        assert behind.count("<tr><td>") == int(number)


def test_the_chart_has_a_bar_for_each_part_of_the_period(cast: Cast, worked: Any) -> None:
    for days, most in ((30, 31), (100, 16), (300, 12)):
        bars = activity.bars(asked(days=days), cast.ada)
        assert len(bars) <= most
        assert sum(one.contacts for one in bars) == activity.total(asked(days=days), cast.ada).contacts


def test_the_file_holds_the_table(cast: Cast, worked: Any) -> None:
    since = timezone.localdate() - timedelta(days=30)
    until = timezone.localdate()
    answer: Any = cast.browser("ada").get("/activity/", {"by": "form", "since": since, "until": until, "as": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["Call,2,1,1,600", "Meeting,1,0,0,3600"]


@pytest.mark.parametrize(
    "said", ["since=2026-13-01", "since=2020-01-01&until=2026-01-01", "since=2026-05-01&until=2026-01-01"]
)
def test_days_that_cannot_be_reported_are_refused_in_one_sentence(cast: Cast, said: str) -> None:
    answer = cast.browser("ada").get(f"/activity/?{said}")
    assert answer.status_code == 422
    assert b'role="alert"' in answer.content
