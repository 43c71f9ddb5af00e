"""Colleagues: added, changed, let go and taken back by who may, and never the last who administers."""

from __future__ import annotations

from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from closeknit.access import actors, audit, gate, hats, invitations, people, tokens
from closeknit.access.actors import Actor
from closeknit.access.models import Grant, Hat, Invitation, Session, Share, Team, User
from closeknit.catalogue.refusal import Refused, RefusedTogether
from tests.cast import Cast

WORDS = "a long word for signing in"


@pytest.fixture
def office(cast: Cast) -> Cast:
    """The cast, of whom Ada has a password and so can administer."""
    cast.ada_user.set_password(WORDS)
    cast.ada_user.save()
    return cast


def manager(cast: Cast) -> Actor:
    """Omar, who manages people but may do little himself."""
    hat = Hat.objects.create(key="hr", name="People", classes=["open"])
    grants = [
        ("user", "manage", "all"),
        *(("*", verb, "all") for verb in ("see", "create", "edit", "note", "bin", "restore")),
    ]
    Grant.objects.bulk_create([Grant(hat=hat, kind=kind, verb=verb, reach=reach) for kind, verb, reach in grants])
    cast.omar_user.hats.add(hat)
    return cast.omar


def changed(user: User, by: Actor, **more: Any) -> User:
    """Somebody changed in some respects, as they are otherwise."""
    now = {
        "name": user.name,
        "email": user.email,
        "wearing": [hat.key for hat in user.hats.all()],
        "teams": list(user.teams.all()),
    }
    return people.change(user, **{**now, **more}, by=by)


def told(cast: Cast) -> list[str]:
    """What was done, the newest first."""
    return [one.sentence for one in audit.tell(cast.ada)]


# ------------------------------------------------------------ changing


def test_somebody_is_changed_from_their_next_request_on(office: Cast) -> None:
    south = Team.objects.create(name="South")
    changed(office.priya_user, office.ada, name=" Priya Nair-Jones ", wearing=["full"], teams=[south])
    priya = office.priya
    assert priya.name == "Priya Nair-Jones"
    assert priya.teams == (south.pk,)
    assert priya.reaches("organization", "see") == {"all"}
    assert told(office) == [
        "Ada Brightwell changed the teams of Priya Nair-Jones from “North” to “South”.",
        "Ada Brightwell changed the roles of Priya Nair-Jones from “Own records only” to “Full”.",
        "Ada Brightwell changed the name of Priya Nair-Jones from “Priya Nair” to “Priya Nair-Jones”.",
    ]


def test_what_is_as_it_was_is_not_told(office: Cast) -> None:
    changed(office.priya_user, office.ada)
    assert told(office) == []


