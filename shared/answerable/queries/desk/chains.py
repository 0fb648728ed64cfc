"""How long the steps of faults took."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, Field

from answerable.events.base import SiteId
from answerable.queries.base import Answer, Query
from answerable.streams.fault.events import ChainLink


class ChainStep(StrEnum):
    """A step of a fault, by what it ends with."""

    TOLD = "told"
    """A link is told: behind the report, or behind the link below it."""
    CONFIRMED = "confirmed"
    """It confirms the notice."""
    ENDED = "ended"
    """The fault is over: behind its report."""
    ANALYSED = "analysed"
    """Its first analysis is filed: behind the record of its end."""


class StepTimes(Answer):
    """How long a step took, in whole minutes.

    Arguments:
        step: which.
        link: of which link of the chain; None of the steps that are of none.
        faults: how many have taken it.
        quarter: a quarter of them took no longer; None, as what follows, where none has taken it.
        median: half of them took no longer.
        three_quarters: three quarters of them took no longer.
        longest: what the slowest took.
        limit_minutes: its limit, where it is so many minutes: that of the fault reported last.
        limit_days: the same, where it is the end of a day so many days later.
        limit_working_days: the same, of working days.
        in_time: how many took it within their limit.
        late: how many did not, or have not taken it though their limit is over.
    """

    step: ChainStep
    link: ChainLink | None = None
    faults: int
    quarter: int | None = None
    median: int | None = None
    three_quarters: int | None = None
    longest: int | None = None
    limit_minutes: int | None = None
    limit_days: int | None = None
    limit_working_days: int | None = None
    in_time: int = 0
    late: int = 0


class ChainTimes(Answer):
    """How long the steps of a period's faults took.

    Arguments:
        at: when that was so.
        first: the first day of the period.
        last: its last day.
        faults: how many were reported in it.
        steps: every step that some of them took, or should have taken by now, in the chain's order.
    """

    at: AwareDatetime
    first: date
    last: date
    faults: int
    steps: tuple[StepTimes, ...]


class FaultTiming(Query[ChainTimes]):
    """How long do the steps of a fault's chain take (000-4.7a to 000-4.7c)?

    Arguments:
        site: at one site; at all that the asker sees where left out.
        months: how many, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=12, ge=1, le=24)
