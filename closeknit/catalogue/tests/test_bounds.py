"""Numbers that a field does not take: below its minimum, or with decimals where it counts something."""

from __future__ import annotations

from decimal import Decimal

import pytest

from closeknit.catalogue.fields import field
from closeknit.catalogue.refusal import Refused

HEADS = field("heads", "Heads", "number", minimum=0, whole=True)
AT_LEAST_TEN = field("size", "Size", "number", minimum=10)


@pytest.mark.parametrize(
    ("given", "kept"), [("3", 3), ("0", 0), ("3.0", 3), (1200, 1200), ("1,200", 1200), (0.0, 0), ("", None)]
)
def test_a_count_is_taken(given: object, kept: int | None) -> None:
    assert HEADS.type.parse(given, HEADS) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [("-3", "too_small"), (-1, "too_small"), ("2.5", "not_whole"), (2.5, "not_whole"), (Decimal("0.1"), "not_whole")],
)
def test_what_is_no_count_is_refused_in_one_sentence(given: object, code: str) -> None:
    with pytest.raises(Refused) as caught:
        HEADS.type.parse(given, HEADS)
    assert (caught.value.code, caught.value.field) == (code, "heads")
    assert "“Heads”" in caught.value.sentence


def test_the_minimum_is_named() -> None:
    with pytest.raises(Refused, match="“Size” is 10 or more"):
        AT_LEAST_TEN.type.parse("9.99", AT_LEAST_TEN)
    assert AT_LEAST_TEN.type.parse("10.5", AT_LEAST_TEN) == Decimal("10.5")


@pytest.mark.parametrize("given", ["-3", "2.5", "1k"])
def test_a_filter_may_compare_with_what_the_field_does_not_take(given: str) -> None:
    assert HEADS.type.operand(given, HEADS) is not None
    with pytest.raises(Refused):
        HEADS.type.operand("", HEADS)


def test_programs_are_told_the_bounds() -> None:
    told = HEADS.type.schema(HEADS)
    assert (told["minimum"], told["multipleOf"]) == (0, 1)
    free = field("weight", "Weight", "number")
    assert not {"minimum", "multipleOf"} & set(free.type.schema(free))
    assert free.type.parse("-2.5", free) == Decimal("-2.5")
