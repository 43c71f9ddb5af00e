"""Digests: once a morning where somebody is, only what they may see then, nothing where there is nothing; and at once where they want so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.access import actors
from closeknit.access.models import User
from closeknit.mail import messages, outbox, sending
from closeknit.mail.models import Account, Message
from closeknit.mail.outbox import Draft
from closeknit.mail.smtp import NEVER, Outcome
from closeknit.records import record
from closeknit.work import notices
from closeknit.work.digests import digests, wishes
from closeknit.work.digests.models import How, Morning
from tests.cast import Cast

MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def mailbox(db: None) -> Account:
    return Account.objects.create(pk=1, way="mailbox", from_address="office@brightwell.example")


@pytest.fixture
def given_task(cast: Cast, mailbox: Account) -> Any:
    User.objects.update(zone="Europe/London")
    return cast.make("task", "tomas", name="Call *Kestrel*", owner=cast.priya_user.pk)


def to_priya() -> list[Message]:
    return list(Message.objects.filter(to_address="priya@brightwell.example").order_by("pk"))


def test_what_is_new_is_told_in_the_morning_and_once(given_task: Any) -> None:
    digests.morning(MORNING)
    digests.morning(MORNING + timedelta(hours=3))
    (told,) = to_priya()
    assert "Call *Kestrel* (Tomás Ferreira gave you this)" in told.text
    assert given_task.address in told.text
    assert "Call *Kestrel*</a>" in told.html
    digests.morning(MORNING + timedelta(days=1))
    assert len(to_priya()) == 1, "a notice is mailed once"


def test_it_is_the_morning_where_somebody_is(cast: Cast, given_task: Any) -> None:
    User.objects.filter(pk=cast.priya_user.pk).update(zone="Pacific/Auckland")
    at = datetime(2026, 11, 23, 17, 59, tzinfo=UTC)  # one minute before seven there
    digests.morning(at)
    assert to_priya() == []
    digests.morning(at + timedelta(minutes=1))
    assert [one.key for one in to_priya()] == [f"digest {cast.priya_user.pk} 2026-11-24"]


def test_who_has_nothing_gets_nothing(cast: Cast, mailbox: Account) -> None:
    assert digests.morning(MORNING) == 0
    assert Message.objects.count() == 0
    assert Morning.objects.count() == User.objects.count()


def test_what_one_may_not_see_any_more_is_not_told(cast: Cast, given_task: Any) -> None:
    record.edit(given_task, {"owner": cast.tomas_user.pk}, by=cast.ada)
    digests.morning(MORNING)
    assert to_priya() == []


def test_who_does_not_want_it_gets_none(cast: Cast, given_task: Any) -> None:
    wishes.choose({wishes.MORNING: How.NONE}, by=cast.priya)
    digests.morning(MORNING)
    assert to_priya() == []


def test_nothing_is_written_while_nothing_can_leave(given_task: Any) -> None:
    Account.objects.update(way="smtp", trouble="port_closed")
    assert digests.morning(MORNING) == 0
    Account.objects.update(trouble="")
    assert digests.morning(MORNING) == 1


def test_what_is_wanted_at_once_leaves_at_once_and_not_again(cast: Cast, given_task: Any) -> None:
    wishes.choose({"task.given": How.MAIL}, by=cast.priya)
    assert [digests.at_once(), digests.at_once()] == [1, 0]
    (told,) = to_priya()
    assert told.subject == "Tomás Ferreira gave you this"
    digests.morning(MORNING)
    assert len(to_priya()) == 1
    assert sending.run() == 1


def test_what_is_not_wanted_is_not_under_the_bell_either(cast: Cast, given_task: Any) -> None:
    assert notices.unread(cast.priya) == 1
    wishes.choose({"task.given": How.NONE}, by=cast.priya)
    assert notices.unread(cast.priya) == 0
    assert notices.newest(cast.priya) == []


def test_wishes_are_chosen_on_their_page(cast: Cast, mailbox: Account) -> None:
    priya = cast.browser("priya")
    assert "… gave you this" in priya.get("/settings/notices/").content.decode()
    priya.post("/settings/notices/", {"kind-task.given": "mail"})
    assert wishes.of(cast.priya_user.pk) == {"task.given": "mail", "morning": "none"}
    assert priya.post("/settings/notices/", {"kind-task.given": "pigeon"}).status_code in (409, 422)


def test_who_wrote_a_letter_is_told_that_it_did_not_leave(cast: Cast, mailbox: Account) -> None:
    person = cast.individual()
    draft = Draft("anna@kestrel.example", "Hello", "Text", by=cast.tomas_user.pk, record=person.pk)
    made = outbox.write([draft])[0]
    claimed = outbox.claim(10)[0]
    outbox.begin(claimed)
    outbox.settle(claimed, Outcome(NEVER, "recipient_refused", "550 no"))
    assert notices.newest(cast.tomas)[0].sentence == "Your e-mail “Hello” was not sent"
    assert messages.became(messages.one(made.pk, cast.tomas)).endswith("(550 no)")


@given(jumps=st.lists(st.integers(-180, 72 * 60), min_size=5, max_size=25), zone=st.sampled_from(["Europe/London", "America/New_York", "Pacific/Auckland"]))  # fmt: skip
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_the_clock_jumps_a_day_is_written_once_and_no_notice_is_lost(
    cast: Cast, mailbox: Account, jumps: list[int], zone: str
) -> None:
    Message.objects.all().delete()
    Morning.objects.all().delete()
    User.objects.update(zone=zone)
    moment = datetime(2026, 10, 24, 0, 0, tzinfo=UTC)  # the nights on which the hour changes are near
    made = []
    for place, minutes in enumerate(jumps):
        moment += timedelta(minutes=minutes)
        task = cast.make("task", "tomas", name=f"Task {moment:%H%M} {place}", owner=cast.priya_user.pk)
        made.append(task.address)
        digests.morning(moment)
    digests.morning(max(moment, datetime(2027, 1, 1, tzinfo=UTC)).replace(hour=23) + timedelta(days=400))
    written = to_priya()
    assert len({one.key for one in written}) == len(written)
    told = "".join(one.text for one in written)
    assert all(told.count(address) == 1 for address in made)


def test_a_day_of_25_hours_has_one_morning(cast: Cast, given_task: Any) -> None:
    zone = ZoneInfo("Europe/London")
    start = datetime(2026, 10, 25, 0, 0, tzinfo=zone).astimezone(UTC)
    for hour in range(25):
        digests.morning(start + timedelta(hours=hour))
    assert [one.key for one in to_priya()] == [f"digest {cast.priya_user.pk} {date(2026, 10, 25)}"]
    assert actors.of_user(cast.priya_user.pk).zone == "Europe/London"


def test_a_browser_asks_for_the_last_that_is_new(cast: Cast, given_task: Any) -> None:
    said = cast.browser("priya").get("/notices/?latest").json()
    assert (said["title"], said["text"]) == ("Call *Kestrel*", "Tomás Ferreira gave you this")
    notices.read(cast.priya)
    assert cast.browser("priya").get("/notices/?latest").json() == {}
