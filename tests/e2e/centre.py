"""A running installation: a server and services that can be killed, and what stands in its ledger."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from answerable.errors import Unavailable
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.messaging.client import Caller
from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.base import Query
from answerable.queries.intake import Writing
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from answerable_services.cli.readiness import until_caught_up
from tests.e2e.processes import Services
from tests.identity.proofs import Asking
from tests.services.cli.running import is_answering

CONSOLE = "console"
SERVICES: dict[str, Query[Any]] = {
    "intake": Writing(),
    "desk": desk.Views(),
    "scoring": scoring.Views(),
    "callbacks": callbacks.Views(),
    "audit": audit.Views(),
}
"""The services that write or keep views, and a question to each that it answers when it is there."""

WITHIN_S = 60.0

ANSWER_WITHIN_S = 0.5
"""A request that a killed service had taken is never answered; so long it is waited for."""

_LOOK_EVERY_S = 0.02


@dataclass
class Centre:
    """A running installation.

    Arguments:
        data: its directory.
        server: its server.
        services: its processes.
        ledger: a connection to its ledger, as the command line's.
    """

    data: Path
    server: EmbeddedServer
    services: Services
    ledger: Ledger

    @property
    def caller(self) -> Caller:
        """Asks the services."""
        return Asking(self.ledger.client, self.data / "identity", timeout_s=ANSWER_WITHIN_S)

    async def kill_server(self) -> None:
        """End the server without a word, wherever it is."""
        assert self.server.pid is not None, "the server has ended by itself"
        os.kill(self.server.pid, signal.SIGKILL)
        assert await self.server.wait() == -signal.SIGKILL

    async def until_answering(self, service: str) -> None:
        """Wait until a service answers."""
        await until(lambda: self.is_answering(service), f"{service} answering")

    async def is_answering(self, service: str) -> bool:
        """Tell whether a service answers."""
        if service == CONSOLE:
            return await asyncio.to_thread(is_answering, f"{self.services.console}/health")
        try:
            await self.caller.query(SERVICES[service])
        except Unavailable:
            return False
        return True

    async def caught_up(self) -> None:
        """Wait until every view has everything, and nothing is left to write."""
        await until_caught_up(self.caller, within_s=WITHIN_S)

    async def messages(self) -> list[Recorded]:
        """Read the whole ledger."""
        return await everything_in(self.ledger)


async def everything_in(ledger: Ledger) -> list[Recorded]:
    """Read a whole ledger."""
    found: list[Recorded] = []
    async with ledger.follow() as feed, contextlib.aclosing(feed.batches(idle_s=0.05)) as batches:
        async for batch in batches:
            found += batch
            if feed.unread == 0:
                break
    return found


async def install(data: Path) -> None:
    """Make a ledger in an empty directory, and leave nothing running."""
    async with EmbeddedServer(data) as endpoint:
        operator = await Ledger.open(
            endpoint.url, user=User.OPERATOR, password=endpoint.passwords[User.OPERATOR], name="operator"
        )
        await operator.install()
        await operator.close()


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait for a condition, failing after the deadline."""
    try:
        async with asyncio.timeout(WITHIN_S):
            while not await condition():
                await asyncio.sleep(_LOOK_EVERY_S)
    except TimeoutError:
        raise AssertionError(f"{what}: not within {WITHIN_S:g} s") from None


@contextlib.asynccontextmanager
async def running(
    data: Path, *names: str, now: datetime, clocks: dict[str | None, datetime] | None = None
) -> AsyncIterator[Centre]:
    """Run the server and services on a directory, and stop them all.

    Arguments:
        data: the directory.
        names: which services.
        now: where their clocks start.
        clocks: where other services' clocks start, by name.
    """
    services = Services(data, {None: now, **(clocks or {})})
    server = EmbeddedServer(data)
    async with server:
        try:
            async with connected(Settings(data=data)) as here:
                centre = Centre(data, server, services, here.ledger)
                for service in names:
                    services.start(service)
                for service in names:
                    await centre.until_answering(service)
                yield centre
            await services.stop()
        finally:
            services.end()
