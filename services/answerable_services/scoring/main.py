"""The scoring service, put together."""

from __future__ import annotations

import asyncio

from answerable.service import Service
from answerable.settings import Settings
from answerable_services.scoring.answers import Answers
from answerable_services.scoring.projection import Scores


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it; SIGTERM or SIGINT where not given.

    Raises:
        AnswerableError: the ledger is not there, or is not what it must be.
    """
    service = Service("scoring", settings)
    Answers(service.project(Scores()), service.clock).register(service)
    await service.run(stopped)
