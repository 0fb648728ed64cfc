"""The service on a real server: it follows the ledger, answers, and goes on where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from answerable.errors import Unavailable
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.ledger import EmbeddedServer, Endpoint, Ledger, User, admit, entry_for
from answerable.settings import Settings
from answerable.streams.case.events import Opened, Priority

from daybook.ask import ask
from daybook.main import run
from daybook.queries import ByDay, Day

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
WITHIN_S = 20


def opened(number: int) -> Opened:
    """Give the beginning of a case."""
    return Opened(
        originator_id=f"case-{number}",
        originator_version=1,
        site="xm01",
        occurred_at=NOON,
        recorded_at=NOON,
        actor="staff-first",
        causation_id="test",
        correlation_id=f"case-{number}",
        topic="invoice",
        priority=Priority.MODERATE,
        owner="staff-first",
        limit_minutes=60,
        limit_article="000-4.2.3",
        due_at=NOON + timedelta(hours=1),
    )


@asynccontextmanager
async def ledger(endpoint: Endpoint, user: User) -> AsyncIterator[Ledger]:
    """Connect to the ledger as one of its users."""
    password = endpoint.passwords[user]
    opened_as = await Ledger.open(endpoint.url, user=user, password=password, name="test")
    try:
        yield opened_as
    finally:
        await opened_as.close()


async def append(endpoint: Endpoint, events: Sequence[Event]) -> None:
    """Write first events of aggregates, as intake does."""
    async with ledger(endpoint, User.INTAKE) as writer:
        await writer.append(
            [entry_for(event.site, event.originator_id, encode(event), expected=0) for event in events]
        )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """Run the service for the length of a block."""
    stopped = asyncio.Event()
    service = asyncio.create_task(run(settings, stopped))
    try:
        yield
    finally:
        stopped.set()
        await asyncio.wait_for(service, WITHIN_S)


async def day_with(settings: Settings, cases: int) -> Day:
    """Ask until the service tells of so many cases, and give its answer."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                days = (await ask(settings, ByDay())).days
            except Unavailable:
                days = ()
            if days and days[0].opened >= cases:
                return days[0]
            await asyncio.sleep(0.02)


async def test_it_answers_from_the_ledger_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    """What is written while it runs and while it does not is counted once each."""
    settings = Settings(data=tmp_path, nats_url="")
    async with EmbeddedServer(tmp_path) as endpoint:
        async with ledger(endpoint, User.OPERATOR) as operator:
            await operator.install()
        assert await admit(tmp_path, "daybook")
        await append(endpoint, [opened(1), opened(2)])
        async with running(settings):
            before = await day_with(settings, 2)
        await append(endpoint, [opened(3)])
        async with running(settings):
            after = await day_with(settings, 3)

    assert (before.opened, before.still_open) == (2, 2)
    assert (after.opened, after.still_open) == (3, 3)
