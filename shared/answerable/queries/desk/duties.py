"""Who is on duty, and who hands over to whom."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from answerable.events.base import MonthName, OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.queries.matters import HandoverCell


class HandoverCells(Answer):
    """The newest handovers, as the board shows them."""

    cells: tuple[HandoverCell, ...]


class HandoverBoard(Query[HandoverCells]):
    """How do the newest handovers stand?

    Arguments:
        site: of one site.
        limit: cells, at most.
    """

    site: SiteId | None = None
    limit: int = Field(default=500, ge=1, le=500)


class DutyRow(Answer):
    """A stretch on duty.

    Arguments:
        staff: who.
        site: where.
        starts_at: its beginning.
        ends_at: its end.
    """

    staff: StaffId
    site: SiteId
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Duties(Answer):
    """Who is on duty today, by when they begin.

    Arguments:
        at: the moment, by the service's clock.
        duties: stretches of which some part lies in their site's today.
    """

    at: AwareDatetime
    duties: tuple[DutyRow, ...]


class OnDuty(Query[Duties]):
    """Who is on duty today, by each site's own day?

    Arguments:
        site: of one site; of all where left out.
        limit: stretches, at most.
    """

    site: SiteId | None = None
    limit: int = Field(default=200, ge=1, le=500)


class RosterFinding(StrEnum):
    """What is amiss about a day of the roster."""

    NOBODY = "nobody"
    """Nobody is on duty, and somebody has to be every day (002-r15-1.1)."""
    NOT_REINFORCED = "not_reinforced"
    """It is a holiday, and duty is not reinforced (002-r15-1.9)."""


class RosterDay(Answer):
    """A day of a site's roster.

    Arguments:
        day: which.
        is_off: whether the calendar has it off.
        is_holiday: whether it is off for a holiday.
        is_over: whether it has passed, by the site's clock.
        duties: the stretches on duty that begin on it.
        finding: what is amiss about it.
    """

    day: date
    is_off: bool
    is_holiday: bool
    is_over: bool
    duties: tuple[DutyRow, ...]
    finding: RosterFinding | None = None


class SwapToEnter(Answer):
    """A swap that was approved, while the roster says as before.

    Arguments:
        swap: which.
        staff: who is on the roster still.
        to: who is to do the duty.
        duty_begins: when it begins.
    """

    swap: OriginatorId
    staff: StaffId
    to: StaffId
    duty_begins: AwareDatetime


class RosterMonth(Answer):
    """A site's roster of a month, day by day, with what is amiss.

    Arguments:
        at: the moment, by the service's clock.
        site: which site.
        month: which month.
        is_announced: whether the holidays of its year are known.
        reinforced: how many people make a holiday's duty a reinforced one, which is assumed.
        days: each day of it.
        swaps: those approved that nobody has entered.
    """

    at: AwareDatetime
    site: SiteId
    month: MonthName
    is_announced: bool
    reinforced: int
    days: tuple[RosterDay, ...]
    swaps: tuple[SwapToEnter, ...]


class Roster(Query[RosterMonth]):
    """Who is on duty on each day of a month, and where is nobody?

    Arguments:
        site: of which site.
        month: of which month; that of the site's today where left out.
    """

    site: SiteId
    month: MonthName | None = None
