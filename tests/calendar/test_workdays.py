"""Working days are counted over holidays and make-up weekends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.calendar.holidays import china
from answerable.calendar.workdays import add_working_days, is_working_day, next_working_day
from answerable.errors import Invalid

days = st.dates(date(2015, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2016, 3, 4), date(2016, 3, 4)),
        (date(2016, 3, 5), date(2016, 3, 7)),
        (date(2016, 2, 6), date(2016, 2, 6)),
        (date(2016, 2, 7), date(2016, 2, 14)),
        (date(2016, 10, 1), date(2016, 10, 8)),
    ],
)
def test_next_working_day(day: date, expected: date) -> None:
    """A working day stays; a day off moves on, make-up Sundays included."""
    assert next_working_day(day, china()) == expected


def test_adding_counts_make_up_days() -> None:
    """Three working days after Friday 5 February 2016 span the Spring Festival."""
    assert add_working_days(date(2016, 2, 5), 3, china()) == date(2016, 2, 15)


def test_nothing_is_counted_backwards() -> None:
    """A negative number of working days is refused."""
    with pytest.raises(Invalid):
        add_working_days(date(2016, 3, 1), -1, china())


@given(days)
def test_next_working_day_is_the_first(day: date) -> None:
    """The next working day is one, and every day skipped was none."""
    found = next_working_day(day, china())

    assert is_working_day(found, china())
    assert not any(is_working_day(day + timedelta(days=n), china()) for n in range((found - day).days))


@given(days, st.integers(0, 30))
def test_adding_passes_exactly_so_many_working_days(day: date, count: int) -> None:
    """Between the start, exclusive, and the result, inclusive, lie so many working days."""
    found = add_working_days(day, count, china())
    passed = sum(is_working_day(day + timedelta(days=n + 1), china()) for n in range((found - day).days))

    assert passed == count
