"""The outbox: written with its cause, sent once, told what became of it, whatever servers and kills do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from closeknit.access.verbs import Refused
from closeknit.mail import addresses, building, outbox, sending, smtp
from closeknit.mail.accounts import Sending
from closeknit.mail.models import Account, Message, Suppression
from closeknit.mail.outbox import Draft
from closeknit.mail.smtp import LATER, SENT, Outcome

type Writer = Callable[..., Message]


def states() -> dict[str, str]:
    return dict(Message.objects.order_by("pk").values_list("to_address", "state"))


def fresh(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_what_is_due_is_sent_over_one_connection_and_noted(wrote: Writer, peer: Any) -> None:
    messages = [wrote(f"someone{number}@kestrel.example") for number in range(5)]
    assert sending.run() == 5
    assert peer.connections == 1
    assert {one["Message-ID"] for one in peer.mails} == {one.message_id for one in messages}
    assert set(states().values()) == {"sent"}
    assert sending.run() == 0
    assert len(peer.taken) == 5


def test_a_message_is_there_if_and_only_if_its_cause_is(account: Account) -> None:
    with transaction.atomic():
        outbox.write([Draft("anna@kestrel.example", "Hello", "Text")])
        transaction.set_rollback(True)
    assert Message.objects.count() == 0


def test_a_key_makes_a_message_once(wrote: Writer) -> None:
    for _again in range(3):
        wrote(once="digest 7 2026-11-24")
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "answer", "state", "reason"),
    [
        ("mail", "451 later", "queued", "for_now"),
        ("mail", "553 not your address", "failed", "sender_refused"),
        ("rcpt", "450 greylisted", "queued", "for_now"),
        ("rcpt", "550 5.7.1 policy", "failed", "recipient_refused"),
        ("rcpt", "550 5.1.1 unknown user", "failed", "address_unknown"),
        ("data", "452 full", "queued", "for_now"),
        ("data", "554 spam", "failed", "content_refused"),
        ("data", "421 closing", "queued", "for_now"),
    ],
)
def test_what_the_server_answers_is_told_apart(
    wrote: Writer, peer: Any, step: str, answer: str, state: str, reason: str
) -> None:
    message = wrote()
    peer.answers[step] = {"" if step == "mail" else "anna": answer}
    sending.run()
    assert (fresh(message).state, message.reason) == (state, reason)
    assert answer.split()[-1] in message.answer
    assert Suppression.objects.exists() == (reason == "address_unknown")


def test_one_bad_address_in_each_ten_makes_no_other_repeat(wrote: Writer, peer: Any) -> None:
    for number in range(30):
        wrote(f"{'bad' if number % 10 == 3 else 'good'}{number}@kestrel.example")
    peer.answers["rcpt"] = {"bad": "550 5.1.1 nobody"}
    sending.run()
    assert len(peer.taken) == len({one["To"] for one in peer.mails}) == 27
    assert list(states().values()).count("failed") == 3


def test_what_was_handed_over_when_the_connection_broke_is_unknown_and_stays_so(wrote: Writer, peer: Any) -> None:
    broken, other = wrote("broken@kestrel.example"), wrote("other@kestrel.example")
    peer.hangs_up_after = "broken"
    sending.run()
    assert (fresh(broken).state, fresh(other).state) == ("unknown", "sent")
    peer.hangs_up_after = ""
    sending.run()
    assert len([one for one in peer.mails if "broken" in one["To"]]) == 1
    assert outbox.again(broken.pk)
    sending.run()
    assert fresh(broken).state == "sent"


def test_one_that_may_be_repeated_is_with_the_same_number(wrote: Writer, peer: Any) -> None:
    message = wrote("broken@kestrel.example", repeats=True)
    peer.hangs_up_after = "broken"
    sending.run()
    assert fresh(message).state == "queued"
    peer.hangs_up_after = ""
    Message.objects.update(due_at=timezone.now())
    sending.run()
    assert fresh(message).state == "sent"
    assert len({one["Message-ID"] for one in peer.mails}) == 1


def test_it_is_tried_again_with_growing_delays_and_then_given_up(wrote: Writer, peer: Any) -> None:
    message = wrote()
    peer.answers["rcpt"] = {"anna": "450 later"}
    waits = []
    while fresh(message).state == "queued":
        Message.objects.update(due_at=timezone.now())
        now = timezone.now()
        sending.run()
        waits.append(fresh(message).due_at - now)
    assert message.state == "failed"
    assert message.reason == "given_up"
    assert len(waits) == len(outbox.WAITS) + 1
    assert all(later > sooner for sooner, later in pairwise(waits[:-1]))


def test_what_is_too_old_is_not_sent_however_the_clock_jumps(wrote: Writer, peer: Any) -> None:
    late, held = wrote(lasts=timedelta(seconds=-1)), wrote("held@kestrel.example", hold=timedelta(minutes=5))
    sending.run()
    assert (fresh(late).state, late.reason) == ("failed", "too_late")
    assert fresh(held).state == "queued"
    assert peer.taken == []


def test_while_the_server_cannot_be_reached_everything_waits_and_the_reason_is_kept(
    wrote: Writer, account: Account
) -> None:
    Account.objects.update(port=1)
    messages = [wrote(f"someone{number}@kestrel.example") for number in range(3)]
    assert sending.run() == 0
    account.refresh_from_db()
    assert account.trouble == "port_closed"
    assert {fresh(one).state for one in messages} == {"queued"}
    assert {one.attempts for one in messages} == {0}


def test_a_stopped_message_does_not_leave_and_one_that_left_is_not_stopped(wrote: Writer, peer: Any) -> None:
    stopped, sent = wrote(), wrote("other@kestrel.example")
    assert outbox.stop(stopped.pk)
    sending.run()
    assert not outbox.stop(sent.pk)
    assert [one["To"] for one in peer.mails] == ["other@kestrel.example"]


def test_nothing_is_sent_to_who_asked_for_that_meanwhile(wrote: Writer, peer: Any) -> None:
    message = wrote("Anna@kestrel.example")
    addresses.bounced("anna@Kestrel.example", "550")
    sending.run()
    assert (fresh(message).state, message.reason, peer.taken) == ("failed", "suppressed", [])


def test_no_more_leave_in_a_minute_than_may(wrote: Writer, peer: Any) -> None:
    Account.objects.update(per_minute=4)
    for number in range(10):
        wrote(f"someone{number}@kestrel.example")
    assert [sending.run(), sending.run()] == [4, 0]
    Message.objects.exclude(begun_at=None).update(begun_at=timezone.now() - timedelta(minutes=2))
    assert sending.run() == 4


def test_a_copy_of_a_database_sends_nothing_until_it_is_released(wrote: Writer, peer: Any) -> None:
    wrote()
    Account.objects.update(home="another database")
    assert sending.run() == 0
    assert peer.taken == []


def test_the_built_in_mailbox_keeps_everything_here(wrote: Writer, peer: Any) -> None:
    message = wrote()
    Account.objects.update(way="mailbox")
    assert sending.run() == 1
    assert (fresh(message).state, message.kept_here, peer.taken) == ("sent", True, [])


def test_a_worker_whose_lease_is_over_can_no_longer_begin_what_another_has(wrote: Writer) -> None:
    wrote()
    slow = outbox.claim(100)[0]
    Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outbox.take_stock()
    quick = outbox.claim(100)[0]
    assert (outbox.begin(slow), outbox.begin(quick)) == (False, True)
    outbox.settle(slow, Outcome(LATER, "for_now"))
    assert fresh(quick).state == "sending"
    outbox.settle(quick, Outcome(SENT))
    assert fresh(quick).state == "sent"


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once(wrote: Writer, peer: Any) -> None:
    for number in range(60):
        wrote(f"someone{number}@kestrel.example")

    def work() -> None:
        sending.run()
        connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(one["To"] for one in peer.mails) == sorted(states())
    assert set(states().values()) == {"sent"}


# ------------------------------------------------------------------------------------------------ the form of a message


ACCOUNT = Sending(from_address="office@brightwell.example", from_name="Brightwell")


@given(subject=st.text(max_size=60), name=st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_becomes_a_header_of_its_own(subject: str, name: str) -> None:
    try:
        subject, name = building.one_line(subject, "subject"), building.one_line(name, "name")
    except Refused:
        return
    message = Message(
        to_address="anna@kestrel.example", to_name=name, subject=subject, text="Text", message_id="<1@x.example>"
    )
    try:
        built = building.build(message, ACCOUNT)
    except building.Unbuildable:
        return
    found = message_from_bytes(built, policy=policy.default)
    assert sorted(found.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
    )
    assert [one.addr_spec for one in found["To"].addresses] == ["anna@kestrel.example"]
    assert "".join(str(found["Subject"]).split()) == "".join(subject.split())


@pytest.mark.parametrize(
    "bad", ["a@b.example\r\nBcc: all@c.example", "a@b.example, c@d.example", "nobody", "a b@c.example", "<a@b.example>"]
)
def test_an_address_is_one_address(bad: str) -> None:
    with pytest.raises(Refused):
        addresses.checked(bad)


def test_dots_and_line_ends_go_over_the_line_unharmed(wrote: Writer, peer: Any) -> None:
    wrote(text=".\n..two\nline\n.\n")
    sending.run()
    assert peer.mails[0].get_content().replace("\r\n", "\n") == ".\n..two\nline\n.\n"


def test_an_address_with_letters_of_other_scripts_is_written_to_where_the_server_can(wrote: Writer, peer: Any) -> None:
    message = wrote("jürgen@kestrel.example", subject="Grüße", to_name="Jürgen Groß")
    sending.run()
    assert fresh(message).state == "sent", message.answer
    assert peer.mails[0]["Subject"] == "Grüße"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"host": "no-such-host.invalid"}, "host_unknown"),
        ({"port": 1}, "port_closed"),
        ({"security": "starttls"}, "no_starttls"),
        ({"security": "tls"}, "tls"),
        ({"user": "office", "password": "wrong"}, "no_sign_in"),
        ({"password": None}, "password_unreadable"),
    ],
)
def test_why_a_server_cannot_be_reached_is_told(peer: Any, changes: dict[str, Any], reason: str) -> None:
    given = {"host": "127.0.0.1", "port": peer.port, "security": "none", **changes}
    with pytest.raises(smtp.Unreachable) as raised:
        smtp.connect(Sending(way="smtp", **given), 3)
    assert raised.value.reason == reason


# A worker on the database of this test, in small batches; it is killed in the middle.
WORK = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from closeknit.mail import outbox, sending
outbox.BATCH = 7
sending.run()
"""


@pytest.mark.django_db(transaction=True)
def test_workers_that_are_killed_in_mid_batch_lose_nothing_and_repeat_nothing(wrote: Writer, peer: Any) -> None:
    count, kills = 60, 3
    for number in range(count):
        wrote(f"someone{number}@kestrel.example")
    for place in range(kills):
        _work_and_kill(peer, (place + 1) * count // (kills + 1))
        Message.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sending.run()
    came = Counter(str(one["To"]) for one in peer.mails)
    assert max(came.values()) == 1
    left = {to: state for to, state in states().items() if state != "sent"}
    assert set(left.values()) <= {"unknown"}
    assert len(left) <= kills
    assert {to for to, state in states().items() if state == "sent"} <= set(came)


def _work_and_kill(peer: Any, after: int) -> None:
    """Start a worker in a process of its own, and kill it when the server has taken so many messages."""
    with subprocess.Popen([sys.executable, "-c", WORK, str(connection.settings_dict["NAME"])]) as process:
        patience = time.monotonic() + 30
        while len(peer.taken) < after and time.monotonic() < patience:
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert len(peer.taken) >= after
    time.sleep(0.3)  # the database learns that its client died
