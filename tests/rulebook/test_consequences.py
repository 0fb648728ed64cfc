"""Cap, grade and pay, at the printed vectors and at every boundary."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.rulebook.consequences import capped_score, grade_of, pay_effect
from tests.rulebook.given import BOOK

_SCHEME = BOOK.scored_by
assert _SCHEME.pay is not None
assert _SCHEME.grades is not None
assert _SCHEME.cap is not None
PAY, GRADES, CAP = _SCHEME.pay, _SCHEME.grades, _SCHEME.cap

scores = st.decimals(-500, 500, places=2)


@pytest.mark.parametrize(
    ("score", "yuan"), [("80", 0), ("91", 110), ("68", -120), ("110", 300), ("60", -200), ("50", -300)]
)
def test_printed_vectors(score: str, yuan: int) -> None:
    """80 → 0, 91 → +110, 68 → −120 as printed; 110, 60 and 50 by arithmetic."""
    assert pay_effect(PAY, Decimal(score)) == yuan


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("110", "A"),
        ("90.01", "A"),
        ("90", "B"),
        ("80", "B"),
        ("79.99", "C"),
        ("70", "C"),
        ("69.99", "D"),
        ("65", "D"),
        ("64.99", "E"),
        ("60", "E"),
        ("59.99", None),
        ("-10", None),
    ],
)
def test_grades(score: str, grade: str | None) -> None:
    """Bands of X3, reading a: every boundary belongs to exactly one grade."""
    assert grade_of(GRADES, Decimal(score))[0] == grade


@given(scores)
def test_pay_is_limited_and_even(score: Decimal) -> None:
    """Never more than 300 yuan either way, and as much down as up."""
    amount = pay_effect(PAY, score)

    assert abs(amount) <= 300
    assert amount == -pay_effect(PAY, 160 - score)


@given(scores, scores)
def test_pay_rises_with_the_score(one: Decimal, other: Decimal) -> None:
    """A higher score is never worth less."""
    low, high = sorted((one, other))

    assert pay_effect(PAY, low) <= pay_effect(PAY, high)


@given(scores, st.decimals(-5, 5, places=1))
def test_capped_is_at_most_110(rest: Decimal, extra: Decimal) -> None:
    """Reading a of X9 adds everything, then caps; the readings agree while nothing reaches the cap."""
    score, readings = capped_score(CAP, rest, extra)

    assert score == min(rest + extra, Decimal(110))
    if rest + extra <= 110 and rest <= 110:
        assert len({reading.result for reading in readings}) == 1
