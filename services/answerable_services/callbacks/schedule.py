"""The schedule: which callbacks a delivery owes, and where each of them stands on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from operator import attrgetter

from answerable.calendar import (
    CallbackDate,
    CallbackPlan,
    Holidays,
    Month,
    callback_date,
    holidays_of,
    last_day_of,
)
from answerable.errors import Invalid
from answerable.queries.callbacks import CallbackRow, CallbackState
from answerable.streams.callback.commands import callback_id

_ONE_DAY = timedelta(days=1)
_CACHED_DAYS = 8192
_DUE_ON = attrgetter("due_on")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that callbacks are owed for.

    Arguments:
        delivery: its id.
        site: where.
        customer: whom to call.
        project: what was delivered.
        accepted_on: the day callbacks are counted from.
        recorded_at: when the ledger learned of it.
        correlation_id: the matter it belongs to.
        is_cancelled: whether no callback is owed any more.
    """

    delivery: str
    site: str
    customer: str
    project: str
    accepted_on: date
    recorded_at: datetime
    correlation_id: str
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RecordedCallback:
    """What was recorded about one callback.

    Arguments:
        due_on: the due day as it was recorded.
        attempts: calls that did not reach the customer.
        missed_on: the day on which it was written off, at the site.
        completed_on: the day on which the customer was called, at the site; a missed one may still be.
        satisfaction: the customer's answer, 1 to 5.
    """

    due_on: date
    attempts: int = 0
    missed_on: date | None = None
    completed_on: date | None = None
    satisfaction: int | None = None

    @property
    def ended_on(self) -> date | None:
        """The day of its last end."""
        return max(filter(None, (self.missed_on, self.completed_on)), default=None)

    def end(self, on: date = date.max) -> CallbackState | None:
        """Tell how it had ended by a day, that day included; None where it had not."""
        if self.completed_on is not None and self.completed_on <= on:
            return CallbackState.COMPLETED
        if self.missed_on is not None and self.missed_on <= on:
            return CallbackState.MISSED
        return None


_NOTHING_YET = RecordedCallback(due_on=date.max)


class Schedule:
    """Reckons callbacks by one plan and one table of holidays.

    Arguments:
        plan: how often a customer is called back.
        holidays: which days are off.
    """

    def __init__(self, plan: CallbackPlan, holidays: Holidays) -> None:
        self.plan = plan
        self.holidays = holidays
        # Deliveries of one day share their dates, which grow with the day up to which they are asked for.
        self._dates: dict[date, tuple[CallbackDate, ...]] = {}
        self._last_day = lru_cache(_CACHED_DAYS)(self._reckon_last_day)

    def dates(self, accepted_on: date, until: date) -> tuple[CallbackDate, ...]:
        """List the callbacks of a delivery that fall due up to a day, that day included."""
        if accepted_on > until:
            return ()
        known = self._dates.get(accepted_on, ())
        if not known or known[-1].due_on <= until:
            further = list(known)
            # One more than is asked for, which tells that there is none between.
            while not further or further[-1].due_on <= until:
                further.append(callback_date(accepted_on, len(further) + 1, self.plan, self.holidays))
            if len(self._dates) >= _CACHED_DAYS:
                self._dates.clear()
            self._dates[accepted_on] = known = tuple(further)
        return known[: bisect_right(known, until, key=_DUE_ON)]

    def _reckon_last_day(self, due_on: date) -> date:
        return last_day_of(due_on, self.plan, self.holidays)

    def last_day(self, due_on: date) -> date:
        """Give the last day on which a callback can be made without being missed."""
        return self._last_day(due_on)

    def missed_at(self, due_on: date, zone: tzinfo) -> datetime:
        """Give the moment at which an open callback is missed: the end of its last day at the site."""
        return datetime.combine(self.last_day(due_on) + _ONE_DAY, time(), zone)

    @staticmethod
    def is_judged(delivery: Delivery, now: datetime) -> bool:
        """Tell whether callbacks of a delivery can be found missed already.

        A delivery that comes with the records of another system may be years old, and the callbacks that
        were made for it come behind it. Whether one was missed is asked a day later: a miss is a fact for
        ever.
        """
        return now >= delivery.recorded_at + _ONE_DAY

    def row(
        self, delivery: Delivery, at: CallbackDate, outcome: RecordedCallback | None, on: date
    ) -> CallbackRow:
        """Tell where a callback stands on a day; an ended one keeps its recorded due day."""
        known = outcome or _NOTHING_YET
        end = known.end(on)
        due_on = at.due_on if end is None else known.due_on
        open_state = CallbackState.OVERDUE if on > due_on else CallbackState.DUE
        return CallbackRow(
            callback=callback_id(delivery.delivery, at.ordinal),
            delivery=delivery.delivery,
            site=delivery.site,
            customer=delivery.customer,
            project=delivery.project,
            ordinal=at.ordinal,
            nominal_on=at.nominal_on,
            due_on=due_on,
            is_provisional=at.is_provisional,
            state=end or open_state,
            attempts=known.attempts,
            days_over=max((on - due_on).days, 0) if end is None else 0,
            satisfaction=known.satisfaction if end is CallbackState.COMPLETED else None,
        )

    def ended_row(
        self, delivery: Delivery, ordinal: int, outcome: RecordedCallback, nominal_on: date | None = None
    ) -> CallbackRow:
        """Tell how a callback ended, whenever it was due.

        Arguments:
            delivery: of which.
            ordinal: which of its callbacks.
            outcome: how it ended, and the day it was made for.
            nominal_on: the anniversary that this day belongs to; the one by today's plan where left out.
        """
        at = CallbackDate(
            ordinal,
            nominal_on or self._nominal_on(delivery.accepted_on, ordinal) or outcome.due_on,
            outcome.due_on,
            self.holidays.is_provisional(outcome.due_on),
        )
        return self.row(delivery, at, outcome, date.max)

    def _nominal_on(self, accepted_on: date, ordinal: int) -> date | None:
        """Give the anniversary; None where the ordinal that somebody reported leads out of the calendar."""
        try:
            return Month.of(accepted_on).plus(self.plan.months_after(ordinal)).day(accepted_on.day)
        except Invalid:
            return None

    def unannounced(self, rows: Iterable[CallbackRow]) -> set[tuple[str, int]]:
        """List the years whose holidays are not known and that callbacks fall into, with the country."""
        years = {day.year for row in rows if row.is_provisional for day in (row.nominal_on, row.due_on)}
        return {(self.holidays.country, year) for year in years if not self.holidays.is_announced(year)}


class Schedules:
    """Gives each country's schedule.

    Arguments:
        plan: how often a customer is called back, everywhere.
    """

    def __init__(self, plan: CallbackPlan) -> None:
        self._plan = plan
        self._of: dict[str, Schedule] = {}

    def of(self, country: str) -> Schedule:
        """Give the schedule by the holidays of a country."""
        if (known := self._of.get(country)) is None:
            known = self._of[country] = Schedule(self._plan, holidays_of(country))
        return known