def test_a_share_stays_where_one_role_takes_the_place_of_another(office: Cast) -> None:
    made = office.organization(by="ada")
    Share.objects.create(record_id=made.pk, user=office.omar_user, by=office.tomas_user)
    changed(office.tomas_user, office.ada, wearing=["administrator"])
    assert Share.objects.exists()
    changed(office.tomas_user, office.ada, wearing=["own"])
    assert not Share.objects.exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "N\x00"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "ADA@brightwell.example"}, "email"),
        ({"wearing": ["unheard-of"]}, "roles"),
    ],
)
def test_a_wrong_value_changes_nothing(office: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        changed(office.priya_user, office.ada, **more)
    assert caught.value.field == field
    assert office.priya.name == "Priya Nair"
    assert told(office) == []


def test_the_old_email_signs_in_no_more(office: Cast) -> None:
    office.priya_user.set_password(WORDS)
    office.priya_user.save()
    changed(office.priya_user, office.ada, email="p.nair@brightwell.example")
    assert Client().post("/sign-in/", {"login": "priya@brightwell.example", "password": WORDS}).status_code == 200
    assert Client().post("/sign-in/", {"login": "p.nair@brightwell.example", "password": WORDS}).status_code == 302


# ------------------------------------------------------------ nobody more than they hold


def test_nobody_changes_who_may_do_more_than_they(office: Cast) -> None:
    omar = manager(office)
    for wish in (
        lambda: changed(office.ada_user, omar, email="omar@evil.example"),
        lambda: people.deactivate(office.ada_user, by=omar),
        lambda: people.reactivate(office.ada_user, by=omar),
        lambda: people.invite(office.tomas_user, by=omar),
        lambda: changed(office.priya_user, omar, wearing=["full"]),
    ):
        with pytest.raises(gate.NotAllowed):
            wish()
    assert not Invitation.objects.exists()
    assert told(office) == []
    assert people.invite(office.priya_user, by=omar)
    assert [hat.key for hat in people.wearable(omar)] == ["own", "hr"]
    assert [hat.key for hat in people.wearable(omar, ["full"])] == ["full", "own", "hr"]


def test_a_role_of_the_same_verbs_that_sees_more_fields_is_beyond(office: Cast) -> None:
    omar = manager(office)
    Hat.objects.create(key="keeper", name="Keeper", classes=["confidential"])
    with pytest.raises(gate.NotAllowed):
        changed(office.priya_user, omar, wearing=["own", "keeper"])


def test_a_role_of_another_reach_is_beyond(office: Cast) -> None:
    hat = Hat.objects.create(key="hr", name="People", classes=["open"])
    Grant.objects.create(hat=hat, kind="user", verb="manage", reach="all")
    Grant.objects.create(hat=hat, kind="*", verb="see", reach="own")
    wide = Hat.objects.create(key="wide", name="Wide")
    Grant.objects.create(hat=wide, kind="*", verb="see", reach="team")
    office.omar_user.hats.add(hat)
    with pytest.raises(gate.NotAllowed):
        changed(office.priya_user, office.omar, wearing=["wide"])
    office.priya_user.hats.set([hat])
    assert changed(office.priya_user, office.omar, name="Priya")


def test_who_manages_nobody_learns_nothing(office: Cast) -> None:
    for wish in (
        lambda by: people.find(by),
        lambda by: people.get(office.ada_user.pk, by),
        lambda by: audit.tell(by),
        lambda by: hats.describe(by),
        lambda by: changed(office.priya_user, by),
        lambda by: people.deactivate(office.priya_user, by=by),
        lambda by: people.invite(office.priya_user, by=by),
    ):
        for by in (office.tomas, office.priya, office.omar, actors.NOBODY):
            with pytest.raises(gate.NotAllowed):
                wish(by)


# ------------------------------------------------------------ going and coming back


def test_who_is_let_go_is_out_at_once_and_their_history_stays(office: Cast) -> None:
    made = office.organization(by="tomas")
    browser, key, link = (
        office.browser("tomas"),
        tokens.issue(office.tomas_user, "A program"),
        people.invite(office.tomas_user, by=office.ada),
    )
    assert browser.get("/organizations/").status_code == 200
    people.deactivate(office.tomas_user, by=office.ada)
    assert browser.get("/organizations/")["Location"].startswith("/sign-in/")
    assert tokens.actor_of(key) is None
    assert not Session.objects.filter(user=office.tomas_user).exists()
    with pytest.raises(Refused):
        invitations.of(link)
    page = office.browser("ada").get(f"/organizations/{made.pk}-kestrel-dairies/").content.decode()
    assert "Tomás Ferreira" in page
    people.reactivate(office.tomas_user, by=office.ada)
    assert office.tomas.may("organization", "see")
    assert tokens.actor_of(key) is None, "a token that had ended came back"
    assert told(office)[:2] == [
        "Ada Brightwell let Tomás Ferreira sign in again.",
        "Ada Brightwell deactivated Tomás Ferreira.",
    ]


def test_letting_go_twice_is_told_once(office: Cast) -> None:
    for _twice in range(2):
        people.deactivate(office.tomas_user, by=office.ada)
    for _twice in range(2):
        people.reactivate(office.tomas_user, by=office.ada)
    assert len(told(office)) == 2


@pytest.mark.parametrize("way", ["deactivate", "role", "invited"])
def test_the_last_administrator_stays(office: Cast, way: str) -> None:
    if way == "invited":  # another who was invited, and has chosen no password yet, is nobody who could help
        people.add("Eve", "eve@brightwell.example", wearing=["administrator"], by=office.ada)
    go = people.deactivate if way == "deactivate" else partial(changed, wearing=["full"])
    with pytest.raises(Refused) as caught:
        go(office.ada_user, by=office.ada)
    assert caught.value.code == "last_administrator"
    assert office.ada.may("user", "manage")
    office.tomas_user.set_password(WORDS)
    office.tomas_user.save()
    changed(office.tomas_user, office.ada, wearing=["administrator"])
    people.deactivate(office.ada_user, by=office.tomas)
    assert not User.objects.get(pk=office.ada_user.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_let_each_other_go_one_stays() -> None:
    with transaction.atomic():
        cast = Cast()
        cast.tomas_user.hats.set([Hat.objects.get(key="administrator")])
        User.objects.filter(pk__in=[cast.ada_user.pk, cast.tomas_user.pk]).update(password="md5$x$y")
    barrier, results = Barrier(2), []

    def let_go(one: User, other: User) -> None:
        by = actors.of_user(one.pk)
        barrier.wait()
        try:
            people.deactivate(other, by=by)
            results.append("done")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    pairs = [(cast.ada_user, cast.tomas_user), (cast.tomas_user, cast.ada_user)]
    threads = [Thread(target=let_go, args=pair) for pair in pairs]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(results) == ["done", "last_administrator"]
    assert people.administrators().count() == 1


# ------------------------------------------------------------ links


def test_a_link_lets_somebody_choose_their_password_once(office: Cast) -> None:
    made = people.add("Ife Adeyemi", "ife@brightwell.example", wearing=["own"], by=office.ada)
    assert not made.has_usable_password()
    link = f"/welcome/{people.invite(made, by=office.ada)}/"
    browser = Client()
    assert "Ife Adeyemi" in browser.get(link).content.decode()
    assert browser.post(link, {"password": "short"}).status_code == 422
    assert browser.post(link, {"password": WORDS})["Location"] == "/"
    assert browser.get("/organizations/").status_code == 200
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"password": "another long word"}).status_code == 404
    assert Client().post("/sign-in/", {"login": made.email, "password": WORDS}).status_code == 302
    assert told(office)[0] == "Ife Adeyemi chose a password by the link."


