"""Anniversaries: on which days the customer of a delivery has to be called back (000-4.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

from answerable.calendar.holidays import Holidays
from answerable.calendar.months import Month
from answerable.calendar.workdays import add_working_days, next_working_day

_UNANNOUNCED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class CallbackPlan:
    """How often a customer is called back after a delivery.

    Arguments:
        article: where the regulations say so.
        monthly: how many callbacks come a month apart, from the first month on.
        then_every_months: the months between two callbacks after those.
        grace_working_days: working days allowed after the due day before a callback is missed.
    """

    article: str
    monthly: int
    then_every_months: int
    grace_working_days: int

    def months_after(self, ordinal: int) -> int:
        """Tell how many months after the delivery the callback of an ordinal, from 1, comes."""
        return min(ordinal, self.monthly) + max(ordinal - self.monthly, 0) * self.then_every_months


class CallbackDate(NamedTuple):
    """One callback that is owed.

    Arguments:
        ordinal: the first callback after the delivery is 1.
        nominal_on: the anniversary itself, clipped to the month's end.
        due_on: the anniversary, or the next working day where it is a day off.
        is_provisional: no holiday table is known for the year, so the due day may still move.
    """

    ordinal: int
    nominal_on: date
    due_on: date
    is_provisional: bool


def callback_dates(
    accepted_on: date, until: date, plan: CallbackPlan, holidays: Holidays
) -> Iterator[CallbackDate]:
    """Give the callbacks that fall due up to a day, first to last (000-4.5; X12, reading a).

    Each anniversary is counted from the delivery's own day, so the 31st comes back after a
    shorter month. Two callbacks never fall on one day: the plan's steps are whole months.

    Arguments:
        accepted_on: the day the customer accepted the delivery.
        until: the last due day wanted, inclusive.
        plan: how often.
        holidays: which days are off.
    """
    for ordinal in count(1):
        owed = callback_date(accepted_on, ordinal, plan, holidays)
        if owed.due_on > until:
            return
        yield owed


def callback_date(accepted_on: date, ordinal: int, plan: CallbackPlan, holidays: Holidays) -> CallbackDate:
    """Give one callback of a delivery (000-4.5; X12, reading a).

    Arguments:
        accepted_on: the day the customer accepted the delivery.
        ordinal: the first callback after the delivery is 1.
        plan: how often.
        holidays: which days are off.

    Raises:
        Invalid: it lies behind the end of the calendar.
    """
    nominal_on = Month.of(accepted_on).plus(plan.months_after(ordinal)).day(accepted_on.day)
    due_on = next_working_day(nominal_on, holidays)
    is_provisional = holidays.is_provisional(nominal_on) or holidays.is_provisional(due_on)
    return CallbackDate(ordinal, nominal_on, due_on, is_provisional)


def last_day_of(due_on: date, plan: CallbackPlan, holidays: Holidays) -> date:
    """Give the last day on which a callback can be made without being missed.

    It is the due day and the plan's grace. Where no table of holidays is known for those days, two weeks
    more, longer than any announced holiday: a miss has to be one under every table that may still come.

    Arguments:
        due_on: the day it is due.
        plan: how many working days are allowed after it.
        holidays: which days are off.
    """
    last = add_working_days(due_on, plan.grace_working_days, holidays)
    is_known = not (holidays.is_provisional(due_on) or holidays.is_provisional(last))
    return last if is_known else last + _UNANNOUNCED
