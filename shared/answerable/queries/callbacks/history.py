"""What became of callbacks: of a delivery, of a time, and by how long ago projects were delivered."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from answerable.events.base import OriginatorId, SiteId
from answerable.queries.base import Answer, Query
from answerable.queries.callbacks.due import CallbackRow, CallbackState, Ended, UnannouncedYear


class DeliveryCallbacks(Answer):
    """The callbacks of a delivery, the last first.

    Arguments:
        on: the day by which it is told where each stands.
        callbacks: those that have ended, those that are owed, and the next one.
    """

    on: date
    callbacks: tuple[CallbackRow, ...]


class OfDelivery(Query[DeliveryCallbacks]):
    """How do the callbacks of a delivery stand?

    Arguments:
        delivery: which.
        limit: rows, at most; thirty years have 128.
    """

    delivery: OriginatorId
    limit: int = Field(default=200, ge=1, le=200)


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


class EndCount(Answer):
    """How many callbacks have ended so."""

    state: CallbackState
    count: int


class HistoryAnswer(Answer):
    """Some of the callbacks that ended, newest first, and the months' counts, oldest first.

    Arguments:
        ended: this page.
        total: how many the whole list has.
        counts: how many were made and how many missed, whichever was asked for.
        months: the counts of the last months, the running one as far as it has come.
        unannounced: the years that any of these callbacks fall into and whose holidays are not known.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    ended: tuple[CallbackRow, ...]
    total: int = 0
    counts: tuple[EndCount, ...] = ()
    months: tuple[MonthCount, ...]
    unannounced: tuple[UnannouncedYear, ...] = ()
    before: str | None = None
    after: str | None = None


class History(Query[HistoryAnswer]):
    """Which callbacks were made and which were missed?

    Arguments:
        site: of one site.
        state: only those that were made, or only those that were missed.
        limit: rows, at most.
        after: where the page before ended.
        before: where the next page began.
        months: how many months are counted, at most.
    """

    site: SiteId | None = None
    state: Ended | None = None
    limit: int = Field(default=100, ge=1, le=500)
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)
    months: int = Field(default=25, ge=1, le=120)


class CohortRow(Answer):
    """How the callbacks of some deliveries ended, in one year of their service.

    Arguments:
        accepted: the year in which the deliveries were accepted.
        service_year: which year of their service, 1 for the first.
        planned: how many callbacks a delivery has in such a year.
        completed: those that were made in time.
        missed: those that were not.
    """

    accepted: int
    service_year: int
    planned: int
    completed: int
    missed: int


class CohortList(Answer):
    """How callbacks ended, by when their deliveries were accepted.

    Arguments:
        first: the first day of the period.
        last: its last day.
        rows: in order; those without an ended callback are left out.
    """

    first: date
    last: date
    rows: tuple[CohortRow, ...]


class Cohorts(Query[CohortList]):
    """How did callbacks end, by when their deliveries were accepted (000-4.5)?

    Arguments:
        site: of one site.
        months: by their anniversaries in so many months, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=24, ge=1, le=60)
