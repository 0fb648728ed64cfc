"""Conditions have three outcomes: a missing field is never silently false."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from answerable.conditions.compiling import ConditionResult, Test, all_of, any_of, compile_when
from answerable.conditions.vocabulary import Matchers

HIT, MISS, UNKNOWN = ConditionResult.HIT, ConditionResult.MISS, ConditionResult.UNKNOWN
outcomes = st.lists(st.sampled_from(ConditionResult), max_size=6)


def judge(matcher: dict[str, object], **fields: object) -> ConditionResult:
    return compile_when({"value": Matchers.model_validate(matcher)})(fields)


@pytest.mark.parametrize(
    ("matcher", "value", "outcome"),
    [
        ({"eq": 5}, 5, HIT),
        ({"eq": 5}, 6, MISS),
        ({"eq": True}, True, HIT),
        ({"eq": 1}, True, MISS),
        ({"ne": "a"}, "b", HIT),
        ({"ne": "a"}, "a", MISS),
        ({"in": ["a", "b"]}, "b", HIT),
        ({"in": ["a", "b"]}, "c", MISS),
        ({"gt": 5}, 6, HIT),
        ({"gt": 5}, 5, MISS),
        ({"ge": 5}, 5, HIT),
        ({"lt": "0.5"}, Decimal("0.4"), HIT),
        ({"lt": "0.5"}, Decimal("0.5"), MISS),
        ({"le": "0.5"}, Decimal("0.5"), HIT),
        ({"between": [1, 10]}, 1, HIT),
        ({"between": [1, 10]}, 0, MISS),
        ({"between": [1, 10]}, Decimal("10.1"), MISS),
        ({"between": [11, 30]}, Decimal("10.1"), HIT),
        ({"is_null": True}, None, HIT),
        ({"is_null": True}, 0, MISS),
        ({"is_null": False}, 0, HIT),
        ({"gt": 5}, "6", UNKNOWN),
        ({"gt": 0}, True, UNKNOWN),
    ],
)
def test_outcome(matcher: dict[str, object], value: object, outcome: ConditionResult) -> None:
    """Each operator, at its boundary."""
    assert judge(matcher, value=value) is outcome


@pytest.mark.parametrize(
    "matcher",
    [{"eq": 5}, {"ne": 5}, {"in": [5]}, {"gt": 5}, {"ge": 5}, {"lt": 5}, {"le": 5}, {"between": [1, 5]}],
)
@pytest.mark.parametrize("fields", [{}, {"value": None}])
def test_missing_is_unknown(matcher: dict[str, object], fields: dict[str, object]) -> None:
    """An absent field and an empty one are unknown, whatever the operator."""
    assert judge(matcher, **fields) is UNKNOWN


def test_absent_is_not_null() -> None:
    """Nobody knows whether an absent field is empty."""
    assert judge({"is_null": True}) is UNKNOWN


def test_share_of_another_field() -> None:
    """A percentage is of another field, exactly; without that field it is unknown."""
    matcher: dict[str, object] = {"lt": {"percent": "60", "of": "whole"}}

    assert judge(matcher, value=Decimal("29.99"), whole=50) is HIT
    assert judge(matcher, value=30, whole=50) is MISS
    assert judge(matcher, value=30) is UNKNOWN


@pytest.mark.parametrize(
    ("matcher", "value", "other", "outcome"),
    [
        ({"eq": {"field": "other"}}, 5, 5, HIT),
        ({"eq": {"field": "other"}}, 5, 6, MISS),
        ({"eq": {"field": "other"}}, 1, True, MISS),
        ({"ne": {"field": "other"}}, "a", "b", HIT),
        ({"ne": {"field": "other"}}, "a", "a", MISS),
        ({"ne": {"field": "other"}}, None, "a", UNKNOWN),
        ({"ne": {"field": "other"}}, "a", None, UNKNOWN),
    ],
)
def test_another_field(
    matcher: dict[str, object], value: object, other: object, outcome: ConditionResult
) -> None:
    """Two fields are compared as a field and a constant are; where either is missing, it is unknown."""
    assert judge(matcher, value=value, other=other) is outcome


@pytest.mark.parametrize(
    ("matcher", "held", "outcome"),
    [
        ({"in": ["a", "b"]}, ("x", "b"), HIT),
        ({"in": ["a", "b"]}, ("x", "y"), MISS),
        ({"in": ["a"]}, frozenset[str](), MISS),
        ({"eq": "x"}, frozenset({"x", "y"}), HIT),
        ({"ne": "x"}, frozenset({"x", "y"}), MISS),
    ],
)
def test_a_field_that_holds_several(
    matcher: dict[str, object], held: object, outcome: ConditionResult
) -> None:
    """One of the things that it holds is enough; of none, none is."""
    assert judge(matcher, value=held) is outcome


def test_what_a_condition_compares_with_is_known() -> None:
    """Whoever checks a condition finds every field that it needs."""
    matchers = Matchers.model_validate(
        {"ne": {"field": "one"}, "lt": {"percent": "60", "of": "other"}, "ge": 5}
    )
    assert sorted(matchers.others()) == ["one", "other"]


@pytest.mark.parametrize("operator", ["gt", "ge", "lt", "le", "in", "between", "is_null"])
def test_only_equality_compares_with_another_field(operator: str) -> None:
    """An order between two fields is written as a share of one, or read as a value of its own."""
    with pytest.raises(ValidationError):
        Matchers.model_validate({operator: {"field": "other"}})


def _saying(outcome: ConditionResult) -> Test:
    return lambda _: outcome


@given(outcomes)
def test_and_is_decided_by_a_miss(found: list[ConditionResult]) -> None:
    """One miss decides, else one unknown leaves it open."""
    assert all_of(map(_saying, found), {}) is (
        MISS if MISS in found else UNKNOWN if UNKNOWN in found else HIT
    )


@given(outcomes)
def test_or_is_decided_by_a_hit(found: list[ConditionResult]) -> None:
    """One hit decides, else one unknown leaves it open."""
    assert any_of(map(_saying, found), {}) is (HIT if HIT in found else UNKNOWN if UNKNOWN in found else MISS)
