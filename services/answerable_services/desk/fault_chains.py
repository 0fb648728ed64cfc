"""How long the steps of a fault's chain take: told, confirmed, over, analysed (000-4.7a to 000-4.7c)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import quantiles
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import RowMapping

from answerable.calendar.zones import zone_of
from answerable.events.base import Event
from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.projection.writing.rows import Row, Rows
from answerable.queries import desk as q
from answerable.queries.desk import ChainStep
from answerable.rulebook.obligation import Within
from answerable.streams.fault import events as fault
from answerable.streams.fault.decisions import CHAIN
from answerable.streams.fault.events import ChainLink
from answerable_services.desk.fault_limits import Limits
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
    asked = asked.order_by(CHAINS.c.reported_at)
    found = connection.execute(asked).mappings().all()
    limits = Limits(connection, sight)
    told = (_step(*which, rows=found, limits=limits, now=now) for which in _STEPS)
    steps = [one for one in told if one.faults or one.late]
    return q.ChainTimes(at=now, first=period.first, last=period.last, faults=len(found), steps=tuple(steps))


def _step(
    step: ChainStep,
    link: ChainLink | None,
    begins: str,
    ends: str,
    *,
    rows: Sequence[RowMapping],
    limits: Limits,
    now: datetime,
) -> q.StepTimes:
    """Tell how long one step took, and how often that was too long."""
    taken, counts = [], Counter[str]()
    limit: Within | None = None
    for row in rows:
        begun_at, ended_at = row[begins], row[ends]
        if begun_at is None:
            continue
        if ended_at is not None:
            taken.append(_minutes(begun_at, ended_at))
        within = limits.of(step, row["site"], begun_at)
        due_at = None if within is None else limits.ends_at(within, row["site"], begun_at)
        if due_at is not None:
            limit = within
            is_late = (ended_at or now) > due_at
            counts["late" if is_late else "in_time"] += is_late or ended_at is not None
    return q.StepTimes(
        step=step,
        link=link,
        faults=len(taken),
        **(_spread(sorted(taken)) if taken else {}),
        limit_minutes=None if limit is None else limit.minutes,
        limit_days=None if limit is None else limit.days,
        limit_working_days=None if limit is None else limit.working_days,
        in_time=counts["in_time"],
        late=counts["late"],
    )


def _minutes(begins: datetime, ends: datetime) -> int:
    """Count whole minutes; what was over before it was reported took none."""
    return max(int((ends - begins) / _MINUTE), 0)


def _spread(taken: Sequence[int]) -> dict[str, int]:
    """Give the quartiles of what is sorted, between the values beside them (Hyndman and Fan's type 7)."""
    cuts = quantiles(taken, n=4, method="inclusive") if len(taken) > 1 else [taken[0]] * 3
    quarter, median, three_quarters = (round(cut) for cut in cuts)
    return {
        "quarter": quarter,
        "median": median,
        "three_quarters": three_quarters,
        "longest": taken[-1],
    }
