"""Pages of mail: the server, what is tried of it, the messages, and who may see them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from closeknit.access import gate
from closeknit.mail import accounts, messages, outbox, sealing, sending
from closeknit.mail.models import Account, Message, Suppression
from closeknit.mail.outbox import Draft
from tests.cast import Cast

GIVEN = {
    "way": "smtp",
    "host": "127.0.0.1",
    "security": "none",
    "user": "",
    "password": "",
    "from_address": "office@brightwell.example",
    "from_name": "Brightwell",
    "reply_to": "",
    "per_minute": "300",
}


def text(response: Any) -> str:
    return str(response.content.decode())


def a_message(cast: Cast, **more: Any) -> Message:
    return outbox.write([Draft("anna@kestrel.example", "Hello", "Text", html="<p>Text</p>", **more)])[0]


def test_an_administrator_names_the_server_and_tries_it(cast: Cast, peer: Any) -> None:
    ada = cast.browser("ada")
    said = ada.post("/settings/mail/", {**GIVEN, "port": peer.port, "try": "1"}, follow=True)
    assert "It works" in text(said)
    sending.run()
    assert peer.mails[0]["To"] == "Ada Brightwell <ada@brightwell.example>"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"host": "no-such-host.invalid"}, "no mail server of this name"),
        ({"port": "1"}, "does not listen on this port"),
        ({"security": "starttls"}, "offers no STARTTLS"),
        ({"user": "office", "password": "x"}, "takes no sign-in here"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(cast: Cast, peer: Any, given: dict[str, str], sentence: str) -> None:
    said = cast.browser("ada").post("/settings/mail/", {**GIVEN, "port": peer.port, "try": "1", **given}, follow=True)
    assert sentence in text(said)


def test_a_server_that_refuses_the_sender_is_told(cast: Cast, peer: Any) -> None:
    peer.answers["mail"] = {"": "553 5.7.1 not yours"}
    said = cast.browser("ada").post("/settings/mail/", {**GIVEN, "port": peer.port, "try": "1"}, follow=True)
    assert "refuses to send in the name of this sender" in text(said)


def test_the_password_is_kept_sealed_and_never_shown(cast: Cast) -> None:
    ada = cast.browser("ada")
    ada.post("/settings/mail/", {**GIVEN, "port": "587", "user": "office", "password": "hunter-two"})
    kept = Account.objects.get().password
    assert "hunter-two" not in kept
    assert sealing.opened(kept) == "hunter-two"
    assert "hunter-two" not in text(ada.get("/settings/mail/"))
    ada.post("/settings/mail/", {**GIVEN, "port": "587", "user": "office", "password": ""})
    assert accounts.current().password == "hunter-two"
    with override_settings(SECRET_KEY="another"):
        assert accounts.current().password is None


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"from_address": "nobody"}, "Type an e-mail address"),
        ({"from_address": ""}, "Say from which address"),
        ({"host": ""}, "Say the name of the mail server"),
        ({"port": "x"}, "A whole number from 1 to 65535"),
        ({"way": "pigeon"}, "Choose how mail leaves"),
        ({"from_name": "A\r\nBcc: b@c.example"}, "One line of up to 200"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, given: dict[str, str], word: str) -> None:
    answer = cast.browser("ada").post("/settings/mail/", {**GIVEN, "port": "587", **given})
    assert answer.status_code == 422
    assert word in text(answer)
    assert not Account.objects.exists()


def test_who_may_not_manage_mail_comes_to_none_of_this(cast: Cast) -> None:
    message = a_message(cast)
    tomas = cast.browser("tomas")
    for url in ("/settings/mail/", "/mail/", "/settings/mail/suppressed/"):
        assert tomas.get(url).status_code == 403
    assert tomas.get(f"/mail/{message.pk}/").status_code == 404
    assert tomas.post(f"/mail/{message.pk}/stop/").status_code == 404


@override_settings(MAIL_URL="smtps://office:p%40ss@mail.example.com", MAIL_FROM="office@example.com")
def test_the_environment_goes_before_the_page(cast: Cast) -> None:
    found = accounts.current()
    assert (found.host, found.port, found.security, found.password) == ("mail.example.com", 465, "tls", "p@ss")
    ada = cast.browser("ada")
    assert "p@ss" not in text(ada.get("/settings/mail/"))
    assert ada.post("/settings/mail/", {**GIVEN, "port": "587"}).status_code == 422


def test_a_copy_is_released_by_an_administrator(cast: Cast, account: Account, peer: Any) -> None:
    a_message(cast)
    Account.objects.update(home="another database")
    ada = cast.browser("ada")
    assert "This is a copy of another database" in text(ada.get("/settings/mail/"))
    ada.post("/settings/mail/release/")
    assert sending.run() == 1


def test_a_message_is_shown_in_a_closed_frame(cast: Cast) -> None:
    message = a_message(cast, by=cast.tomas_user.pk)
    tomas = cast.browser("tomas")
    assert f'sandbox src="/mail/{message.pk}/html/"' in text(tomas.get(f"/mail/{message.pk}/"))
    answer = tomas.get(f"/mail/{message.pk}/html/")
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_who_wrote_a_message_stops_it_and_decides_what_became_of_it(cast: Cast) -> None:
    message = a_message(cast, by=cast.tomas_user.pk)
    tomas = cast.browser("tomas")
    tomas.post(f"/mail/{message.pk}/stop/")
    message.refresh_from_db()
    assert message.state == "stopped"
    assert tomas.post(f"/mail/{message.pk}/again/").status_code in (409, 422)
    Message.objects.update(state="unknown", reason="lost_sight")
    assert "It has arrived" in text(tomas.get(f"/mail/{message.pk}/"))
    tomas.post(f"/mail/{message.pk}/arrived/")
    message.refresh_from_db()
    assert message.state == "sent"


def test_who_sees_what_it_is_about_reads_it_and_does_not_decide(cast: Cast) -> None:
    person = cast.individual()
    message = a_message(cast, by=cast.tomas_user.pk, record=person.pk)
    Account.objects.create(pk=1, way="mailbox")
    other = cast.browser("ada")
    assert other.get(f"/mail/{message.pk}/").status_code == 200
    assert cast.browser("omar").get(f"/mail/{message.pk}/").status_code == 404
    priya = cast.individual("Own", "Person", by="priya")
    mine = a_message(cast, by=cast.tomas_user.pk, record=priya.pk)
    with pytest.raises(gate.NotAllowed):
        messages.stop(mine.pk, by=cast.priya)


def test_addresses_are_suppressed_and_allowed_again(cast: Cast) -> None:
    ada = cast.browser("ada")
    assert ada.post("/settings/mail/suppressed/new/", {"address": "nobody"}).status_code == 422
    ada.post("/settings/mail/suppressed/new/", {"address": "Anna@Kestrel.example"})
    found = Suppression.objects.get()
    assert (found.address, found.reason) == ("anna@kestrel.example", "asked")
    assert "anna@kestrel.example" in text(ada.get("/settings/mail/suppressed/"))
    ada.post(f"/settings/mail/suppressed/{found.pk}/allow/")
    assert not Suppression.objects.exists()
