"""The audit service, put together."""

from __future__ import annotations

import asyncio

from answerable.identity.sight import Sight
from answerable.projection.owners import OURS
from answerable.projection.stored import stored_statuses
from answerable.queries import audit
from answerable.queries.views import ViewStatuses
from answerable.service import Service
from answerable.settings import Settings
from answerable_services.audit.answers import Answers
from answerable_services.audit.projection import AuditProjection


async def run(settings: Settings, stopped: asyncio.Event | None = None) -> None:
    """Run the service until it is told to stop.

    Arguments:
        settings: how this process is set up.
        stopped: ends it when set; SIGTERM and SIGINT do where not given.

    Raises:
        AnswerableError: the ledger is not there, or is not what it must be.
    """
    service = Service("audit", settings)
    store = service.project(AuditProjection())
    answers = Answers(store, service.clock, settings.backdated_after_s)
    service.answers(audit.Findings, answers.findings)
    service.answers(audit.Accesses, answers.accesses)
    service.answers(audit.Views, service.view_statuses)

    async def others(_: audit.OtherViews, __: Sight) -> ViewStatuses:
        return ViewStatuses(views=tuple(await stored_statuses(settings.views, service.ledger, but=OURS)))

    service.answers(audit.OtherViews, others)
    await service.run(stopped)
