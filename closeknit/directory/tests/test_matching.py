"""Who is this: certain, doubtful or new, and never somebody whom the asker may not see."""

from __future__ import annotations

from typing import Any

import pytest

from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.directory.matching import LIKELIEST, Matcher, typed
from closeknit.directory.verdicts import Verdict
from closeknit.records import alike, record
from tests.cast import Cast


def ask(actor: Actor, kind: str, **given: Any) -> Verdict:
    asked = typed(kind, given)
    matcher = Matcher(kinds[kind], actor)
    matcher.look([asked])
    return matcher.ask(asked)


def result(verdict: Verdict) -> str:
    return "new" if verdict.new else "same" if verdict.same else "doubtful"


@pytest.mark.parametrize(
    ("given", "expected", "why"),
    [
        ({"name": "KESTREL DAIRIES LTD.", "city": "york"}, "same", "Same name and city"),
        (
            {"name": "Kestrel Dairies plc", "url": "http://www.kestrel.example/about"},
            "same",
            "Same name and web address",
        ),
        ({"name": "Anything", "number": "K-7"}, "same", "Same number"),
        ({"name": "Kestrel Dairies", "number": "K-8"}, "new", ""),
        ({"name": "Kestrel Dairies"}, "same", "Same name"),
        ({"name": "Kestrel Dairies GmbH"}, "doubtful", "Same name"),
        ({"name": "Kestrel Dairies", "city": "Leeds"}, "doubtful", "Same name"),
        ({"name": "Kestrel Dairies", "country": "DE"}, "doubtful", "Same name"),
        ({"name": "Kestrel", "phone": "01904 496 0110"}, "doubtful", "Same telephone number, a name alike"),
        (
            {"name": "Kestrel Dairies", "phone": "01904 496 0110", "city": "Leeds"},
            "same",
            "Same name and telephone number",
        ),
        ({"name": "Somebody else", "email": "POST@kestrel.example"}, "doubtful", "Same e-mail, another name"),
        ({"name": "Alder Foods", "city": "York", "country": "GB"}, "new", ""),
        ({"name": "Alder Foods", "url": "kestrel.example"}, "new", ""),
    ],
)
def test_organizations_are_known_again(cast: Cast, given: dict[str, Any], expected: str, why: str) -> None:
    cast.organization(
        number="K-7",
        city="York",
        country="GB",
        url="kestrel.example",
        phone="+44 1904 496 0110",
        email="post@kestrel.example",
    )
    verdict = ask(cast.ada, "organization", **given)
    assert (result(verdict), str(verdict.why)) == (expected, why)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"given_name": "H.", "family_name": "Osei", "email": "H.Osei@Kestrel.example"}, "same"),
        ({"given_name": "Piet", "family_name": "de Vries", "email": "h.osei@kestrel.example"}, "doubtful"),
        ({"given_name": "hannah", "family_name": "OSEI", "organization": "Kestrel Dairies Ltd"}, "same"),
        ({"given_name": "Hannah", "family_name": "Osei", "organization": "Alder Foods"}, "doubtful"),
        (
            {"given_name": "Hannah", "family_name": "Osei", "organization": "Alder Foods", "email": "ho@alder.example"},
            "new",
        ),
        ({"given_name": "Hannah", "family_name": "Osei", "mobile": "07700 900123"}, "same"),
        ({"given_name": "Hannah", "family_name": "Osei"}, "doubtful"),
        ({"given_name": "Joseph", "family_name": "Osei", "mobile": "07700 900123"}, "doubtful"),
        ({"given_name": "Sam", "family_name": "Lee", "mobile": "07700 900123"}, "new"),
        ({"given_name": "Sam", "family_name": "Lee", "organization": "Kestrel Dairies"}, "new"),
    ],
)
def test_persons_are_known_again(cast: Cast, given: dict[str, Any], expected: str) -> None:
    cast.individual(email="h.osei@kestrel.example", organization=cast.organization(), mobile="+44 7700 900123")
    assert result(ask(cast.ada, "individual", **given)) == expected


def test_two_of_one_name_are_a_question(cast: Cast) -> None:
    cast.organization()
    cast.organization()
    verdict = ask(cast.ada, "organization", name="Kestrel Dairies")
    assert (result(verdict), len(verdict.maybe)) == ("doubtful", 2)


def test_public_mail_providers_make_nobody_a_colleague(cast: Cast) -> None:
    cast.organization(url="gmail.com")
    assert ask(cast.ada, "organization", name="Kestrel", url="https://gmail.com").new


def test_the_form_names_who_is_alike_with_the_reason_and_only_who_is_seen(cast: Cast) -> None:
    kestrel = cast.organization(by="ada", email="post@kestrel.example")
    given = {"name": "Kestrel Dairies", "email": "post@kestrel.example"}
    assert [(one.id, one.why) for one in alike.find(kinds["organization"], given, cast.tomas)] == [
        (kestrel.pk, "Same e-mail")
    ]
    assert alike.find(kinds["organization"], given, cast.priya) == []
    page = cast.browser("tomas").post("/organizations/alike/", given).content.decode()
    assert "Kestrel Dairies" in page
    assert "Same e-mail" in page
    assert "Kestrel" not in cast.browser("priya").post("/organizations/alike/", given).content.decode()


def test_what_lies_in_the_bin_is_never_certain_and_not_named_in_the_form(cast: Cast) -> None:
    kestrel = cast.organization()
    record.discard(kestrel, by=cast.ada)
    verdict = ask(cast.ada, "organization", name="Kestrel Dairies")
    assert (result(verdict), verdict.maybe[0].binned) == ("doubtful", True)
    assert alike.find(kinds["organization"], {"name": "Kestrel Dairies"}, cast.ada) == []


def test_a_new_name_is_known_at_once_and_the_old_one_forgotten(cast: Cast) -> None:
    kestrel = cast.organization()
    record.edit(kestrel, {"name": "Harrier Dairies"}, by=cast.ada)
    assert ask(cast.ada, "organization", name="Kestrel Dairies").new
    assert result(ask(cast.ada, "organization", name="harrier dairies")) == "doubtful"
    assert result(ask(cast.ada, "organization", name="Harrier Dairies")) == "same"


def test_a_frequent_name_is_not_read_whole(cast: Cast) -> None:
    many = [cast.individual("Anna", "Vogel", emails=[{"address": f"anna{n}@vogel.example"}]) for n in range(60)]
    matcher = Matcher(kinds["individual"], cast.ada)
    name = {"given_name": "Anna", "family_name": "Vogel"}
    asked = [typed("individual", {**name, "email": f"anna{n}@vogel.example"}) for n in (3, 59)]
    matcher.look(asked)
    assert [one.same.id for one in map(matcher.ask, asked) if one.same] == [many[3].pk, many[59].pk]
    assert len(matcher.found["name", "anna vogel"]) == 2
    matcher.look([typed("individual", name)])
    assert len(matcher.found["name", "anna vogel"]) == LIKELIEST


def test_who_sees_some_only_finds_theirs_behind_many_namesakes(cast: Cast) -> None:
    for n in range(60):
        cast.individual("Anna", "Vogel", by="ada", emails=[{"address": f"anna{n}@vogel.example"}])
    own = cast.individual("Anna", "Vogel", by="priya", birthday="1980-05-17")
    asked = typed("individual", {"given_name": "Anna", "family_name": "Vogel"})
    matcher = Matcher(kinds["individual"], cast.priya)
    matcher.look([asked])
    assert [one.id for one in matcher.ask(asked).maybe] == [own.pk]
