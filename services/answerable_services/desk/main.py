"""The desk, put together: one view, the questions it answers, and the numbers of reports."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence

from answerable.identity.sight import Sight
from answerable.queries import desk
from answerable.queries.views import ViewStatuses
from answerable.service import Service
from answerable.settings import Settings
from answerable.streams.report.commands import StateFigures
from answerable_services.desk.answers import DeskAnswers
from answerable_services.desk.projection import Desk
from answerable_services.desk.report_figures import lacking, to_state
from answerable_services.desk.stating import Stating


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it; SIGTERM or SIGINT where not given.

    Raises:
        AnswerableError: the ledger is not there, or is not what it must be.
    """
    service = Service("desk", settings)
    store = service.project(Desk())
    DeskAnswers(service, store, service.clock).register()

    async def wanted(asked: Collection[str]) -> Sequence[StateFigures]:
        now = service.clock.now()
        return await store.read(lambda connection: list(to_state(connection, now, asked)))

    stating = Stating(wanted, lambda: service.caller, service.is_caught_up, pause=service.until_moved)

    async def owed() -> int:
        return len(await store.read(lambda connection: lacking(connection, stating.asked)))

    async def views(_: desk.Views, __: Sight) -> ViewStatuses:
        return await service.statuses(owed)

    service.answers(desk.Views, views)
    service.works_while_leading(stating.run)
    await service.run(stopped)
