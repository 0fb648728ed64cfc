"""Matchers have three outcomes: a missing field is never silently false."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.rulebook.matchers import Outcome, all_of, any_of, compile_when
from answerable.rulebook.terms import Matchers

HIT, MISS, UNKNOWN = Outcome.HIT, Outcome.MISS, Outcome.UNKNOWN
outcomes = st.lists(st.sampled_from(Outcome), max_size=6)


def judge(matcher: dict[str, object], **fields: object) -> Outcome:
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
def test_outcome(matcher: dict[str, object], value: object, outcome: Outcome) -> None:
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


@given(outcomes)
def test_and_is_decided_by_a_miss(found: list[Outcome]) -> None:
    """One miss decides, else one unknown leaves it open."""
    assert all_of(found) is (MISS if MISS in found else UNKNOWN if UNKNOWN in found else HIT)


@given(outcomes)
def test_or_is_decided_by_a_hit(found: list[Outcome]) -> None:
    """One hit decides, else one unknown leaves it open."""
    assert any_of(found) is (HIT if HIT in found else UNKNOWN if UNKNOWN in found else MISS)
