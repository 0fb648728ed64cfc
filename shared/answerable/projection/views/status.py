"""How far a view is, in the words that services, pages and the command line share."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from answerable.errors import AnswerableError, Unavailable
from answerable.events.subjects import EVERYTHING
from answerable.projection import ahead, owners
from answerable.projection.filling import parked
from answerable.projection.filling import replacement as building
from answerable.projection.running.sites import sites_of
from answerable.projection.views.transactions import reading
from answerable.projection.writing.own_tables import UNKNOWN_SITES, WHOLE
from answerable.queries.views import RebuildFailure, RebuildStatus, ViewState, ViewStatus

if TYPE_CHECKING:
    from datetime import datetime

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
    generation, position, tally, failure = _read(store)
    owner = owners.owner_of(store)
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
        set_aside=store.place.last_set_aside(),
        service=None if owner is None else owner.service,
        seen_at=None if owner is None else owner.seen_at,
    )


def _read(store: Store) -> tuple[Generation, Position, parked.Tally, building.Failure | None]:
    """Read what the served generation says of itself, also where it is being replaced just now."""
    while True:
        generation = store.serving()
        try:
            position = generation.position()
            with reading(generation.engine) as connection:
                return generation, position, parked.tally(connection), building.last_failure(connection)
        except (DBAPIError, NoConnection, ValueError) as cause:
            unsaid = _unsaid(store, generation.number, cause)
            if store.serving().number == generation.number:
                raise unsaid from cause


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


async def status_of(runner: Runner, ledger: Ledger, now: datetime) -> ViewStatus:
    """Tell how far a running service's view is.

    Arguments:
        runner: keeps it up.
        ledger: what it follows.
        now: the time, by the machine's own clock.

    Raises:
        Unavailable: the view was never built, or its database does not answer.
    """
    lag = runner.pending
    if lag is None:
        lag = await _lag(runner.projection, runner.store, ledger)
    age_s = await _age_s(runner.projection, runner.store, ledger, now) if lag else None
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


async def status_at_rest(projection: Projection, store: Store, ledger: Ledger, now: datetime) -> ViewStatus:
    """Tell how far a view is whose service does not answer or was not asked, from the database itself.

    Arguments:
        projection: whose.
        store: where the view is.
        ledger: what it follows.
        now: the time, by the machine's own clock.

    Raises:
        Unavailable: the view was never built, or its database does not answer.
    """
    lag = await lag_of(projection, store, ledger)
    age_s = await _age_s(projection, store, ledger, now) if lag else None
    told = await asyncio.to_thread(report, projection, store, lag, state=ViewState.DOWN, lag_s=age_s)
    end = (await ledger.status()).last_sequence
    if told.position > end and told.error is None:
        return told.model_copy(update={"error": ahead.told(told.position, end)})
    return _judged(told, now)


def _judged(told: ViewStatus, now: datetime) -> ViewStatus:
    """Say whether the service of a view is there, by what it wrote down last."""
    if told.seen_at is None:
        return told
    silent_s = (now - told.seen_at).total_seconds()
    if silent_s <= owners.STALE_AFTER_S:
        return told.model_copy(update={"state": ViewState.FOLLOWING})
    if not told.lag or told.error is not None:
        return told
    error = (
        f"{told.lag:,} event(s) wait, and its service {told.service} was seen last at "
        f"{told.seen_at:%Y-%m-%d %H:%M:%S %Z}: start it"
    )
    return told.model_copy(update={"error": error})


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


async def _age_s(projection: Projection, store: Store, ledger: Ledger, now: datetime) -> float | None:
    """Tell for how long the oldest event waits that the view has not come to; None where it cannot be told.

    The server's own time of storing it counts: what a sample centre's clock says of it is another time.
    """
    try:
        waiting = [
            await ledger.reader.next_stored_at(
                (projection.filters_of(partition) or (EVERYTHING,))[0], after=position
            )
            for partition, position in (await _positions(store, ledger)).items()
        ]
        return max([0.0, *((now - at).total_seconds() for at in waiting if at is not None)])
    except (AnswerableError, KeyError, TypeError, ValueError):
        return None


async def _positions(store: Store, ledger: Ledger) -> dict[str, int]:
    """Give the last sequence of each partition; of a view by site, also where a new site begins."""
    found = await asyncio.to_thread(_stored_positions, store)
    if (base := found.pop(UNKNOWN_SITES, None)) is None:
        return found
    return {site: found.get(site, base) for site in {*found, *await sites_of(ledger)}}


def _stored_positions(store: Store) -> dict[str, int]:
    """Read the positions of the served generation.

    Raises:
        Unavailable: the database does not answer, or the view is damaged.
    """
    while True:
        number: int | None = None
        try:
            number = store.active()
            if number is None:
                return {WHOLE: 0}
            generation = store.generation(number)
            return {partition: at.sequence for partition, at in generation.positions().items()}
        except (DBAPIError, NoConnection, ValueError) as cause:
            if number is None or not _was_replaced(store, number):
                raise _unsaid(store, number, cause) from cause


def _was_replaced(store: Store, number: int) -> bool:
    """Tell whether another generation has taken over while one was read."""
    try:
        return store.active() not in {number, None}
    except (DBAPIError, NoConnection):
        return False


def _unsaid(store: Store, number: int | None, cause: Exception) -> Unavailable:
    """Say that a view does not tell how far it is, and take note of what was met."""
    if number is not None:
        store.met(number, cause)
    return Unavailable(f"the view {store.name} does not say how far it is: {parked.reason_of(cause)}")