@pytest.mark.parametrize("ended", ["replaced", "too old", "never", "inactive"])
def test_a_link_that_has_ended_opens_nothing(office: Cast, ended: str) -> None:
    key = people.invite(office.priya_user, by=office.ada)
    match ended:
        case "replaced":
            people.invite(office.priya_user, by=office.ada)
        case "too old":
            Invitation.objects.update(expires_at=timezone.now())
        case "never":
            key = "x" * 43
        case "inactive":
            User.objects.filter(pk=office.priya_user.pk).update(is_active=False)
    assert Client().get(f"/welcome/{key}/").status_code == 404
    assert Client().post(f"/welcome/{key}/", {"password": WORDS}).status_code == 404
    assert not User.objects.get(pk=office.priya_user.pk).has_usable_password()


def test_a_new_password_by_a_link_ends_every_session(office: Cast) -> None:
    browser = office.browser("tomas")
    invitations.accept(people.invite(office.tomas_user, by=office.ada), WORDS)
    assert browser.get("/organizations/")["Location"].startswith("/sign-in/")


def test_a_link_is_kept_as_a_hash_for_three_days_at_most(office: Cast) -> None:
    key = people.invite(office.priya_user, by=office.ada)
    kept = Invitation.objects.get()
    assert key not in repr(kept.__dict__)
    assert len(key) >= 43
    assert 71 * 3600 < (kept.expires_at - timezone.now()).total_seconds() <= 72 * 3600


def test_who_may_not_sign_in_gets_no_link(office: Cast) -> None:
    people.deactivate(office.priya_user, by=office.ada)
    with pytest.raises(Refused):
        people.invite(office.priya_user, by=office.ada)


def test_a_password_that_the_administrator_gives_is_checked(office: Cast) -> None:
    with pytest.raises(RefusedTogether):
        people.add("Ife", "ife@brightwell.example", "short", wearing=[], by=office.ada)
    assert people.add("Ife", "ife@brightwell.example", WORDS, wearing=[], by=office.ada).check_password(WORDS)


# ------------------------------------------------------------ what a role lets one do


def test_a_role_is_told_kind_by_kind_and_right_by_right(office: Cast) -> None:
    odd = Hat.objects.create(key="odd", name="Odd", classes=["confidential"])
    for kind, verb, reach in (
        ("organization", "see", "own"),
        ("*", "see", "team"),
        ("individual", "approve", "my-segment"),
        ("import", "manage", "all"),
    ):
        Grant.objects.create(hat=odd, kind=kind, verb=verb, reach=reach)
    described = {one.hat.key: one for one in hats.describe(office.ada)}
    rights = list(hats.rights())
    assert rights == ["see", "create", "edit", "note", "bin", "restore", "export", "import", "approve"]
    rows = {
        key: {label: dict(zip(rights, reaches, strict=True)) for label, reaches in one.kinds}
        for key, one in described.items()
    }
    assert set(rows["administrator"]["Organizations"].values()) == {"all"}
    assert rows["odd"]["Organizations"] == {**dict.fromkeys(rights, ""), "see": "their teams'"}
    assert rows["odd"]["People"] == {**dict.fromkeys(rights, ""), "see": "their teams'", "approve": "my-segment"}
    assert described["odd"].classes == "open, confidential"
    assert described["odd"].manages == "the imports of others"
    assert described["administrator"].manages.startswith("people, roles and teams; the imports of others")
    assert (described["odd"].wearers, described["own"].wearers) == (0, 1)
