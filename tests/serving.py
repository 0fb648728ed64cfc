"""What the tests of services share: a ledger, a service with one view, and how far that is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from answerable.clock import FixedClock
from answerable.errors import Unavailable
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import DESIGN, Ledger
from answerable.queries.views import ViewsQuery
from answerable.service import Service
from answerable.settings import Settings
from tests.identity.proofs import Asking
from tests.ledger.servers import OPERATOR, open_ledger
from tests.projection.examples import TEN, Topics


class Views(ViewsQuery):
    """How far are the test's views?"""


def service_of(settings: Settings) -> Service:
    """A service with one view, which tells how far it is."""
    made = Service("test", settings, user=OPERATOR, clock=FixedClock(TEN))
    made.project(Topics())
    made.answers(Views, made.view_statuses, like="desk.views")
    return made


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    task = asyncio.create_task(service.run(stop))
    try:
        yield task
    finally:
        stop.set()
        await task


async def statuses(ledger: Ledger, settings: Settings, position: int) -> dict[str, object]:
    """Ask how far the view is until it has come so far."""
    async with asyncio.timeout(20):
        while True:
            try:
                (view,) = (await Asking(ledger.client, settings.keys).query(Views())).views
            except Unavailable:
                await asyncio.sleep(0.02)
                continue
            if view.position >= position and view.lag == 0:
                return view.model_dump(include={"name", "position", "events", "lag", "parked"})
            await asyncio.sleep(0.02)


@asynccontextmanager
async def own_ledger(directory: Path) -> AsyncIterator[Ledger]:
    """Give an empty ledger of the test's own, to which it may write."""
    async with (
        EmbeddedServer(directory, open_access=True) as endpoint,
        open_ledger(endpoint, DESIGN) as opened,
    ):
        await opened.install()
        yield opened
