"""Callbacks fall on each monthly anniversary for a year, then on each quarter (000-4.5)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.calendar.anniversaries import CallbackDate, CallbackPlan, callback_dates
from answerable.calendar.holidays import china
from answerable.calendar.months import Month
from answerable.calendar.workdays import is_working_day

PLAN = CallbackPlan(article="000-4.5", monthly=12, then_every_months=3, grace_working_days=3)
accepted_days = st.dates(date(2015, 1, 1), date(2027, 12, 31))


def dates_of(accepted_on: date, until: date) -> list[CallbackDate]:
    return list(callback_dates(accepted_on, until, PLAN, china()))


def test_day_is_clipped_to_the_month_and_comes_back() -> None:
    """The 31st becomes the 29th in February 2016, and the 31st again in March."""
    found = dates_of(date(2016, 1, 31), date(2016, 4, 1))

    assert [callback.nominal_on for callback in found] == [date(2016, 2, 29), date(2016, 3, 31)]


def test_february_has_28_days_in_other_years() -> None:
    """The 31st becomes the 28th in February 2017."""
    assert dates_of(date(2017, 1, 31), date(2017, 2, 28))[0].nominal_on == date(2017, 2, 28)


def test_day_off_moves_to_the_next_working_day() -> None:
    """A callback on the first day of the Spring Festival 2016 falls due on the make-up Sunday."""
    first = dates_of(date(2016, 1, 8), date(2016, 3, 1))[0]

    assert first == CallbackDate(1, date(2016, 2, 8), date(2016, 2, 14), is_provisional=False)


def test_twelve_in_the_first_year_then_four() -> None:
    """The twelfth callback is the first anniversary, the thirteenth comes three months later."""
    found = dates_of(date(2016, 1, 12), date(2018, 1, 31))

    assert [callback.nominal_on for callback in found[11:]] == [
        date(2017, 1, 12),
        date(2017, 4, 12),
        date(2017, 7, 12),
        date(2017, 10, 12),
        date(2018, 1, 12),
    ]
    assert len(found) == 16


def test_year_without_a_table_is_provisional() -> None:
    """Callbacks in a year that is not announced are marked, others are not."""
    found = dates_of(date(2017, 11, 15), date(2018, 2, 1))

    assert [callback.is_provisional for callback in found] == [False, True]


@pytest.mark.parametrize(("until", "count"), [(date(2016, 2, 13), 0), (date(2016, 2, 14), 1)])
def test_until_is_the_last_due_day(until: date, count: int) -> None:
    """`until` counts due days, inclusive, not nominal ones."""
    assert len(dates_of(date(2016, 1, 8), until)) == count


@given(accepted_days, st.integers(0, 1500))
def test_due_days_are_working_days_in_order(accepted_on: date, days: int) -> None:
    """Each due day is a working day on or after its anniversary; they rise with the ordinal."""
    found = dates_of(accepted_on, accepted_on + timedelta(days=days))

    assert [callback.ordinal for callback in found] == list(range(1, len(found) + 1))
    assert all(is_working_day(callback.due_on, china()) for callback in found)
    assert all(callback.due_on >= callback.nominal_on for callback in found)
    assert all(one.due_on < other.due_on for one, other in pairwise(found))


@given(accepted_days)
def test_anniversary_keeps_the_day_or_the_months_end(accepted_on: date) -> None:
    """An anniversary has the delivery's day number, or is the last day of a shorter month."""
    for callback in dates_of(accepted_on, accepted_on + timedelta(days=800)):
        month = Month.of(callback.nominal_on)
        assert month.since(Month.of(accepted_on)) == PLAN.months_after(callback.ordinal)
        assert callback.nominal_on.day == min(accepted_on.day, month.last_day.day)


@given(accepted_days, st.integers(0, 700), st.integers(0, 700))
def test_a_later_horizon_only_adds(accepted_on: date, days: int, more: int) -> None:
    """Looking further ahead never changes the callbacks already known."""
    near = dates_of(accepted_on, accepted_on + timedelta(days=days))
    far = dates_of(accepted_on, accepted_on + timedelta(days=days + more))

    assert far[: len(near)] == near
