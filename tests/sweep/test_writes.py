"""What a write may carry: no id of what its sender does not see, no column that nobody declared."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.http import QueryDict

from closeknit.access import actors
from closeknit.catalogue.fields import Column
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.directory.models import Individual, Organization
from closeknit.records.forms import NewRecord
from closeknit.records.models import Record
from tests.sweep import shape
from tests.sweep.oracle import Oracle
from tests.sweep.visiting import Answered, Ledger, Visitor, forgotten
from tests.sweep.world import KINDS, Place, Subject, newcomer

WHO = "token of who sees little"
PERSON = "narrow"


def references(kind: Kind) -> list[tuple[str, Any]]:
    """Every way in which a write on a kind can name another record: the key, and a function from its id to the value."""
    found: list[tuple[str, Any]] = [
        (one.key, lambda pk: pk) for one in kind.fields.values() if one.target and one.writable
    ]
    found += [(one.key, lambda pk: {"id": pk}) for one in kind.fields.values() if one.target and one.writable]
    for key, details in kind.details.items():
        found += [(key, lambda pk, one=one: [{one.key: pk}]) for one in details.fields if one.target]
    return found


def own(place: Place, kind: str) -> Subject:
    return next(one for one in place.subjects if one.kind == kind and one.owner == PERSON and one.relation == "own")


def hidden(place: Place, oracle: Oracle, kind: str) -> list[int]:
    """Records that they do not see: another's, one in another's bin, one whose share is over."""
    from tests.sweep.world import PRINCIPALS

    who = next(one for one in PRINCIPALS if one.name == WHO)
    return [
        one.pk
        for one in place.subjects
        if one.kind == kind and one.relation != "absent" and not oracle.sees(who, one.pk, api=True)
    ][:12]


def sent(visitor: Visitor, place: Place, method: str, address: str, body: Any) -> Answered:
    return visitor.knock(method, address, body=body, **place.credentials[WHO])


def test_there_are_references_to_try(place: Place) -> None:
    found = {key for kind in KINDS for key, _make in references(kinds[kind])}
    assert found >= {"parent", "organization", "employments", shape.POINTER}


@pytest.mark.parametrize("kind", KINDS)
def test_a_hidden_id_is_answered_like_one_that_is_not_there(
    place: Place, oracle: Oracle, visitor: Visitor, ledger: Ledger, kind: str
) -> None:
    subject, new = own(place, kind), newcomer(kind)
    for key, make in references(kinds[kind]):
        for address, method, more in (
            (f"/api/v1/{subject.plural}/{subject.pk}", "PATCH", {}),
            (f"/api/v1/{subject.plural}", "POST", new),
        ):
            with forgotten():
                nowhere = sent(visitor, place, method, address, {**more, key: make(900_000_000)})
            assert nowhere.status == 422, nowhere.text
            for pk in hidden(place, oracle, "organization"):
                with forgotten():
                    answered = sent(visitor, place, method, address, {**more, key: make(pk)})
                    assert not ledger.changed() - {"access_token"}, f"{method} {key} wrote though it was refused"
                assert answered.status == 422
                assert answered.text.replace(f"“{pk}”", "…") == nowhere.text.replace("“900000000”", "…")


def test_a_hidden_name_is_answered_like_one_that_is_not_there(place: Place, oracle: Oracle, visitor: Visitor) -> None:
    subject = own(place, "organization")
    name = Record.objects.get(pk=hidden(place, oracle, "organization")[0]).name
    answers = [
        sent(visitor, place, "PATCH", f"/api/v1/organizations/{subject.pk}", {"parent": one})
        for one in (name, "Nobody at all")
    ]
    assert [one.status for one in answers] == [422, 422]
    assert answers[0].text.replace(name, "…") == answers[1].text.replace("Nobody at all", "…")


def test_a_filter_on_a_hidden_id_tells_no_more_than_one_on_nothing(
    place: Place, oracle: Oracle, visitor: Visitor
) -> None:
    pk = hidden(place, oracle, "organization")[0]
    answers = [
        visitor.knock("GET", "/api/v1/organizations", query=f"parent={one}", **place.credentials[WHO])
        for one in (pk, 900_000_000)
    ]
    assert answers[0].text.replace(str(pk), "…") == answers[1].text.replace("900000000", "…")


def columns_of_models() -> list[str]:
    names = {
        name
        for model in (Record, Organization, Individual)
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
        for name in (field.name, field.attname)
    }
    return sorted(
        names | {"actor", "by", "as", "user", "sudo", "change", "version", "hats", "is_active", "grants", "shares"}
    )


@pytest.mark.parametrize("kind", ["organization", "individual"])
def test_no_write_reaches_a_column_that_is_not_declared(place: Place, visitor: Visitor, kind: str) -> None:
    subject = own(place, kind)
    model = kinds[kind].model
    declared = {
        one.home.name: one
        for one in kinds[kind].own_fields
        if isinstance(one.home, Column) and one.writable and one.sensitivity == "open"
    }
    before = model._default_manager.filter(pk=subject.pk).values().get()
    for name in columns_of_models():
        for value in ("x", place.users["administrator"].pk):
            with forgotten():
                answered = sent(visitor, place, "PATCH", f"/api/v1/{subject.plural}/{subject.pk}", {name: value})
                assert answered.status < 500, (name, value, answered.text, answered.error)
                after = model._default_manager.filter(pk=subject.pk).values().get()
            changed = {key for key in before if before[key] != after[key]} - {
                "version",
                "updated_at",
                "updated_by_id",
                "sort_key",
                "search",
                "words",
                "name_key",
            }
            key = declared[name].key if name in declared else name
            allowed = {column for column, one in declared.items() if one.key == key} | (
                {"name"} if kind == "individual" else set()
            )
            assert changed <= allowed, f"sending {name}={value!r} changed {changed}"
            if changed:
                assert answered.status == 200


@pytest.mark.parametrize("kind", ["organization", "individual"])
def test_the_form_takes_what_it_shows_and_nothing_else(place: Place, visitor: Visitor, kind: str) -> None:
    shown = NewRecord(kinds[kind], actors.of_user(place.users["own"].pk), QueryDict()).typed
    extra = {name: str(place.users["administrator"].pk) for name in columns_of_models() if name not in shown}
    assert {"owner_id", "id", "version", "created_by"} <= set(extra)
    given = {"name": "Newcomer", "family_name": "Comer"} if kind == "organization" else {"family_name": "Comer"}
    with forgotten():
        answered = visitor.knock(
            "POST", f"/{kinds[kind].plural}/new/", form={**extra, **given}, **place.credentials["own"]
        )
        assert answered.status == 302, answered.text
        made = kinds[kind].model._default_manager.order_by("-pk").values().first()
    assert made is not None
    assert made["owner_id"] == place.users["own"].pk
    assert made["created_by_id"] == place.users["own"].pk
    assert (made["team_id"], made["number"], made["version"], made["binned_at"], made["tags"]) == (
        None,
        None,
        1,
        None,
        [],
    )


def test_a_hidden_field_cannot_be_written_sorted_or_filtered(place: Place, visitor: Visitor, ledger: Ledger) -> None:
    subject = own(place, "organization")
    unknown = visitor.knock("GET", "/api/v1/organizations", query="sort=unheard_of", **place.credentials[WHO])
    for query in (
        "sort=industry",
        "industry__not_empty=1",
        "fields=industry",
        'filter={"field":"industry","op":"not_empty"}',
    ):
        answered = visitor.knock("GET", "/api/v1/organizations", query=query, **place.credentials[WHO])
        assert answered.status == unknown.status == 422
        assert "industry" in answered.text
        assert "business" not in answered.text, "the label of a hidden field is told"
    with forgotten():
        answered = sent(visitor, place, "PATCH", f"/api/v1/organizations/{subject.pk}", {"industry": "x"})
        assert answered.status == 422
        assert not ledger.changed() - {"access_token"}
    for query in ("sort=industry", "industry=x"):
        assert visitor.knock("GET", "/organizations/", query=query, **place.credentials["own"]).status == 422
    for key in ("industry", "unheard-of"):
        assert (
            visitor.knock("GET", f"/organizations/{subject.pk}/fact/{key}/", **place.credentials["own"]).status == 404
        )


@pytest.mark.parametrize(
    "address", ["/organizations/", "/organizations/?sort=-updated_at", "/search/?q=Acme", "/individuals/", "/"]
)
def test_the_order_of_what_is_seen_does_not_follow_what_is_hidden(place: Place, visitor: Visitor, address: str) -> None:
    def asked() -> str:
        path, _mark, query = address.partition("?")
        return visitor.knock("GET", path, query=query, **place.credentials["two-hats"]).text

    import re

    moving = r'csrf[^>]*value="[^"]*"|X-CSRFToken": "[^"]*"|nonce="[^"]*"|"[^"]*T[0-9:.]+\+00:00"'

    def plain(text: str) -> str:
        return re.sub(moving, "", text)

    with forgotten():
        before = asked()
        values = list(Organization.objects.order_by("pk").values_list("pk", "industry"))
        for (pk, _value), (_pk, other) in zip(values, reversed(values), strict=True):
            Organization.objects.filter(pk=pk).update(industry=other)
        Individual.objects.update(description="all the same now")
        assert plain(asked()) == plain(before)
