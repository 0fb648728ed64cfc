"""A case's time limit, explained from the events of the case and of its site, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from answerable.deciding import evolve
from answerable.errors import NotFound
from answerable.events.cloudevents import decode
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.projection.writing.rows import Row
from answerable.queries.limits import LimitStep, LimitTold
from answerable.streams.case.state import Case
from answerable.streams.site.commands import site_id
from answerable.streams.site.decisions import Site
from answerable.wording import say

_MINUTE = timedelta(minutes=1)
_MOST = 400
"""Steps of one answer: with pauses and weekends, a limit of weeks has some dozens."""


async def limit_told(ledger: Ledger, row: Row, now: datetime) -> LimitTold:
    """Explain how a case's time limit comes to its end.

    Arguments:
        ledger: where the events are.
        row: the case's, as whoever asks may see it.
        now: the moment up to which it runs, where the case is not solved.

    Raises:
        NotFound: the case was taken back meanwhile.
    """
    case = row["case"]
    state: Case | None = _folded(await ledger.history(case))
    if state is None:
        raise NotFound(say("error.no_case", case=case))
    timetable = None
    if state.timetable is not None:
        of_site: Site | None = _folded(await ledger.history(site_id(row["site"])))
        timetable = None if of_site is None else of_site.timetable(state.timetable)
    limit, until = state.limit(timetable), state.resolved_at or now
    due_at = limit.ends_at()
    steps = list(islice(limit.steps(until if due_at is None else due_at), _MOST + 1))
    return LimitTold(
        case=case,
        number=row["number"],
        site=row["site"],
        article=state.limit_article,
        opened_at=state.opened_at,
        limit_minutes=state.limit_minutes,
        timetable=state.timetable,
        due_at=due_at,
        until=until,
        minutes_over=limit.minutes_over(until),
        steps=tuple(
            LimitStep(
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                why=one.why.value,
                counts=one.counts,
                minutes=one.so_far // _MINUTE,
            )
            for one in steps[:_MOST]
        ),
        is_shortened=len(steps) > _MOST,
    )


def _folded(history: Iterable[Recorded]) -> Any:
    state: Any = None
    for message in history:
        state = evolve(state, decode(message.body))
    return state
