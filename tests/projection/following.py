"""What the tests of filling and following share: a running view, and events written for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.exc import DBAPIError

from answerable.clock import FixedClock
from answerable.events.cloudevents import encode
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.projection.filling import parked
from answerable.projection.filling.parked import ParkedEvent, ParkedState
from answerable.projection.running.runtime import Runner
from answerable.projection.views.generation import Generation
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection
from tests.projection.examples import TEN, entries, received

CLOCK = FixedClock(TEN)
UNKNOWN = (
    b'{"specversion":"1.0","id":"x.1","source":"/sites/xm01","type":"answerable.contact.sung.v1",'
    b'"subject":"x","data":{}}'
)

Dump = dict[str, list[dict[str, Any]]]


def counts(dump: Dump) -> dict[str, int]:
    return {row["topic"]: row["contacts"] for row in dump["topics"]}


def sequences(dump: Dump) -> dict[str, list[int]]:
    """The events that each topic was counted from, in the order in which they were taken."""
    return {row["topic"]: row["sequences"] for row in dump["topics"]}


def passed(generation: Generation, *states: ParkedState) -> list[ParkedEvent]:
    with generation.engine.connect() as connection:
        return parked.listed(connection, *states)


def states(generation: Generation) -> dict[int, ParkedState]:
    """What became of each event that was passed."""
    return {event.sequence: event.state for event in passed(generation)}


@asynccontextmanager
async def running(projection: Projection, store: Store, ledger: Ledger) -> AsyncIterator[Runner]:
    """Keep a view up beside the test."""
    runner = Runner(projection, store, ledger, CLOCK)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def has_reached(store: Store, sequence: int, *, generation: int = 1) -> Callable[[], bool]:
    """Tell when that generation, or a later one, is served and has come so far."""

    def has() -> bool:
        try:
            return (store.active() or 0) >= generation and store.serving().position().sequence >= sequence
        except DBAPIError:
            # It is being replaced at this moment.
            return False

    return has


async def write(ledger: Ledger, numbers: range, topic: Callable[[int], str] = lambda _: "a") -> int:
    """Write contacts and give the last sequence."""
    return (await ledger.append(entries(*(received(number, topic(number)) for number in numbers))))[-1]


async def write_again(ledger: Ledger, number: int, version: int, topic: str) -> int:
    """Write a later event of an aggregate, which must be its last."""
    event = received(number, topic, version)
    history = await ledger.history(event.originator_id)
    body = encode(event)
    entry = entry_for(event.site, event.originator_id, body, expected=history[-1].sequence)
    return (await ledger.append([entry]))[-1]
