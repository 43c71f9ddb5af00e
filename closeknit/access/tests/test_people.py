"""People: the first of them, those they add, how they sign in, and how a right ends on the next request."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from closeknit.access import gate, people, tokens
from closeknit.access.models import Grant, Hat, Session, Token, User
from closeknit.catalogue.refusal import Refused, RefusedTogether
from tests.cast import Cast

WORDS = "a long word for signing in"
COOKIE = settings.SESSION_COOKIE_NAME


def signed_in(user: User, client: Client | None = None) -> Client:
    """A browser in which somebody signed in by the form."""
    client = client or Client()
    answer = client.post("/sign-in/", {"login": user.email, "password": WORDS})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture
def tomas(cast: Cast) -> User:
    cast.tomas_user.set_password(WORDS)
    cast.tomas_user.save()
    return cast.tomas_user


def inside(client: Client) -> bool:
    """Whether the browser is let in."""
    return client.get("/organizations/").status_code == 200


# ------------------------------------------------------------ the first


def test_the_first_page_makes_the_first_administrator_once(db: None) -> None:
    browser = Client()
    assert browser.get("/sign-in/")["Location"] == "/begin/"
    given = {"name": "Ada Brightwell", "email": "ada@brightwell.example", "password": WORDS}
    assert browser.post("/begin/", given)["Location"] == "/"
    assert inside(browser)
    assert Client().post("/begin/", {**given, "email": "eve@brightwell.example"})["Location"] == "/sign-in/"
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_wins() -> None:
    barrier, results = Barrier(2), []

    def begin(name: str) -> None:
        barrier.wait()
        try:
            people.begin(name, f"{name}@brightwell.example", WORDS)
            results.append("made")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=begin, args=(name,)) for name in ("ada", "eve")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == ["begun", "made"]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "email", "password", "fields"),
    [
        ("", "nobody", "x", {"name", "email", "password"}),
        ("N\x00", "a@b.example", WORDS, {"name"}),
        ("Ada", "a" * 64 + "@" + ".".join(["b" * 60] * 4) + ".example", WORDS, {"email"}),
        ("A" * 201, "a\x00@b.example", WORDS, {"name", "email"}),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    db: None, name: str, email: str, password: str, fields: set[str]
) -> None:
    with pytest.raises(RefusedTogether) as caught:
        people.begin(name, email, password)
    assert {one.field for one in caught.value.refusals} == fields
    assert not User.objects.exists()


# ------------------------------------------------------------ others


def test_nobody_gives_away_a_hat_that_reaches_beyond_their_own(cast: Cast) -> None:
    hat = Hat.objects.create(key="hr", name="People", classes=["open"])
    Grant.objects.bulk_create(
        [
            Grant(hat=hat, kind="user", verb="manage", reach="all"),
            *(
                Grant(hat=hat, kind="*", verb=verb, reach="all")
                for verb in ("see", "create", "edit", "note", "bin", "restore")
            ),
        ]
    )
    cast.omar_user.hats.add(hat)
    assert people.add("New Own", "own@brightwell.example", WORDS, wearing=["own"], by=cast.omar).pk
    for beyond in ("administrator", "full"):
        with pytest.raises(gate.NotAllowed):
            people.add("New Boss", "boss@brightwell.example", WORDS, wearing=[beyond], by=cast.omar)
    with pytest.raises(gate.NotAllowed):
        people.add("New", "new@brightwell.example", WORDS, wearing=["own"], by=cast.tomas)
    assert not User.objects.filter(email__in=["boss@brightwell.example", "new@brightwell.example"]).exists()


def test_an_email_is_one_user_whatever_its_case(cast: Cast) -> None:
    with pytest.raises(Refused, match="already"):
        people.add("Other", "TOMAS@brightwell.example", WORDS, wearing=[], by=cast.ada)


# ------------------------------------------------------------ signing in and out


def test_signing_in_takes_a_new_session_and_signing_out_ends_it(tomas: User) -> None:
    browser = Client()
    session = browser.session
    session["planted"] = True
    session.save()
    browser.cookies[COOKIE] = session.session_key
    signed_in(tomas, browser)
    kept = browser.cookies[COOKIE].value
    assert kept != session.session_key, "a session that somebody else knew was taken over"
    assert not Session.objects.filter(session_key=session.session_key).exists()
    assert inside(browser)
    browser.post("/sign-out/")
    browser.cookies[COOKIE] = kept
    assert not inside(browser)


def test_a_session_key_that_nobody_gave_is_not_taken(tomas: User) -> None:
    browser = Client()
    browser.cookies[COOKIE] = "chosenbysomebodyelse"
    signed_in(tomas, browser)
    assert browser.cookies[COOKIE].value != "chosenbysomebodyelse"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("tomas@brightwell.example", "wrong"),
        ("nobody@brightwell.example", WORDS),
        ("tomas@brightwell.example\x00", WORDS),
        ("", ""),
    ],
)
def test_a_wrong_password_and_an_unknown_person_are_answered_alike(tomas: User, email: str, password: str) -> None:
    answer = Client().post("/sign-in/", {"login": email, "password": password})
    assert answer.status_code == 200
    assert COOKIE not in answer.cookies
    assert "not correct" in answer.content.decode() or not (email and password) or "\x00" in email


@pytest.mark.parametrize("password", ["!", ""])
def test_who_has_no_password_cannot_sign_in(cast: Cast, password: str) -> None:
    assert Client().post("/sign-in/", {"login": cast.priya_user.email, "password": password}).status_code == 200


def test_nobody_signs_themselves_up(cast: Cast) -> None:
    Client().post("/sign-up/", {"email": "eve@evil.example", "password1": WORDS, "password2": WORDS})
    assert not User.objects.filter(email="eve@evil.example").exists()


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\thttps://evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(tomas: User, to: str) -> None:
    answer = Client().post("/sign-in/", {"login": tomas.email, "password": WORDS, "next": to})
    assert answer["Location"] == "/"


def test_the_cookie_is_for_us_alone(tomas: User) -> None:
    cookie = signed_in(tomas).cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


# ------------------------------------------------------------ rights end on the next request


def test_another_password_ends_every_other_session(tomas: User) -> None:
    here, there = signed_in(tomas), signed_in(tomas)
    answer = here.post(
        "/account/password/", {"oldpassword": WORDS, "password1": f"{WORDS} anew", "password2": f"{WORDS} anew"}
    )
    assert answer.status_code == 302
    assert inside(here)
    assert not inside(there)


@pytest.mark.parametrize("change", ["hat", "grant", "active", "session", "gone"])
def test_whatever_is_taken_away_is_gone_on_the_next_request(cast: Cast, tomas: User, change: str) -> None:
    browser, key = signed_in(tomas), tokens.issue(tomas, "A program")
    assert inside(browser)
    assert tokens.actor_of(key).may("organization", "see")  # type: ignore[union-attr]
    match change:
        case "hat":
            tomas.hats.clear()
        case "grant":
            Grant.objects.filter(verb="see").delete()
        case "active":
            User.objects.filter(pk=tomas.pk).update(is_active=False)
        case "session":
            Session.objects.all().delete()
            tokens.revoke(Token.objects.get())
        case "gone":
            Session.objects.update(expire_date="2020-01-01T00:00Z")
            Token.objects.update(expires_at="2020-01-01T00:00Z")
    assert not inside(browser)
    actor = tokens.actor_of(key)
    assert actor is None or not actor.may("organization", "see")


def test_a_share_that_is_taken_back_is_closed_on_the_next_request(cast: Cast) -> None:
    from closeknit.access.models import Share

    made = cast.organization(by="ada")
    opened = Share.objects.create(record_id=made.pk, user=cast.omar_user, by=cast.ada_user)
    browser = cast.browser("omar")
    url = f"/organizations/{made.pk}-kestrel-dairies/"
    assert browser.get(url).status_code == 200
    opened.delete()
    assert browser.get(url).status_code == 404


# ------------------------------------------------------------ tokens


def test_a_token_is_kept_as_a_hash_only(tomas: User) -> None:
    text = tokens.issue(tomas, "A program", scopes=["see"])
    kept = Token.objects.get()
    assert text not in repr(kept.__dict__)
    assert tokens.actor_of(text).scopes == frozenset({"see"})  # type: ignore[union-attr]


@pytest.mark.parametrize("given", ["", "ck_", "x" * 10_000, "ck_\x00", "ck_\ud800", "ck_' or 1=1 --"])
def test_a_text_that_is_no_token_is_nobody(tomas: User, given: str) -> None:
    tokens.issue(tomas, "A program")
    assert tokens.actor_of(given) is None


FORGED: dict[str, Any] = {
    "HTTP_X_FORWARDED_USER": "ada@brightwell.example", "HTTP_REMOTE_USER": "ada@brightwell.example", "REMOTE_USER": "ada@brightwell.example",
    "HTTP_X_REMOTE_USER": "ada", "HTTP_X_AUTH_REQUEST_EMAIL": "ada@brightwell.example", "HTTP_X_FORWARDED_EMAIL": "ada@brightwell.example",
    "HTTP_X_USER": "1", "HTTP_X_USER_ID": "1", "HTTP_X_ORIGINAL_URL": "/healthz", "HTTP_X_REWRITE_URL": "/healthz",
    "HTTP_AUTHORIZATION": "Basic YWRhOmFkYQ==", "HTTP_X_HTTP_METHOD_OVERRIDE": "GET",
}  # fmt: skip


@pytest.mark.parametrize("header", FORGED)
def test_no_header_says_who_one_is(cast: Cast, header: str) -> None:
    assert Client().get("/organizations/", **{header: FORGED[header]})["Location"].startswith("/sign-in/")
    assert cast.browser("omar").get("/organizations/", **{header: FORGED[header]}).status_code == 403
