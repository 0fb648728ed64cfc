"""Due callbacks: what is owed after deliveries now, what comes, and which days are off."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import Field

from answerable.events.base import CustomerId, OriginatorId, SiteId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery


class Views(ViewsQuery):
    """How far are the views of callbacks?"""


class CallbackState(StrEnum):
    """Where a callback stands on a day."""

    DUE = "due"
    OVERDUE = "overdue"
    COMPLETED = "completed"
    MISSED = "missed"


Ended = Literal[CallbackState.COMPLETED, CallbackState.MISSED]
"""How a callback can have ended."""


class CallbackRow(Answer):
    """One callback of one delivery.

    Arguments:
        callback: its id.
        delivery: which delivery.
        site: where.
        customer: whom to call.
        project: what was delivered.
        ordinal: 1 for the first.
        nominal_on: the anniversary.
        due_on: the anniversary, moved to a working day.
        is_provisional: whether that year's holidays were not known when this was reckoned.
        state: where it stands.
        attempts: calls that did not reach the customer.
        days_over: days past the due day, 0 where it is not past.
        satisfaction: the customer's answer, 1 to 5.
        is_superseded: whether the call was made too early for the callback by a corrected day of acceptance,
            which is owed anew.
        ended_on: the day on which it ended, by which the list of what has ended is in order.
    """

    callback: OriginatorId
    delivery: OriginatorId
    site: SiteId
    customer: CustomerId
    project: str
    ordinal: int
    nominal_on: date
    due_on: date
    is_provisional: bool
    state: CallbackState
    attempts: int
    days_over: int
    satisfaction: int | None = None
    is_superseded: bool = False
    ended_on: date | None = None


class UnannouncedYear(Answer):
    """A year whose holidays are not known: days worked out in it follow its weekends only, and may move.

    Arguments:
        country: whose holidays, by ISO 3166.
        year: which year.
        has_begun: whether the year has begun: its holidays were announced then, and are not known here.
    """

    country: str
    year: int
    has_begun: bool = False


class DueCounts(Answer):
    """How much is owed today.

    Arguments:
        owed: callbacks due today or before, neither made nor written off.
        overdue: of these, due before today.
        upcoming: due in the seven days behind today.
    """

    owed: int
    overdue: int
    upcoming: int


class DueList(Answer):
    """Some of what is owed on a day, oldest first.

    Arguments:
        on: the day.
        callbacks: due that day or before, not completed and not written off as missed.
        upcoming: due in the seven days behind it.
        counts: how many there are in all, where the day is today: that is kept.
        unannounced: the years that any of these fall into and whose holidays are not known.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    on: date
    callbacks: tuple[CallbackRow, ...]
    upcoming: tuple[CallbackRow, ...]
    counts: DueCounts | None = None
    unannounced: tuple[UnannouncedYear, ...] = ()
    before: str | None = None
    after: str | None = None


class Due(Query[DueList]):
    """Which callbacks are owed?

    Arguments:
        site: of one site.
        on: on that day; today by the service's clock where left out.
        after: where the page before ended.
        before: where the next page began.
        limit: rows, at most, owed and upcoming ones together.
    """

    site: SiteId | None = None
    on: date | None = None
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)
    limit: int = Field(default=500, ge=1, le=500)


class DayCount(Answer):
    """How many callbacks a day has.

    Arguments:
        on: the day.
        owed: due that day and owed still.
    """

    on: date
    owed: int


class ComingList(Answer):
    """Some of the callbacks that fall due in a period and are owed still, oldest first.

    Arguments:
        on: today, by which it is told where each stands.
        callbacks: this page.
        days: how many each day has in all; a day that has none is left out.
        unannounced: the years that any of these fall into and whose holidays are not known.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    on: date
    callbacks: tuple[CallbackRow, ...]
    days: tuple[DayCount, ...]
    unannounced: tuple[UnannouncedYear, ...] = ()
    before: str | None = None
    after: str | None = None


LONGEST_PERIOD = timedelta(days=62)
"""The longest period that a calendar is asked about: two months and what their weeks begin with."""

FORETOLD = timedelta(days=183)
"""So far ahead callbacks are told day by day: what comes later has no rows yet."""


class Coming(Query[ComingList]):
    """Which callbacks fall due in a period, and are owed still?

    Arguments:
        first: the period's first day.
        last: its last day; no more than 62 days on from the first, and half a year on from today.
        site: of one site.
        after: where the page before ended.
        before: where the next page began.
        limit: rows, at most.
    """

    first: date
    last: date
    site: SiteId | None = None
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)
    limit: int = Field(default=100, ge=1, le=500)


class WhyOff(StrEnum):
    """Why a site does not work on a day."""

    DAY_OFF = "day_off"
    """It is a day of the week on which it does not, or a free weekend."""
    HOLIDAY = "holiday"
    """It is a holiday of its country."""
    CLOSED = "closed"
    """The site said that it is closed."""


class DayOff(Answer):
    """A day on which none of the sites works.

    Arguments:
        on: the day.
        why: why; where sites differ, why the first of them does not.
        name_zh: what the holiday is called in Chinese, where a notice says it.
        name_en: what it is called in English.
    """

    on: date
    why: WhyOff
    name_zh: str | None = None
    name_en: str | None = None


class DaysOffList(Answer):
    """The days of a period on which nobody works.

    Arguments:
        days: in order.
        unannounced: the years of the period whose holidays are not known.
    """

    days: tuple[DayOff, ...]
    unannounced: tuple[UnannouncedYear, ...] = ()


class DaysOff(Query[DaysOffList]):
    """On which days of a period does nobody work?

    Arguments:
        first: the period's first day.
        last: its last day; no more than 62 days on from the first.
        site: at one site; at all that the asker sees where left out.
    """

    first: date
    last: date
    site: SiteId | None = None
