"""Working days: the next one, and so many later."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.calendar.holidays import Holidays
from answerable.errors import Invalid

_ONE_DAY = timedelta(days=1)


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Tell whether the calendar has people at work on that day."""
    return not holidays.is_off(day)


def next_working_day(day: date, holidays: Holidays) -> date:
    """Give the day itself where it is a working day, else the first one after it."""
    while holidays.is_off(day):
        day += _ONE_DAY
    return day


def add_working_days(day: date, count: int, holidays: Holidays) -> date:
    """Give the working day that comes so many working days after a day.

    Arguments:
        day: where to start; it is not counted itself, and may be a day off.
        count: how many working days, 0 or more; 0 gives the day itself.
        holidays: which days are off.

    Raises:
        Invalid: the count is negative.
    """
    if count < 0:
        raise Invalid(f"{count} working days cannot be added: give 0 or more")
    for _ in range(count):
        day = next_working_day(day + _ONE_DAY, holidays)
    return day
