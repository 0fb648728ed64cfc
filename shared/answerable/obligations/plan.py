"""Plans: by when something that began has to be done, and when what recurs falls due; without a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from answerable.calendar.holidays import Holidays
from answerable.calendar.workdays import add_working_days, is_working_day, next_working_day
from answerable.errors import Invalid

_ONE_DAY = timedelta(days=1)
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_A_YEAR = 12
_WEEK = 7


class Every(StrEnum):
    """How often something recurs."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class IfOff(StrEnum):
    """What becomes of a due day on which nobody works."""

    STAYS = "stays"
    BEFORE = "before"
    """It moves to the last working day before it in its period; where there is none, nothing is owed."""
    AFTER = "after"
    """It moves to the next working day."""


def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """Give the moment at which a clock on the wall shows a time of a day; 00:00 is the midnight at its end.

    Arguments:
        day: which.
        at: what the clock shows.
        zone: whose clock.
    """
    if at == time():
        day += _ONE_DAY
    return datetime.combine(day, at, zone).astimezone(UTC)


def end_of_days(begun_at: datetime, days: int, at: time, zone: tzinfo, holidays: Holidays | None) -> datetime:
    """Give the end of so many days behind a moment; 0 is the day itself.

    Arguments:
        begun_at: the moment.
        days: how many.
        at: the time of the last day at which it ends.
        zone: whose days.
        holidays: where only working days count: which are off; None where all days do.
    """
    begun_on = begun_at.astimezone(zone).date()
    if holidays is None:
        last = begun_on + timedelta(days=days)
    else:
        last = add_working_days(next_working_day(begun_on, holidays), days, holidays)
    return max(moment_of(last, at, zone), begun_at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Recurring:
    """Something that is owed once in every period.

    Arguments:
        every: how long a period is.
        at: the time of the due day at which it ends; 00:00 is the midnight at its end.
        on: of a week the day, Monday being 0; of a longer period the day of its due month, or that month's
            last where it is shorter; the last day where left out.
        month: of a quarter or a year the due month, the period's first being 1; the last where left out.
        if_off: what becomes of a due day on which nobody works.

    Raises:
        Invalid: there is no such day or month in a period.
    """

    every: Every
    at: time
    on: int | None = None
    month: int | None = None
    if_off: IfOff = IfOff.STAYS

    def __post_init__(self) -> None:
        months = _MONTHS_OF.get(self.every.value, 0)
        if self.month is not None and not 1 <= self.month <= months:
            raise Invalid(f"a {self.every.value} has no month {self.month}")
        highest = 31 if months else _WEEK - 1
        lowest = 1 if months else 0
        has_days = months or self.every is Every.WEEK
        if self.on is not None and not (has_days and lowest <= self.on <= highest):
            raise Invalid(f"a {self.every.value} has no day {self.on}")

    def period_of(self, day: date) -> date:
        """Give the first day of the period that a day belongs to."""
        if self.every is Every.WEEK:
            return day - timedelta(days=day.weekday())
        months = _MONTHS_OF.get(self.every.value)
        return day if months is None else date(day.year, (day.month - 1) // months * months + 1, 1)

    def next_period(self, first: date) -> date:
        """Give the first day of the period behind one.

        Arguments:
            first: the first day of that one.
        """
        if self.every is Every.WEEK:
            return first + timedelta(days=_WEEK)
        months = _MONTHS_OF.get(self.every.value)
        return first + _ONE_DAY if months is None else _months_later(first, months)

    def due_on(self, first: date, holidays: Holidays) -> date | None:
        """Give the due day of a period; None where nothing is owed in it.

        Arguments:
            first: the period's first day.
            holidays: which days are off.
        """
        day = self.nominal_on(first)
        if self.every is Every.WORKING_DAY or self.if_off is IfOff.BEFORE:
            while day >= first:
                if is_working_day(day, holidays):
                    return day
                day -= _ONE_DAY
            return None
        return next_working_day(day, holidays) if self.if_off is IfOff.AFTER else day

    def due_at(self, first: date, zone: tzinfo, holidays: Holidays) -> datetime | None:
        """Give the moment until which what is owed in a period can be done; None where nothing is.

        Arguments:
            first: the period's first day.
            zone: whose days.
            holidays: which are off.
        """
        day = self.due_on(first, holidays)
        return None if day is None else moment_of(day, self.at, zone)

    def periods(self, since: date) -> Iterator[date]:
        """Give the periods that begin on a day or later, by their first days, without an end."""
        first = self.period_of(since)
        if first < since:
            first = self.next_period(first)
        while True:
            yield first
            first = self.next_period(first)

    def nominal_on(self, first: date) -> date:
        """Give the day of a period on which it falls due, whether anybody works on it or not.

        Arguments:
            first: the period's first day.
        """
        if self.every is Every.WEEK:
            return first + timedelta(days=_WEEK - 1 if self.on is None else self.on)
        months = _MONTHS_OF.get(self.every.value)
        if months is None:
            return first
        begins = _months_later(first, (self.month or months) - 1)
        last = _months_later(begins, 1) - _ONE_DAY
        return last if self.on is None else min(last, begins + timedelta(days=self.on - 1))


def _months_later(first: date, months: int) -> date:
    index = first.year * _A_YEAR + first.month - 1 + months
    return date(index // _A_YEAR, index % _A_YEAR + 1, 1)
