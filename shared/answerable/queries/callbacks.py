"""Callbacks: what is owed after deliveries; answered by the callbacks service."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

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


class UnannouncedYear(Answer):
    """A year whose holidays are not known: days worked out in it follow its weekends only, and may move.

    Arguments:
        country: whose holidays, by ISO 3166.
        year: which year.
    """

    country: str
    year: int


class DueList(Answer):
    """What is owed on a day, oldest first.

    Arguments:
        on: the day.
        callbacks: due that day or before, not completed and not written off as missed.
        upcoming: due in the seven days behind it.
        unannounced: the years that any of these fall into and whose holidays are not known.
        next: where to go on, as `Due.after`, where there are more than were asked for.
    """

    on: date
    callbacks: tuple[CallbackRow, ...]
    upcoming: tuple[CallbackRow, ...]
    unannounced: tuple[UnannouncedYear, ...] = ()
    next: str | None = None


class Due(Query[DueList]):
    """Which callbacks are owed?

    Arguments:
        site: of one site.
        on: on that day; today by the service's clock where left out.
        after: behind the last one of an answer, which said so as its ``next``.
        limit: rows, at most, owed and upcoming ones together.
    """

    site: SiteId | None = None
    on: date | None = None
    after: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=500, ge=1, le=500)


class MonthCount(Answer):
    """A month's callbacks.

    Arguments:
        month: as ``YYYY-MM``.
        due: how many fell due.
        completed: of these, made.
        missed: of these, written off.
    """

    month: str
    due: int
    completed: int
    missed: int


class HistoryAnswer(Answer):
    """Callbacks that ended, newest first, and the months' counts, oldest first.

    Arguments:
        ended: the callbacks.
        months: the counts.
        unannounced: the years that any of these callbacks fall into and whose holidays are not known.
    """

    ended: tuple[CallbackRow, ...]
    months: tuple[MonthCount, ...]
    unannounced: tuple[UnannouncedYear, ...] = ()


class History(Query[HistoryAnswer]):
    """Which callbacks were made and which were missed?

    Arguments:
        site: of one site.
        limit: rows, at most.
    """

    site: SiteId | None = None
    limit: int = Field(default=100, ge=1, le=500)
