"""The desk, put together: one view, and the questions it answers."""

from __future__ import annotations

import asyncio

from answerable.service import Service
from answerable.settings import Settings
from answerable_services.desk.answers import DeskAnswers
from answerable_services.desk.projection import Desk


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it; SIGTERM or SIGINT where not given.

    Raises:
        AnswerableError: the ledger is not there, or is not what it must be.
    """
    service = Service("desk", settings)
    DeskAnswers(service, service.project(Desk()), service.clock).register()
    await service.run(stopped)
