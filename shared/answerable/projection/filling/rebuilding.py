"""Rebuilding: a new generation beside the served one, which takes over in one step when it has caught up."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from answerable.projection import mending
from answerable.projection.damage import examine
from answerable.projection.filling import parked
from answerable.projection.filling import replacement as building
from answerable.projection.filling.filling import Filler, Poison
from answerable.projection.running.tasks import in_thread
from answerable.projection.views.transactions import reading
from answerable.projection.writing.own_tables import PARKED

if TYPE_CHECKING:
    from collections.abc import Callable

    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.projection.views.generation import Generation
    from answerable.projection.views.store import Store
    from answerable.projection.writing.projection import Projection

log = structlog.get_logger()

BATCH = 1000


async def rebuild(
    projection: Projection,
    store: Store,
    ledger: Ledger,
    clock: Clock,
    progress: Callable[[int, int], None] = lambda _done, _pending: None,
) -> int:
    """Fill a new generation beside the served one and take over when it has caught up.

    Cancelled or killed anywhere, it leaves the served view as it was; a new call begins anew and removes
    what was left. Where it fails, the served generation says why. Nothing has side effects here: a
    projection only writes rows. What was discarded from the served view is left out of the new one.

    Arguments:
        projection: what to rebuild.
        store: where its views are.
        ledger: what to read.
        clock: tells when.
        progress: told after each batch how many events were taken and how many are pending.

    Returns:
        How many events were taken.

    Raises:
        Corrupt: an event cannot be taken; the old view serves on.
        Busy: another rebuild of it is under way.
    """
    with store.rebuilding():
        served = await in_thread(_cleared, store, projection)
        total = await ledger.count(filters=projection.filters)
        end = (await ledger.status()).last_sequence
        generation = await in_thread(store.new)
        filler = Filler(projection, generation, clock, poison=Poison.STOPS)
        try:
            await in_thread(_prepare, generation, served, projection.version, total, end, clock)
            if served is None:
                await in_thread(mending.take_over_decisions, store, generation)
            taken = await _catch_up(filler, ledger, progress)
            await in_thread(store.activate, generation.number)
        except BaseException as error:
            if await in_thread(store.active) == generation.number:
                # Interrupted while it took over: that is done.
                raise
            await in_thread(store.drop, generation.number)
            if isinstance(error, Exception) and served is not None:
                failure = building.Failure(clock.now(), projection.version, filler.stopped_on, str(error))
                await in_thread(_note, served, failure)
            raise
    return taken


def _cleared(store: Store, projection: Projection) -> Generation | None:
    """Remove what an interrupted rebuild left behind, and give the served generation, where one is whole."""
    active = store.active()
    if active is not None and (
        fault := examine(store.generation(active), projection.tables, projection.version)
    ):
        store.replace_damaged(active, fault)
        active = None
    numbers = store.numbers()
    for number in numbers:
        if number != active:
            store.drop(number)
    return store.generation(active) if active is not None and active in numbers else None


def _prepare(
    generation: Generation, served: Generation | None, version: int, total: int, end: int, clock: Clock
) -> None:
    """Make the tables, and take over what people decided about the served view."""
    generation.prepare(version, clock.now())
    with generation.writing() as connection:
        building.begin(connection, total, clock.now())
        if served is not None and inspect(served.engine).has_table(PARKED.name):
            with reading(served.engine) as before:
                parked.carry_over(before, connection, end)


def _note(served: Generation, failure: building.Failure) -> None:
    try:
        with served.writing() as connection:
            building.fail(connection, failure)
    except DBAPIError as error:
        log.warning("rebuild.failure_not_written", failure=failure.error, reason=str(error))


async def _catch_up(filler: Filler, ledger: Ledger, progress: Callable[[int, int], None]) -> int:
    """Fill a generation until nothing is left to read, and tell how many events that took."""
    taken = 0
    async with (
        ledger.follow(filters=filler.projection.filters) as feed,
        aclosing(feed.batches(limit=BATCH, idle_s=0.05)) as batches,
    ):
        async for batch in batches:
            if batch:
                await in_thread(filler.write, batch)
                taken += len(batch)
            progress(taken, feed.unread or 0)
            if feed.unread == 0:
                break
    return taken
