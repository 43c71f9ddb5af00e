"""The typed form of a filter: read as people mean it, refused by the word, and written so that it reads the same again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closeknit.access import gate
from closeknit.catalogue import filters
from closeknit.catalogue.filters import All, Either, Filter, Not, Related, Where
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.catalogue.types.value import Operator
from closeknit.web import typed_filters
from tests.cast import Cast

ORGANIZATION, PERSON = kinds["organization"], kinds["individual"]


def scope(cast: Cast, kind: Any = ORGANIZATION) -> gate.Readable:
    return gate.Readable(kind, cast.tomas)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", []),
        ("status:former", [Where("status", Operator.IS, "former")]),
        ("-status:former", [Not(Where("status", Operator.IS, "former"))]),
        ("status:former,customer", [Where("status", Operator.IN, ["former", "customer"])]),
        ("employees>100", [Where("employees", Operator.GT, "100")]),
        ("employees>=100 employees<9", [Where("employees", Operator.GTE, "100"), Where("employees", Operator.LT, "9")]),
        ("employees:10..20", [Where("employees", Operator.BETWEEN, ["10", "20"])]),
        ("owner:me", [Where("owner", Operator.IS, "me")]),
        ("city:york", [Where("city", Operator.CONTAINS, "york")]),
        ('city="São Paulo"', [Where("city", Operator.IS, "São Paulo")]),
        ("city^yo city~rk city!=Leeds", [("starts", "yo"), ("contains", "rk"), ("is_not", "Leeds")]),
        ('city:* phone=""', [Where("city", Operator.NOT_EMPTY), Where("phone", Operator.EMPTY)]),
        ("updated:last-30-days", [Where("updated_at", Operator.WITHIN, "last 30 days")]),
        ("changed:2026-11-01", [Where("updated_at", Operator.WITHIN, "2026-11-01")]),
        ("updated_at<2026-11-01", [Where("updated_at", Operator.LT, "2026-11-01")]),
        ("main-business:mill", [Where("industry", Operator.CONTAINS, "mill")]),
        (
            'dairy "dairy ltd"',
            [Where("name", Operator.CONTAINS, "dairy"), Where("name", Operator.CONTAINS, "dairy ltd")],
        ),
        (
            "(city:york or status:former and employees>1)",
            [
                Either(
                    (
                        Where("city", Operator.CONTAINS, "york"),
                        All((Where("status", Operator.IS, "former"), Where("employees", Operator.GT, "1"))),
                    )
                )
            ],
        ),
        ("-(city:york)", [Not(Where("city", Operator.CONTAINS, "york"))]),
        ("parent(city:york)", [Related("parent", Where("city", Operator.CONTAINS, "york"))]),
    ],
)
def test_it_is_read_as_people_mean_it(cast: Cast, text: str, tree: list[Any]) -> None:
    wanted = [Where("city", Operator(one[0]), one[1]) if isinstance(one, tuple) else one for one in tree]
    assert typed_filters.read(text, scope(cast)) == All(tuple(wanted))


def test_related_records_are_asked_by_their_own_fields(cast: Cast) -> None:
    found = typed_filters.read("employments.organization(status:former employees>5)", scope(cast, PERSON))
    wanted = All((Where("status", Operator.IS, "former"), Where("employees", Operator.GT, "5")))
    assert found == All((Related("employments.organization", wanted),))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("colour:red", "“colour”"),
        ("e:1", "“e” can mean several"),
        ("employees>many", "employees>many"),
        ("status:purple", "status:purple"),
        ("status>former", "status>former"),
        ("owner:nobody-here", "owner:nobody-here"),
        ("city:", "“city:”"),
        (":x", "“:”"),
        ("(city:york", "not closed"),
        ("city:york)", "“)” too many"),
        ("or city:york", "both sides of “or”"),
        ("city:york or", "both sides of “or”"),
        ('city:york "open', '"open'),
        ("planet(city:york)", "planet"),
        ("-" * 9 + "a", "6 levels"),
        ("a " * 61, "60 parts"),
        ("(" * 99 + "a" + ")" * 99, "too many brackets"),
        ("a" * 4001, "4,000"),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_word(cast: Cast, text: str, word: str) -> None:
    with pytest.raises(Refused) as refused:
        typed_filters.read(text, scope(cast))
    assert word in refused.value.sentence


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() and text.strip(", ") != ""
)
texts = st.builds(
    Where,
    st.sampled_from(["city", "name", "industry"]),
    st.sampled_from([Operator.IS, Operator.IS_NOT, Operator.CONTAINS, Operator.STARTS]),
    words,
)
severals = st.builds(Where, st.just("city"), st.just(Operator.IN), st.lists(words, min_size=2, max_size=4))
numbers = st.builds(
    Where,
    st.just("employees"),
    st.sampled_from([Operator.IS, Operator.IS_NOT, Operator.LT, Operator.LTE, Operator.GT, Operator.GTE]),
    st.integers(0, 10**6).map(str),
)
between = st.builds(
    lambda low, high: Where("employees", Operator.BETWEEN, [str(low), str(high)]),
    st.integers(0, 99),
    st.integers(0, 99),
)
others = st.sampled_from(
    [
        Where("status", Operator.IS, "former"),
        Where("status", Operator.IN, ["former", "customer"]),
        Where("owner", Operator.IS, "me"),
        Where("phone", Operator.EMPTY),
        Where("city", Operator.NOT_EMPTY),
        *(
            Where("updated_at", Operator.WITHIN, each)
            for each in ("last 30 days", "2026-11-01", "2026-q1", "this week")
        ),
        Where("updated_at", Operator.LT, "2026-11-01"),
    ]
)
leaves = st.one_of(texts, severals, numbers, between, others)
several_of = lambda inner: st.lists(inner, min_size=2, max_size=3).map(tuple)  # noqa: E731
trees: st.SearchStrategy[Filter] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(All, several_of(inner)),
        st.builds(Either, several_of(inner)),
        st.builds(Not, inner),
        st.builds(Related, st.just("parent"), inner),
    ),
    max_leaves=6,
)


def depth(tree: Filter) -> int:
    match tree:
        case All(items) | Either(items):
            return 1 + max(map(depth, items))
        case Not(item) | Related(where=item):
            return 1 + depth(item)
    return 1


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(items=st.lists(trees.filter(lambda tree: depth(tree) <= 3), max_size=3))
def test_what_is_written_reads_the_same_again(cast: Cast, items: list[Filter]) -> None:
    tree = All(tuple(items))
    text = typed_filters.written(tree)
    found = typed_filters.read(text, scope(cast))
    assert found in (tree, *(one for one in items if isinstance(one, All) and len(items) == 1)), text
    if found == tree and (flat := typed_filters.pairs(found)):
        assert len(filters.from_address(flat, frozenset()).items) == len(items)


def test_what_cannot_be_typed_is_not_written() -> None:
    assert typed_filters.written(Where("city", Operator.IN, ["York"])) == ""
    assert typed_filters.written(All((Either(()),))) == ""
