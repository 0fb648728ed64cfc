"""The vocabulary is closed, and what makes no sense cannot be written."""

from datetime import date

import pytest
from pydantic import ValidationError

from answerable.conditions.vocabulary import Matchers
from answerable.rulebook.effect import Effect, Period, PointRange


@pytest.mark.parametrize(
    "matcher",
    [
        {},
        {"eq": None},
        {"like": "a"},
        {"between": [10, 1]},
        {"gt": 0.5},
        {"in": []},
        {"gt": {"percent": "5"}},
    ],
)
def test_matchers_outside_the_vocabulary(matcher: dict[str, object]) -> None:
    """No other operator, no empty operand, no bare decimal."""
    with pytest.raises(ValidationError):
        Matchers.model_validate(matcher)


@pytest.mark.parametrize("effect", [{}, {"points": "-5", "dismissal": True}, {"points": -5}, {"fine": "100"}])
def test_effect_is_one_thing(effect: dict[str, object]) -> None:
    """An effect is exactly one thing, its points quoted."""
    with pytest.raises(ValidationError):
        Effect.model_validate(effect)


@pytest.mark.parametrize(("least", "most"), [("-5", "-2"), ("-2", "5"), ("0", "5")])
def test_range_goes_from_mild_to_strong(least: str, most: str) -> None:
    """A range has one sign and begins nearer to nothing."""
    with pytest.raises(ValidationError):
        PointRange.model_validate({"least": least, "most": most})


def test_periods_are_half_open() -> None:
    """The day on which a period ends belongs to the next one."""
    first = Period.model_validate({"from": date(2016, 1, 1), "until": date(2017, 1, 1)})
    second = Period.model_validate({"from": date(2017, 1, 1)})

    assert (date(2016, 12, 31) in first, date(2017, 1, 1) in first, date(2017, 1, 1) in second) == (
        True,
        False,
        True,
    )
    assert not first.overlaps(second)
    assert second.overlaps(Period.model_validate({"from": date(2016, 6, 1)}))
