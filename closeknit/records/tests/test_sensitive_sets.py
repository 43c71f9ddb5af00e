"""A set of details that not everybody may see: for who may not, it does not exist, by whatever door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from closeknit.access import gate, tokens
from closeknit.access.models import Hat
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.directory.models import WebAddress
from closeknit.records import reading, record
from tests.cast import Cast

SECRET = "https://secret.example/"


@pytest.fixture
def kind(cast: Cast) -> Iterator[Kind]:
    """Organizations whose web addresses are confidential: Ada sees them, Tomás does not."""
    one = kinds["organization"]
    before, urls = one.own_fields, one.details["urls"]
    object.__setattr__(urls, "sensitivity", "confidential")
    one.own_fields = tuple(replace(each) for each in before)  # other fields: what was kept of the old ones is forgotten
    yield one
    object.__setattr__(urls, "sensitivity", "open")
    one.own_fields = before


@pytest.fixture
def made(cast: Cast, kind: Kind) -> Any:
    return cast.organization(by="ada", urls=[{"url": SECRET}])


def test_who_may_not_see_it_reads_neither_the_set_nor_the_field_of_its_first_row(
    cast: Cast, kind: Kind, made: Any
) -> None:
    ours, theirs = (reading.one(kind, made.pk, actor) for actor in (cast.ada, cast.tomas))
    assert [row["url"] for row in ours.details["urls"]] == [SECRET]
    assert ours.values["url"] == SECRET
    assert "urls" not in theirs.details
    assert "url" not in theirs.values
    assert gate.rows(WebAddress, cast.ada).exists()
    assert not gate.rows(WebAddress, cast.tomas).exists()


def test_who_may_not_see_it_writes_filters_and_takes_back_nothing_of_it(cast: Cast, kind: Kind, made: Any) -> None:
    for given in ({"urls": []}, {"url": "https://other.example/"}):
        with pytest.raises(Refused) as caught:
            record.edit(made, given, by=cast.tomas)
        assert {one.code for one in caught.value.refusals} == {"unknown_field"}  # type: ignore[attr-defined]
    with pytest.raises(Refused):
        filters.condition(filters.read({"field": "url", "op": "not_empty"}), gate.Readable(kind, cast.tomas))
    assert WebAddress.objects.get(record_id=made.pk).url == SECRET
    record.edit(made, {"industry": "Dairy"}, by=cast.tomas)
    assert WebAddress.objects.get(record_id=made.pk).url == SECRET


@pytest.mark.parametrize("who", ["ada", "tomas"])
def test_no_page_file_or_answer_tells_it_to_who_may_not(cast: Cast, kind: Kind, made: Any, who: str) -> None:
    browser = cast.browser(who)
    key = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue(getattr(cast, f'{who}_user'), 'A program')}"}
    there = f"/organizations/{made.pk}"
    asked = [
        browser.get(f"{there}-kestrel-dairies/"),
        browser.get(f"{there}-kestrel-dairies/?tab=history"),
        browser.get("/organizations/?column=url"),
        browser.get("/organizations/export.csv?column=url"),
        browser.get(f"/api/v1/organizations/{made.pk}", **key),
        browser.get(f"/api/v1/organizations/{made.pk}/history", **key),
    ]
    told = ["secret.example" in b"".join(one).decode() for one in asked]
    assert any(told) == (who == "ada")
    assert browser.get(f"{there}/fact/urls/").status_code == (200 if who == "ada" else 404)
    only = browser.get("/api/v1/organizations?fields=urls", **key)
    assert only.status_code == (200 if who == "ada" else 422)
    described = browser.get("/api/v1/openapi.json", **key).json()["components"]["schemas"]["Organization"]
    assert ("urls" in described["properties"]) == (who == "ada")


def test_who_is_given_the_class_sees_it(cast: Cast, kind: Kind, made: Any) -> None:
    Hat.objects.filter(key="full").update(classes=["open", "confidential"])
    assert reading.one(kind, made.pk, cast.tomas).values["url"] == SECRET


def test_a_set_that_feeds_the_search_must_be_open(kind: Kind) -> None:
    emails = kind.details["emails"]
    object.__setattr__(emails, "sensitivity", "confidential")
    try:
        with pytest.raises(ValueError, match="search words"):
            type(kinds)().register(kind)
    finally:
        object.__setattr__(emails, "sensitivity", "open")
