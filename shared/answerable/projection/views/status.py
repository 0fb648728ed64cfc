"""How far a view is, in the words that services, pages and the command line share."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from answerable.errors import AnswerableError, Unavailable
from answerable.events.cloudevents import open_envelope
from answerable.events.subjects import EVERYTHING
from answerable.projection.filling import parked
from answerable.projection.filling import replacement as building
from answerable.projection.running.sites import sites_of
from answerable.projection.views.transactions import reading
from answerable.projection.writing.own_tables import UNKNOWN_SITES, WHOLE
from answerable.queries.views import RebuildFailure, RebuildStatus, ViewState, ViewStatus

if TYPE_CHECKING:
    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.projection.running.runtime import Runner
    from answerable.projection.views.generation import Generation, Position
    from answerable.projection.views.store import Store
    from answerable.projection.writing.projection import Projection

_ASK_WITHIN_S = 3.0


def report(
    projection: Projection,
    store: Store,
    lag: int | None,
    *,
    state: ViewState = ViewState.FOLLOWING,
    lag_s: float | None = None,
    rate: float | None = None,
    error: str | None = None,
) -> ViewStatus:
    """Tell how far the served view is.

    Arguments:
        projection: whose.
        store: where the view is.
        lag: events that are waiting for it; not known yet where None, which is told as one.
        state: what is being done for it.
        lag_s: the age of the oldest of these, in seconds.
        rate: events a second, lately.
        error: why it does not move at present, where the view itself does not say.

    Raises:
        Unavailable: the view was never built, or its database does not answer.
    """
    generation, position, tally, failure = _read(projection, store)
    return ViewStatus(
        name=projection.name,
        version=position.version,
        generation=generation.number,
        position=position.sequence,
        events=position.events,
        lag=1 if lag is None else lag,
        lag_s=0.0 if lag == 0 else lag_s,
        rate=rate,
        state=state,
        parked=tally.parked,
        behind=tally.behind,
        parked_total=tally.total,
        discarded=tally.discarded,
        last_error=tally.last,
        updated_at=position.updated_at,
        error=position.error or error,
        rebuild=_rebuild(store),
        failed_rebuild=None if failure is None else RebuildFailure(**asdict(failure)),
    )


def _read(
    projection: Projection, store: Store
) -> tuple[Generation, Position, parked.Tally, building.Failure | None]:
    """Read what the served generation says of itself, also where it is being replaced just now."""
    while True:
        generation = store.serving()
        try:
            position = generation.position()
            with reading(generation.engine) as connection:
                return generation, position, parked.tally(connection), building.last_failure(connection)
        except DBAPIError as cause:
            if store.serving().number == generation.number:
                message = f"the view {projection.name} does not say how far it is: {parked.reason_of(cause)}"
                raise Unavailable(message) from cause


def _rebuild(store: Store) -> RebuildStatus | None:
    found = building.building(store)
    if found is None:
        return None
    return RebuildStatus(
        generation=found.generation,
        version=found.version,
        done=found.done,
        total=found.total,
        rate=found.rate,
        remaining_s=found.remaining_s,
        started_at=found.started_at,
        is_abandoned=found.is_abandoned,
    )


async def status_of(runner: Runner, ledger: Ledger, clock: Clock) -> ViewStatus:
    """Tell how far a running service's view is.

    Raises:
        Unavailable: the view was never built, or its database does not answer.
    """
    lag = runner.pending
    if lag is None:
        lag = await _lag(runner.projection, runner.store, ledger)
    age_s = await _age_s(runner.projection, runner.store, ledger, clock) if lag else None
    return await asyncio.to_thread(
        report,
        runner.projection,
        runner.store,
        lag,
        state=runner.state,
        lag_s=age_s,
        rate=runner.progress.rate,
        error=runner.progress.error,
    )


async def status_at_rest(projection: Projection, store: Store, ledger: Ledger, clock: Clock) -> ViewStatus:
    """Tell how far a view is whose service does not answer, from the database itself.

    Raises:
        Unavailable: the view was never built, or its database does not answer.
    """
    lag = await lag_of(projection, store, ledger)
    age_s = await _age_s(projection, store, ledger, clock) if lag else None
    return await asyncio.to_thread(report, projection, store, lag, state=ViewState.DOWN, lag_s=age_s)


async def lag_of(projection: Projection, store: Store, ledger: Ledger) -> int:
    """Ask the server how many events are waiting for a view, whether its service runs or not."""
    positions = await _positions(store, ledger)
    counts = [
        await ledger.count(filters=projection.filters_of(partition), start=start)
        for partition, start in positions.items()
    ]
    return sum(counts)


async def _lag(projection: Projection, store: Store, ledger: Ledger) -> int | None:
    """Ask the server, but not for ever."""
    try:
        async with asyncio.timeout(_ASK_WITHIN_S):
            return await lag_of(projection, store, ledger)
    except TimeoutError:
        return None


async def _age_s(projection: Projection, store: Store, ledger: Ledger, clock: Clock) -> float | None:
    """Tell the age of the oldest event that the view has not come to; None where it cannot be told."""
    try:
        waiting = [
            await ledger.reader.next((projection.filters_of(partition) or (EVERYTHING,))[0], after=position)
            for partition, position in (await _positions(store, ledger)).items()
        ]
        recorded = [
            datetime.fromisoformat(open_envelope(message.body).data["recorded_at"])
            for message in waiting
            if message is not None
        ]
        return max([0.0, *((clock.now() - at).total_seconds() for at in recorded)])
    except (AnswerableError, KeyError, TypeError, ValueError):
        return None


async def _positions(store: Store, ledger: Ledger) -> dict[str, int]:
    """Give the last sequence of each partition; of a view by site, also where a new site begins."""
    found = await asyncio.to_thread(_stored_positions, store)
    if (base := found.pop(UNKNOWN_SITES, None)) is None:
        return found
    return {site: found.get(site, base) for site in {*found, *await sites_of(ledger)}}


def _stored_positions(store: Store) -> dict[str, int]:
    number = store.active()
    if number is None:
        return {WHOLE: 0}
    return {partition: at.sequence for partition, at in store.generation(number).positions().items()}
