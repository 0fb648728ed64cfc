"""A real server with a real intake, for tests that send commands to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

from answerable.commands.base import BulkItem, BulkOutcome, BulkRequest
from answerable.errors import Unavailable
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.ledger import Ledger, connect
from answerable.messaging.client import Caller
from answerable.settings import LogLevel, Settings
from answerable_services.intake.main import run
from tests.identity.proofs import Asking

_READY_WITHIN_S = 90


@contextlib.asynccontextmanager
async def running_centre(
    data: Path, clock_start: datetime | None = None, intake_port: int = 0
) -> AsyncIterator[Caller]:
    """Install a ledger, run intake on it, and give a caller that intake answers."""
    async with EmbeddedServer(data) as endpoint, contextlib.AsyncExitStack() as stack:

        async def connection(user: User) -> LedgerClient:
            client = await connect(
                endpoint.url, user=user.value, password=endpoint.passwords[user.value], name=f"test-{user}"
            )
            stack.push_async_callback(client.close)
            return client

        await Ledger(await connection(User.OPERATOR)).install()
        settings = Settings(
            data=data, intake_port=intake_port, clock_start=clock_start, log_level=LogLevel.WARNING
        )
        stopped = asyncio.Event()
        intake = asyncio.create_task(run(settings, stopped))
        caller = Asking(await connection(User.CLI), settings.keys, timeout_s=10)
        try:
            await _until_it_answers(caller, intake)
            yield caller
        finally:
            stopped.set()
            await intake


async def _until_it_answers(caller: Caller, intake: asyncio.Task[None]) -> None:
    nothing = BulkItem(name="nothing", key="nothing", body={})
    async with asyncio.timeout(_READY_WITHIN_S):
        while not intake.done():
            try:
                await caller.bulk(BulkRequest(items=(nothing,)))
            except Unavailable:
                await asyncio.sleep(0.05)
            else:
                return
    await intake


async def send(caller: Caller, items: Iterable[BulkItem]) -> list[BulkOutcome]:
    """Send commands in their order and give what became of each."""
    left = iter(items)
    outcomes: list[BulkOutcome] = []
    while batch := tuple(islice(left, 200)):
        outcomes.extend((await caller.bulk(BulkRequest(items=batch))).outcomes)
    return outcomes
