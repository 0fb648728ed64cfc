"""Buckets: each value counts once, in the first bucket that holds it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerable.telemetry.tallies import Spread

NUMBERS = st.integers(-1000, 1000)


@given(st.lists(NUMBERS, unique=True), st.lists(NUMBERS))
def test_values_up_to_each_bound(bounds: list[int], values: list[int]) -> None:
    """So many values as are not above a bound lie in its bucket and those before."""
    spread = Spread(*sorted(bounds))
    for value in values:
        spread.add(value)
    found = spread.buckets

    assert [sum(found.counts[: at + 1]) for at in range(len(bounds))] == [
        sum(value <= bound for value in values) for bound in sorted(bounds)
    ]
    assert (sum(found.counts), found.sum) == (len(values), sum(values))
