"""How long the steps of a fault's chain take: told, confirmed, over, analysed (000-4.7a to 000-4.7c)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from sqlalchemy import Connection, select

from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Row, Rows
from answerable.queries import desk as q
from answerable.queries.desk import ChainStep
from answerable.streams.fault import events as fault
from answerable.streams.fault.decisions import CHAIN
from answerable.streams.fault.events import ChainLink
from answerable_services.desk.periods import period_of
from answerable_services.desk.trend_tables import CHAINS

_MINUTE = timedelta(minutes=1)


def _told(link: ChainLink) -> str:
    return f"told_{link.value}"


def _confirmed(link: ChainLink) -> str:
    return f"confirmed_{link.value}"


_STEPS: tuple[tuple[ChainStep, ChainLink | None, str, str], ...] = (
    *(
        step
        for below, link in zip((None, *CHAIN), CHAIN, strict=False)
        for step in (
            (ChainStep.TOLD, link, "reported_at" if below is None else _told(below), _told(link)),
            (ChainStep.CONFIRMED, link, _told(link), _confirmed(link)),
        )
    ),
    (ChainStep.ENDED, None, "reported_at", "ended_at"),
    (ChainStep.ANALYSED, None, "end_told_at", "analysed_at"),
)
"""Each step, with the columns of the moments at which it begins and ends."""


def keep(event: Event, timezone: str | None, rows: Rows) -> None:
    """Keep when each step of a fault was, as far as it holds.

    Arguments:
        event: of the fault.
        timezone: of its site; the usual one where None.
        rows: the view's.
    """
    if isinstance(event, fault.Reported):
        day = event.occurred_at.astimezone(zone_of(timezone)).date()
        known = {"fault": event.originator_id, "site": event.site, "day": day}
        rows.put(CHAINS, **known, reported_at=event.occurred_at)
    elif isinstance(event, fault.ReportWithdrawn):
        rows.delete(CHAINS, fault=event.originator_id)
    elif (row := rows.get(CHAINS, fault=event.originator_id)) is not None:
        says = _MOMENTS.get(type(event))
        if says is not None:
            rows.put(CHAINS, **{**row, **says(event, row)})


_MOMENTS: dict[type[Event], Callable[[Any, Row], dict[str, datetime | None]]] = {
    fault.Notified: lambda event, row: {
        _told(event.link): min(event.occurred_at, row[_told(event.link)] or event.occurred_at)
    },
    fault.Acknowledged: lambda event, _: {_confirmed(event.link): event.occurred_at},
    fault.NoticeWithdrawn: lambda event, _: {_told(event.link): None, _confirmed(event.link): None},
    fault.Ended: lambda event, _: {"ended_at": event.ended_at, "end_told_at": event.occurred_at},
    fault.AnalysisFiled: lambda event, row: {"analysed_at": row["analysed_at"] or event.occurred_at},
    fault.EndWithdrawn: lambda *_: dict.fromkeys(("ended_at", "end_told_at", "analysed_at")),
}
"""What an event makes of the moments; who is told, or analyses, again has done so the first time."""


def timing_of(connection: Connection, query: q.FaultTiming, sight: Sight, now: datetime) -> q.ChainTimes:
    """Tell how long the steps of the faults of the last months took.

    Arguments:
        connection: reads the view.
        query: of which site, and of how many months.
        sight: which sites the asker may see.
        now: the moment.
    """
    period = period_of(connection, query.site, query.months, now)
    asked = select(CHAINS).where(CHAINS.c.day >= period.first, of_sites(CHAINS.c.site, sight.sites))
    found = connection.execute(asked).mappings().all()
    steps = []
    for step, link, begins, ends in _STEPS:
        taken = sorted(
            _minutes(row[begins], row[ends])
            for row in found
            if row[begins] is not None and row[ends] is not None
        )
        if taken:
            steps.append(q.StepTimes(step=step, link=link, **_spread(taken)))
    return q.ChainTimes(at=now, first=period.first, last=period.last, faults=len(found), steps=tuple(steps))


def _minutes(begins: datetime, ends: datetime) -> int:
    """Count whole minutes; what was over before it was reported took none."""
    return max(int((ends - begins) / _MINUTE), 0)


def _spread(taken: Sequence[int]) -> dict[str, int]:
    """Give the quartiles of what is sorted, between the values beside them (Hyndman and Fan's type 7)."""
    cuts = quantiles(taken, n=4, method="inclusive") if len(taken) > 1 else [taken[0]] * 3
    quarter, median, three_quarters = (round(cut) for cut in cuts)
    return {
        "faults": len(taken),
        "quarter": quarter,
        "median": median,
        "three_quarters": three_quarters,
        "longest": taken[-1],
    }
