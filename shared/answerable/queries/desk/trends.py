"""How things went over months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import AwareDatetime, Field

from answerable.events.base import SiteId
from answerable.queries.base import Answer, Query

UNSTATED = "unstated"
"""The kind of a cause whose analysis says none."""


class OpenShare(Answer):
    """How many cases are open still when a part of their limit is over.

    Arguments:
        percent: that part of the limit.
        at_risk: cases that were open when the tenth before it began.
        closed: of these, solved in it.
        share: the estimated share of all cases that are open still, 1 at the beginning.
    """

    percent: int
    at_risk: int
    closed: int
    share: Decimal


class Counted(Answer):
    """How often something occurs.

    Arguments:
        name: what; None for all that occurs less often.
        count: how often.
    """

    name: str | None
    count: int


class TrendsAnswer(Answer):
    """How things went in the last months.

    Arguments:
        at: when that was so.
        first: the first day of the period.
        last: its last day.
        closed: cases that began in it and are solved.
        still_open: those that are not.
        open_shares: how many are open still, by the part of their limit that is over; empty without cases.
        contacts: those that came in, for each day of the week from Monday on by the hour of the day.
        causes: of what kind the causes of faults are by their analyses, the most frequent first.
        articles: which articles the violations that stand are of, the most frequent first.
    """

    at: AwareDatetime
    first: date
    last: date
    closed: int
    still_open: int
    open_shares: tuple[OpenShare, ...]
    contacts: tuple[tuple[int, ...], ...]
    causes: tuple[Counted, ...]
    articles: tuple[Counted, ...]


class Trends(Query[TrendsAnswer]):
    """How did things go in the last months? Costs the same however much happened before (004-10a).

    Arguments:
        site: at one site; at all that the asker sees where left out.
        months: how many, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=12, ge=1, le=24)
