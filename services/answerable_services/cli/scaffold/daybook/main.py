"""The service, put together: one projection, its queries."""

from __future__ import annotations

import asyncio
from functools import partial

from answerable.identity.sight import Sight
from answerable.service import Service
from answerable.settings import Settings

from daybook import answers
from daybook.projection import Counts
from daybook.queries import ByDay, Days, Views


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it; SIGTERM or SIGINT where not given.

    Raises:
        AnswerableError: the ledger is not there, or is not what it must be.
    """
    service = Service("daybook", settings)
    store = service.project(Counts())

    async def by_day(query: ByDay, sight: Sight) -> Days:
        return await store.read(partial(answers.by_day, query=query, sight=sight))

    # Who may see the numbers of the day may see these too; this program itself may always ask.
    service.answers(ByDay, by_day, like="desk.overview")
    service.answers(Views, service.view_statuses, like="desk.views")
    await service.run(stopped)
