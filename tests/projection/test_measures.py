"""A view's figures: what `answerable projection list` tells, from the instance that knows it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest

from answerable.clock import Clock, FixedClock
from answerable.ledger.store.ledger import Ledger
from answerable.projection.running.instance import Instance
from answerable.projection.running.runtime import Runner
from answerable.projection.views.measures import measured
from answerable.projection.views.store import Store
from answerable.projection.writing.own_tables import WHOLE
from answerable.projection.writing.projection import Projection
from answerable.telemetry import figures
from answerable.telemetry.figures import Figure, Total
from tests.ledger.servers import until
from tests.projection.examples import TEN, NewerTopics, Topics
from tests.projection.following import CLOCK, has_reached, write

pytestmark = pytest.mark.server

Values = dict[Figure, object]


@asynccontextmanager
async def instance_of(store: Store, ledger: Ledger, projection: Projection) -> AsyncIterator[Instance]:
    """Take part in keeping the view beside the test."""
    instance = Instance(Runner(projection, store, ledger, CLOCK), ledger, CLOCK)
    task = asyncio.create_task(instance.run())
    try:
        yield instance
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def values(instance: Instance, ledger: Ledger, clock: Clock = CLOCK) -> Values:
    """Give the value of each figure; every one is of this view."""
    samples = await measured(instance, ledger, clock)
    assert {sample.labels for sample in samples} == {("topics",)}
    return {sample.figure: sample.value for sample in samples}


async def settled(instance: Instance) -> None:
    await until(lambda: instance.runner.pending == 0)


class TestMeasures:
    async def test_a_view_that_is_filled(self, ledger: Ledger, store: Store) -> None:
        """The instance that fills the view tells all that the list of views tells, parked events too."""
        last = await write(ledger, range(4), lambda number: "poison" if number == 1 else "a")
        async with instance_of(store, ledger, Topics()) as instance:
            await until(has_reached(store, last))
            await settled(instance)
            found = await values(instance, ledger)
        batches = found.pop(figures.BATCHES)
        rate = found.pop(figures.RATE)

        assert isinstance(batches, Total)
        assert batches.number >= 1
        assert batches.sum > 0
        assert isinstance(rate, float)
        assert found == {
            figures.VIEW_UP: 1,
            figures.LEADING: 1,
            figures.FILLING: 1,
            figures.STALLED: 0,
            figures.VERSION: 1,
            figures.POSITION: 4,
            figures.UPDATED: TEN.timestamp(),
            figures.LAG_EVENTS: 0,
            figures.LAG_SECONDS: 0,
            figures.EVENTS: 4,
            figures.FEEDS: 0,
            figures.PARKED: 1,
            figures.BEHIND: 0,
            figures.DISCARDED: 0,
            figures.POISON: 1,
            figures.REBUILD_FAILED: 0,
        }

    async def test_events_that_wait(self, ledger: Ledger, store: Store) -> None:
        """While events wait, it is told how many, and how old the first of them is."""
        last = await write(ledger, range(2))
        async with instance_of(store, ledger, Topics()):
            await until(has_reached(store, last))
        await write(ledger, range(5, 8))
        instance = Instance(Runner(Topics(), store, ledger, CLOCK), ledger, CLOCK)
        instance.runner._unread[WHOLE] = 3
        found = await values(instance, ledger, FixedClock(datetime.now(UTC) + timedelta(seconds=42)))

        assert found[figures.LAG_EVENTS] == 3
        assert 42 <= float(str(found[figures.LAG_SECONDS])) < 102

    async def test_an_instance_that_stands_by(self, ledger: Ledger, store: Store) -> None:
        """One that does not fill the view tells what the database says, and nothing of the lag."""
        last = await write(ledger, range(2))
        async with instance_of(store, ledger, Topics()):
            await until(has_reached(store, last))
        instance = Instance(Runner(Topics(), store, ledger, CLOCK), ledger, CLOCK)
        found = await values(instance, ledger)

        assert (found[figures.FILLING], found[figures.LEADING], found[figures.POSITION]) == (0, 0, 2)
        assert {figures.LAG_EVENTS, figures.LAG_SECONDS} & set(found) == set()

    async def test_a_view_that_was_never_built(self, ledger: Ledger, store: Store) -> None:
        """Where there is no view to ask, that is told, and what the process counted."""
        found = await values(Instance(Runner(Topics(), store, ledger, CLOCK), ledger, CLOCK), ledger)

        assert found[figures.VIEW_UP] == 0
        assert found[figures.EVENTS] == 0
        assert figures.POSITION not in found

    async def test_a_rebuild_under_way(
        self, ledger: Ledger, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """How many events the next generation has, and of how many, is told while it is being filled."""
        last = await write(ledger, range(4))
        async with instance_of(store, ledger, Topics()):
            await until(has_reached(store, last))
        seen = asyncio.Event()
        goes_on = asyncio.Event()

        async def waits(*_: object) -> int:
            seen.set()
            await goes_on.wait()
            return 0

        monkeypatch.setattr("answerable.projection.filling.rebuilding._catch_up", waits)
        async with instance_of(store, ledger, NewerTopics()) as instance:
            await asyncio.wait_for(seen.wait(), 20)
            found = await values(instance, ledger)

        assert (found[figures.REBUILT], found[figures.TO_REBUILD]) == (0, 4)
        assert (found[figures.VERSION], found[figures.FILLING]) == (1, 0)
